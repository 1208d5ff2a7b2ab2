"""The layers of a directed graph, and its wires cut into pieces from one layer to the next."""

from itertools import pairwise


def layers(count, edges):
    """Return the layer of each of `count` boxes: each edge leads to a later one, and is short.

    An input stands just before its first use. A box that nothing touches stands in the first layer.

    >>> layers(5, [(0, 1), (1, 3), (2, 3)])
    [0, 1, 1, 2, 0]
    """
    into, out = [set() for _ in range(count)], [set() for _ in range(count)]
    for a, b in edges:
        into[b].add(a)
        out[a].add(b)
    layer = [0] * count
    for v in reversed(range(count)):
        layer[v] = min((layer[b] for b in out[v]), default=0) - 1
    moved = True
    while moved:  # each move makes the wires shorter, or leaves them and goes right
        moved = False
        for v in range(count):
            if into[v] and out[v]:
                first, last = max(layer[a] for a in into[v]) + 1, min(layer[b] for b in out[v]) - 1
                costs = [_length(v, x, layer, into, out) for x in range(first, last + 1)]
                best = last - costs[::-1].index(min(costs))
                moved |= best != layer[v]
                layer[v] = best
    used = [bool(into[v] or out[v]) for v in range(count)]
    first = min((layer[v] for v in range(count) if used[v]), default=0)
    return [layer[v] - first if used[v] else 0 for v in range(count)]


def _length(v, place, layer, into, out):
    """How long the wires at `v` are with `v` in layer `place`; one box's wires count as one."""
    own = max(layer[b] for b in out[v]) - place
    return own + sum(max(place if b == v else layer[b] for b in out[a]) for a in into[v])


class Wires:
    """Boxes 0 to n - 1 and, from n on, the corners where wires pass through the other layers.

    `count` of both, `columns` the list of each layer's, in an order for a start; `segments`, the
    pairs of neighbouring layers that are joined. One box's wires share their corners.
    """

    def __init__(self, layer, edges):
        self._layer, self._corners = layer, {}
        self.columns = [[] for _ in range(max(layer) + 1)]
        owner = list(layer)
        for a, b in edges:
            for x in range(layer[a] + 1, layer[b]):
                if (a, x) not in self._corners:
                    self._corners[a, x] = len(owner)
                    owner.append(x)
        self.count = len(owner)
        ways = (self.way(a, b) for a, b in edges)
        self.segments = list(dict.fromkeys(s for w in ways for s in pairwise(w)))
        for v in self._met():
            self.columns[owner[v]].append(v)

    def way(self, a, b):
        """Return what an edge from `a` to `b` passes, both ends included."""
        return [a, *(self._corners[a, x] for x in range(self._layer[a] + 1, self._layer[b])), b]

    def _met(self):
        """All vertices in the order in which a walk back from the outputs leaves them: as read."""
        into = [[] for _ in range(self.count)]
        starts = set(range(self.count))
        for a, b in self.segments:
            into[b].append(a)
            starts.discard(a)
        alone = [v for v in sorted(starts) if not into[v]]
        met, seen = [], set()
        for start in [*sorted(starts - set(alone), reverse=True), *alone]:
            stack = [(start, iter(into[start]))]
            seen.add(start)
            while stack:
                v, rest = stack[-1]
                nearer = next((a for a in rest if a not in seen), None)
                if nearer is None:
                    met.append(v)
                    stack.pop()
                else:
                    seen.add(nearer)
                    stack.append((nearer, iter(into[nearer])))
        return met
