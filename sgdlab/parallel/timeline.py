"""Who did what, from when to when: the spans of a run."""

import time
from collections import Counter
from operator import itemgetter
from typing import NamedTuple

import numpy as np

PHASES = ("pull", "compute", "push", "update", "answer")
MESSAGES = ("pull", "push", "answer")


class Span(NamedTuple):
    """One piece of work: `who` is a worker's number or "server", times in microseconds.

    `phase` is one of PHASES; an "answer" is the server's, a new w for a worker that did not ask.
    `tick` and `version` are those of the job. What a worker does not spend in a span it was idle.
    """

    who: int | str
    phase: str
    start: int
    end: int
    tick: int
    version: int


class Loss(NamedTuple):
    """A process that was lost and replaced: a worker by its number, or "server 1" and its like.

    On a virtual cluster it was away from `start` to `end`; on a real one its work was sent at
    `start`, and at `end` it was found to be lost, by what `why` says.
    """

    who: int | str
    why: str
    start: int  # both where a Span has them: the two are sorted, and moved, together
    end: int


def now():
    """Return the computer's clock in microseconds: the same for all its processes."""
    return time.monotonic_ns() // 1000


def idle(timeline, worker, end):
    """Return the microseconds that `worker` had nothing to do until `end`.

    >>> idle([Span(0, "compute", 10, 40, 0, 0), Span(0, "push", 40, 90, 0, 0)], 0, 50)
    10
    """
    return end - busy(timeline, end)[worker]


def busy(timeline, end):
    """Return the microseconds that each one of the timeline worked until `end`."""
    found = Counter()
    for span in timeline:
        found[span.who] += max(0, min(span.end, end) - span.start)
    return found


def in_order(spans):
    """Return spans as a timeline: by their start, then their end."""
    # Two stable sorts by a number take half the time of one by pairs.
    by_end = sorted(spans, key=itemgetter(3))
    return tuple(sorted(by_end, key=itemgetter(2)))


def split(timeline):
    """Return the spans of a timeline, and the losses in it."""
    losses = tuple(one for one in timeline if type(one) is Loss)
    return tuple(one for one in timeline if type(one) is Span) if losses else timeline, losses


def without(timeline, pauses):
    """Return a timeline that begins at 0 and whose clock stood still in `pauses` (start, end).

    >>> spans = [Span(0, "compute", 100, 130, 0, 0), Span(0, "push", 140, 150, 0, 0)]
    >>> [(span.start, span.end) for span in without(spans, [(120, 145)])]
    [(0, 20), (20, 25)]
    """
    if not timeline:
        return ()
    times = np.array([span[2:4] for span in timeline])
    if pauses:
        starts, ends = np.array(pauses).T
        lost = np.concatenate([[0], np.cumsum(ends - starts)])
        last = np.searchsorted(starts, times, side="right")  # pauses begun by then
        whole = lost[last]
        still = np.where(last, ends[last - 1] - times, 0)  # what of the last one is to come
        times = times - whole + np.maximum(0, still)
    times = (times - times.min()).tolist()
    return in_order(
        type(one)(one[0], one[1], *moved, *one[4:])
        for one, moved in zip(timeline, times, strict=True)
    )
