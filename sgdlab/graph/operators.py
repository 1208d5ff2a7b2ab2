"""What ordinary Python and NumPy code does with a node: each operator makes the next node."""

import numpy as np

from . import protocols, refusals
from .apply import apply
from .node import Node


class Operators(Node):
    """A node that takes part in arithmetic, comparisons, NumPy's functions and array methods."""

    __slots__ = ()

    def __add__(self, other):
        return apply("+", self, other)

    def __radd__(self, other):
        return apply("+", other, self)

    def __sub__(self, other):
        return apply("-", self, other)

    def __rsub__(self, other):
        return apply("-", other, self)

    def __mul__(self, other):
        return apply("*", self, other)

    def __rmul__(self, other):
        return apply("*", other, self)

    def __truediv__(self, other):
        return apply("/", self, other)

    def __rtruediv__(self, other):
        return apply("/", other, self)

    def __pow__(self, other):
        return apply("**", self, other)

    def __rpow__(self, other):
        return apply("**", other, self)

    def __matmul__(self, other):
        return apply("@", self, other)

    def __rmatmul__(self, other):
        return apply("@", other, self)

    def __neg__(self):
        return apply("neg", self)

    def __pos__(self):
        return self

    def __abs__(self):
        return apply("abs", self)

    # A comparison decides which way the code goes; it is no node.

    def __lt__(self, other):
        return self.value < _plain(other)

    def __le__(self, other):
        return self.value <= _plain(other)

    def __gt__(self, other):
        return self.value > _plain(other)

    def __ge__(self, other):
        return self.value >= _plain(other)

    def __eq__(self, other):
        return self.value == _plain(other)

    def __ne__(self, other):
        return self.value != _plain(other)

    __hash__ = Node.__hash__

    def __bool__(self):
        if self.shape:
            raise refusals.leaves(
                self, "the truth", "For an array write np.where(condition, a, b) instead of `if`."
            )
        return self.value != 0

    # NumPy's functions and methods.

    def __array_ufunc__(self, ufunc, method, *args, **options):
        return protocols.ufunc(ufunc, method, args, options)

    def __array_function__(self, function, types, args, options):
        return protocols.function(function, args, options)

    def __array__(self, *args, **options):
        raise refusals.leaves(
            self, "an ordinary array", "Join nodes by np.stack([a, b]); read numbers by .value."
        )

    def __float__(self):
        raise refusals.leaves(
            self, "float", "Write the name itself, and np.exp for math.exp; read it by .value."
        )

    __int__ = __index__ = __complex__ = __float__

    def __format__(self, spec):
        return format(self.value, spec)

    ndim = property(lambda self: len(self.shape))
    size = property(lambda self: int(np.size(self.value)))
    T = property(lambda self: apply("transpose", self))

    def sum(self, axis=None, keepdims=False):
        """Return the sum over `axis`, or over all entries."""
        return apply("sum", self, axis=axis, keepdims=keepdims)

    def mean(self, axis=None, keepdims=False):
        """Return the mean over `axis`, or over all entries."""
        return apply("mean", self, axis=axis, keepdims=keepdims)

    def max(self, axis=None, keepdims=False):
        """Return the largest entry over `axis`, or over all entries."""
        return apply("max", self, axis=axis, keepdims=keepdims)

    def min(self, axis=None, keepdims=False):
        """Return the smallest entry over `axis`, or over all entries."""
        return apply("min", self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape):
        """Return the same entries in another shape."""
        return np.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes):
        """Return the array with its axes turned round, or in the order given."""
        return np.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    def dot(self, other):
        """Return the product with `other`, a vector or a matrix."""
        return np.dot(self, other)

    def ravel(self):
        """Return all entries as one vector."""
        return np.reshape(self, -1)

    flatten = ravel


def _plain(value):
    return value.value if isinstance(value, Node) else value


def _absent(name):
    def absent(self):
        raise AttributeError(str(refusals.unknown(f".{name}")))

    return property(absent)


def _refuse(name):
    def refused(self, *others):
        raise refusals.unknown(name)

    return refused


for _name, _sign in {
    "mod": "%", "floordiv": "//", "divmod": "divmod", "and": "&", "or": "|", "xor": "^",
    "lshift": "<<", "rshift": ">>",
}.items():  # fmt: skip
    setattr(Operators, f"__{_name}__", _refuse(_sign))
    setattr(Operators, f"__r{_name}__", _refuse(_sign))
for _name in ("round", "floor", "ceil", "trunc", "invert"):
    setattr(Operators, f"__{_name}__", _refuse(_name))
# Not by __getattr__: where a class has that, reading any attribute takes twice as long.
for _name in set(dir(np.ndarray)) - set(dir(Operators)):
    if not _name.startswith("_"):
        setattr(Operators, _name, _absent(_name))
