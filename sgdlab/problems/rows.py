"""Rows of data: which are chosen, their scores, their weighted sums."""

import numpy as np

from .. import validate


def with_ones(X):
    """Return `X` (n, k) with a last column of ones, whose weight is the bias.

    >>> with_ones([[2.0], [3.0]])
    array([[2., 1.],
           [3., 1.]])
    """
    X = validate.matrix(X)
    return np.hstack([X, np.ones((len(X), 1))])


def chosen(library, X, y, batch):
    return (X, y) if batch is None else (library.take(X, batch), library.take(y, batch))


def along(X, w):
    """Scores of many runs that each have rows of their own: X (..., m, d), w (..., d)."""
    return (X @ w[..., None])[..., 0]


def rows(weights, X):
    """Weighted sum of rows: weights (..., m), X (..., m, d) -> (..., d)."""
    return (weights[..., None, :] @ X)[..., 0, :]


def sign(scores):
    """The class that a score decides; 0 counts as -1."""
    return np.where(scores > 0, 1, -1)


def share(right):
    return right.mean(-1)
