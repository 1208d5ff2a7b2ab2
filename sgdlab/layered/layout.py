"""Where the boxes of a directed graph stand, layer by layer from left to right, and its wires.

The method of Sugiyama, Tagawa and Toda (1981): layers (`layering`), an order within each with few
crossings (`ordering`), rows that keep long wires straight (`rows`), and at last the places.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .compaction import compacted
from .layering import Wires, layers
from .ordering import ordered
from .rows import rows

_SPREAD = 0.45  # of a box's height: where wires come in, at most
_STRETCH = 0.8  # of a gap: how much wider it is made, at most, to fill a room
_TRACKS = 0.4  # of a gap: how far the bends of several wires are apart
_BEND = np.linspace(0, 1, 13)  # the points of a bend, of its way across


class Layout(NamedTuple):
    """`places` (n, 2) of the boxes' centres, y downwards; `routes`, the points (k, 2) of each edge
    in the order given; `size` (width, height) of it all, which begins at (0, 0)."""

    places: np.ndarray
    routes: tuple
    size: tuple


def layout(sizes, edges, gap=(3.0, 0.8), port=1.1, lead=0.0, shape=None, fixed=()):
    """Return the `Layout` of boxes of `sizes` (n, 2), width and height, and `edges` (from, to).

    The boxes come in topological order: each edge goes to a later one. `gap` is the room between
    two layers and between two boxes of one layer, `port` the room between two wires that come into
    one box, `lead` how far before a layer they run level. With `shape` (width, height) it is made
    less tall, at the price of bends, and then wider, to fill such a room. Into a box of `fixed` the
    wires come in the order of `edges`, into the others as they lie.

    A box stands just before its first use. All wires of one box begin as one and part where they
    must; no wire touches a box that is not its end, and two edges between the same boxes end at two
    places. The same graph is always laid out the same.

    >>> diamond = layout([(2, 1)] * 4, [(0, 1), (0, 2), (1, 3), (2, 3)], gap=(1, 1))
    >>> [(float(x), float(y)) for x, y in diamond.places]
    [(1.0, 1.5), (4.0, 0.5), (4.0, 2.5), (7.0, 1.5)]
    """
    sizes = np.asarray(sizes, float).reshape(-1, 2)
    if not all(0 <= a < b < len(sizes) for a, b in edges):
        raise ValueError(
            f"edges are {list(edges)}; expected pairs (from, to) of boxes 0 to {len(sizes) - 1}, "
            "the first before the second: give the boxes in topological order."
        )
    if not len(sizes):
        return Layout(np.zeros((0, 2)), (), (0.0, 0.0))
    layer = layers(len(sizes), edges)
    wires = Wires(layer, edges)
    heights = [*sizes[:, 1], *[0.0] * (wires.count - len(sizes))]
    columns = ordered(wires.columns, wires.segments)
    y = rows(columns, wires.segments, heights, gap[1], len(sizes))
    wide = [max((sizes[v, 0] for v in c if v < len(sizes)), default=0.0) for c in columns]
    if shape is not None:
        flat, total = shape[1] / shape[0], sum(wide) + gap[0] * (len(wide) - 1)
        if flat * total < _bottom(y, heights):
            room = (columns, wires.segments, heights, gap[1], len(sizes))
            y = compacted(y, *room, flat * total)
        more = (_bottom(y, heights) / flat - total) / max(len(wide) - 1, 1)
        more = min(max(more, 0.0), _STRETCH * gap[0])
        gap, lead = (gap[0] + more, gap[1]), lead + more / 2
    left = np.cumsum([0.0, *(width + gap[0] for width in wide[:-1])])
    right = left + wide
    places = np.column_stack([((left + right) / 2)[layer], list(y)[: len(sizes)]])
    ends = _ends(edges, wires, heights, y, port, fixed)
    ways = [wires.way(a, b) for a, b in edges]
    levels = [[*(y[v] for v in way[:-1]), end] for way, end in zip(ways, ends, strict=True)]
    tracks = _tracks(columns, ways, levels)
    routes = []
    for (a, b), way, level in zip(edges, ways, levels, strict=True):
        points = [(places[a, 0] + sizes[a, 0] / 2, y[a])]
        for v, pair, x in zip(way, pairwise(level), range(layer[a], layer[b]), strict=False):
            track = tracks.get((v, pair[1] > pair[0]), ())
            points += _bend(right[x], left[x + 1] - lead, *pair, *track)
        routes.append(np.array([*points, (places[b, 0] - sizes[b, 0] / 2, level[-1])], float))
    return Layout(places, tuple(routes), (float(right[-1]), _bottom(y, heights)))


def _bottom(y, heights):
    return float(max(place + height / 2 for place, height in zip(y, heights, strict=True)))


def _ends(edges, wires, heights, y, port, fixed):
    """The height at which each edge comes into its box: upper wires higher up, or as given."""
    into, ends = {}, [0.0] * len(edges)
    for k, (a, b) in enumerate(edges):
        into.setdefault(b, []).append((y[wires.way(a, b)[-2]], k))
    for b, arrivals in into.items():
        step = min(port, _SPREAD * heights[b] / len(arrivals))
        for j, (_, k) in enumerate(arrivals if b in fixed else sorted(arrivals)):
            ends[k] = y[b] + (j - (len(arrivals) - 1) / 2) * step
    return ends


def _tracks(columns, ways, levels):
    """Where in the gap behind it the wires of each (vertex, whether they go down) bend: from, to.

    Wires that go the same way bend one after the other, those that lie ahead of others first.
    """
    bends = {}
    for way, level in zip(ways, levels, strict=True):
        for v, (y0, y1) in zip(way, pairwise(level), strict=False):
            if y0 != y1:
                bends[v, y1 > y0] = y0
    found = {}
    for column in columns:
        for down in (False, True):
            mine = sorted((bends[v, down], v) for v in column if (v, down) in bends)
            apart = _TRACKS / (len(mine) - 1) if len(mine) > 1 else 0.0
            for j, (_, v) in enumerate(reversed(mine) if down else mine):
                found[v, down] = (apart * j, 1 - apart * (len(mine) - 1 - j))
    return found


def _bend(x0, x1, y0, y1, first=0.0, last=1.0):
    """A wire across the gap from `x0` to `x1`: level, one smooth bend, level."""
    if y0 == y1:
        return [(x0, y0), (x1, y1)]
    x = x0 + (x1 - x0) * (first + (last - first) * _BEND)
    y = y0 + (y1 - y0) * _BEND * _BEND * (3 - 2 * _BEND)
    return [(x0, y0), *zip(x, y, strict=True), (x1, y1)]
