"""What a student's code returned, as data: it can be shown, kept, and compared elsewhere."""

import math
import sys
from copy import deepcopy
from decimal import Decimal
from numbers import Real

import numpy as np

MOST = 10_000  # numbers in one value
_LONG = 300  # characters of a text or a message
_DEEP = 6


def record(call, *args):
    """Return what `call(*args)` gives as data: {"value": ...} or {"raised": "Type: message"}.

    The call gets copies; with "changed" it is said that it changed one.

    >>> record(lambda w: w / 0, 1.0)["raised"]
    'ZeroDivisionError: float division by zero'
    """
    own = deepcopy(args)
    try:
        found = {"value": encode(call(*own))}
    except Exception as error:  # whatever a student's code raises is a fact about it
        return {"raised": f"{type(error).__name__}: {error}"[:_LONG]}
    if encode(own) != encode(args):
        found["changed"] = True
    return found


def encode(value, deep=0):
    """Return `value` as what JSON has: numbers, texts, lists; {"is": ...} for all else.

    >>> encode((1, np.array([0.5, np.nan]))), encode(...)
    ([1.0, [0.5, {'is': 'nan'}]], {'is': 'nothing'})
    """
    if value is None or value is Ellipsis:
        return {"is": "nothing"}
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        return str(value[:_LONG])
    if isinstance(value, Real | Decimal):  # also a Fraction, and NumPy's own
        return _number(value)
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return _nested(value) if value.size <= MOST else {"is": f"{value.size} numbers"}
    if isinstance(value, list | tuple | np.ndarray) and deep < _DEEP:
        if len(value) > MOST:
            return {"is": f"{len(value)} things"}
        listed = [encode(one, deep + 1) for one in value]
        return listed if deep or _count(listed) <= MOST else {"is": "too many numbers"}
    return {"is": f"a {type(value).__name__}"}


def decode(data):
    """Return numbers as a float or an array, where `data` is nothing else; else the data.

    >>> decode([1.0, {"is": "nan"}]), decode(["by", "chance"])
    (array([ 1., nan]), ['by', 'chance'])
    """
    plain = _plain(data)
    if isinstance(plain, list):
        try:
            array = np.array(plain, dtype=float)
        except (ValueError, TypeError, OverflowError):
            return plain
        return array if not _has(plain, str | bool) else plain
    return plain


def is_record(one):
    """Say whether data from elsewhere has the form that `record` gives."""
    if not isinstance(one, dict) or one.keys() - {"value", "raised", "changed"}:
        return False
    if "raised" in one:
        return isinstance(one["raised"], str) and "value" not in one
    return "value" in one and _is_encoded(one["value"])


def nothing(data):
    """Say whether there is no answer yet: None, `...`, or a list that has one of them.

    >>> nothing(encode((0.5, ...))), nothing(encode([]))
    (True, False)
    """
    if isinstance(data, list):
        return any(nothing(one) for one in data)
    return data == {"is": "nothing"}


def _is_encoded(data, deep=0):
    if isinstance(data, list):
        return deep <= _DEEP and all(_is_encoded(one, deep + 1) for one in data)
    if isinstance(data, dict):
        return data.keys() == {"is"} and isinstance(data["is"], str)
    if isinstance(data, int | float):
        return abs(data) <= sys.float_info.max
    return isinstance(data, str)


def _number(value):
    value = float(value)
    return value if math.isfinite(value) else {"is": str(value)}


def _nested(array):
    if array.ndim == 0:
        return _number(array.item())
    return [_nested(one) for one in array]


def _count(data):
    return sum(map(_count, data)) if isinstance(data, list) else 1


def _plain(data):
    if isinstance(data, list):
        return [_plain(one) for one in data]
    if isinstance(data, dict):
        known = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
        return known.get(data.get("is"), data)
    return data


def _has(data, kind):
    return any(_has(one, kind) if isinstance(one, list) else isinstance(one, kind) for one in data)
