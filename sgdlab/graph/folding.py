"""What is seen of a graph: its nodes, and calls of the reader's functions folded into boxes."""

from typing import NamedTuple


class Box(NamedTuple):
    """A folded call: `call` and its `nodes`, those of them that are used outside (`outs`), and
    `i`, its place in `graph.calls`: the number to open it by."""

    call: object
    nodes: tuple
    outs: tuple
    i: int


class Edge(NamedTuple):
    """A line of the picture: positions of two items, and the place `k` among the parents of the
    second (among what comes into it, where that is a box)."""

    start: int
    end: int
    k: int


class View(NamedTuple):
    """`items` in topological order, nodes and boxes; `edges` between their positions; `holders`,
    for each item the numbers of the opened calls that it stands in, the outermost first."""

    items: tuple
    edges: tuple
    holders: tuple


def view(graph, opened=()):
    """Return the `View` of `graph` with every call folded but for those `opened`.

    `opened` holds numbers of `graph.calls`. A call inside a folded one is not seen. Inputs always
    are. Two edges from one item to one box are one line; into a node they are two.

    >>> import sgdlab as sl
    >>> graph = sl.trace(lambda u: u * u + u, u=3)
    >>> [(edge.start, edge.end, edge.k) for edge in view(graph).edges]
    [(0, 1, 0), (0, 1, 1), (1, 2, 0), (0, 2, 1)]
    """
    wrong = [i for i in opened if i not in range(len(graph.calls))]
    if wrong:
        raise ValueError(
            f"opened holds {wrong[0]!r}; this graph has {len(graph.calls)} calls that can be "
            "opened, numbered from 0."
        )
    within = _within(graph)
    items, holders, at = [], [], {}
    for node in graph.nodes:
        if node.i in at:
            continue
        chain = within.get(node.i, ())
        folded = next((i for i in chain if i not in opened), None)
        mine = (node,) if folded is None else graph.calls[folded].nodes
        at |= {part.i: len(items) for part in mine}
        holders.append(chain if folded is None else chain[: chain.index(folded)])
        items.append(node if folded is None else _box(graph, folded))
    return View(tuple(items), tuple(_edges(items, at)), tuple(holders))


def _within(graph):
    """For each node made in calls their numbers, the outermost first."""
    within = {}
    for i in sorted(range(len(graph.calls)), key=lambda i: graph.calls[i].depth):
        for node in graph.calls[i].nodes:
            within[node.i] = (*within.get(node.i, ()), i)
    return within


def _box(graph, i):
    own = {node.i for node in graph.calls[i].nodes}
    used = {p.i for node in graph.nodes if node.i not in own for p in node.parents}
    used.add(graph.output.i)
    outs = tuple(node for node in graph.calls[i].nodes if node.i in used)
    return Box(graph.calls[i], graph.calls[i].nodes, outs, i)


def _edges(items, at):
    for end, item in enumerate(items):
        if isinstance(item, Box):
            own = {node.i for node in item.nodes}
            into = [at[p.i] for node in item.nodes for p in node.parents if p.i not in own]
            into = dict.fromkeys(into)
        else:
            into = [at[parent.i] for parent in item.parents]
        yield from (Edge(start, end, k) for k, start in enumerate(into))
