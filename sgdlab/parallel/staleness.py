"""What old gradients cost in time and loss: which bound is best, and the fair control."""

from math import inf
from typing import NamedTuple

import numpy as np

from .. import validate
from .cost import Cost
from .policies import Async, Sync
from .train import train
from .virtual import Virtual

PART = Cost(instance=0, call=1000, message=0, update=0)  # a part takes 1 ms, nothing else any time
_LOOKS = 4  # an epoch


def settled(run, goal):
    """Return the microseconds after which the loss of `run` stays at `goal` or below; else inf."""
    above = np.flatnonzero(~(run.path.loss <= goal))
    if not len(above):
        return 0
    last = int(above[-1])
    return int(run.times[last]) if last < len(run.path) else inf


def by_bound(problem, w0, *, lr, goal, delays, bounds, workers, batch_size, epochs, seeds=9):
    """Return {bound: median time in ms until the loss stays at `goal`} of asynchronous runs.

    `delays(seed)` is a model of delays; `bounds` may have None, no bound. A run that does not
    arrive in `epochs` epochs counts as infinite. The shape is that of Li et al. 2014, figure 13.
    """
    found = {}
    for bound in bounds:
        times = [
            settled(
                train(
                    problem, w0, lr=lr, batch_size=batch_size, epochs=epochs, workers=workers,
                    policy=Async(bound), on=Virtual(PART, delays(seed)),
                ),
                goal,
            )
            for seed in range(validate.count("seeds", seeds))
        ]  # fmt: skip
        found[bound] = float(np.median(times)) / 1000
    return found


class Outcome(NamedTuple):
    """Runs of one kind at one rate, one for each seed; times in ms.

    `losses` (S,) are the last ones, `times` (S,) those of whole runs, `arrived` (S,) when the loss
    was first seen at the goal, inf for never: it is looked at four times an epoch.
    """

    lr: float
    losses: tuple
    times: tuple
    arrived: tuple

    @property
    def loss(self):
        """The median of the last losses."""
        return float(np.median(self.losses))


def control(problem, w0, *, rates, batch_size, workers, epochs, goal, delays, seeds=5):
    """Return {name: Outcomes by rate}: two parallel runs, and the serial one they are to beat.

    All see the same instances, and `delays(seed)` delays all. A push of an asynchronous run moves w
    by the sum over m/P instances divided by m. So the third is serial mini-batch with m/P instances
    and the rate lr/P: as many updates, as long, and no gradient is ever old.
    """
    m, P = validate.batch_size(batch_size, problem.n), validate.count("workers", workers)
    kinds = {
        f"synchronous, m = {m}": (1, P, Sync()),
        f"asynchronous, m = {m}": (1, P, Async()),
        f"serial, m = {m // P}": (P, 1, Sync()),
    }

    def run(lr, seed, parts, count, policy):
        return train(
            problem, w0, lr=lr / parts, batch_size=m // parts, epochs=epochs, workers=count,
            policy=policy, on=Virtual(PART, delays(seed)), shuffle=seed,
        )  # fmt: skip

    def outcome(lr, kind):
        runs = [run(lr, seed, *kind) for seed in range(validate.count("seeds", seeds))]
        looked = [_looked(run, epochs, goal) for run in runs]
        losses, arrived = zip(*looked, strict=True)
        return Outcome(lr, losses, tuple(run.time / 1000 for run in runs), arrived)

    return {name: tuple(outcome(lr, kind) for lr in rates) for name, kind in kinds.items()}


def best(outcomes):
    """Return the `Outcome` with the least median loss."""
    return min(outcomes, key=lambda outcome: outcome.loss)


def _looked(run, epochs, goal):
    """The last loss, and the ms after which one was first seen at the goal."""
    steps = np.linspace(0, len(run.path), _LOOKS * epochs + 1).round().astype(int)
    losses = run.path.problem.loss(run.path.w[steps])
    there = steps[1:][losses[1:] <= goal]
    return float(losses[-1]), float(run.times[there[0] - 1] / 1000) if len(there) else inf
