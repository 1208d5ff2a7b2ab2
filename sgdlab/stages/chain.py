"""The whole chain rule of one node, in letters and in numbers: every way from it to the output."""

import math
from itertools import islice

from .notation import factor, partial, shown, slope

_MOST = 6  # terms, or ways, that are written out
_LONGEST = 12  # hops of a way that is


def chain(graph, node):
    """Return how the gradient at `node` adds up, as a sentence.

    Slide "Chain rule", for a node with one way to the output; over several the flows add.

    >>> import sgdlab as sl
    >>> graph = sl.trace(lambda u, w: u * w + u, u=3, w=4)
    >>> print(chain(graph, graph.inputs["u"]))
    ∂f/∂u = ∂f/∂f · ∂f/∂u + ∂f/∂v1 · ∂v1/∂u = 1 × 1 + 1 × 4 = 5
    """
    f = graph.output
    name, grad = partial(f.name, node.name), graph.gradient(node)
    if node is f:
        return f"{name} = 1: where the way back starts"
    if node.name in graph.unused:
        return f"{f.name} does not depend on {node.name}: {name} = 0"
    terms = [_term(graph, *use) for use in islice(uses(graph, node), _MOST + 1)]
    letters, numbers = zip(*terms, strict=True)
    if len(terms) > _MOST:
        return f"{name} = {' + '.join(letters[:_MOST])} + … = {shown(grad)}"
    put_in = f" = {' + '.join(numbers)}" if all(numbers) else ""
    return f"{name} = {' + '.join(letters)}{put_in} = {shown(grad)}"


def ways(graph, node):
    """Return the ways from `node` to the output with the product of the slopes along each.

    None where there is only a short one, or more than six, or one over an array.

    >>> import sgdlab as sl
    >>> graph = sl.trace(lambda u: u * u + u, u=3)
    >>> ways(graph, graph.inputs["u"])
    ['u → f: 1', 'u → v1 → f: 3 × 1 = 3', 'u → v1 → f: 3 × 1 = 3']
    """
    found = list(islice(_ways(graph, node), _MOST + 1))
    if len(found) > _MOST or not all(found) or (len(found) == 1 and len(found[0]) < 3):
        return []
    told = []
    for way in found:
        names = " → ".join([node.name, *(child.name for child, _ in way)])
        slopes = [child.local[k] for child, k in way]
        product = " × ".join([shown(slopes[0]), *map(factor, slopes[1:])])
        result = f" = {shown(math.prod(slopes))}" if len(slopes) > 1 else ""
        told.append(f"{names}: {product}{result}")
    return told


def uses(graph, node):
    """Yield (child, k) for each place where `node` is used in the graph, as `parents[k]`."""
    for child in reversed(graph.nodes):
        for k, parent in enumerate(child.parents):
            if parent is node:
                yield child, k


def _term(graph, child, k):
    """One term in letters and in numbers; the numbers are empty for arrays."""
    letters = f"{partial(graph.output.name, child.name)} · {slope(child, k)}"
    if child.local is None:
        return letters, ""
    return letters, f"{factor(graph.gradient(child))} × {factor(child.local[k])}"


def _ways(graph, node):
    """Yield each way as a list of (child, k); None where one is too long or over an array."""
    waiting = [(node, [])]
    while waiting:
        here, way = waiting.pop()
        if here is graph.output:
            yield way
            continue
        for child, k in reversed(list(uses(graph, here))):
            if child.local is None or len(way) == _LONGEST:
                yield None
                return
            waiting.append((child, [*way, (child, k)]))
