"""What a cluster that is not here would do, from what a run cost that was."""

from typing import NamedTuple

from .. import validate
from ..batches import updates_per_epoch
from . import speedup
from .cost import Cost
from .policies import Sync
from .rehearsal import rehearse
from .run import Run
from .virtual import Virtual


class Forecast(NamedTuple):
    """Microseconds of a synchronous run and of two serial ones: `sgd` has m = 1.

    `message` is the share of a round that its messages take.
    """

    round: int
    epoch: int
    serial_epoch: int
    sgd_epoch: int
    message: float

    @property
    def s1(self):
        """Serial mini-batch against parallel mini-batch."""
        return speedup.s1(self.serial_epoch, self.epoch)

    @property
    def s2(self):
        """Serial SGD against parallel mini-batch, for an epoch."""
        return speedup.s2(self.sgd_epoch, self.epoch)

    def s3(self, sgd_epochs, epochs):
        """Serial SGD against parallel mini-batch, to the accuracy that took so many epochs."""
        return speedup.s3(self.sgd_epoch, sgd_epochs, self.epoch, epochs)


def forecast(cost, *, n, batch_size, workers, parameters=0, servers=1):
    """Return the `Forecast` of an epoch over `n` instances on a cluster with these costs.

    `cost` is that of the model to be forecast: with another number of parameters a call, an
    instance and an update take other times too. By the formula of `Cost.round`; `rehearse` counts
    every message, delays and all policies.

    The lecture's example at m = 512:

    >>> from sgdlab.parallel import Cost
    >>> found = forecast(Cost(), n=2048, batch_size=512, workers=4)
    >>> found.round, round(found.s1, 2), round(found.s2, 2), round(found.s3(0.5, 2.75), 2)
    (15430, 3.33, 10.95, 1.99)
    """
    m, workers = validate.batch_size(batch_size, n), validate.count("workers", workers)
    parameters = validate.count("parameters", parameters, least=0)
    cost, servers = validate.of("cost", cost, Cost), validate.count("servers", servers)
    last = n - (updates_per_epoch(n, m) - 1) * m

    def epoch(time):
        return (updates_per_epoch(n, m) - 1) * time(m) + time(last)

    def one(size):
        return cost.round(size, workers, parameters, servers)

    whole = one(m)
    return Forecast(
        whole, epoch(one), epoch(cost.serial), n * cost.serial(1),
        (whole - cost.serial(-(-m // workers))) / whole,
    )  # fmt: skip


def forecast_error(cost, run, delays=None):
    """Return by how much a rehearsal of `run` with these costs is wrong: 0.1 is 10 % too long."""
    how = validate.of("run", run, Run).log.arguments
    policy = how["policy"]
    again = rehearse(
        n=run.stream.n, batch_size=run.stream.batch_size, workers=how["workers"],
        parameters=run.parameters, epochs=how["epochs"], parts=run.stream.parts, policy=policy,
        on=Virtual(cost, delays, how["queue"], run.servers if isinstance(policy, Sync) else 1),
    )  # fmt: skip
    return again.time / run.time - 1
