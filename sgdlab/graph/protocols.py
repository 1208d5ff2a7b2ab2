"""NumPy's two protocols: which of its functions are which operations of the graph."""

import numpy as np

from . import refusals
from .apply import apply
from .node import Node

_UFUNCS = {
    np.add: "+",
    np.subtract: "-",
    np.multiply: "*",
    np.divide: "/",
    np.power: "**",
    np.float_power: "**",
    np.matmul: "@",
    np.negative: "neg",
    np.exp: "exp",
    np.log: "log",
    np.sin: "sin",
    np.cos: "cos",
    np.tanh: "tanh",
    np.sqrt: "sqrt",
    np.absolute: "abs",
    np.fabs: "abs",
    np.maximum: "maximum",
    np.minimum: "minimum",
}
_COMPARISONS = {
    np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal,
    np.isfinite, np.isnan, np.isinf, np.sign, np.signbit,
}  # fmt: skip


def ufunc(ufunc, method, args, options):
    """Return the node of a call of a ufunc; comparisons give plain truth values."""
    if method == "__call__" and not options and ufunc in _UFUNCS:
        return apply(_UFUNCS[ufunc], *args)
    if options.get("out") is not None:
        raise refusals.in_place(options["out"])
    if method != "__call__" or options:
        how = f"np.{ufunc.__name__}" + ("" if method == "__call__" else f".{method}")
        raise refusals.unknown(how + (f" with {', '.join(options)}" if options else ""))
    if ufunc in _COMPARISONS:
        return ufunc(*(arg.value if isinstance(arg, Node) else arg for arg in args))
    if ufunc is np.square:
        return args[0] ** 2
    if ufunc is np.positive:
        return args[0]
    raise refusals.unknown(f"np.{ufunc.__name__}")


def _reduce(op):
    def reduce(a, axis=None, *, keepdims=False):
        return apply(op, a, axis=axis, keepdims=bool(keepdims))

    return reduce


def _where(condition, *sides):
    if not sides:
        raise refusals.unknown("np.where with a condition alone")
    if isinstance(condition, Node):
        raise TypeError(
            f"np.where got {condition.name} as its condition; expected a comparison, such as x > 0."
        )
    return apply("where", condition, *sides)


def _dot(a, b):
    if np.ndim(a) and np.ndim(b):
        if np.ndim(b) > 2:
            raise refusals.unknown("np.dot of more than matrices")
        return apply("@", a, b)
    return apply("*", a, b)


def _joined(op):
    def join(arrays, axis=0):
        if isinstance(arrays, Node):
            arrays = list(arrays)
        if axis is None and op == "concatenate":
            arrays, axis = [np.ravel(array) for array in arrays], 0
        return apply(op, *arrays, axis=axis)

    return join


def _reshape(a, shape):
    if not isinstance(shape, tuple):
        shape = tuple(shape) if np.iterable(shape) else (shape,)
    return apply("reshape", a, shape=shape)


def _size(a, axis=None):
    return a.size if axis is None else a.shape[axis]


_FUNCTIONS = {
    np.sum: _reduce("sum"),
    np.mean: _reduce("mean"),
    np.max: _reduce("max"),
    np.amax: _reduce("max"),
    np.min: _reduce("min"),
    np.amin: _reduce("min"),
    np.where: _where,
    np.dot: _dot,
    np.concatenate: _joined("concatenate"),
    np.stack: _joined("stack"),
    np.reshape: _reshape,
    np.ravel: lambda a: a.ravel(),
    np.transpose: lambda a, axes=None: apply("transpose", a, axes=axes and tuple(axes)),
    np.expand_dims: lambda a, axis: _reshape(a, np.expand_dims(a.value, axis).shape),
    np.broadcast_to: lambda array, shape: apply("broadcast", array, shape=shape),
    np.shape: lambda a: a.shape,
    np.ndim: lambda a: a.ndim,
    np.size: _size,
    np.zeros_like: lambda a: np.zeros(a.shape),
    np.ones_like: lambda a: np.ones(a.shape),
}


def _called(function):
    """The name by which a function of NumPy is called, such as np.linalg.norm."""
    return f"{function.__module__}.{function.__name__}".replace("numpy", "np", 1)


def function(function, args, options):
    """Return the node of a call of another NumPy function."""
    if function not in _FUNCTIONS:
        raise refusals.unknown(_called(function))
    if options.get("out") is not None:
        raise refusals.in_place(options["out"])
    try:
        return _FUNCTIONS[function](*args, **options)
    except TypeError as error:
        if "argument" not in str(error):
            raise
        raise refusals.unknown(f"{_called(function)} with {', '.join(options)}") from None
