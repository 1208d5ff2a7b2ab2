"""Arrays in the graph: every operation goes by the rule table; parts are read, never written."""

import numpy as np

from . import refusals
from .apply import apply
from .node import Node
from .operators import Operators


class Array(Operators):
    """A node whose value is an array of one dimension or more."""

    __slots__ = ()

    @property
    def shape(self):
        """The shape of the value."""
        return self.value.shape

    def __add__(self, other):
        return _of_two("+", np.add, self, other)

    def __sub__(self, other):
        return _of_two("-", np.subtract, self, other)

    def __mul__(self, other):
        return _of_two("*", np.multiply, self, other)

    def __matmul__(self, other):
        return _of_two("@", np.matmul, self, other)

    def __getitem__(self, key):
        return apply("index", self, key=_key(key))

    def __setitem__(self, key, value):
        raise refusals.in_place(self)

    def __len__(self):
        return len(self.value)

    def __iter__(self):
        return (self[k] for k in range(len(self.value)))


def _of_two(op, ufunc, a, b):
    """apply(op, a, b), in half the time where both are arrays of the graph: the usual case."""
    if b.__class__ is not Array or b.tape is not a.tape:
        return apply(op, a, b)
    values, both = (a.value, b.value), (a, b)
    try:
        value = ufunc(*values)
    except ValueError as error:
        raise refusals.misfit(op, both, {}, error) from None
    return a.tape.put(op, value, values, both, both, {})


def _key(key):
    if isinstance(key, tuple):
        return tuple(_key(part) for part in key)
    if isinstance(key, Node):
        raise TypeError(
            f"[{key.name}] reads at a traced number; an index is a whole number, not a value to "
            "differentiate: take it from outside the function."
        )
    if isinstance(key, (list, np.ndarray)):
        return np.array(key, dtype=int if isinstance(key, list) and not np.size(key) else None)
    return key
