"""Operations on whole arrays: sums, shapes, parts, products of matrices, and the two losses' heads.

Equal entries share the gradient of a max or min evenly.
"""

import numpy as np

from .rule import Each, Rule


def _spread(g, x, axis, keepdims):
    """Return `g`, of a reduced shape, as a view of x's shape."""
    if g.__class__ is not np.ndarray:
        spread = np.empty(np.shape(x))
        spread.fill(g)
        return spread
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, x.shape)


def _sum(g, v, x, axis=None, keepdims=False):
    return _spread(g, x, axis, keepdims)


def mean(x, axis=None, keepdims=False):
    """Return the mean over `axis`: numpy.mean in half the time for a small array."""
    total = np.add.reduce(x, axis=axis, keepdims=keepdims)
    return total / (np.size(x) / max(1, total.size))


def _mean(g, v, x, axis=None, keepdims=False):
    return _spread(g * (getattr(v, "size", 1) / max(1, np.size(x))), x, axis, keepdims)


def _extreme(g, v, x, axis=None, keepdims=False):
    best = np.equal(x, _spread(v, x, axis, keepdims))
    return _spread(g, x, axis, keepdims) * best / best.sum(axis=axis, keepdims=True)


def _back(g, v, x, axes=None):
    return np.transpose(g, None if axes is None else np.argsort([axis % x.ndim for axis in axes]))


def _scatter(g, v, x, key):
    result = np.zeros(x.shape)
    if _plain(key):
        result[key] = g
    else:
        np.add.at(result, key, g)  # an entry that was read twice collects twice
    return result


def _plain(key):
    """Tell whether `key` reads no entry twice: numbers, slices, None, ..., but no index arrays."""
    parts = key if isinstance(key, tuple) else (key,)
    return all(part is None or part is ... or isinstance(part, (int, slice)) for part in parts)


def _left(g, v, x, y):
    """G Y^T, for vectors and stacks of matrices as well."""
    if x.ndim == y.ndim == 2:
        return g @ y.T
    g, x, y = _as_matrices(g, x, y)
    return (g @ y.mT).reshape(g.shape[:-2] + x.shape[-2:])


def _right(g, v, x, y):
    """X^T G, for vectors and stacks of matrices as well."""
    if x.ndim == y.ndim == 2:
        return x.T @ g if len(g) != 1 else x.T * g  # of one row: twice as fast
    vector = y.ndim == 1
    g, x, y = _as_matrices(g, x, y)
    result = x.mT @ g
    return result[..., 0] if vector else result


def _as_matrices(g, x, y):
    g = np.asarray(g)
    if y.ndim == 1:
        y, g = y[:, None], g[..., None]
    if x.ndim == 1:
        x, g = x[None, :], g[..., None, :]
    return g, x, y


def _cut(k, g, v, *parts, axis=0):
    start = sum(part.shape[axis] for part in parts[:k])
    place = [slice(None)] * g.ndim
    place[axis] = slice(start, start + parts[k].shape[axis])
    return g[tuple(place)]


def softmax(scores):
    """Return the softmax shares over the last axis."""
    share = np.exp(scores - scores.max(-1, keepdims=True))
    return share / share.sum(-1, keepdims=True)


def _softmax(g, v, scores):
    return v * (g - (g * v).sum(-1, keepdims=True))


def cross_entropy(scores, labels):
    """Return -log of the softmax share of the right class, for each row of `scores` (..., c)."""
    shifted = scores - np.maximum.reduce(scores, axis=-1, keepdims=True)
    return np.log(np.add.reduce(np.exp(shifted), axis=-1)) - shifted[_places(scores, labels)]


def _places(scores, labels):
    """The index of the right class's score in each row."""
    rows = scores.shape[:-1]
    if np.shape(labels) != rows:
        labels = np.broadcast_to(labels, rows)
    if len(rows) == 1:
        return np.arange(rows[0]), labels
    return (*np.ix_(*map(np.arange, rows)), labels)


def _cross_entropy(g, v, scores, labels):
    """(softmax - 1 at the right class), times what comes in for each row."""
    places = _places(scores, labels)
    past = np.exp(scores - (v + scores[places])[..., None])
    past[places] -= 1.0
    past *= g[..., None] if g.__class__ is np.ndarray else g
    return past


RULES = {
    "sum": Rule(
        np.add.reduce, (_sum,), "a sum over entries hands the incoming gradient to every entry"
    ),
    "mean": Rule(
        mean, (_mean,), "a mean hands every entry the incoming gradient over their number"
    ),
    "max": Rule(np.max, (_extreme,), "max hands all to the largest entry; equal ones share evenly"),
    "min": Rule(
        np.min, (_extreme,), "min hands all to the smallest entry; equal ones share evenly"
    ),
    "reshape": Rule(
        lambda x, shape: np.reshape(x, shape),
        (lambda g, v, x, shape: np.reshape(g, np.shape(x)),),
        "the incoming gradient is put back into the old shape",
    ),
    "transpose": Rule(np.transpose, (_back,), "the incoming gradient is transposed back"),
    "broadcast": Rule(
        lambda x, shape: np.broadcast_to(x, shape),
        (lambda g, v, x, shape: g,),
        "every entry collects the incoming gradient of all its copies",
    ),
    "index": Rule(
        lambda x, key: x[key],
        (_scatter,),
        "the incoming gradient goes to the entries that were read, 0 to the others",
    ),
    "concatenate": Rule(
        lambda *parts, axis=0: np.concatenate(parts, axis),
        Each(_cut),
        "each part gets its own piece of the incoming gradient",
    ),
    "stack": Rule(
        lambda *parts, axis=0: np.stack(parts, axis),
        Each(lambda k, g, v, *parts, axis=0: np.take(g, k, axis)),
        "each part gets its own piece of the incoming gradient",
    ),
    "@": Rule(
        np.matmul,
        (_left, _right),
        "a product X @ W hands X the gradient G @ W^T, and W the gradient X^T @ G",
    ),
    "softmax": Rule(
        softmax,
        (_softmax,),
        "softmax shares s take from each incoming entry the mean weighted by s, then times s",
    ),
    "cross_entropy": Rule(
        cross_entropy,
        (_cross_entropy,),
        "each score gets its softmax share, less 1 at the right class, times the incoming gradient",
    ),
}
