"""What is minimised: the loss of parameters `w`, and the gradient of that loss.

Every problem has `n` instances and `d` parameters. `w` is one flat vector (d,), or many of them
(..., d) at once. A gradient stays a SUM over instances until the one place that divides by their
number (`descent`).
"""

import inspect

import numpy as np

from . import validate


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

    `X` (n, d), `y` (n,). Slide "Example of SGD Learning from training data":

    >>> table = LeastSquares([[0, 1], [1, 1], [0, 0], [1, 0]], [1, 1, -1, -1])
    >>> table.grad_sum(np.zeros(2), np.array([0])), float(table.loss(np.zeros(2)))
    (array([ 0., -2.]), 1.0)
    """

    def __init__(self, X, y):
        self.X = validate.matrix(X)
        self.n, self.d = self.X.shape
        self.y = validate.targets(y, self.n)

    def scores(self, w, X):
        """Return the predictions w·x, shape (..., n), for `w` (..., d) and `X` (n, d)."""
        return w @ X.T

    def predict(self, w, X):
        """Return the predicted number for each row of `X`."""
        return self.scores(w, X)

    def errors(self, w, batch):
        """Return prediction - y for each instance of `batch`."""
        return self.predict(w, self.X[batch]) - self.y[batch]

    def accuracy(self, w, X, labels):
        """Return the share of rows whose sign(w·x) is the category; a score of 0 counts as -1."""
        return _share(np.where(self.scores(w, X) > 0, 1, -1) == labels)

    def loss(self, w, batch=None):
        """Return the average loss over `batch` (None: all instances)."""
        X, y = _chosen(self.X, self.y, batch)
        return ((w @ X.T - y) ** 2).mean(-1)

    def grad_sum(self, w, batch):
        """Return the SUM of the batch's instance gradients, 2 (w·x_i - y_i) x_i."""
        X, y = self.X.take(batch, 0), self.y.take(batch)
        if batch.ndim == 1:
            return 2.0 * (w.dot(X.T) - y).dot(X)  # for small batches dot is twice as quick as @
        return 2.0 * _rows(_along(X, w) - y, X)


class Classifier(Problem):
    """What problems with classes share; `truth` (n,) is the class of each instance."""

    X: np.ndarray
    truth: np.ndarray

    def errors(self, w, batch):
        """Return for each instance of `batch` whether its predicted class is wrong."""
        return self.predict(w, self.X[batch]) != self.truth[batch]

    def accuracy(self, w, X, labels):
        """Return the share of rows of `X` whose predicted class is the label."""
        return _share(self.predict(w, X) == labels)


class Logistic(Classifier):
    """Two classes, y in {-1, +1}: l(w, x_i) = log(1 + exp(-y_i w·x_i)).

    `X` (n, d), `y` (n,).

    >>> spam = Logistic([[2.0], [-1.0]], [1, -1])
    >>> round(float(spam.loss(np.zeros(1))), 6), spam.predict(np.ones(1), spam.X)
    (0.693147, array([ 1, -1]))
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
        return np.where(self.scores(w, X) > 0, 1, -1)

    def loss(self, w, batch=None):
        """Return the average loss over `batch` (None: all instances)."""
        X, y = _chosen(self.X, self.y, batch)
        return np.logaddexp(0, -y * (w @ X.T)).mean(-1)

    def grad_sum(self, w, batch):
        """Return the SUM of the batch's instance gradients, -y_i s(-y_i w·x_i) x_i."""
        X, y = self.X.take(batch, 0), self.y.take(batch)
        if batch.ndim == 1:
            return (-y * _sigmoid(-y * w.dot(X.T))).dot(X)
        return _rows(-y * _sigmoid(-y * _along(X, w)), X)


class Softmax(Classifier):
    """Many classes 0 .. c-1: l(w, x_i) = -log of the softmax share of the right class.

    `X` (n, k), `labels` (n,); `w` is the (k, c) weights in C order, so d = k * c.

    >>> digits = Softmax([[1.0, 0.0], [0.0, 1.0]], [0, 1])
    >>> digits.d, digits.predict(np.array([5.0, 0.0, 0.0, 5.0]), digits.X)
    (4, array([0, 1]))
    """

    def __init__(self, X, labels):
        self.X = validate.matrix(X)
        self.n, self.k = self.X.shape
        self.labels = self.truth = validate.labels(labels, self.n)
        self.c = int(self.labels.max()) + 1
        self.d = self.k * self.c
        self._hot = np.zeros((self.n, self.c))
        self._hot[np.arange(self.n), self.labels] = 1

    def scores(self, w, X):
        """Return one score for each class, shape (..., n, c)."""
        return X @ self._weights(w)

    def predict(self, w, X):
        """Return the class with the largest score, for each row of `X`."""
        return self.scores(w, X).argmax(-1)

    def loss(self, w, batch=None):
        """Return the average cross-entropy over `batch` (None: all instances)."""
        X, hot = _chosen(self.X, self._hot, batch)
        scores = self.scores(w, X)
        top = scores.max(-1, keepdims=True)
        share = np.log(np.exp(scores - top).sum(-1)) + top[..., 0]
        return (share - (scores * hot).sum(-1)).mean(-1)

    def grad_sum(self, w, batch):
        """Return the SUM of the batch's instance gradients, x_i (softmax - hot)^T, flat."""
        X = self.X.take(batch, 0)
        share = self.scores(w, X)
        share = np.exp(share - share.max(-1, keepdims=True))
        share /= share.sum(-1, keepdims=True)
        gradient = np.swapaxes(X, -1, -2) @ (share - self._hot[batch])
        return gradient.reshape(*gradient.shape[:-2], self.d)

    def _weights(self, w):
        return w.reshape(*w.shape[:-1], self.k, self.c)


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


def _chosen(X, y, batch):
    return (X, y) if batch is None else (X[batch], y[batch])


def _along(X, w):
    """Scores of many runs that each have rows of their own: X (..., m, d), w (..., d)."""
    return (X @ w[..., None])[..., 0]


def _rows(weights, X):
    """Weighted sum of rows: weights (..., m), X (..., m, d) -> (..., d)."""
    return (weights[..., None, :] @ X)[..., 0, :]


def _sigmoid(t):
    return np.exp(-np.logaddexp(0, -t))


def _share(right):
    return right.mean(-1)
