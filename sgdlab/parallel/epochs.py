"""How many epochs each batch size needs to the same accuracy: the experiment behind S3.

Least squares with n = 2048 made by a seed. A run has arrived when its average loss is at most 10 %
above the least one; that is looked at 16 times an epoch. Each batch size is tried at every rate of
one grid, in several orders of the instances; its best rate is that of the least median.
"""

from typing import NamedTuple

import numpy as np

from .. import validate
from ..batches import updates_per_epoch
from ..problems import LeastSquares
from ..sweeping import sweep

N, D, NOISE, LEAST_SCALE, SEED = 2048, 20, 0.5, 0.3, 0
SIZES = tuple(2**k for k in range(12))
RATES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
ORDERS = 9
ABOVE = 0.1  # of the least loss
CHECKS = 16  # an epoch
MOST = 64  # epochs


class Needed(NamedTuple):
    """What a batch size needed: epochs at its best rate `lr`, the median of the orders.

    `low` and `high` are the fewest and the most of them; inf for never. `at_edge` tells that the
    rate is the first or the last of the grid: a better one may lie outside.
    """

    batch_size: int
    epochs: float
    lr: float
    low: float
    high: float
    at_edge: bool


def made():
    """Return the problem: 20 features of a scale from 1 to 0.3, weights 1, noise 0.5.

    >>> made().n, made().d
    (2048, 20)
    """
    draw = np.random.RandomState(SEED)
    X = draw.standard_normal((N, D)) * np.geomspace(1, LEAST_SCALE, D)
    return LeastSquares(X, X.sum(1) + NOISE * draw.standard_normal(N))


# What `measured` returns, so that a figure need not wait for it; a test repeats the experiment.
STORED = (
    Needed(1, 0.5, 0.01, 0.4375, 0.625, False),
    Needed(2, 0.5, 0.02, 0.4375, 0.625, False),
    Needed(4, 0.5, 0.05, 0.3125, 1.0, False),
    Needed(8, 0.5, 0.1, 0.3125, 1.0, False),
    Needed(16, 0.5, 0.2, 0.3125, 1.0, False),
    Needed(32, 0.625, 0.3, 0.4375, 0.75, False),
    Needed(64, 0.75, 0.5, 0.5, 1.0, False),
    Needed(128, 0.8125, 0.7, 0.6875, 1.0, False),
    Needed(256, 1.375, 0.7, 1.25, 1.5, False),
    Needed(512, 2.75, 0.7, 2.5, 2.75, False),
    Needed(1024, 5.0, 0.7, 5.0, 5.5, False),
    Needed(2048, 10.0, 0.7, 10.0, 10.0, False),
)


def measured():
    """Return a tuple of `Needed`, one for each of `SIZES`: some seconds; equal on every computer.

    Equal to `STORED`.
    """
    problem = made()
    return tuple(needed(problem, m) for m in SIZES)


def needed(problem, batch_size, rates=RATES, orders=ORDERS, most=MOST):
    """Return the `Needed` of one batch size on a `LeastSquares` problem, from a start at 0.

    >>> needed(made(), 2048).epochs
    10.0
    """
    n = validate.of("problem", problem, LeastSquares).n
    batch_size, most = validate.batch_size(batch_size, n), validate.count("most", most)
    if not len(rates):
        raise ValueError("rates is empty; expected one or more, such as (0.1, 0.3).")
    orders = validate.count("orders", orders)
    seeds = range(orders if batch_size < n else 1)  # a whole batch has no order
    runs = {"lr": np.repeat(rates, len(seeds)), "seeds": [*seeds] * len(rates)}
    epochs = max(1, batch_size // 256)  # begin where it may be enough; more changes no best one
    while True:
        swept = sweep(problem, np.zeros(problem.d), batch_size=batch_size, epochs=epochs, **runs)
        first = _arrivals(swept).reshape(len(rates), len(seeds))
        middle = np.median(first, axis=1)
        if np.isfinite(middle).any() or epochs >= most:
            break
        epochs *= 2
    best = int(middle.argmin())
    return Needed(
        batch_size, float(middle[best]), rates[best], float(first[best].min()),
        float(first[best].max()), best in (0, len(rates) - 1),
    )  # fmt: skip


def _arrivals(swept):
    """The epochs after which each run of a sweep is first seen at the goal (R,); inf for never."""
    problem, total = swept.problem, swept.w.shape[1] - 1
    each = updates_per_epoch(problem.n, swept.batch_size)
    looks = np.arange(1, total // each * CHECKS + 1) * each
    looks = np.unique(-(-looks // CHECKS))  # the updates after which the loss is looked at
    best = np.linalg.lstsq(problem.X, problem.y)[0]
    # What the loss has above the least one is |X (w - best)|² / n = |R (w - best)|² / n, X = QR.
    above = ((swept.w[:, looks] - best) @ np.linalg.qr(problem.X).R.T) ** 2
    there = above.sum(-1) <= ABOVE * problem.n * problem.loss(best)
    there &= looks <= swept.steps[:, None]
    return np.where(there.any(1), looks[there.argmax(1)] / each, np.inf)
