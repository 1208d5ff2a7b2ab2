"""The gradients of drawn mini-batches at one w, seen in a plane, for every batch size at once."""

import math

import numpy as np

from . import validate
from .batches import order


class NoisePlane:
    """The cloud of `noise.cloud`, the same draws, in two directions.

    The first axis is along the full gradient at `w` (d,); along the second, at a right angle, the
    gradients of the instances differ most. A batch of m is the first m of an order, so a larger
    one goes on from a smaller one. `length` is that of the full gradient, `sigma2` the mean squared
    distance of the instance gradients from it, `n` the number of instances.

    >>> import sgdlab as sl
    >>> table = sl.LeastSquares([[0, 1], [1, 1], [0, 0], [1, 0]], [1, 1, -1, -1])
    >>> plane = NoisePlane(table, np.zeros(2), draws=2)
    >>> plane.length, plane.sigma2, plane.even
    (1.0, 3.0, 3.0)
    >>> plane.at(4)
    array([[1., 0.],
           [1., 0.]])
    """

    def __init__(self, problem, w, draws=200, seed=0):
        w = validate.start(w, validate.problem(problem).d)
        draws, seed = validate.count("draws", draws), validate.seed(seed)
        self.n = problem.n
        each = problem.grad_sum(w, np.arange(self.n)[:, None])  # batches of one instance
        full = each.mean(0)
        apart = each - full
        self.length = math.sqrt(full @ full)
        self.sigma2 = float((apart * apart).sum(1).mean())
        seen = each @ _plane(full, apart).T
        orders = np.stack([order(self.n, draw, seed) for draw in range(draws)])
        self._sums = seen[orders].cumsum(1)

    def at(self, m):
        """Return the places (draws, 2) of the mean gradients of batches of `m`."""
        m = validate.batch_size(m, self.n)
        return self._sums[:, m - 1] / m

    def uphill(self, m):
        """Return the share of the batches whose step goes against the full gradient's step."""
        return float((self.at(m)[:, 0] < 0).mean())

    @property
    def even(self):
        """Return sigma² / |full gradient|², the batch size whose noise is as long as the gradient.

        The simple noise scale of McCandlish et al. (2018), arXiv:1812.06162.
        """
        return self.sigma2 / self.length**2 if self.length else math.inf


def _plane(full, apart):
    """Two unit vectors (2, d): along `full`, and where `apart` (n, d) spreads most across it."""
    along = full / (np.sqrt(full @ full) or 1.0)
    across = apart - np.outer(apart @ along, along)
    second = np.linalg.eigh(across.T @ across)[1][:, -1]
    return np.stack([along, second * np.sign(second[np.abs(second).argmax()])])
