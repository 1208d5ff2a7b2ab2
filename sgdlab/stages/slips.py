"""What readers get wrong at a node: the numbers that a mistake gives, and what to tell about it."""

from typing import NamedTuple

from ..graph.node import Node
from .wrong_slopes import WRONG_SLOPES
from .wrong_values import WRONG_VALUES


class Mistake(NamedTuple):
    """A mistake by its name, the number that it gives, and what to tell who made it."""

    name: str
    value: float
    told: str


def of_value(node):
    """Return the mistakes that are made with the value of a node of numbers, most telling first."""
    a, b, *_ = *_operands(node), 0.0
    v = node.value
    found = WRONG_VALUES.get(node.op, lambda a, b, v: ())(a, b, v)
    return (*_mistakes(found), Mistake("sign", -v, "The size is right. Which sign has it?"))


def of_slope(node, k):
    """Return the mistakes of the operation that are made with its derivative to `parents[k]`.

    >>> import sgdlab as sl
    >>> product = sl.trace(lambda x, y: x * y, x=2, y=5).output
    >>> of_slope(product, 0)[0].value
    2.0
    """
    values = _operands(node)
    at = [i for i, arg in enumerate(node.args) if isinstance(arg, Node)][k]
    x = values[at]
    others = values[:at] + values[at + 1 :]
    found = WRONG_SLOPES.get(node.op, lambda *_: ())(
        x, others[-1] if others else 0.0, node.value, at, node.parents[k].name
    )
    return _mistakes(found)


def _operands(node):
    return [float(arg.value if isinstance(arg, Node) else arg) for arg in node.args]


def _mistakes(found):
    made = []
    for name, compute, told in found:
        try:
            made.append(Mistake(name, float(compute()), told))
        except (ArithmeticError, ValueError, TypeError):  # log(-1): nobody gets that
            continue
    return tuple(made)
