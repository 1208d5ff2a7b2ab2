"""What readers get wrong with the slope of a node, operation by operation."""

import math


def _times(x, other, v, at, name):
    told = f"That is {name} itself, or its part in it. A product passes the OTHER factor."
    return (
        ("own factor", lambda: x, told),
        ("sum", lambda: 1.0, "1 is what a sum passes. A product passes the other factor."),
        ("both", lambda: x + other, "A product is no sum: it passes the other factor alone."),
        ("product", lambda: v, "That is the product itself. It passes the other factor."),
    )


def _over(x, other, v, at, name):
    if at == 0:
        return (
            ("times", lambda: other, "That is what it is divided by. The slope is 1 over it."),
            ("value", lambda: v, "That is the quotient itself. The slope is 1 over the lower one."),
        )
    return (
        ("minus", lambda: other / x**2, "The size is right. A larger lower one makes it smaller."),
        ("plain", lambda: 1 / x, "That is the slope to the upper one. Below the line it is −a/b²."),
        ("top lost", lambda: -1 / x**2, "The upper one is missing: −a/b²."),
        ("square lost", lambda: -other / x, "The lower one stands there squared: −a/b²."),
    )


def _power(x, other, v, at, name):
    if at == 1:
        return (
            ("value", lambda: v, "That is the power itself. The slope to the exponent has a log."),
            ("base rule", lambda: x * other ** (x - 1), "That is the slope to the base."),
        )
    return (
        ("number lost", lambda: x ** (other - 1), "The exponent also comes down as a factor."),
        ("not lowered", lambda: other * x**other, "The exponent becomes one less."),
        ("linear", lambda: x * other, "Which power is left when the exponent has come down?"),
        ("value", lambda: v, "That is the power itself. Asked is its slope."),
        ("exponent", lambda: other, "The base has to stand there as well, one power less."),
    )


def _larger(word):
    def told(x, other, v, at, name):
        chosen = v == x
        if x == other:
            one = f"Both are equal: {word} gives each half."
            return (("all", lambda: 1.0, one), ("none", lambda: 0.0, one))
        where = f"the {'larger' if word == 'max' else 'smaller'} one"
        does = f"{name} is {'' if chosen else 'not '}{where}: "
        does += "all goes to it." if chosen else "nothing reaches it."
        return (
            ("split", lambda: 0.5, f"{word} does not split. {does}"),
            ("wrong side", lambda: 0.0 if chosen else 1.0, does),
            ("value", lambda: v, f"That is the value. {word} is a switch: its slope is 1 or 0."),
            ("operand", lambda: x, f"That is {name} itself. {word} is a switch: 1 or 0."),
        )

    return told


def _relu(x, other, v, at, name):
    on = x > 0
    does = f"{name} is {'above' if on else 'not above'} 0: relu "
    does += "lets all through." if on else "stops it."
    return (
        ("switch", lambda: 0.0 if on else 1.0, does),
        ("split", lambda: 0.5, f"relu does not split. {does}"),
        ("value", lambda: v if on else x, "That is a value. The slope of relu is 1 or 0."),
    )


def _sigmoid(x, other, v, at, name):
    return (
        ("slope lost", lambda: v, "That is σ itself, Stage 1. Its slope is σ (1 − σ)."),
        ("wrong number", lambda: x * (1 - x), "σ (1 − σ) takes the value of σ, not what goes in."),
        ("one factor", lambda: 1 - v, "That is 1 − σ. The slope is σ (1 − σ)."),
        ("square", lambda: v * v, "That is σ². The slope is σ (1 − σ)."),
        ("input", lambda: x, "That is what goes in. The slope is σ (1 − σ)."),
    )


# By operation, of the operand x that is asked about, the other operand, the value v, the place of x
# and its name: (name, how to get the number, what to tell).
WRONG_SLOPES = {
    "*": _times,
    "/": _over,
    "**": _power,
    "+": lambda x, other, v, at, name: (
        ("own", lambda: x, f"That is {name} itself. A sum passes 1 to each side."),
        ("other", lambda: other, "A product passes the other one. A sum passes 1 to each side."),
        ("none", lambda: 0.0, f"The sum does change with {name}, by just as much."),
        ("split", lambda: 0.5, "A sum does not split: it passes 1 to each side."),
    ),
    "-": lambda x, other, v, at, name: (
        ("sign", lambda: -1.0 if at == 0 else 1.0,
         f"The size is right. {name} stands {'before' if at == 0 else 'after'} the minus."),
        ("own", lambda: x, f"That is {name} itself. A difference passes 1 and −1."),
        ("other", lambda: other, "A difference passes 1 and −1, not the other side."),
    ),
    "neg": lambda x, other, v, at, name: (
        ("sign", lambda: 1.0, "The minus sign turns the gradient round."),
    ),
    "exp": lambda x, other, v, at, name: (
        ("input", lambda: x, "That is the exponent. The slope of exp is exp itself."),
        ("power", lambda: x * math.exp(x - 1), "That is a power's rule. exp is its own slope."),
        ("minus", lambda: -v, "The size is right. exp is its own slope, with its sign."),
        ("one", lambda: 1.0, "exp is its own slope."),
    ),
    "log": lambda x, other, v, at, name: (
        ("input", lambda: x, "The slope of log is 1 over what goes in."),
        ("value", lambda: v, "That is the logarithm. Its slope is 1 over what goes in."),
        ("over value", lambda: 1 / v, "1 over what goes in, not over the logarithm."),
    ),
    "sin": lambda x, other, v, at, name: (
        ("value", lambda: v, "That is the sine. Its slope is the cosine."),
        ("minus", lambda: -math.cos(x), "The slope of sin is cos, without a minus."),
    ),
    "cos": lambda x, other, v, at, name: (
        ("value", lambda: v, "That is the cosine. Its slope is minus the sine."),
        ("minus", lambda: math.sin(x), "The size is right. The slope of cos is MINUS sin."),
    ),
    "tanh": lambda x, other, v, at, name: (
        ("wrong number", lambda: 1 - x * x, "1 − tanh² takes the value of tanh, not what goes in."),
        ("value", lambda: v, "That is tanh itself. Its slope is 1 − tanh²."),
        ("no square", lambda: 1 - v, "The square is missing: 1 − tanh²."),
        ("sigmoid", lambda: v * (1 - v), "That is the rule of σ. The slope of tanh is 1 − tanh²."),
    ),
    "sqrt": lambda x, other, v, at, name: (
        ("half lost", lambda: 1 / v, "The 2 is missing: 1 over twice the root."),
        ("not over", lambda: v / 2, "One over twice the root, not half of it."),
        ("wrong number", lambda: 1 / (2 * x), "1 over twice the ROOT, not twice what goes in."),
        ("value", lambda: v, "That is the root itself. Its slope is 1 over twice the root."),
    ),
    "abs": lambda x, other, v, at, name: (
        ("sign", lambda: -1.0 if x > 0 else 1.0, "The slope of |·| is the sign of what goes in."),
        ("value", lambda: v, "That is the value. The slope of |·| is 1 or −1."),
        ("input", lambda: x, "That is what goes in. The slope of |·| is its sign, 1 or −1."),
    ),
    "relu": _relu,
    "sigmoid": _sigmoid,
    "maximum": _larger("max"),
    "minimum": _larger("min"),
    "where": lambda x, other, v, at, name: (
        ("wrong side", lambda: 0.0 if v == x else 1.0, "All goes to the side that was chosen."),
        ("split", lambda: 0.5, "where does not split: all goes to the side that was chosen."),
    ),
}  # fmt: skip
