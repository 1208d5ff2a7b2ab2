"""What is minimised: the loss of parameters `w`, and the gradient of that loss.

Every problem has `n` instances and `d` parameters. `w` is one flat vector (d,), or many of them
(..., d) at once. A gradient stays a SUM over instances until the one place that divides by their
number (`descent`).
"""

import inspect
from typing import Any

import numpy as np

from . import arrays, validate


class Problem:
    """What all problems share: their size and the mean gradient over all instances."""

    n: int
    d: int

    def initial(self, seed):
        """Return random starting parameters (d,), small and reproducible."""
        return 0.01 * np.random.RandomState(seed).standard_normal(self.d)

    def gradient(self, w):
        """Return the gradient of the average loss at `w` (..., d)."""
        w = np.asarray(w, dtype=float)
        return self.grad_sum(w, np.arange(self.n)) / self.n


class Curve(Problem):
    """Any loss L without data: a function of one or more numbers.

    `f` takes one argument for each parameter and accepts arrays. `grad` takes the same arguments
    and returns one derivative, or a tuple of them. Without `grad` the derivatives are central
    differences with the step eps**(1/3) * max(1, |w|). `d` is needed only for `f(*w)`.

    Slide "Minimize loss function L(w) with one parameter":

    >>> bowl = Curve(lambda w: 3 + (w - 4) ** 2, grad=lambda w: 2 * (w - 4))
    >>> float(bowl.loss(np.array([12.0]))), bowl.gradient(np.array([12.0]))
    (67.0, array([16.]))
    """

    n = 1

    def __init__(self, f, grad=None, d=None):
        if not callable(f):
            raise TypeError(f"Curve got {f!r}; expected a function such as lambda w: (w - 4)**2.")
        self.f = f
        self.grad = grad
        self.d = _parameters(f) if d is None else validate.count("d", d)
        self._probe()

    def loss(self, w, batch=None):
        """Return L at `w` (..., d), shape (...)."""
        w = np.asarray(w, dtype=float)
        return np.broadcast_to(np.asarray(self.f(*_columns(w)), dtype=float), w.shape[:-1])[()]

    def grad_sum(self, w, batch):
        """Return the gradient at `w` (..., d); zeros for an empty batch."""
        w = np.asarray(w, dtype=float)
        if np.shape(batch)[-1] == 0:
            return np.zeros(w.shape)
        if self.grad is None:
            return self._differences(w)
        parts = self.grad(*_columns(w))
        parts = parts if isinstance(parts, tuple) else (parts,)
        if len(parts) != self.d:
            raise ValueError(
                f"grad returned {len(parts)} derivative(s) for {self.d} parameter(s); "
                "return one derivative for each, as a tuple."
            )
        result = np.empty(w.shape)
        for j, part in enumerate(parts):
            result[..., j] = part
        return result

    def _probe(self):
        """Refuse a function that does not take arrays number by number."""
        two = np.array([[0.3] * self.d, [0.7] * self.d])
        with np.errstate(all="ignore"):
            try:
                both = self.loss(two)
            except (TypeError, ValueError) as error:
                if isinstance(error, ValueError) and "truth value" not in str(error):
                    raise
                raise TypeError(
                    f"the function of a Curve must take arrays, as np.exp(w) does and math.exp(w) "
                    f"or `if w > 0` do not; it said: {error}"
                ) from None
            each = [self.loss(w) for w in two]
        if not np.allclose(both, each, equal_nan=True):
            raise ValueError(
                "the function of a Curve must give one loss for each place; for an array of places "
                "it gave another result than one by one (does it sum over its argument?)."
            )

    def _differences(self, w):
        h = np.cbrt(np.finfo(float).eps) * np.maximum(1, np.abs(w))
        result = np.empty(w.shape)
        for j in range(self.d):
            up, down = w.copy(), w.copy()
            up[..., j] += h[..., j]
            down[..., j] -= h[..., j]
            result[..., j] = (self.loss(up) - self.loss(down)) / (up[..., j] - down[..., j])
        return result


class LeastSquares(Problem):
    """Linear regression: l(w, x_i) = (w·x_i - y_i)^2, without a hidden bias (see `with_ones`).

    `X` (n, d), `y` (n,): NumPy's, or of any array library of the array API (PyTorch on a GPU),
    where all is then computed. Slide "Example of SGD Learning from training data":

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
        X, y = _chosen(self.library, self.X, self.y, batch)
        return self.predict(w, X) - y

    def accuracy(self, w, X, labels):
        """Return the share of rows whose sign(w·x) is the category; a score of 0 counts as -1."""
        return _share(_sign(arrays.home(self.scores(w, X))) == labels)

    def loss(self, w, batch=None):
        """Return the average loss over `batch` (None: all instances)."""
        X, y = _chosen(self.library, self.X, self.y, batch)
        return self.library.xp.mean((self.scores(w, X) - y) ** 2, axis=-1)

    def grad_sum(self, w, batch):
        """Return the SUM of the batch's instance gradients, 2 (w·x_i - y_i) x_i."""
        take, dot, w = self.library.take, self.library.dot, self.library.put(w)
        X, y = take(self.X, batch), take(self.y, batch)
        if batch.ndim == 1:
            return 2.0 * dot(dot(w, X.T) - y, X)
        return 2.0 * _rows(_along(X, w) - y, X)


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
        return _share(arrays.home(self.predict(w, X)) == labels)


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
        return _sign(self.scores(w, X))

    def loss(self, w, batch=None):
        """Return the average loss over `batch` (None: all instances)."""
        X, y = _chosen(self.library, self.X, self.y, batch)
        return self._loss(w @ X.T, y).mean(-1)

    def grad_sum(self, w, batch):
        """Return the SUM of the batch's instance gradients: each is -pull y_i x_i."""
        X, y = self.X.take(batch, 0), self.y.take(batch)
        if batch.ndim == 1:
            return (-y * self._pull(w.dot(X.T), y)).dot(X)
        return _rows(-y * self._pull(_along(X, w), y), X)


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
        return _sign(scores) != y


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
        xp, (X, hot) = self.library.xp, _chosen(self.library, self.X, self._hot, batch)
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


def with_ones(X):
    """Return `X` (n, k) with a last column of ones, whose weight is the bias.

    >>> with_ones([[2.0], [3.0]])
    array([[2., 1.],
           [3., 1.]])
    """
    X = validate.matrix(X)
    return np.hstack([X, np.ones((len(X), 1))])


def _parameters(f):
    kinds = [p.kind for p in inspect.signature(f).parameters.values() if p.default is p.empty]
    if not kinds or any(k not in (0, 1) for k in kinds):
        raise TypeError(
            "Curve needs a function with one positional argument for each parameter, such as "
            "lambda w1, w2: w1**2 + w2**2; for lambda *w: ... say how many with d=."
        )
    return len(kinds)


def _columns(w):
    return tuple(w[..., j] for j in range(w.shape[-1]))


def _chosen(library, X, y, batch):
    return (X, y) if batch is None else (library.take(X, batch), library.take(y, batch))


def _along(X, w):
    """Scores of many runs that each have rows of their own: X (..., m, d), w (..., d)."""
    return (X @ w[..., None])[..., 0]


def _rows(weights, X):
    """Weighted sum of rows: weights (..., m), X (..., m, d) -> (..., d)."""
    return (weights[..., None, :] @ X)[..., 0, :]


def _sign(scores):
    """The class that a score decides; 0 counts as -1."""
    return np.where(scores > 0, 1, -1)


def _share(right):
    return right.mean(-1)
