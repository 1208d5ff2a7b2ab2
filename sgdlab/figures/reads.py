"""Who reads which value: turns that write boxes in lanes, and arrows from what each turn read.

The same for solvers of linear systems and for descent, so that they can stand side by side.
"""

from typing import NamedTuple

import numpy as np

TURNS = 4  # on one page


class Box(NamedTuple):
    """Numbers that were written, and where they stand: `column` from 0, `lane` from the top."""

    column: float
    lane: int
    values: tuple


class Turn(NamedTuple):
    """What one turn wrote, (from, to) of its arrows, whether it read the newest, and words."""

    wrote: tuple
    arrows: tuple
    newest: bool
    said: str


class Page(NamedTuple):
    """The boxes that stood there before, and the turns since."""

    before: tuple
    turns: tuple


def solving(relaxation, page):
    """Return a `Page` (0, 1, ...) of a relaxation: one turn is one visit, one lane an unknown.

    >>> from sgdlab.relaxation import gauss_seidel, jacobi
    >>> system = ([[2, 1], [1, 2]], [0, 2], [0, 0])
    >>> for method in (gauss_seidel, jacobi):
    ...     print([turn.said for turn in solving(method(*system, 2), 0).turns[:2]])
    ['w1 reads the start', 'w2 reads the new w1']
    ['w1 reads the start', 'w2 reads the old w1']
    """
    first, visits = TURNS * page, relaxation.visits
    start = relaxation.x[0].tolist()

    def box(lane, number):
        value = visits[number - 1].value if number else start[lane]
        return Box(max(0, number - first), lane, (value,))

    last = [0] * len(start)  # the visit that last wrote each unknown
    before, turns = None, []
    for number, visit in enumerate(visits[: first + TURNS], start=1):
        if number == first + 1:
            before = tuple(box(j, made) for j, made in enumerate(last))
        others = [j for j in range(len(start)) if j != visit.unknown]
        pairs = list(zip(others, visit.made, strict=True))
        newest = all(last[j] == made for j, made in pairs)
        names = ", ".join(f"w{j + 1}" for j in others)
        read = f"the {'new' if newest else 'old'} {names}" if last[others[0]] else "the start"
        last[visit.unknown] = number
        if number > first:
            new = box(visit.unknown, number)
            arrows = tuple((box(j, made), new) for j, made in pairs)
            turns.append(Turn((new,), arrows, newest, f"w{visit.unknown + 1} reads {read}"))
    return Page(before, tuple(turns))


def learning(path, page):
    """Return a `Page` (an epoch) of a run: one turn is one instance; lanes are w and gradients.

    >>> import sgdlab as sl
    >>> table = sl.LeastSquares(*sl.load("table")[:2])
    >>> page = learning(sl.descend(table, (0, 0), lr=0.5, batch_size=2), 0)
    >>> [turn.said for turn in page.turns[:3]]
    ['x1 reads the start', 'x2 reads the old w', 'x3 reads the new w']
    >>> page.turns[3].wrote[-1]
    Box(column=4, lane=0, values=(-0.25, 1.0))
    """
    problem, each = path.problem, -(-path.problem.n // path.batch_size)
    first = each * page
    source = Box(0, 0, tuple(path.w[first].tolist()))
    before, turns, done = (source,), [], 0
    for t in range(first, first + each):
        gradients = []
        for i in path.batches[t].tolist():
            values = problem.grad_sum(path.w[t], np.array([i]))
            gradient = Box(done + 0.5, 1, tuple(values.tolist()))
            done, newest = done + 1, not gradients
            gradients.append(gradient)
            wrote, arrows = (gradient,), ((source, gradient),)
            if len(gradients) == len(path.batches[t]):
                new = Box(done, 0, tuple(path.w[t + 1].tolist()))
                wrote, arrows = (gradient, new), (*arrows, *((g, new) for g in gradients))
            read = f"the {'new' if newest else 'old'} w" if t or not newest else "the start"
            turns.append(Turn(wrote, arrows, newest, f"x{i + 1} reads {read}"))
        source = new
    return Page(before, tuple(turns))
