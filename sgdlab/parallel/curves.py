"""The three speed-ups against the batch size: one cluster's costs and the epochs that were counted.

Slide "How to measure the benefit of parallel processing?".
"""

from typing import NamedTuple

from .. import validate
from .cost import Cost
from .epochs import STORED, N
from .forecast import Forecast, forecast


class Point(NamedTuple):
    """One batch size on one cluster; times in microseconds.

    `times` is the `Forecast` of an epoch, `epochs` what this batch size needs to the accuracy and
    `sgd_epochs` what m = 1 needs.
    """

    batch_size: int
    workers: int
    epochs: float
    sgd_epochs: float
    times: Forecast

    @property
    def s1(self):
        """Serial mini-batch against parallel mini-batch, for an epoch."""
        return self.times.s1

    @property
    def s2(self):
        """Serial SGD against parallel mini-batch, for an epoch."""
        return self.times.s2

    @property
    def s3(self):
        """Serial SGD against parallel mini-batch, to the accuracy."""
        return self.times.s3(self.sgd_epochs, self.epochs)

    @property
    def slide_epoch(self):
        """The time of an epoch as the slide has it: the serial one, divided by the workers."""
        return self.times.serial_epoch / self.workers

    @property
    def to_goal(self):
        """The time of the cluster to the accuracy."""
        return self.times.epoch * self.epochs

    @property
    def serial_to_goal(self):
        """The time of one computer, in batches of the same size, to the accuracy."""
        return self.times.serial_epoch * self.epochs


def against_batch(cost=None, workers=4, needed=STORED, n=N):
    """Return a tuple of `Point`, one for each of `needed`, whose first one is m = 1.

    `cost` is that of the lecture's example if none is given. A batch of fewer than `workers`
    instances leaves some workers without any; they get and send their messages all the same.

    >>> [f"{point.s1:.2f} {point.s2:.2f} {point.s3:.2f}" for point in against_batch()][::5]
    ['0.12 0.12 0.12', '1.00 3.08 2.46', '3.64 11.97 1.20']
    """
    cost, n = Cost() if cost is None else cost, validate.count("n", n)
    if not needed:
        raise ValueError("needed is empty; expected what epochs.measured() returns.")
    first = needed[0]
    if first.batch_size != 1:
        raise ValueError(
            f"needed begins with m = {first.batch_size}; expected m = 1: S2 and S3 compare with it."
        )
    return tuple(
        Point(
            one.batch_size, workers, one.epochs, first.epochs,
            forecast(cost, n=n, batch_size=one.batch_size, workers=workers),
        )
        for one in needed
    )  # fmt: skip


def best(points):
    """Return the point of the largest S3: the least time of the cluster to the accuracy.

    >>> [best(against_batch(workers=workers)).batch_size for workers in (1, 4, 16)]
    [16, 128, 256]
    """
    return max(points, key=lambda point: point.s3)


def best_serial(points):
    """Return the point at which one computer alone has the least time to the accuracy.

    >>> best_serial(against_batch()).batch_size
    16
    """
    return min(points, key=lambda point: point.serial_to_goal)
