"""Strong scaling: the same batch on more and more workers. T_P = T_1 / (P e) + c.

T_1 is the time of an update on one computer, e the share of its speed that a worker has (1: all of
it), c what a round costs besides: messages, above all. Slide "Impact of Batch Size in Minibatch SGD
on Time per Epoch" has e = 1 and c = 0: time / number of workers.
"""

from dataclasses import dataclass

import numpy as np

from .. import validate


@dataclass(frozen=True)
class Law:
    """What P workers make of what one computer does: `efficiency` e, and `cost` c of a round."""

    efficiency: float = 1.0
    cost: float = 0.0

    def __post_init__(self):
        validate.above("efficiency", self.efficiency)
        validate.number("cost", self.cost)

    def time(self, serial, workers):
        """Return T_P for T_1 = `serial`, in its unit; the cost is in that unit too.

        >>> f"{Law(0.95, 14).time(38, 2):.1f}"
        '34.0'
        """
        return validate.above("serial", serial) / self._as_many(workers) + self.cost

    def needs(self, speedup, workers):
        """Return the T_1 from which on `workers` are `speedup` times as quick; inf for never.

        >>> f"{Law(0.95, 14).needs(1.5, 2):.0f}", Law(0.95, 14).needs(2, 2)
        ('100', inf)
        """
        gain = 1 / validate.above("speedup", speedup) - 1 / self._as_many(workers)
        return self.cost / gain if gain > 0 else float("inf")

    def _as_many(self, workers):
        """How many computers without any loss would do the work of so many workers."""
        return validate.count("workers", workers) * self.efficiency


def fit(serial, parallel, workers):
    """Return the `Law` of measured pairs: T_1 and T_P of two or more updates of other sizes.

    Least squares of the relative errors: 1 % of a short time counts as 1 % of a long one.

    >>> serial = [10.0, 50.0, 200.0]
    >>> fit(serial, [Law(0.8, 5).time(one, 4) for one in serial], 4)
    Law(efficiency=0.8, cost=5.0)
    """
    one, many = validate.floats("serial", serial), validate.floats("parallel", parallel)
    times = np.array([*one.flat, *many.flat])
    whole = one.ndim == 1 and one.shape == many.shape and (np.isfinite(times) & (times > 0)).all()
    if not whole or len(set(one.tolist())) < 2:
        raise ValueError("serial and parallel are times of the same two or more updates, above 0.")
    matrix = np.column_stack([one, np.ones_like(one)]) / many[:, None]
    slope, cost = np.linalg.lstsq(matrix, np.ones_like(one))[0].tolist()
    if slope <= 0:
        raise ValueError("the parallel times do not grow with the serial ones: measure again.")
    return Law(round(1 / (slope * validate.count("workers", workers)), 9), round(cost, 9))
