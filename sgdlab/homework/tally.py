"""What stands in a homework's notebook: question by question, in words and points."""

import re
import time

import pytest

from .kit import checks
from .kit.checks import NOT_RIGHT, PASSES
from .kit.judge import NOT_YET
from .kit.unanswered import HINT
from .merge import student_id
from .places import place
from .source import ESSAY_STUB, IGNORED

KEY = pytest.StashKey()
_POINTS = re.compile(r'hw\.check\(\s*"(\w+)",\s*points=(\d+)')


def points(cell):
    """Return the points of a check cell or an essay; 0 where it does not say."""
    found = _POINTS.search(cell.source)
    return int(found[2]) if found else cell.points


def title(cell):
    """Return a question's name with its points: "q1 (3 points)"."""
    return checks.title(cell.question, points(cell))


class Tally:
    """What the check cells of one notebook said; `graded` when it carries a seed.

    `handed_out` is False for a course's own solution, which nbval compares as any notebook.
    """

    def __init__(self, path, notebook):
        self.path, self.notebook = path, notebook
        starts = notebook.of("start")
        self.graded = any("seed=" in cell.source for cell in starts)
        self.handed_out = any(IGNORED in cell.tags for cell in starts)
        self.said = {}
        self.stopped = []  # other cells that failed, and why

    def note(self, cell, said):
        """Keep what a cell said: "" where it passed."""
        if cell.role == "check":
            self.said[cell.question] = said
        elif said:
            self.stopped.append((cell, said))

    @property
    def title(self):
        """Return the headline."""
        return f"{self.path.name}, {_ago(time.time() - self.path.stat().st_mtime)}"

    def state(self, question):
        """Return a few words for a question, and what is to be said of it."""
        for cell in self.notebook.of("essay", question):
            stub = ESSAY_STUB.format(question)
            written = cell.source.strip() not in ("", stub)
            return ("answered; marked by hand" if written else NOT_YET), ""
        said = self.said.get(question)
        if said is None:
            return "not run", ""
        if not said:
            return "right" if self.graded else PASSES, ""
        head, *rest = said.splitlines()
        if head.startswith("not run"):
            return head, ""
        if NOT_YET in head:
            lines = [line for line in rest if not line.startswith(HINT)]  # of use there only
            if not any("..." in cell.source for cell in self.notebook.of("answer", question)):
                lines.append("  - no ... is left, but nothing came: is a return missing?")
            return NOT_YET, "\n".join(lines)
        return NOT_RIGHT, "\n".join(rest or [f"  - {head}"])

    @property
    def named(self):
        """Say whether the student's id was typed, where one is asked for."""
        return all(student_id(cell.source) for cell in self.notebook.of("answer", "id"))

    @property
    def passed(self):
        """Say whether every check cell passed, and an id is there."""
        return self.named and bool(self.said) and not any(self.said.values())

    def lines(self):
        """Return the summary, line by line."""
        reached, whole, left = 0, 0, []
        if not self.named:
            yield "no id yet: type it into the first answer cell, in quotes."
        for cell, said in self.stopped:
            first, *rest = said.splitlines()
            yield f"{place(self.notebook, cell)}: {first}"
            yield from (f"    {line}" for line in rest)
        for question in self.notebook.questions:
            cell = (self.notebook.of("check", question) + self.notebook.of("essay", question))[0]
            state, why = self.state(question)
            yield f"{title(cell):18} {state}"
            yield from why.splitlines()
            left += [question] * (state == NOT_YET)
            if cell.role == "check":
                whole += points(cell)
                reached += points(cell) * (self.said.get(question) == "")
        verb = "are right" if self.graded else "pass their public checks"
        more = f"; still to write: {', '.join(left)}" if left else ""
        yield f"{reached} of {whole} points {verb}{more}."


def _ago(seconds):
    """Return when a file was saved, in words.

    >>> _ago(30), _ago(150), _ago(4 * 3600)
    ('saved 30 seconds ago', 'saved 2 minutes ago', 'saved 4 hours ago')
    """
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = int(seconds // size)
            return f"saved {count} {unit}{'s' * (count != 1)} ago"
    return f"saved {max(0, int(seconds))} seconds ago"
