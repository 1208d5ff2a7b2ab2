"""Apply an operation to nodes and constants: the one way in which arrays enter the graph."""

import numpy as np

from . import refusals
from .node import Node
from .rules import RULES


def apply(op, *args, **options):
    """Return the node of `op` on `args`, nodes of one trace and constants.

    Raises ValueError in words when the shapes do not fit, TypeError for what is no number.
    """
    values, parents = [], []
    for arg in args:
        if isinstance(arg, Node):
            if parents and arg.tape is not parents[0].tape:
                raise refusals.mixed(op, parents[0], arg)
            parents.append(arg)
            values.append(arg.value)
        else:
            values.append(constant(op, arg))
    try:
        value = RULES[op].forward(*values, **options)
    except (ValueError, IndexError, TypeError) as error:
        raise refusals.misfit(op, args, options, error) from None
    if len(parents) < len(args):
        pairs = zip(args, values, strict=True)
        args = tuple([arg if isinstance(arg, Node) else value for arg, value in pairs])
    return parents[0].tape.put(op, value, values, args, parents, options)


def constant(op, value):
    """Return `value` as a number or an array that nobody can change behind the graph's back.

    An array that can be written to is copied: the backward pass needs what it was, not what it
    becomes. Numbers become floats; the labels of classes and conditions stay as they are.
    """
    if value.__class__ is float:
        return value
    array = value if value.__class__ is np.ndarray else np.asarray(value)
    kind = array.dtype.kind
    if kind not in "fiub":
        raise refusals.no_number(op, value)
    if kind in "iu" and op != "cross_entropy":
        array = array.astype(float)
    elif array is value and (array.base is not None or array.flags.writeable):
        array = array.copy()
    return array if array.ndim or kind == "b" else array.item()
