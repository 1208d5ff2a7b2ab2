"""Linear classifiers of two classes."""

from typing import Any

import numpy as np

from .. import arrays, validate
from .problem import Problem
from .rows import along, chosen, rows, share, sign


class Classifier(Problem):
    """What problems with classes share; `truth` (n,) is the class of each instance."""

    library = arrays.NUMPY
    X: Any
    truth: np.ndarray

    def errors(self, w, batch):
        """Return for each instance of `batch` whether its predicted class is wrong."""
        return arrays.home(self.predict(w, self.library.take(self.X, batch))) != self.truth[batch]

    def accuracy(self, w, X, labels):
        """Return the share of rows of `X` whose predicted class is the label."""
        return share(arrays.home(self.predict(w, X)) == labels)


class TwoClasses(Classifier):
    """What linear problems with y in {-1, +1} share; `X` (n, d), `y` (n,).

    A kind says its loss at given scores, and how hard an instance pulls at w.
    """

    def __init__(self, X, y):
        self.X = validate.matrix(X)
        self.n, self.d = self.X.shape
        self.y = self.truth = validate.signs(y, self.n)

    def scores(self, w, X):
        """Return w·x, shape (..., n)."""
        return w @ X.T

    def predict(self, w, X):
        """Return the class of each row, +1 for a positive score, else -1."""
        return sign(self.scores(w, X))

    def loss(self, w, batch=None):
        """Return the average loss over `batch` (None: all instances)."""
        X, y = chosen(self.library, self.X, self.y, batch)
        return self._loss(w @ X.T, y).mean(-1)

    def grad_sum(self, w, batch):
        """Return the SUM of the batch's instance gradients: each is -pull y_i x_i."""
        X, y = self.X.take(batch, 0), self.y.take(batch)
        if batch.ndim == 1:
            return (-y * self._pull(w.dot(X.T), y)).dot(X)
        return rows(-y * self._pull(along(X, w), y), X)


class Logistic(TwoClasses):
    """Two classes, y in {-1, +1}: l(w, x_i) = log(1 + exp(-y_i w·x_i)), pull s(-y_i w·x_i).

    >>> spam = Logistic([[2.0], [-1.0]], [1, -1])
    >>> round(float(spam.loss(np.zeros(1))), 6), spam.predict(np.ones(1), spam.X)
    (0.693147, array([ 1, -1]))
    """

    def _loss(self, scores, y):
        return np.logaddexp(0, -y * scores)

    def _pull(self, scores, y):
        return np.exp(-np.logaddexp(0, y * scores))


class Perceptron(TwoClasses):
    """Two classes, y in {-1, +1}: l(w, x_i) = |w·x_i| where the class is wrong, else 0.

    A score of 0 counts as -1, as in `predict`. Wrong instances pull with 1, right ones with 0, so
    an update with m = 1 is the rule of Rosenblatt (1958): w <- w + lr y_i x_i after a mistake.

    >>> spam = Perceptron([[2.0], [-1.0]], [1, -1])
    >>> spam.grad_sum(np.zeros(1), np.arange(2)), spam.predict(np.ones(1), spam.X)
    (array([-2.]), array([ 1, -1]))
    """

    def _loss(self, scores, y):
        return np.maximum(0, -y * scores)

    def _pull(self, scores, y):
        return sign(scores) != y
