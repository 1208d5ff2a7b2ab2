"""Run a function on nodes, with what goes in and what comes out checked in words."""

from contextlib import nullcontext

import numpy as np

from . import refusals
from .apply import plain
from .node import Node
from .scalar import Scalar

_UNWATCHED, _FLOAT = nullcontext(), np.dtype(float)


def run(f, tape, args, named, watch=None):
    """Return the node that `f` gives for `args` and `named`, nodes on `tape`.

    What does not depend on the inputs becomes a node without parents.
    """
    try:
        with watch or _UNWATCHED:
            result = f(*args, **named)
    except ValueError as error:
        if "truth value" in str(error):
            raise refusals.whole_truth() from None
        if "read-only" in str(error):
            raise refusals.in_place() from None
        raise
    finally:
        tape.release()
    if isinstance(result, Node):
        if result.tape is not tape:
            raise ValueError(
                f"the function returned {result.name} of another trace; return what was computed "
                "from its own arguments."
            )
        return result
    if not isinstance(result, (bool, int, float, np.integer, np.floating, np.bool_)):
        raise TypeError(
            f"the function returned {refusals.short(result)}; expected one number computed from "
            "its arguments."
        )
    return Scalar("constant", float(result), (), (), (), tape)


def number_or_array(name, value):
    """Return `value` as a float or an array of floats; `name` is an argument's, or its place."""
    if value.__class__ is np.ndarray and value.dtype is _FLOAT and value.ndim:
        return value
    name = f"argument {name + 1}" if isinstance(name, int) else name
    if isinstance(value, Node):
        raise TypeError(
            f"{name} is a node of another trace; a trace inside a trace, and so the gradient of a "
            "gradient, is not there. Give numbers."
        )
    array = plain(value)
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"{name} is {refusals.short(value)}; expected a number or an array of numbers."
        )
    return array.astype(float) if array.ndim else float(array)
