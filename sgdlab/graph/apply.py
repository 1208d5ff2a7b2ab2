"""Apply an operation to nodes and constants: the one way in which arrays enter the graph."""

import numpy as np

from . import refusals
from .node import Node
from .rules import RULES


def apply(op, *args, **options):
    """Return the node of `op` on `args`, nodes of one trace and constants.

    Raises ValueError in words when the shapes do not fit, TypeError for what is no number.
    """
    parents = tuple([arg for arg in args if isinstance(arg, Node)])
    tape = parents[0].tape
    for parent in parents:
        if parent.tape is not tape:
            raise refusals.mixed(op, parents[0], parent)
    if len(parents) == len(args):
        operands, values = args, [arg.value for arg in args]
    else:
        operands = tuple([a if isinstance(a, Node) else _constant(op, a, tape) for a in args])
        values = [arg.value if isinstance(arg, Node) else arg for arg in operands]
    try:
        value = RULES[op].forward(*values, **options)
    except (ValueError, IndexError, TypeError) as error:
        raise refusals.misfit(op, args, options, error) from None
    return tape.put(op, value, values, operands, parents, options)


def _constant(op, value, tape):
    """`value` as a number or an array that cannot change before the backward pass has read it.

    Numbers become floats; the labels of classes and conditions stay as they are.
    """
    if value.__class__ is float:
        return value
    array = value if value.__class__ is np.ndarray else plain(value)
    kind = array.dtype.kind
    if kind not in "fiub":
        raise refusals.no_number(op, value)
    if kind in "iu" and op != "cross_entropy":
        array = array.astype(float)
    elif array.ndim:
        array = tape.keep(array)
    return array if array.ndim or kind == "b" else array.item()


def plain(value):
    """Return `value` as an ordinary array; one of objects where it is no array of plain numbers."""
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        return np.asarray(None)
    return np.asarray(None) if isinstance(value, np.ma.MaskedArray) else array
