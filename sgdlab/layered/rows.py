"""The height of each vertex of a layered graph: near its neighbours, long wires straight.

Brandes and Köpf (2001), with the blocks placed by longest paths: four layouts, each as high and as
early or late as it can be, and of their four heights the mean of the middle two.
"""

from itertools import pairwise

import numpy as np


def rows(columns, segments, heights, gap, real):
    """Return the height of the centre of each vertex, from half its own height downwards.

    `columns` in their order, `segments` between neighbouring layers, `heights` of all vertices;
    two of a layer stand `gap` apart at least. Vertices from `real` on are corners of long wires.

    >>> [float(y) for y in rows([[0, 1], [2]], [(0, 2), (1, 2)], [2, 2, 2], 1, 3)]
    [1.0, 4.0, 2.5]
    """
    left, right = {}, {}
    for a, b in segments:
        left.setdefault(b, []).append(a)
        right.setdefault(a, []).append(b)
    crossed = _crossed(columns, left, real)
    found = []
    for onward in (True, False):
        for down in (True, False):
            order = [column if down else column[::-1] for column in columns]
            order, near = (order, left) if onward else (order[::-1], right)
            y = _placed(order, _blocks(order, near, crossed), heights, gap)
            found.append(y if down else -y)
    span = [np.ptp(_edges(y, heights)) for y in found]
    narrow = _edges(found[int(np.argmin(span))], heights)
    for k, y in enumerate(found):
        low, high = _edges(y, heights).min(), _edges(y, heights).max()
        y += narrow.min() - low if k % 2 == 0 else narrow.max() - high
    y = np.sort(found, axis=0)[1:3].mean(axis=0)
    return y - _edges(y, heights).min()


def _edges(y, heights):
    half = np.asarray(heights) / 2
    return np.concatenate([y - half, y + half])


def _crossed(columns, left, real):
    """The segments at a box that cross a piece of a long wire: the long wire stays straight."""
    found = set()
    for before, column in pairwise(columns):
        place = {v: i for i, v in enumerate(before)}
        inner = [
            (place[a], i)
            for i, v in enumerate(column)
            for a in left.get(v, ())
            if v >= real and a >= real
        ]
        for i, v in enumerate(column):
            for a in left.get(v, ()):
                if (v < real or a < real) and any((place[a] - p) * (i - q) < 0 for p, q in inner):
                    found |= {(a, v), (v, a)}
    return found


def _blocks(columns, near, crossed):
    """For each vertex the root of its block: what shall stand at one height."""
    root = {v: v for column in columns for v in column}
    taken = set()
    for before, column in pairwise(columns):
        place = {v: i for i, v in enumerate(before)}
        last = -1
        for v in column:
            ends = sorted(near.get(v, ()), key=place.get)
            for a in ends[(len(ends) - 1) // 2 : len(ends) // 2 + 1]:
                if root[v] == v and a not in taken and place[a] > last and (a, v) not in crossed:
                    root[v], last = root[a], place[a]
                    taken.add(a)
    return root


def _placed(columns, root, heights, gap):
    """Heights with every block as early as the ones before it allow, then pulled to the later."""
    before, after = {}, {}
    for column in columns:
        for v, w in pairwise(column):
            apart = (heights[v] + heights[w]) / 2 + gap
            a, b = root[v], root[w]
            before.setdefault(b, {})[a] = max(apart, before.get(b, {}).get(a, 0))
            after.setdefault(a, {})[b] = max(apart, after.get(a, {}).get(b, 0))
    y = {}
    waiting = {v: len(before.get(v, ())) for v in dict.fromkeys(root.values())}
    ready = [v for v, count in waiting.items() if not count]
    for v in ready:  # grows while it is walked
        y[v] = max((y[a] + apart for a, apart in before.get(v, {}).items()), default=0.0)
        for b in after.get(v, ()):
            waiting[b] -= 1
            if not waiting[b]:
                ready.append(b)
    for v in reversed(ready):
        if v in after:
            y[v] = max(y[v], min(y[b] - apart for b, apart in after[v].items()))
    return np.array([y[root[v]] for v in sorted(root)])
