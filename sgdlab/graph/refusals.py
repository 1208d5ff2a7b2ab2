"""What the graph cannot do, in words: what came, what was expected, what to do."""

import sys

import numpy as np

from .rules import RULES

_OURS = ("sgdlab.expression.", "sgdlab.graph.", "numpy.")
_INFIX = ("+", "-", "*", "/", "**", "@")
_NEED = {
    "@": "as many columns on the left as rows on the right",
    "concatenate": "parts that agree in all sizes but that of the axis",
    "stack": "parts of one shape",
    "cross_entropy": "scores (..., c) and one class 0 .. c-1 for each row of them",
}


def reader(name):
    """Tell whether a module's code is the reader's: neither this package's nor NumPy's."""
    return not f"{name}.".startswith(_OURS)


def unknown(name):
    """The refusal of an operation that is not there."""
    there = ", ".join(sorted(RULES, key=lambda op: (op[0].isalpha(), op)))
    return TypeError(
        f"{name} is not an operation of the graph. There are: {there}; comparisons, for `if` and "
        "`np.where`. Write it with these, or give the derivative yourself."
    )


def mixed(op, a, b):
    """The refusal of nodes of two traces."""
    return ValueError(
        f"{op} got {_called(a) or a.name} and {_called(b) or b.name}, which belong to two traces. "
        "One graph comes from one call of trace or grad: hand both over as its inputs."
    )


def no_number(op, value):
    """The refusal of an operand that is no real number."""
    return TypeError(
        f"{op} got {short(value)}; expected real numbers, an array of them, or a node."
    )


def short(value):
    """Return how `value` is written, on one line and no longer than fits into a sentence."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def misfit(op, operands, options, error):
    """The refusal of operands whose shapes do not fit."""
    shown = [_shown(value) for value in operands]
    what = f" {op} ".join(shown) if op in _INFIX else f"{op} of {', '.join(shown)}"
    given = "".join(f", {name} {value!r}" for name, value in options.items() if value is not None)
    if op in _NEED:
        need = f"; it needs {_NEED[op]}."
    elif op in ("reshape", "index", "sum", "mean", "max", "min", "transpose", "softmax"):
        need = f": {error}."
    else:
        need = "; each pair of sizes, from the right, must be equal or one of them 1."
    return ValueError(f"{what}{given} does not fit{need}")


def in_place(array=None):
    """The refusal of a change of an array in place."""
    name = "a" if array is None else _called(array) or "a"
    return TypeError(
        f"{name}[...] = ..., or +=, would change an array in place that the graph "
        "has read, and the backward pass needs the old values. "
        "Build a new one: np.where(condition, new, old), np.concatenate or np.stack."
    )


def whole_truth():
    """The refusal of a condition that is an array."""
    return TypeError(
        "the function asks whether a whole array is true, as in `if x > 0` or max(a, b); for "
        "arrays write np.where(condition, a, b) or np.maximum(a, b)."
    )


def leaves(node, how, instead):
    """The refusal of a node that is asked to become a plain number or array."""
    return TypeError(
        f"{how} of {_called(node) or 'a node'} would leave the graph, and no gradient would come "
        f"back through it. {instead}"
    )


def _shown(value):
    name = _called(value)
    shape = np.shape(getattr(value, "value", value))
    if shape == ():
        return name or f"{getattr(value, 'value', value):g}"
    return f"{name or 'an array'} {shape}"


def _called(value):
    """The reader's own name for `value`, looked up where the error happens."""
    frame = sys._getframe()
    while frame is not None and not reader(frame.f_globals.get("__name__")):
        frame = frame.f_back
    while frame is not None and reader(frame.f_globals.get("__name__")):
        for name, local in frame.f_locals.items():
            if local is value and not name.startswith("_"):
                return name
        frame = frame.f_back
    return None
