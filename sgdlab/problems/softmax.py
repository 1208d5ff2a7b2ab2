"""A linear classifier of many classes."""

import numpy as np

from .. import arrays, validate
from .classifiers import Classifier
from .rows import chosen


class Softmax(Classifier):
    """Many classes 0 .. c-1: l(w, x_i) = -log of the softmax share of the right class.

    `X` (n, k), `labels` (n,); `w` is the (k, c) weights in C order, so d = k * c. As with
    `LeastSquares`, X may be of any array library.

    >>> digits = Softmax([[1.0, 0.0], [0.0, 1.0]], [0, 1])
    >>> digits.d, digits.predict(np.array([5.0, 0.0, 0.0, 5.0]), digits.X)
    (4, array([0, 1]))
    """

    def __init__(self, X, labels):
        self.library = arrays.library(X)
        X = validate.matrix(arrays.home(X))
        self.n, self.k = X.shape
        self.labels = self.truth = validate.labels(arrays.home(labels), self.n)
        self.c = int(self.labels.max()) + 1
        self.d = self.k * self.c
        hot = self.labels[:, None] == np.arange(self.c)
        self.X, self._hot = self.library.put(X), self.library.put(hot.astype(float))

    def scores(self, w, X):
        """Return one score for each class, shape (..., n, c)."""
        w = self.library.put(w)
        weights = self.library.xp.reshape(w, (*w.shape[:-1], self.k, self.c))
        return self.library.put(X) @ weights

    def predict(self, w, X):
        """Return the class with the largest score, for each row of `X`."""
        return self.library.xp.argmax(self.scores(w, X), axis=-1)

    def loss(self, w, batch=None):
        """Return the average cross-entropy over `batch` (None: all instances)."""
        xp, (X, hot) = self.library.xp, chosen(self.library, self.X, self._hot, batch)
        scores = self.scores(w, X)
        top = xp.max(scores, axis=-1, keepdims=True)
        share = xp.log(xp.sum(xp.exp(scores - top), axis=-1)) + top[..., 0]
        return xp.mean(share - xp.sum(scores * hot, axis=-1), axis=-1)

    def grad_sum(self, w, batch):
        """Return the SUM of the batch's instance gradients, x_i (softmax - hot)^T, flat."""
        library, xp = self.library, self.library.xp
        X, hot = library.take(self.X, batch), library.take(self._hot, batch)
        scores = self.scores(w, X)
        share = xp.exp(scores - library.top(scores, axis=-1, keepdims=True))
        share /= library.total(share, axis=-1, keepdims=True)
        gradient = X.mT @ (share - hot)
        return xp.reshape(gradient, (*gradient.shape[:-2], self.d))
