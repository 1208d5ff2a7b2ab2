"""Watch a reader's function at work: the names of its values, and which calls made which nodes.

The names come from the assignments of the code that runs (`q = x + y`), seen when each function
returns. Only `trace` watches; it costs several times the tracing itself.
"""

import sys
from typing import NamedTuple

from .node import Node
from .refusals import reader

# From Python 3.12 on most comprehensions are no calls; so they are none in any version.
_INLINE = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


class Made(NamedTuple):
    """A call of a function: its name, the nodes it made (first to before last), how deep it was."""

    name: str
    first: int
    last: int
    depth: int


class Watch:
    """A context in which calls are watched; afterwards `names` and `made` hold what was seen.

    A profiler of C, such as cProfile's, cannot be put back once it is taken off: it stays, and
    nothing is watched.
    """

    def __init__(self, tape):
        self.tape, self.names, self.made = tape, {}, []
        self._open = []

    def __enter__(self):
        self._before = sys.getprofile()
        self._may = self._before is None or callable(self._before)
        if self._may:
            sys.setprofile(self._event)

    def __exit__(self, *error):
        if self._may:
            sys.setprofile(self._before)

    def _event(self, frame, event, _):
        if event == "call":
            self._open.append(len(self.tape) if _is_reader(frame) else None)
        elif event == "return" and self._open:
            first = self._open.pop()
            if first is not None:
                self._look(frame, first)

    def _look(self, frame, first):
        """Keep the names that `frame` gave to nodes of its own; an outer function's names win."""
        found = {}
        for name, value in frame.f_locals.items():
            if name.startswith("_") or not isinstance(value, Node):
                continue
            if value.tape is self.tape and value.i >= first:
                found.setdefault(value.i, name)
        self.names |= found
        depth = sum(start is not None for start in self._open)
        self.made.append(Made(_name(frame), first, len(self.tape), depth))


def _is_reader(frame):
    """Tell whether it is a call of a function of the reader's."""
    inline = frame.f_code.co_name in _INLINE
    return not inline and reader(frame.f_globals.get("__name__"))


def _name(frame):
    name = frame.f_code.co_name
    if name == "__call__" and "self" in frame.f_locals:
        return type(frame.f_locals["self"]).__name__
    return name
