"""What readers get wrong when they compute the value of a node, operation by operation."""

import math

from ..graph.elementwise import sigmoid

# By operation, of its operands a, b and its value v: (name, how to get the number, what to tell).
WRONG_VALUES = {
    "+": lambda a, b, v: (
        ("product", lambda: a * b, "That is the product. This node adds."),
        ("difference", lambda: a - b, "That is the difference. This node adds."),
    ),
    "-": lambda a, b, v: (
        ("turned", lambda: b - a, "The other way round: the left minus the right."),
        ("sum", lambda: a + b, "That is the sum. Mind the signs: this node subtracts."),
    ),
    "*": lambda a, b, v: (("sum", lambda: a + b, "That is the sum. This node multiplies."),),
    "/": lambda a, b, v: (
        ("turned", lambda: b / a, "The other way round: the left over the right."),
        ("product", lambda: a * b, "That is the product. This node divides."),
    ),
    "**": lambda a, b, v: (
        ("product", lambda: a * b, "That is the base times the exponent. A power multiplies the "
         "base by itself."),
        ("turned", lambda: b**a, "Base and exponent are swapped."),
    ),
    "neg": lambda a, b, v: (("same", lambda: a, "The minus sign turns the sign."),),
    "exp": lambda a, b, v: (
        ("same", lambda: a, "That is the exponent. Asked is e to this power."),
        ("times", lambda: math.e * a, "That is e times the exponent. Asked is e to this power."),
        ("minus", lambda: math.exp(-a), "The exponent has the other sign."),
    ),
    "log": lambda a, b, v: (
        ("ten", lambda: math.log10(a), "That is the logarithm to base 10. log is the natural one."),
        ("exp", lambda: math.exp(a), "That is exp. log is its inverse."),
    ),
    "sin": lambda a, b, v: (
        ("degrees", lambda: math.sin(math.radians(a)), "The angle is in radians."),
        ("cosine", lambda: math.cos(a), "That is the cosine."),
    ),
    "cos": lambda a, b, v: (
        ("degrees", lambda: math.cos(math.radians(a)), "The angle is in radians."),
        ("sine", lambda: math.sin(a), "That is the sine."),
    ),
    "tanh": lambda a, b, v: (("tan", lambda: math.tan(a), "That is the tangent, without the h."),),
    "sqrt": lambda a, b, v: (
        ("half", lambda: a / 2, "That is the half. Which number times itself gives it?"),
        ("square", lambda: a * a, "That is the square. A root goes the other way."),
    ),
    "abs": lambda a, b, v: (("same", lambda: a, "The bars take the sign away."),),
    "relu": lambda a, b, v: (
        ("same", lambda: a, "That is below 0: relu gives max(0, ·)."),
        ("zero", lambda: 0.0, "What is above 0 passes unchanged."),
        ("one", lambda: 1.0, "That is the slope. Asked is the value, max(0, ·)."),
    ),
    "sigmoid": lambda a, b, v: (
        ("turned", lambda: sigmoid(-a), "The exponent has the other sign: 1 / (1 + e^−t)."),
        ("exp", lambda: math.exp(-a), "That is e^−t alone. σ is 1 / (1 + e^−t)."),
        ("sum", lambda: 1 + math.exp(-a), "That is 1 + e^−t. It stands below the line."),
        ("slope", lambda: v * (1 - v), "That is the slope σ (1 − σ). Asked is the value σ."),
        ("same", lambda: a, "That is t itself. Asked is σ(t) = 1 / (1 + e^−t)."),
    ),
    "maximum": lambda a, b, v: (
        ("smaller", lambda: min(a, b), "That is the smaller one."),
        ("sum", lambda: a + b, "That is the sum. max takes one of the two."),
    ),
    "minimum": lambda a, b, v: (
        ("larger", lambda: max(a, b), "That is the larger one."),
        ("sum", lambda: a + b, "That is the sum. min takes one of the two."),
    ),
    "where": lambda a, b, v: (("other", lambda: b, "That is the side that was not chosen."),),
}  # fmt: skip
