"""Make a layered graph less tall: straight wires bend where they keep others apart."""

from itertools import pairwise

_PRICE = {0: 1, 1: 2, 2: 8}  # of a bend, by how many of its ends are corners of a long wire
_SWEEPS = 6


def compacted(y, columns, segments, heights, gap, real, tall):
    """Return heights like `y` that end at `tall`, or as near to it as the fullest layer lets them.

    The other arguments are those of `rows.rows`. What stands level stays level where it can.

    >>> columns, segments = [[0, 1], [2, 3]], [(0, 2), (1, 3)]
    >>> compacted([0.5, 5.0, 0.5, 5.0], columns, segments, [1, 1, 1, 1], 1, 4, 3)
    [0.5, 2.5, 0.5, 2.5]
    """
    pairs = [
        (v, w, (heights[v] + heights[w]) / 2 + gap)
        for column in columns
        for v, w in pairwise(column)
    ]
    level = {s for s in segments if abs(y[s[0]] - y[s[1]]) < 1e-9}
    while True:
        blocks = _Blocks(y, level, pairs, heights)
        high, way = blocks.longest()
        crossing = _bends(way, level, columns, real) if high > tall + 1e-9 else ()
        if not crossing:
            return blocks.settled(segments, max(high, tall))
        level.discard(min(crossing)[-1])


def _bends(way, level, columns, real):
    """The level segments that the longest way down a graph goes along, each with its price."""
    layer = {v: x for x, column in enumerate(columns) for v in column}
    found = []
    for block, first, last in way:
        low, high = sorted((layer[first], layer[last]))
        for a, b in level:
            if a in block and low <= layer[a] and layer[b] <= high:
                found.append((_PRICE[(a >= real) + (b >= real)], (a, b)))
    return found


class _Blocks:
    """Vertices that stand level move as one; `pairs` (upper, lower, apart) hold them in order."""

    def __init__(self, y, level, pairs, heights):
        self.start, self.heights = list(y), heights
        root = list(range(len(self.start)))

        def find(v):
            while root[v] != v:
                v = root[v]
            return v

        for a, b in level:
            root[find(b)] = find(a)
        self.root = [find(v) for v in range(len(root))]
        self.members = {}
        for v, r in enumerate(self.root):
            self.members.setdefault(r, set()).add(v)
        self.order = sorted(self.members, key=lambda r: (self.start[r], r))
        self.above = {r: [] for r in self.order}
        self.below = {r: [] for r in self.order}
        for v, w, apart in pairs:
            self.above[self.root[w]].append((v, w, apart))
            self.below[self.root[v]].append((v, w, apart))

    def longest(self):
        """Return how tall the blocks are at least, and the way down that makes them so.

        The way is a list of (block, the vertex it comes in at, the vertex it leaves from).
        """
        top, came = {}, {}
        for r in self.order:
            top[r] = max(self.heights[v] / 2 for v in self.members[r])
            for v, w, apart in self.above[r]:
                if top[self.root[v]] + apart > top[r]:
                    top[r], came[r] = top[self.root[v]] + apart, (v, w)
        self.top = top
        end = max(range(len(self.root)), key=lambda v: top[self.root[v]] + self.heights[v] / 2)
        high, way, last = top[self.root[end]] + self.heights[end] / 2, [], end
        while self.root[last] in came:
            v, w = came[self.root[last]]
            way.append((self.members[self.root[last]], w, last))
            last = v
        first = max(self.members[self.root[last]], key=lambda v: self.heights[v])
        return high, [*way, (self.members[self.root[last]], first, last)]

    def settled(self, segments, tall):
        """Return a height for each vertex within `tall`, with short segments."""
        latest = {}
        for r in reversed(self.order):
            latest[r] = tall - max(self.heights[v] / 2 for v in self.members[r])
            for _, w, apart in self.below[r]:
                latest[r] = min(latest[r], latest[self.root[w]] - apart)
        y = {}
        for r in self.order:
            first = max((y[self.root[v]] + a for v, _, a in self.above[r]), default=self.top[r])
            y[r] = min(max(self.start[r], first, self.top[r]), latest[r])
        near = {r: [] for r in self.order}
        for a, b in segments:
            if self.root[a] != self.root[b]:
                near[self.root[a]].append(self.root[b])
                near[self.root[b]].append(self.root[a])
        for sweep in range(_SWEEPS):
            for r in self.order if sweep % 2 else reversed(self.order):
                if near[r]:
                    low = max((y[self.root[v]] + a for v, _, a in self.above[r]), default=0)
                    high = min((y[self.root[w]] - a for _, w, a in self.below[r]), default=tall)
                    wish = sum(y[other] for other in near[r]) / len(near[r])
                    y[r] = min(max(wish, low, self.top[r]), high, latest[r])
        first = min(y[r] - self.heights[v] / 2 for v, r in enumerate(self.root))
        return [y[r] - first for r in self.root]
