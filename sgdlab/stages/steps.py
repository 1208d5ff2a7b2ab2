"""The steps of the three stages, one by one and in words, for a reader who walks through them."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from ..graph import words
from ..graph.folding import Box
from .notation import factor, local, partial, put, shown, slope

_MOST = 6  # derivatives of a folded call that are written out


class Step(NamedTuple):
    """A step at item `item` of the view; what it computes, for whoever asks the reader.

    Stage 1 gives the value of `node`, Stage 2 its local derivatives. Stage 3 begins with the
    output's 1; then each step is the hop along one edge: `incoming` at `node` flows on to
    `parent`, its parent number `k`, at item `to`, which has `before` (None at the first) and now
    `grad`, with `left` more flows to come. A step of a folded call has no `node`.
    """

    stage: int
    item: int
    text: str
    node: object = None
    k: int = 0
    parent: object = None
    to: int | None = None
    incoming: object = None
    before: object = None
    flow: object = None
    grad: object = None
    left: int = 0


def steps(graph, view):
    """Return the steps through the items of `view`, a tuple: Stage 1, then 2, then 3.

    Slides "Stage 1: Get final value f via forward computation" and following.

    >>> import sgdlab as sl
    >>> from sgdlab.graph.folding import view
    >>> graph = sl.trace(lambda x, y, z: (x + y) * z, x=-2, y=5, z=-4)
    >>> for step in steps(graph, view(graph)):
    ...     print(step.stage, step.text)
    1 v1 = x + y = −2 + 5 = 3
    1 f = v1 × z = 3 × (−4) = −12
    2 ∂v1/∂x = 1, ∂v1/∂y = 1
    2 ∂f/∂v1 = z = −4, ∂f/∂z = v1 = 3
    3 ∂f/∂f = 1: the way back starts here
    3 ∂f/∂v1 = ∂f/∂f × ∂f/∂v1 = 1 × (−4) = −4
    3 ∂f/∂z = ∂f/∂f × ∂f/∂z = 1 × 3 = 3
    3 ∂f/∂x = ∂f/∂v1 × ∂v1/∂x = −4 × 1 = −4
    3 ∂f/∂y = ∂f/∂v1 × ∂v1/∂y = −4 × 1 = −4
    """
    return (*_forward(graph, view), *_locals(graph, view), *_backward(graph, view))


def places(view):
    """Return {node.i: position of its item} for every node of the view."""
    return {
        node.i: position
        for position, item in enumerate(view.items)
        for node in (item.nodes if isinstance(item, Box) else (item,))
    }


def through(box, seeds):
    """Return [(parent, flow)] of what `seeds`, {node.i: gradient}, hand out of a folded call."""
    own = {node.i for node in box.nodes}
    flows, out = dict(seeds), {}
    for node in reversed(box.nodes):
        if node.i not in flows:
            continue
        for parent, flow in zip(node.parents, node.pull(flows[node.i]), strict=True):
            if parent.i in own:
                flows[parent.i] = flows.get(parent.i, 0.0) + flow
            else:
                out[parent.i] = (parent, out.get(parent.i, (parent, 0.0))[1] + flow)
    return list(out.values())


def _forward(graph, view):
    for position, item in enumerate(view.items):
        if isinstance(item, Box):
            made = ", ".join(f"{node.name} = {shown(node.value)}" for node in item.outs)
            count = len(item.nodes)
            yield Step(1, position, f"{item.call.name}, {count} nodes in one box: {made}")
        elif item.parents:
            yield Step(1, position, _valued(item), item)


def _valued(node):
    """q = x + y = −2 + 5 = 3."""
    made = f"{node.name} = {words.formula(node)}"
    if np.ndim(node.value) or any(np.ndim(parent.value) for parent in node.parents):
        return f"{made} = {shown(node.value)}"
    numbers, value = put(node), shown(node.value)
    return f"{made} = {value}" if numbers == value else f"{made} = {numbers} = {value}"


def _locals(graph, view):
    for position, item in enumerate(view.items):
        if isinstance(item, Box):
            yield Step(2, position, _box_locals(item))
        elif item.parents:
            yield Step(
                2, position, ", ".join(local(item, k) for k in range(len(item.parents))), item
            )


def _box_locals(box):
    name = box.call.name
    parts = []
    for node in box.outs:
        for parent, flow in through(box, {node.i: 1.0}) if np.ndim(node.value) == 0 else ():
            parts.append(f"{partial(node.name, parent.name)} = {shown(flow)}")
    if not parts or len(parts) > _MOST:
        return f"{name}: the chain rule inside; open the box to see it"
    return f"{name}, by the chain rule inside: {', '.join(parts)}"


def _backward(graph, view):
    place, sums = places(view), {}
    f = graph.output
    yield Step(
        3, place[f.i], f"{partial(f.name, f.name)} = 1: the way back starts here", f, parent=f,
        to=place[f.i], grad=1.0,
    )  # fmt: skip
    hops = {hop.node.i: hop for hop in graph.hops}
    left = _uses(graph, view, place)
    for position in reversed(range(len(view.items))):
        item = view.items[position]
        if isinstance(item, Box):
            seeds = {node.i: graph.gradient(node) for node in item.outs}
            flows = [(None, k, *flow) for k, flow in enumerate(through(item, seeds))]
            incoming = None
        elif item.i in hops:
            hop = hops[item.i]
            incoming = hop.incoming
            pairs = zip(item.parents, hop.flows, strict=True)
            flows = [(item, k, *flow) for k, flow in enumerate(pairs)]
        else:
            continue
        for node, k, parent, flow in flows:
            before = sums.get(parent.i)
            grad = flow if before is None else before + flow
            sums[parent.i] = grad
            left[parent.i] -= 1
            said = (incoming, before, flow, grad, left[parent.i])
            step = Step(3, position, "", node, k, parent, place[parent.i], *said)
            yield step._replace(text=_hopped(graph, item, step))


def _uses(graph, view, place):
    """How many flows reach each node, {node.i: count}: a folded call hands out one for each."""
    flows, seen = Counter(), set()
    for node in graph.nodes:
        for parent in node.parents:
            box = isinstance(view.items[place[node.i]], Box)
            if place[node.i] == place[parent.i] or (box and (place[node.i], parent.i) in seen):
                continue
            seen.add((place[node.i], parent.i))
            flows[parent.i] += 1
    return flows


def _hopped(graph, item, step):
    """∂f/∂x = ∂f/∂q × ∂q/∂x = −4 × 1 = −4."""
    f, x = graph.output.name, step.parent.name
    more = f" ({step.left} more to come)" if step.left else ""
    first = step.before is None
    so_far = "" if first else f"{shown(step.before)} + "
    sum_ = f" = {shown(step.grad)}" if so_far else ""
    if step.node is None:
        flow = (shown if first else factor)(step.flow)
        return f"{partial(f, x)} = {so_far}{flow} from {item.call.name}{sum_}{more}"
    if item.local is None:
        return f"{partial(f, x)} = {so_far}{shown(step.flow)}{sum_}{more}"
    name = f"{partial(f, item.name)} × {slope(item, step.k)}"
    incoming = (shown if first else factor)(step.incoming)
    put_in = f"{so_far}{incoming} × {factor(item.local[step.k])}"
    old = "" if first else "so far + "
    return f"{partial(f, x)} = {old}{name} = {put_in} = {shown(step.grad)}{more}"
