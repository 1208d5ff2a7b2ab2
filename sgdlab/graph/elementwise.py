"""Operations number by number, on floats and on arrays that broadcast.

Kinks: relu at 0 has slope 0, |x| at 0 as well; of equal ones maximum and minimum give each half,
which is what central differences give too.
"""

import numpy as np

from .rule import Rule


def sigmoid(t):
    """Return 1 / (1 + e^-t) without overflow."""
    return np.exp(-np.logaddexp(0.0, -t))


def _base(g, v, x, y):
    """d x^y / dx = y x^(y-1), and 0 for y = 0 whatever x is."""
    return g * np.where(y == 0, 0.0, y * np.power(x, np.where(y == 0, 1.0, y - 1.0)))


def _exponent(g, v, x, y):
    """d x^y / dy = x^y log x, and 0 at x = 0; nan for a negative x."""
    return g * v * np.where(x == 0, 0.0, np.log(np.where(x == 0, 1.0, x)))


def _share(mine, other):
    """1 where `mine` is the larger, 1/2 where both are equal."""
    return (mine > other) + 0.5 * (mine == other)


RULES = {
    "+": Rule(
        np.add,
        (lambda g, v, x, y: g, lambda g, v, x, y: g),
        "a sum hands the incoming gradient to both sides unchanged",
    ),
    "-": Rule(
        np.subtract,
        (lambda g, v, x, y: g, lambda g, v, x, y: -g),
        "a difference hands the incoming gradient to the left side, its negative to the right",
    ),
    "*": Rule(
        np.multiply,
        (lambda g, v, x, y: g * y, lambda g, v, x, y: g * x),
        "a product hands each side the incoming gradient times the OTHER side",
    ),
    "/": Rule(
        np.divide,
        (lambda g, v, x, y: g / y, lambda g, v, x, y: -g * v / y),
        "a quotient x / y hands x the incoming gradient over y, and y that times -x / y",
    ),
    "**": Rule(
        np.power,
        (_base, _exponent),
        "a power x^y hands x the incoming gradient times y x^(y-1), and y that times x^y log x",
    ),
    "neg": Rule(
        np.negative, (lambda g, v, x: -g,), "a minus sign turns the sign of the incoming gradient"
    ),
    "exp": Rule(
        np.exp, (lambda g, v, x: g * v,), "exp multiplies the incoming gradient by its own value"
    ),
    "log": Rule(
        np.log, (lambda g, v, x: g / x,), "log divides the incoming gradient by its operand"
    ),
    "sin": Rule(
        np.sin,
        (lambda g, v, x: g * np.cos(x),),
        "sin multiplies the incoming gradient by the cosine",
    ),
    "cos": Rule(
        np.cos,
        (lambda g, v, x: -g * np.sin(x),),
        "cos multiplies the incoming gradient by minus the sine",
    ),
    "tanh": Rule(
        np.tanh,
        (lambda g, v, x: g * (1.0 - v * v),),
        "tanh multiplies the incoming gradient by 1 minus the square of its value",
    ),
    "sqrt": Rule(
        np.sqrt,
        (lambda g, v, x: 0.5 * g / v,),
        "a root divides the incoming gradient by twice its value",
    ),
    "abs": Rule(
        np.abs,
        (lambda g, v, x: g * np.sign(x),),
        "abs multiplies the incoming gradient by the sign of its operand, 0 at 0",
    ),
    "relu": Rule(
        lambda x: np.maximum(x, 0.0),
        (lambda g, v, x: g * (v > 0),),
        "relu lets the incoming gradient through where its operand is above 0, else stops it",
    ),
    "sigmoid": Rule(
        sigmoid,
        (lambda g, v, x: g * v * (1.0 - v),),
        "a sigmoid with value s multiplies the incoming gradient by s (1 - s)",
    ),
    "maximum": Rule(
        np.maximum,
        (lambda g, v, x, y: g * _share(x, y), lambda g, v, x, y: g * _share(y, x)),
        "a maximum hands all to the larger side; equal sides get half each",
    ),
    "minimum": Rule(
        np.minimum,
        (lambda g, v, x, y: g * _share(y, x), lambda g, v, x, y: g * _share(x, y)),
        "a minimum hands all to the smaller side; equal sides get half each",
    ),
    "where": Rule(
        np.where,
        (
            None,
            lambda g, v, chosen, x, y: np.where(chosen, g, 0.0),
            lambda g, v, chosen, x, y: np.where(chosen, 0.0, g),
        ),
        "where hands each incoming entry to the side that was chosen",
    ),
}
