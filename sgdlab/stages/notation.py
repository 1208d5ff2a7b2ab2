"""How the steps of a graph are written: numbers, formulas with numbers, derivatives."""

from types import SimpleNamespace

import numpy as np

from ..graph import words
from ..graph.node import Node
from ..numbers import number

_SMALL = 6  # entries of an array that are written out


def shown(value):
    """Return a value in words: a number, a small array written out, else its shape.

    >>> shown(-0.5), shown(np.array([1.0, 2.0])), shown(np.ones((4, 3)))
    ('−0.5', '[1, 2]', 'an array (4, 3)')
    """
    if value.__class__ is float or np.ndim(value) == 0:
        return number(value)
    if np.size(value) > _SMALL:
        return f"an array {np.shape(value)}"
    return f"[{', '.join(map(shown, value))}]"


def factor(value):
    """Return a number as it stands in a product: a negative one in brackets.

    >>> factor(-1.0), factor(0.5)
    ('(−1)', '0.5')
    """
    text = shown(value)
    return f"({text})" if text.startswith("−") else text


def put(node):
    """Return the formula of a node of numbers with the numbers put in.

    >>> import sgdlab as sl
    >>> put(sl.trace(lambda x, y: x * y, x=2, y=-5).output)
    '2 × (−5)'
    """
    values = [float(arg.value if isinstance(arg, Node) else arg) for arg in node.args]
    if node.op == "neg":
        return f"−{factor(values[0])}"
    if node.op == "**":
        raised = words.formula(node).removeprefix(words.formula(node).rstrip("²³"))
        return factor(values[0]) + (raised or f"^{factor(values[1])}")
    values = [float(f"{value:.4g}") + 0.0 for value in values]
    stand_in = SimpleNamespace(op=node.op, args=values, parents=values, options=node.options)
    text = words.formula(stand_in)
    first = shown(values[0])
    return first + text.removeprefix(f"({first})") if text.startswith(f"({first})") else text


def partial(of, to):
    """Return the name of a derivative: ∂q/∂x."""
    return f"∂{of}/∂{to}"


def slope(node, k):
    """Return the name of the derivative to `parents[k]`; a node used twice is told apart."""
    parent = node.parents[k]
    twice = sum(other is parent for other in node.parents) > 1
    return partial(node.name, parent.name) + (f" ({'left' if k == 0 else 'right'})" * twice)


def local(node, k):
    """Return a local derivative in letters and in numbers: ∂f/∂q = z = −4."""
    letters = words.local(node, k)
    number = "" if node.local is None else shown(node.local[k])
    return f"{slope(node, k)} = {words.put_in(letters, number)}"
