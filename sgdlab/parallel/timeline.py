"""Who did what, from when to when: the spans of a run."""

from typing import NamedTuple

PHASES = ("pull", "compute", "push", "update")


class Span(NamedTuple):
    """One piece of work: `who` is a worker's number or "server", times in microseconds.

    `phase` is one of PHASES; `tick` and `version` are those of the job. What a worker does not
    spend in a span it was idle.
    """

    who: int | str
    phase: str
    start: int
    end: int
    tick: int
    version: int


def idle(timeline, worker, end):
    """Return the microseconds that `worker` had nothing to do until `end`.

    >>> idle([Span(0, "compute", 10, 40, 0, 0)], 0, 50)
    20
    """
    return end - sum(span.end - span.start for span in timeline if span.who == worker)
