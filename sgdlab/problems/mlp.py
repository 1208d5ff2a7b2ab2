"""A neural network: layers of weighted sums, each followed by an activation."""

from itertools import pairwise

import numpy as np

from .. import graph, validate
from .classifiers import Classifier

ACTIVATIONS = {"relu": graph.relu, "tanh": np.tanh, "sigmoid": graph.sigmoid}


class MLP(Classifier):
    """A multi-layer perceptron for classes 0 .. c-1, its loss the cross-entropy of the scores.

    `X` (n, k), `labels` (n,); `hidden` holds the number of units of each hidden layer, `activation`
    is "relu", "tanh" or "sigmoid". `w` (d,) holds for each layer the weights (k, h) in C order,
    then the h biases. The computation graph differentiates it. Slides "Multi-layer network" and
    "Parallelization revisited".

    >>> xor = MLP([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], hidden=(4,))
    >>> xor.d, [(W.shape, b.shape) for W, b in xor.layers(xor.initial(0))]
    (22, [((2, 4), (4,)), ((4, 2), (2,))])
    """

    def __init__(self, X, labels, hidden=(32,), activation="relu"):
        self.X = validate.matrix(X)
        self.n, k = self.X.shape
        self.labels = self.truth = validate.labels(labels, self.n)
        self.c = int(self.labels.max()) + 1
        self.activation = validate.one_of("activation", activation, ACTIVATIONS)
        hidden = hidden if np.iterable(hidden) else (hidden,)
        self.hidden = tuple(validate.count("hidden", units) for units in hidden)
        sizes = (k, *self.hidden, self.c)
        self.shapes = tuple(pairwise(sizes))
        self.d = sum((k + 1) * h for k, h in self.shapes)

    def initial(self, seed):
        """Return random starting parameters (d,): weights that keep the signal's size, biases 0.

        From zeros all units of a layer stay equal for ever. For relu the variance is 2 / k
        (He et al. 2015), else 1 / k (LeCun et al. 1998), k the units that come in.
        """
        random, w = np.random.RandomState(validate.seed(seed)), np.zeros(self.d)
        gain = 2.0 if self.activation == "relu" else 1.0
        for W, _ in self.layers(w):
            W[:] = random.standard_normal(W.shape) * np.sqrt(gain / len(W))
        return w

    def layers(self, w):
        """Return views (W, b) of each layer's part of `w` (..., d): (..., k, h) and (..., h)."""
        if w.shape[-1:] != (self.d,):
            raise ValueError(
                f"w has shape {w.shape}; this network has {self.d} parameters: {self.d} numbers."
            )
        parts, start = [], 0
        for k, h in self.shapes:
            middle, end = start + k * h, start + (k + 1) * h
            parts.append((w[..., start:middle].reshape(*w.shape[:-1], k, h), w[..., middle:end]))
            start = end
        return parts

    def scores(self, w, X):
        """Return one score for each class, shape (..., n, c)."""
        return self._scores(np.asarray(X, dtype=float), *self._leaves(w))

    def predict(self, w, X):
        """Return the class with the largest score, for each row of `X`."""
        return self.scores(w, X).argmax(-1)

    def loss(self, w, batch=None):
        """Return the average cross-entropy over `batch` (None: all instances)."""
        X, labels = (self.X, self.labels) if batch is None else (self.X[batch], self.labels[batch])
        return graph.cross_entropy(self.scores(w, X), labels).mean(-1)

    def grad_sum(self, w, batch):
        """Return the SUM of the batch's instance gradients, flat as `w` (..., d)."""
        w, X, labels = np.asarray(w), self.X.take(batch, 0), self.labels.take(batch)
        X.flags.writeable = False  # else the graph would copy it

        def total(*leaves):
            return graph.cross_entropy(self._scores(X, *leaves), labels).sum()

        parts = graph.pullback(total, self._leaves(w))[1]
        if w.ndim == 1:
            return np.concatenate(parts, axis=None)  # half the time of the next line
        return np.concatenate([part.reshape(*w.shape[:-1], -1) for part in parts], axis=-1)

    def _leaves(self, w):
        """Weights and biases in turn; of many runs the biases (..., 1, h), to add to rows."""
        w = np.asarray(w, dtype=float)
        row = (..., None, slice(None)) if w.ndim > 1 else ...
        return [leaf for W, b in self.layers(w) for leaf in (W, b[row])]

    def _scores(self, X, *leaves):
        """The scores of rows X (..., m, k): arrays give arrays, nodes give nodes."""
        last, h = len(self.shapes) - 1, X
        for k in range(len(self.shapes)):
            h = h @ leaves[2 * k] + leaves[2 * k + 1]
            if k < last:
                h = ACTIVATIONS[self.activation](h)
        return h
