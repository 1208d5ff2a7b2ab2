"""Single values at the door: numbers, counts, seeds, objects of a kind."""

import math
import numbers
import operator


def rate(lr):
    """Return the learning rate `lr` as a float: positive and finite."""
    if isinstance(lr, bool) or not isinstance(lr, numbers.Real):
        raise TypeError(
            f"lr is {short(lr)}; expected one positive number such as 0.1, "
            "or a function of the update number."
        )
    if not 0 < _float(lr) < math.inf:
        raise ValueError(f"lr is {short(lr)}; expected a positive finite number such as 0.1.")
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
        raise TypeError(f"{name} is {short(value)}; expected a finite number such as 0.01.")
    return float(value)


def above(name, value):
    """Return `value` as a finite float above 0."""
    if (value := number(name, value)) <= 0:
        raise ValueError(f"{name} is {value:g}; expected a number above 0.")
    return value


def least(name, value, low=0):
    """Return `value` as a finite float that is at least `low`."""
    if (value := number(name, value)) < low:
        raise ValueError(f"{name} is {value:g}; expected a number, {low} or more.")
    return value


def one_of(name, value, known):
    """Return `value`, which is to be one of `known`."""
    known = tuple(known)
    if value not in known:
        listed = ", ".join(map(str, known))
        raise ValueError(f"{name} is {short(value)}; expected one of {listed}.")
    return value


def of(name, value, kind):
    """Return `value`, which is to be of the class `kind`."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} is {short(value)}; expected {kind.__name__}(...).")
    return value


def problem(value):
    """Return `value`, a problem: it has a loss and a gradient."""
    if not all(hasattr(value, name) for name in ("n", "d", "loss", "grad_sum")):
        raise TypeError(
            f"the problem is {short(value)}; expected one such as sl.LeastSquares(X, y), "
            'sl.Curve(lambda w: w**2) or sl.PRESETS["bowl"].problem.'
        )
    return value


def rules(stop):
    """Return stop rules as a tuple: one rule, or several."""
    stop = (stop,) if callable(stop) else stop
    known = isinstance(stop, (tuple, list))
    if not known or any(isinstance(rule, type) or not callable(rule) for rule in stop):
        raise TypeError(
            f"stop is {short(stop)}; expected stop rules such as sl.LossBelow(0.1), "
            "or functions (t, w, loss) that return a sentence or None."
        )
    return tuple(stop)


def count(name, value, least=1):
    """Return `value` as an int that is at least `least`."""
    value = _whole(name, value)
    if value < least:
        raise ValueError(f"{name} is {value}; expected a whole number, {least} or more.")
    return value


def seed(value, name="seed"):
    """Return the seed `value` as an int 0 .. 2**32 - 1, what NumPy's `RandomState` takes."""
    value = _whole(name, value)
    if not 0 <= value < 2**32:
        raise ValueError(f"{name} is {value}; expected a seed from 0 to 4294967295.")
    return value


def shuffle(value, name="shuffle"):
    """Return the seed of an order of instances; None stands for the order given.

    >>> shuffle(None), shuffle(3)
    (None, 3)
    """
    return None if value is None else seed(value, name)


def short(value):
    """Return how `value` is written in a sentence, in at most 60 letters."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "..."


def _float(value):
    """`value` as a float; an int may be larger than any."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _whole(name, value):
    try:
        if isinstance(value, bool):
            raise TypeError
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name} is {short(value)}; expected a whole number.") from None
