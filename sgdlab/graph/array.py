"""Arrays in the graph: every operation goes by the rule table; parts are read, never written."""

import numpy as np

from . import refusals
from .apply import apply
from .node import Node
from .operators import Operators


class Array(Operators):
    """A node whose value is an array of one dimension or more."""

    __slots__ = ()

    local = None

    def __init__(self, op, value, values, args, parents, tape, options):
        self.op = op
        self.value = value
        self.values = values
        self.args = args
        self.parents = parents
        self.tape = tape
        self.options = options
        self.i = len(tape)
        tape.append(self)

    @property
    def shape(self):
        """The shape of the value."""
        return self.value.shape

    def __getitem__(self, key):
        return apply("index", self, key=_key(key))

    def __setitem__(self, key, value):
        raise refusals.in_place(self)

    def __len__(self):
        return len(self.value)

    def __iter__(self):
        return (self[k] for k in range(len(self.value)))


def _key(key):
    if isinstance(key, tuple):
        return tuple(_key(part) for part in key)
    if isinstance(key, Node):
        raise TypeError(
            f"[{key.name}] reads at a traced number; an index is a whole number, not a value to "
            "differentiate: take it from outside the function."
        )
    if isinstance(key, (list, np.ndarray)):
        return np.array(key)
    return key
