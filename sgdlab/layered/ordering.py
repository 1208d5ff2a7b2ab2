"""The order within each layer of a graph, so that few of its wires cross."""

from bisect import bisect_right, insort
from itertools import pairwise

_SWEEPS = 16


def ordered(columns, segments):
    """Return `columns` (a list of vertices for each layer) in an order with few crossings.

    `segments` are pairs of vertices of neighbouring layers. The order given is kept where no other
    is better. Medians up and down, then swaps of neighbours (Gansner et al. 1993).

    >>> ordered([["a", "b"], ["c", "d"]], [("a", "d"), ("b", "c")])
    [['b', 'a'], ['c', 'd']]
    """
    left, right = {}, {}
    for a, b in segments:
        left.setdefault(b, []).append(a)
        right.setdefault(a, []).append(b)
    best = _swapped([list(column) for column in columns], left, right)
    fewest = crossings(best, right)
    for start in (columns, [column[::-1] for column in columns]):
        for sweep in range(_SWEEPS):
            if not fewest:
                return best
            onward = sweep % 2 == 0
            start = _swept(start, left if onward else right, onward, late=sweep % 4 > 1)
            start = _swapped(start, left, right, ties=sweep % 4 > 1)
            count = crossings(start, right)
            if count < fewest:
                best, fewest = [list(column) for column in start], count
    return best


def crossings(columns, right):
    """Return how many pairs of segments cross; `right` lists each vertex's ends to the right."""
    count = 0
    for here, there in pairwise(columns):
        place = {v: i for i, v in enumerate(there)}
        met = []
        for v in here:
            ends = sorted(place[b] for b in right.get(v, ()))
            count += sum(len(met) - bisect_right(met, end) for end in ends)
            for end in ends:
                insort(met, end)
    return count


def _swept(columns, near, onward, late):
    """Sort layer after layer by the middle of each vertex's neighbours in the one before.

    Of equal ones the later comes first when `late`: another start for the next swaps.
    """
    columns = [list(column) for column in columns]
    last = len(columns) - 1
    for x in range(1, last + 1) if onward else range(last - 1, -1, -1):
        before = columns[x - 1 if onward else x + 1]
        place = {v: i for i, v in enumerate(before)}
        keys = [_middle(sorted(place[a] for a in near.get(v, ()))) for v in columns[x]]
        free = iter(
            sorted(
                (i for i, key in enumerate(keys) if key is not None),
                key=lambda i: (keys[i], -i if late else i),
            )
        )  # a vertex without neighbours there keeps its place
        columns[x] = [columns[x][i if key is None else next(free)] for i, key in enumerate(keys)]
    return columns


def _middle(places):
    """The median; of an even number, between the two in the middle, nearer to the denser side."""
    if not places:
        return None
    half = len(places) // 2
    if len(places) % 2:
        return places[half]
    if len(places) == 2:
        return sum(places) / 2
    low, high = places[half - 1] - places[0], places[-1] - places[half]
    if low + high == 0:
        return (places[half - 1] + places[half]) / 2
    return (places[half - 1] * high + places[half] * low) / (low + high)


def _swapped(columns, left, right, ties=False):
    """Swap neighbours as long as that takes crossings away."""
    place = {v: i for column in columns for i, v in enumerate(column)}
    better = True
    while better:
        better = False
        for column in columns:
            for i in range(len(column) - 1):
                v, w = column[i], column[i + 1]
                gain = 0
                for near in (left, right):
                    mine = [place[a] for a in near.get(v, ())]
                    other = [place[a] for a in near.get(w, ())]
                    gain += sum((p > q) - (p < q) for p in mine for q in other)
                if gain > 0 or (ties and gain == 0):
                    column[i], column[i + 1] = w, v
                    place[v], place[w] = i + 1, i
                    better |= gain > 0
    return columns
