"""What things cost on a cluster, in whole microseconds."""

from dataclasses import dataclass, fields
from math import ceil

from .. import validate


@dataclass(frozen=True)
class Cost:
    """The times of a cluster, in microseconds.

    A gradient takes `call` + `instance` for each instance. A message holds a server's link for
    `message`, and with a `bandwidth` (bytes in a microsecond; None: any) for its bytes, `width` for
    each parameter; `latency` later it is there. An update takes `update`. The defaults are those
    of the lecture's example with P = 4.

    >>> Cost().compute(8), Cost(bandwidth=1000).link(1_000_000), Cost(bandwidth=1000).link(10**6, 4)
    (1000, 8300, 2300)
    """

    instance: float = 100
    call: int = 200
    message: int = 300
    update: int = 30
    latency: int = 0
    bandwidth: float | None = None
    width: int = 8

    def __post_init__(self):
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name == "bandwidth" and value is None:
                continue
            if one.name == "instance":
                validate.least(one.name, value)
            elif one.name == "bandwidth":
                validate.above(one.name, value)
            else:
                validate.count(one.name, value, least=0)

    @staticmethod
    def fit(*runs):
        """Return the costs of real `runs`: medians and least squares over their timelines.

        Parts of one size only cannot tell `call` from `instance`, messages of one size only not
        `message` from `bandwidth`, one number of workers not `message` from `latency`: give two
        runs then, with other batch sizes, parameters, workers. What cannot be told is `message`.
        """
        from .fitting import fit

        return fit(*runs)

    def compute(self, instances):
        """Return the time of one gradient call."""
        return self.call + round(self.instance * instances)

    def link(self, parameters, servers=1):
        """Return how long a message with one server's share of the parameters holds its link."""
        if self.bandwidth is None:
            return self.message
        return self.message + ceil(ceil(parameters / servers) * self.width / self.bandwidth)

    def serial(self, batch_size):
        """Return the time of an update without a cluster.

        >>> Cost().serial(32)
        3430
        """
        return self.compute(batch_size) + self.update

    def round(self, batch_size, workers, parameters=0, servers=1):
        """Return the time of a synchronous round: slide "Parameter server", the four steps.

        Every worker gets a message and sends one, one after the other, and all wait for the largest
        part. So it is exact where the parts are equal, else at most P messages too long.

        >>> Cost().round(32, workers=4)
        3430
        """
        messages = 2 * workers * self.link(parameters, servers) + 2 * self.latency
        return messages + self.serial(-(-batch_size // workers))
