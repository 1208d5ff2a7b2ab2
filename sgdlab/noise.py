"""How far the gradient of a mini-batch is from the full one, and why it falls with 1 / m."""

import numpy as np

from . import validate
from .batches import order

_BLOCK = 2**20  # numbers held at once: 8 MB


def cloud(problem, w, batch_size, draws=200, seed=0):
    """Return the mean gradients (draws, d) at `w` (d,) of as many mini-batches.

    Draw j takes the first m instances of the order that `seed` draws for epoch j: without
    replacement, as in training.

    >>> from sgdlab import LeastSquares
    >>> table = LeastSquares([[0, 1], [1, 1], [0, 0], [1, 0]], [1, 1, -1, -1])
    >>> cloud(table, np.zeros(2), batch_size=1, draws=3)
    array([[ 0., -2.],
           [-2., -2.],
           [ 2.,  0.]])
    """
    w = validate.start(w, validate.problem(problem).d)
    m, seed = validate.batch_size(batch_size, problem.n), validate.seed(seed)
    found = np.empty((validate.count("draws", draws), problem.d))
    for draw in range(draws):
        found[draw] = problem.grad_sum(w, order(problem.n, draw, seed)[:m]) / m
    return found


def variance(problem, w, batch_sizes, draws=200, seed=0):
    """Return for each batch size the mean of |mini-batch gradient - full gradient|^2, measured.

    The same draws serve all sizes. `expected` is what it tends to with many draws.
    """
    full = problem.gradient(validate.start(w, validate.problem(problem).d))
    away = (cloud(problem, w, m, draws, seed) - full for m in batch_sizes)
    return np.array([(gap * gap).sum(-1).mean() for gap in away])


def expected(problem, w, batch_sizes):
    """Return for each batch size sigma^2 / m * (n - m) / (n - 1), the closed form of `variance`.

    sigma^2 is the mean of |gradient of one instance - full gradient|^2. The last factor comes
    from drawing without replacement and is near 1 while m is small against n (W. G. Cochran,
    Sampling Techniques, 3rd ed. 1977, theorem 2.2).

    >>> from sgdlab import LeastSquares
    >>> table = LeastSquares([[0, 1], [1, 1], [0, 0], [1, 0]], [1, 1, -1, -1])
    >>> expected(table, np.zeros(2), [1, 2, 4])
    array([3., 1., 0.])
    """
    w = validate.start(w, validate.problem(problem).d)
    n, full = problem.n, problem.gradient(w)
    rows, total = max(1, _BLOCK // problem.d), 0.0
    for start in range(0, n, rows):
        each = np.arange(start, min(start + rows, n))[:, None]  # batches of one instance
        gap = problem.grad_sum(w, each) - full
        total += np.vdot(gap, gap)
    sizes = np.array([validate.batch_size(m, n) for m in batch_sizes])
    return total / n / sizes * (n - sizes) / max(1, n - 1)
