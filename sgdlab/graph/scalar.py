"""Numbers in the graph: Python floats, with the rules of arithmetic written out for speed."""

import math

import numpy as np

from .apply import apply
from .operators import Operators

_ONE, _BOTH, _MINUS, _LEFT_MINUS = (1.0,), (1.0, 1.0), (-1.0,), (1.0, -1.0)
_NUMBERS = frozenset((float, int))


class Scalar(Operators):
    """A node whose value is a float. What is not written out here goes by the rule table.

    Division by zero and overflow give inf and nan, as for arrays.
    """

    __slots__ = ()

    shape = ()

    def __add__(self, other):
        if other.__class__ is Scalar and other.tape is self.tape:
            both = (self, other)
            return Scalar("+", self.value + other.value, both, both, _BOTH, self.tape)
        if other.__class__ in _NUMBERS:
            return Scalar("+", self.value + other, (self, other), (self,), _ONE, self.tape)
        return apply("+", self, other)

    def __radd__(self, other):
        if other.__class__ in _NUMBERS:
            return Scalar("+", other + self.value, (other, self), (self,), _ONE, self.tape)
        return apply("+", other, self)

    def __sub__(self, other):
        if other.__class__ is Scalar and other.tape is self.tape:
            both = (self, other)
            return Scalar("-", self.value - other.value, both, both, _LEFT_MINUS, self.tape)
        if other.__class__ in _NUMBERS:
            return Scalar("-", self.value - other, (self, other), (self,), _ONE, self.tape)
        return apply("-", self, other)

    def __rsub__(self, other):
        if other.__class__ in _NUMBERS:
            return Scalar("-", other - self.value, (other, self), (self,), _MINUS, self.tape)
        return apply("-", other, self)

    def __mul__(self, other):
        if other.__class__ is Scalar and other.tape is self.tape:
            x, y, both = self.value, other.value, (self, other)
            return Scalar("*", x * y, both, both, (y, x), self.tape)
        if other.__class__ in _NUMBERS:
            y = float(other)
            return Scalar("*", self.value * y, (self, other), (self,), (y,), self.tape)
        return apply("*", self, other)

    def __rmul__(self, other):
        if other.__class__ in _NUMBERS:
            x = float(other)
            return Scalar("*", x * self.value, (other, self), (self,), (x,), self.tape)
        return apply("*", other, self)

    def __truediv__(self, other):
        if other.__class__ is Scalar and other.tape is self.tape and other.value:
            y, both = other.value, (self, other)
            value = self.value / y
            return Scalar("/", value, both, both, (1.0 / y, -value / y), self.tape)
        if other.__class__ in _NUMBERS and other:
            y = float(other)
            return Scalar("/", self.value / y, (self, other), (self,), (1.0 / y,), self.tape)
        return apply("/", self, other)

    def __pow__(self, other):
        if other.__class__ in _NUMBERS and self.value:
            x, y = self.value, float(other)
            value, slope = _power(x, y), y * _power(x, y - 1.0)
            return Scalar("**", value, (self, other), (self,), (slope,), self.tape)
        return apply("**", self, other)

    def __neg__(self):
        return Scalar("neg", -self.value, (self,), (self,), _MINUS, self.tape)

    def relu(self):
        """Return max(0, this)."""
        x = self.value
        value, slope = (x, _ONE) if x > 0 else (x if x != x else 0.0, (0.0,))
        return Scalar("relu", value, (self,), (self,), slope, self.tape)


def _power(x, y):
    try:
        return math.pow(x, y)
    except (OverflowError, ValueError):  # too large, or a root of a negative number
        return float(np.power(x, y))
