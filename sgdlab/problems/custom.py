"""The reader's own loss of an instance; the computation graph differentiates it."""

import numpy as np

from .. import validate
from ..graph import pullback
from .problem import Problem


class CustomLoss(Problem):
    """Any loss l(w, X, y) of the instances, a function of the reader's own.

    `loss(w, X, y)` takes parameters (d,), rows X (m, ...), y (m, ...) and returns the loss of each
    row, shape (m,), by ordinary NumPy code on w. Raises ValueError when it returns another shape:
    a mean would hide the number of instances from the update.

    >>> import sgdlab as sl
    >>> table = CustomLoss(lambda w, X, y: (X @ w - y) ** 2, [[0, 1], [1, 1]], [1, 1], d=2)
    >>> table.grad_sum(np.zeros(2), np.array([0]))
    array([ 0., -2.])
    """

    def __init__(self, loss, X, y, d):
        if not callable(loss):
            raise TypeError(f"CustomLoss got {loss!r}; expected a function l(w, X, y).")
        self._loss, self.d = loss, validate.count("d", d)
        self.X, self.y = validate.floats("X", X), np.array(y)
        if not self.X.ndim or len(self.X) == 0:
            raise ValueError(f"X has shape {self.X.shape}; expected rows, one for each instance.")
        self.n = len(self.X)
        if self.y.shape[:1] != (self.n,):
            raise ValueError(f"y has shape {self.y.shape}; expected one entry for each row of X.")
        self.losses(np.full(self.d, 0.1), np.arange(min(self.n, 2)))

    def losses(self, w, batch):
        """Return the loss of each instance of `batch` (m,) at `w` (d,)."""
        losses = np.asarray(self._loss(w, self.X[batch], self.y[batch]), dtype=float)
        if losses.shape != batch.shape:
            raise ValueError(
                f"the loss of {len(batch)} instances has shape {losses.shape}; expected "
                f"{batch.shape}: return the loss of each row of X, not their sum or mean."
            )
        return losses

    def loss(self, w, batch=None):
        """Return the average loss over `batch` (None: all instances), at `w` (..., d)."""
        batch = np.arange(self.n) if batch is None else batch
        return _each(lambda w, batch: self.losses(w, batch).mean(), w, batch, ())

    def grad_sum(self, w, batch):
        """Return the SUM of the batch's instance gradients, at `w` (..., d)."""
        return _each(self._grad_sum, w, batch, (self.d,))

    def _grad_sum(self, w, batch):
        X, y = self.X[batch], self.y[batch]
        return pullback(lambda w: self._loss(w, X, y), (w,))[1][0]


def _each(f, w, batch, shape):
    """f(w, batch) for each of many w (..., d), whose batches (..., m) may be one for all."""
    w = np.asarray(w, dtype=float)
    runs = w.shape[:-1]
    if not runs:
        return f(w, batch)
    batch = np.broadcast_to(batch, runs + np.shape(batch)[-1:])
    result = np.empty(runs + shape)
    for run in np.ndindex(runs):
        result[run] = f(w[run], batch[run])
    return result
