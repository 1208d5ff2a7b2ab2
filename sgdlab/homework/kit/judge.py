"""Is an answer right, and if not: what does it look like? Data in, a sentence or None out."""

import numpy as np

from .values import decode, encode, nothing

NOT_YET = "not answered yet"
_ELSE = "it returned something else than was asked for; read the question again."
_CLOSE = {"rtol": 1e-6, "atol": 1e-9}
_COPY = "your function changed its argument: work on a copy."


def times(factor, sentence):
    """Return a known mistake: what is told when an answer is `factor` times the right one.

    `factor` is a number, or a function of the arguments.
    """
    if callable(factor):
        return (lambda right, *args: factor(*args) * right), sentence
    return (lambda right, *args: factor * right), sentence


def judge(found, right, args=(), mistakes=(), must=()):
    """Return None where `found`, a record, is right, or a sentence about what is wrong with it.

    `right` is the right value, or None where only the properties `must` are known: functions of
    (got, *args) that return a sentence or None. `mistakes` are pairs: a function of (right, *args)
    that gives the wrong value, and what is told then; nothing else that is known is told. A changed
    argument is told beside it, for that is often the cause.
    """
    if "raised" in found:
        return f"it raised {found['raised']}"
    if nothing(found["value"]):
        return NOT_YET
    got = decode(found["value"])
    if isinstance(got, dict):
        return f"it returned {got['is']}, expected numbers."
    said = _compare(got, right, args, mistakes) if right is not None else None
    said = said or _broken(got, args, must)
    if found.get("changed"):
        known = right is not None or must
        return f"{said} And {_COPY}" if said else "the value is right, but " * bool(known) + _COPY
    return said


def judge_hand(found, known):
    """Return the same of a number worked by hand; `known` tells what is right of it."""
    if "raised" in found:  # nothing is called here: a record of another kind
        return f"it raised {found['raised']}"
    return NOT_YET if nothing(found["value"]) else known.told(found["value"])


def same(got, right):
    """Say whether two values agree: texts and truths exactly, numbers to rounding."""
    if isinstance(got, str | bool) or isinstance(right, str | bool):
        return type(got) is type(right) and got == right
    if _mixed(got) or _mixed(right):
        pairs = isinstance(got, list) and isinstance(right, list) and len(got) == len(right)
        return pairs and all(same(a, b) for a, b in zip(got, right, strict=True))
    if np.shape(got) != np.shape(right):
        return False
    return bool(np.allclose(got, right, **_CLOSE))


def _compare(got, right, args, mistakes):
    right = decode(encode(right))
    if same(got, right):
        return None
    for wrong, told in mistakes:
        try:
            value = decode(encode(wrong(right, *args)))
        except (TypeError, ValueError, IndexError):  # a mistake that does not apply here
            continue
        if same(got, value):
            return told
    if _mixed(got) or _mixed(right):
        return "the values are others." if _alike(got, right) else _ELSE
    if np.shape(got) != np.shape(right):
        return f"it returned {_shape(got)}, expected {_shape(right)}."
    if not np.isfinite(got).all():
        return "it returned nan or inf."
    return "the number is another one." if np.ndim(got) == 0 else "the numbers are others."


def _broken(got, args, must):
    """Return what the first property says that does not hold, or None."""
    for rule in must:
        try:
            said = rule(got, *args)
        except Exception:  # a rule reads what it was promised, and this is something else
            said = _ELSE
        if said:
            return said
    return None


def _mixed(value):
    return isinstance(value, str | bool | dict | list)


def _alike(got, right):
    """Say whether two values are of one form: a text for a text, a pair of such for such a pair."""
    if isinstance(right, list):
        pairs = isinstance(got, list) and len(got) == len(right)
        return pairs and all(_alike(a, b) for a, b in zip(got, right, strict=True))
    if _mixed(right) or _mixed(got):
        return type(got) is type(right)
    return np.shape(got) == np.shape(right)


def _shape(value):
    shape = np.shape(value)
    if not shape:
        return "one number"
    if len(shape) == 1:
        return f"{shape[0]} numbers"
    return " x ".join(map(str, shape)) + " numbers"
