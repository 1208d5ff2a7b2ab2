"""Gradients of ordinary functions, and their check by differences."""

import math
import warnings

import numpy as np

from . import trouble
from .backward import backward
from .running import number_or_array, run
from .tape import Tape
from .tracing import fits


def grad(f):
    """Return the function that gives the gradient of `f`.

    It takes f's arguments, numbers or arrays, and returns the derivative to each, of its shape: one
    value for one argument, else a tuple in their order.

    >>> grad(lambda u: u * u + u)(3)
    7.0
    """
    both = value_and_grad(f)

    def gradient(*args):
        return both(*args)[1]

    return gradient


def value_and_grad(f):
    """Return the function that gives (value, gradient) of `f`, which must give one number.

    The gradient is as that of `grad`. A value or gradient that is inf or nan comes with a
    RuntimeWarning that names the first operation at fault.

    >>> value_and_grad(lambda x, y: x * y)(3, -4)
    (-12.0, (-4.0, 3.0))
    """
    if not callable(f):
        raise TypeError(f"grad got {f!r}; expected a function, such as lambda w: (w - 4)**2.")

    def both(*args):
        with np.errstate(all="ignore"):
            output, parts = _pull(f, args)
            if output.shape:
                raise ValueError(
                    f"the function returned an array of shape {output.shape}; a gradient is that "
                    "of one number. Take .sum() or .mean() of it."
                )
            finite = _finite(output.value, parts)
        if not finite:
            warnings.warn(trouble.of(output), RuntimeWarning, stacklevel=2)
        output.tape.clear()
        return output.value, parts[0] if len(parts) == 1 else tuple(parts)

    return both


def pullback(f, args):
    """Return the value of `f` at `args` and the list of gradients of its sum to each.

    What is inf or nan is returned as it is, without a word.
    """
    with np.errstate(all="ignore"):
        output, parts = _pull(f, args)
    output.tape.clear()
    return output.value, parts


def _pull(f, args):
    """Return the output node and the gradients.

    Who is done with the output clears its tape: nodes and tape hold each other, and would stay in
    memory until Python looks for such circles.
    """
    tape = Tape()
    inputs = [tape.input(number_or_array(k, arg)) for k, arg in enumerate(args)]
    output = run(f, tape, inputs, {})
    return output, _own(backward(output), inputs)


def _finite(value, parts):
    """Tell whether all numbers are finite; the sum of squares says so, unless it overflows."""
    total = value
    for part in parts:
        total += part * part if part.__class__ is float else np.vdot(part, part)
    return math.isfinite(total) or all(np.isfinite(part).all() for part in (value, *parts))


def _own(grads, inputs):
    """The gradients of `inputs` as the caller's own: no two share memory, none is a view."""
    own, seen = [], set()
    for node in inputs:
        grad = grads[node.i]
        if not node.shape:
            grad = 0.0 if grad is None else grad
        elif grad is None:
            grad = np.zeros(node.shape)
        elif grad.base is not None or id(grad) in seen or not grad.flags.writeable:
            grad = grad.copy()
        seen.add(id(grad))
        own.append(grad)
    return own


def check_grad(f, /, **inputs):
    """Return the largest difference between the graph's gradient of `f` and central differences.

    `inputs` are f's arguments by name. The step is eps^(1/3) max(1, |x|). The difference is
    relative to the largest derivative of all inputs (or to a thousandth of the value's size, where
    that is larger). About 1e-9 is right; 1e-2 and more is a wrong derivative, or a kink nearby; nan
    stands for a derivative that is no finite number.

    >>> check_grad(lambda w, x: np.exp(-w * x), w=0.5, x=2.0) < 1e-8
    True
    """
    fits(f, inputs, "check_grad")
    values = {name: number_or_array(name, value) for name, value in inputs.items()}
    value, grads = value_and_grad(lambda *args: f(**dict(zip(values, args, strict=True))))(
        *values.values()
    )
    grads = (grads,) if len(values) == 1 else grads
    largest, worst = 1e-3 * max(1.0, abs(value)), 0.0
    for name, slope in zip(values, grads, strict=True):
        measured = _differences(f, values, name)
        largest = max(largest, np.abs(slope).max(initial=0.0), np.abs(measured).max(initial=0.0))
        worst = np.maximum(worst, np.abs(slope - measured).max(initial=0.0))  # nan stays
    with np.errstate(invalid="ignore"):
        return float(worst / largest)


def _differences(f, values, name):
    """Central differences of `f` to each entry of the input `name`."""
    at = np.asarray(values[name])
    # numbers of NumPy's: x / 0 is inf for them, as in the graph, and no end
    values = {
        name: value if np.ndim(value) else np.float64(value) for name, value in values.items()
    }
    h = np.cbrt(np.finfo(float).eps) * np.maximum(1.0, np.abs(at))
    result = np.empty(at.shape)
    for place in np.ndindex(at.shape):
        ends = []
        for sign in (1, -1):
            moved = at.copy()
            moved[place] += sign * h[place]
            with np.errstate(all="ignore"):
                value = f(**values | {name: moved if at.ndim else np.float64(moved)})
            ends.append((float(value), moved[place]))
        (above, right), (below, left) = ends
        result[place] = (above - below) / (right - left)
    return result
