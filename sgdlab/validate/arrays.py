"""Arrays at the door: their shapes, and that they hold numbers."""

import numpy as np

from .single import short


def matrix(X):
    """Return `X` as a float array (n, k): finite, at least one row and one column."""
    X = floats("X", X)
    if X.ndim != 2 or 0 in X.shape:
        raise ValueError(
            f"X has shape {X.shape}; expected one row for each instance and one column for each "
            "feature, such as (4, 2). For a single feature write X.reshape(-1, 1)."
        )
    _finite("X", X)
    return X


def targets(y, n):
    """Return `y` as a float array (n,): one finite number for each row of X."""
    y = floats("y", y)
    _length(y, n)
    _finite("y", y)
    return y


def signs(y, n):
    """Return `y` as a float array (n,) that holds -1 and +1 only."""
    y = targets(y, n)
    wrong = y[np.abs(y) != 1]
    if wrong.size:
        raise ValueError(
            f"y holds {wrong[0]:g}; expected only -1 and +1. From 0 and 1 make them with 2 * y - 1."
        )
    return y


def labels(y, n):
    """Return `y` as an integer array (n,) of classes 0, 1, 2, ..."""
    y = targets(y, n)
    wrong = y[(y < 0) | (y != np.floor(y)) | (y >= 1e6)]
    if wrong.size:
        raise ValueError(
            f"labels hold {wrong[0]:g}; expected whole numbers 0, 1, 2, ... below a million. "
            "np.unique(labels, return_inverse=True)[1] turns any labels into such numbers."
        )
    return y.astype(np.intp)


def start(w0, d):
    """Return `w0` as a new float array (d,); a single number stands for d = 1."""
    w0 = np.atleast_1d(floats("w0", w0)).copy()
    if w0.shape != (d,):
        raise ValueError(
            f"w0 has shape {w0.shape}, but the problem has {d} parameter{'s' * (d != 1)}; "
            f"start from {d} number{'s' * (d != 1)}, such as {[0.0] * d if d < 5 else 'np.zeros'}"
            f"{'' if d < 5 else f'({d})'}."
        )
    _finite("w0", w0)
    return w0


def floats(name, values):
    """Return `values` as a new float array of any shape; they may be inf or nan."""
    try:
        if np.asarray(values).dtype.kind not in "biuf":
            raise TypeError
        return np.array(values, dtype=float)  # a copy: what its owner does later changes nothing
    except (TypeError, ValueError, OverflowError):
        raise TypeError(
            f"{name} is {short(values)}, which is not an array of numbers; "
            "expected numbers, every row of the same length."
        ) from None


def _finite(name, values):
    if not np.isfinite(values).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(values))[0])
        raise ValueError(
            f"{name}[{', '.join(map(str, place))}] is {values[place]:g}; expected finite numbers. "
            "Remove or replace such entries first."
        )


def _length(y, n):
    if y.shape != (n,):
        raise ValueError(
            f"X has {n} rows, but y has shape {y.shape}; expected {n} targets, one for each row."
        )
