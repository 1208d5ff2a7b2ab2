"""The tape: the nodes of one trace, in the order in which they were made."""

import numpy as np

from .array import Array
from .rules import RULES
from .scalar import Scalar

_ONE = np.float64(1.0)  # divides by zero as arrays do


class Tape(list):
    """The nodes of one trace; `names` maps their numbers to the reader's own names.

    A constant array is read again by the backward pass. Until `release` nobody can write to it, and
    a tape that is `lasting` holds a copy.
    """

    def __init__(self, lasting=False):
        super().__init__()
        self.names, self.lasting, self._locked = {}, lasting, []

    def keep(self, array):
        """Return what the graph may hold for `array`, which belongs to somebody else."""
        if array.base is not None:
            return array.copy()  # it could be written to through another view
        if array.flags.writeable:
            array.flags.writeable = False
            self._locked.append(array)
        return array.copy() if self.lasting else array

    def release(self):
        """Let the owners of constant arrays write to them again."""
        for array in self._locked:
            array.flags.writeable = True
        self._locked.clear()

    def input(self, value, name=None):
        """Put an input on the tape: a number, or an array of numbers."""
        if name is not None:
            self.names[len(self)] = name
        kind = Array if isinstance(value, np.ndarray) else Scalar
        return kind("input", value, (), (), (), self)

    def put(self, op, value, values, args, parents, options):
        """Put the result of an operation on the tape, with its local derivatives if all is numbers.

        `values` are those of the operands `args`, nodes and constants; `parents` are the nodes.
        """
        if value.__class__ is np.ndarray and value.ndim:
            return Array(op, value, args, parents, None, self, options, values)
        value, local = float(value), None
        if all(parent.__class__ is Scalar for parent in parents):
            local = tuple(
                float(pull(_ONE, value, *values, **options))
                for pull, arg in zip(RULES[op].pulls, args, strict=False)
                if isinstance(arg, Scalar)
            )
        return Scalar(op, value, args, parents, local, self, options, values)
