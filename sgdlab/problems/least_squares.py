"""Linear regression."""

from .. import arrays, validate
from .problem import Problem
from .rows import along, chosen, rows, share, sign


class LeastSquares(Problem):
    """Linear regression: l(w, x_i) = (w·x_i - y_i)^2, without a hidden bias (see `with_ones`).

    `X` (n, d), `y` (n,): NumPy's, or of any array library of the array API (PyTorch on a GPU),
    where all is then computed. Slide "Example of SGD Learning from training data":

    >>> import numpy as np
    >>> table = LeastSquares([[0, 1], [1, 1], [0, 0], [1, 0]], [1, 1, -1, -1])
    >>> table.grad_sum(np.zeros(2), np.array([0])), float(table.loss(np.zeros(2)))
    (array([ 0., -2.]), 1.0)
    """

    def __init__(self, X, y):
        self.library = arrays.library(X)
        X = validate.matrix(arrays.home(X))
        self.n, self.d = X.shape
        y = validate.targets(arrays.home(y), self.n)
        self.X, self.y = self.library.put(X), self.library.put(y)

    def scores(self, w, X):
        """Return the predictions w·x, shape (..., n), for `w` (..., d) and `X` (n, d)."""
        return self.library.put(w) @ self.library.put(X).T

    def predict(self, w, X):
        """Return the predicted number for each row of `X`."""
        return self.scores(w, X)

    def errors(self, w, batch):
        """Return prediction - y for each instance of `batch`."""
        X, y = chosen(self.library, self.X, self.y, batch)
        return self.predict(w, X) - y

    def accuracy(self, w, X, labels):
        """Return the share of rows whose sign(w·x) is the category; a score of 0 counts as -1."""
        return share(sign(arrays.home(self.scores(w, X))) == labels)

    def loss(self, w, batch=None):
        """Return the average loss over `batch` (None: all instances)."""
        X, y = chosen(self.library, self.X, self.y, batch)
        return self.library.xp.mean((self.scores(w, X) - y) ** 2, axis=-1)

    def grad_sum(self, w, batch):
        """Return the SUM of the batch's instance gradients, 2 (w·x_i - y_i) x_i."""
        take, dot, w = self.library.take, self.library.dot, self.library.put(w)
        X, y = take(self.X, batch), take(self.y, batch)
        if batch.ndim == 1:
            return 2.0 * dot(dot(w, X.T) - y, X)
        return 2.0 * rows(along(X, w) - y, X)
