"""Functions of neural networks, for numbers, arrays and nodes alike."""

import numpy as np

from .apply import apply
from .node import Node
from .rules import RULES
from .scalar import Scalar


def relu(x):
    """Return max(0, x), number by number. Its derivative at 0 is taken as 0. Slide "ReLU".

    >>> relu(np.array([-1.0, 2.0])), relu(-3)
    (array([0., 2.]), 0.0)
    """
    return x.relu() if x.__class__ is Scalar else _any("relu", x)


def sigmoid(t):
    """Return 1 / (1 + e^-t), number by number. Slide "Sigmoid function".

    >>> round(sigmoid(1), 10)
    0.7310585786
    """
    return _any("sigmoid", t)


def softmax(scores):
    """Return the softmax shares of `scores` (..., c): positive, of sum 1 over the last axis.

    >>> softmax(np.array([0.0, 0.0]))
    array([0.5, 0.5])
    """
    scores = _last_axis("softmax", scores)
    return _any("softmax", scores)


def cross_entropy(scores, labels):
    """Return the loss of each instance: -log of the softmax share of its label.

    `scores` (..., c), `labels` (...) whole numbers 0 .. c-1. Shape (...).

    >>> cross_entropy(np.array([[0.0, 0.0]]), [1]).round(6)
    array([0.693147])
    """
    scores, labels = _last_axis("cross_entropy", scores), np.asarray(labels)
    if labels.dtype.kind not in "iu" or np.minimum.reduce(labels, axis=None, initial=0) < 0:
        raise ValueError(
            f"cross_entropy got labels {labels!r}; expected whole numbers from 0, one for each row "
            f"of scores {scores.shape}."
        )
    return _any("cross_entropy", scores, labels)


def _any(op, x, *constants):
    if isinstance(x, Node):
        return apply(op, x, *constants)
    value = RULES[op].forward(np.asarray(x, dtype=float), *constants)
    return value if np.ndim(value) else float(value)


def _last_axis(name, scores):
    if not isinstance(scores, Node):
        scores = np.asarray(scores, dtype=float)
    if not scores.shape:
        raise ValueError(f"{name} got one number; expected one score for each class.")
    return scores
