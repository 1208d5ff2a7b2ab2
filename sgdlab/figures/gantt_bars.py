"""The bars of a Gantt chart: a run's spans as arrays, and the shapes they are drawn by."""

from typing import NamedTuple

import numpy as np
from matplotlib.path import Path

_SERVER = "server"
KINDS = ("pull", "compute", "push", "update")
_KIND = {**{phase: k for k, phase in enumerate(KINDS)}, "answer": 0}  # the server sends w as well
_COMPUTE = _KIND["compute"]


class Bars(NamedTuple):
    """The spans of a run as arrays (k,), times in microseconds from the run's beginning.

    `row` is 0 for the server, then the workers'; `kind` the place of what was done in KINDS; `late`
    tells whether a worker computed a gradient that was not used; `version` is that of the w in use.
    `workers` are their numbers in the order of the rows, `end_of_run` is when w moved last, and
    `moves` (T + 1,) when w became version 0, 1, ..., T.
    """

    row: np.ndarray
    kind: np.ndarray
    start: np.ndarray
    end: np.ndarray
    version: np.ndarray
    late: np.ndarray
    workers: tuple
    end_of_run: int
    moves: np.ndarray


def bars(run):
    """Return the `Bars` of `run`, a `sgdlab.parallel.Run` that has a timeline."""
    spans = run.timeline
    if not spans:
        raise ValueError("the run has no timeline; show the run itself, not its replay.")
    known = set(range(run.log.arguments["workers"]))
    workers = tuple(sorted(known | {span.who for span in spans if span.who != _SERVER}))
    rows = {_SERVER: 0, **{worker: k + 1 for k, worker in enumerate(workers)}}
    table = np.array(
        [(rows[s.who], _KIND[s.phase], s.start, s.end, s.version) for s in spans], dtype=np.int64
    )
    table[:, 2:4] -= table[:, 2].min()
    row, kind, start, end, version = table.T
    moves = np.sort(end[kind == _KIND["update"]])[: len(run.path)]
    last = int(moves[-1]) if len(moves) else 0
    late = _late(run, row, kind, start, rows)
    moves = np.concatenate([[0], moves])
    return Bars(row, kind, start, end, version, late, workers, last, moves)


def shares(bars):
    """Return for each worker the shares (P, 3) of the run in which it computed, sent, waited.

    What it does after the last update does not count.
    """
    length = np.minimum(bars.end, bars.end_of_run) - np.minimum(bars.start, bars.end_of_run)
    found = np.zeros((len(bars.workers), 3))
    computed = bars.kind == _COMPUTE
    for k in range(len(bars.workers)):
        mine = bars.row == k + 1
        found[k, :2] = length[mine & computed].sum(), length[mine & ~computed].sum()
    found /= max(bars.end_of_run, 1)
    found[:, 2] = 1 - found[:, :2].sum(axis=1)
    return found


def _late(run, row, kind, start, rows):
    """A worker's computations come in the order of its gradients in the log; some never came."""
    used = {worker: [] for worker in rows}
    for entry in run.log.entries:
        used[entry.worker].append(entry.used)
    late = np.zeros(len(row), dtype=bool)
    for worker, k in rows.items():
        mine = np.flatnonzero((row == k) & (kind == _COMPUTE))
        mine = mine[np.argsort(start[mine], kind="stable")]
        late[mine] = True
        late[mine[: len(used[worker])][np.array(used[worker], dtype=bool)[: len(mine)]]] = False
    return late


def boxes(left, right, low, high):
    """Return one path of the rectangles [left, right] x [low, high], arrays (k,).

    >>> boxes([0, 2], [1, 3], [0, 0], [1, 1]).vertices.shape
    (10, 2)
    """
    corners = [(left, low), (right, low), (right, high), (left, high), (left, low)]
    places = np.array([np.column_stack(corner) for corner in corners])  # (5, k, 2)
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(places.swapaxes(0, 1).reshape(-1, 2), np.tile(codes, places.shape[1]))


def hatch(left, right, low, high, gap, down=False):
    """Return slanted lines in rectangles as one path of k pieces.

    All arguments are in one unit that is square on the page; `gap` is from line to line. The lines
    rise to the right, or with `down` they fall.

    >>> hatch(np.array([0.0]), np.array([2.0]), np.array([0.0]), np.array([1.0]), 1.0).vertices[:2]
    array([[0. , 0.5],
           [0.5, 1. ]])
    """
    wide, tall = right - left, high - low
    counts = np.maximum(np.floor((wide + tall) / gap), 0).astype(int)
    box = np.repeat(np.arange(len(wide)), counts)
    number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    first = (number + 0.5) * gap - tall[box]  # where a line meets the lower edge
    begin, end = np.maximum(first, 0), np.minimum(first + tall[box], wide[box])
    up, top = begin - first, end - first
    if down:
        up, top = tall[box] - up, tall[box] - top
    ends = [np.column_stack([left[box] + x, low[box] + y]) for x, y in ((begin, up), (end, top))]
    return Path(
        np.stack(ends, axis=1).reshape(-1, 2), np.tile([Path.MOVETO, Path.LINETO], len(box))
    )
