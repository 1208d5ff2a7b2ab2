"""Refuse bad input at the door: one sentence that says what came, what was expected, what to do."""

import math
import numbers
import operator

import numpy as np


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


def rate(lr):
    """Return the learning rate `lr` as a float: positive and finite."""
    if isinstance(lr, bool) or not isinstance(lr, numbers.Real):
        raise TypeError(
            f"lr is {_short(lr)}; expected one positive number such as 0.1, "
            "or a function of the update number."
        )
    if not 0 < _float(lr) < math.inf:
        raise ValueError(f"lr is {_short(lr)}; expected a positive finite number such as 0.1.")
    return float(lr)


def batch_size(m, n):
    """Return the batch size as an int between 1 and `n`; None stands for n (gradient descent)."""
    m = n if m is None else _whole("batch_size", m)
    if not 1 <= m <= n:
        raise ValueError(
            f"batch_size is {m}; expected 1 to {n}, the number of instances "
            "(1 is SGD, None takes all: gradient descent)."
        )
    return m


def number(name, value):
    """Return `value` as a finite float."""
    if not isinstance(value, numbers.Real) or not math.isfinite(_float(value)):
        raise TypeError(f"{name} is {_short(value)}; expected a finite number such as 0.01.")
    return float(value)


def above(name, value):
    """Return `value` as a finite float above 0."""
    if (value := number(name, value)) <= 0:
        raise ValueError(f"{name} is {value:g}; expected a number above 0.")
    return value


def of(name, value, kind):
    """Return `value`, which is to be of the class `kind`."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} is {_short(value)}; expected {kind.__name__}(...).")
    return value


def floats(name, values):
    """Return `values` as a new float array of any shape; they may be inf or nan."""
    try:
        if np.asarray(values).dtype.kind not in "biuf":
            raise TypeError
        return np.array(values, dtype=float)  # a copy: what its owner does later changes nothing
    except (TypeError, ValueError, OverflowError):
        raise TypeError(
            f"{name} is {_short(values)}, which is not an array of numbers; "
            "expected numbers, every row of the same length."
        ) from None


def problem(value):
    """Return `value`, a problem: it has a loss and a gradient."""
    if not all(hasattr(value, name) for name in ("n", "d", "loss", "grad_sum")):
        raise TypeError(
            f"the problem is {_short(value)}; expected one such as sl.LeastSquares(X, y), "
            'sl.Curve(lambda w: w**2) or sl.PRESETS["bowl"].problem.'
        )
    return value


def rules(stop):
    """Return stop rules as a tuple: one rule, or several."""
    stop = (stop,) if callable(stop) else stop
    known = isinstance(stop, (tuple, list))
    if not known or any(isinstance(rule, type) or not callable(rule) for rule in stop):
        raise TypeError(
            f"stop is {_short(stop)}; expected stop rules such as sl.LossBelow(0.1), "
            "or functions (t, w, loss) that return a sentence or None."
        )
    return tuple(stop)


def count(name, value, least=1):
    """Return `value` as an int that is at least `least`."""
    value = _whole(name, value)
    if value < least:
        raise ValueError(f"{name} is {value}; expected a whole number, {least} or more.")
    return value


def seed(shuffle, name="shuffle"):
    """Return the seed as an int 0 .. 2**32 - 1; None stands for the order given."""
    if shuffle is None:
        return None
    value = _whole(name, shuffle)
    if not 0 <= value < 2**32:
        raise ValueError(
            f"{name} is {shuffle!r}; expected a seed from 0 to 4294967295, "
            "or None for the order given."
        )
    return value


def _float(value):
    """`value` as a float; an int may be larger than any."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


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


def _whole(name, value):
    try:
        if isinstance(value, bool):
            raise TypeError
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name} is {_short(value)}; expected a whole number.") from None


def _short(value):
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "..."
