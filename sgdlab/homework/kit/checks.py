"""Check cells: parts in order, asked at once in the lab, shown in grading."""

import contextlib
import os

from .differences import slope
from .front import by_hand, say
from .judge import NOT_YET, judge, judge_hand
from .unanswered import hints
from .values import encode, record

MIME = "application/vnd.sgdlab.answer+json"
TRIES = 5
NOT_RIGHT, PASSES = "not right yet", "passes its public checks"


def title(question, points):
    """Return a question's name with its points.

    >>> title("q1", 1), title("q2", 3)
    ('q1 (1 point)', 'q2 (3 points)')
    """
    return f"{question} ({points} point{'s' * (points != 1)})"


def output(question, points, payload):
    """Return what a check displays in grading, by media type."""
    return {MIME: payload, "text/plain": f"{title(question, points)}: shown to the judge"}


class NotYet(Exception):
    """A question that is not answered yet."""

    def _render_traceback_(self):
        return [str(self)]


class NotRight(Exception):
    """An answer that is not right yet, and why."""

    def _render_traceback_(self):
        return [str(self)]


class Check:
    """The parts of one question. A check cell says them; what is done with them, subclasses say.

    `mistakes` are pairs as `times` makes them; `must` are properties, functions of (got, *args)
    that return a sentence or None. Of a wrong answer they tell what it looks like, and nothing of
    the right one.
    """

    compares = True

    def __init__(self, homework, question, points):
        self.homework, self.question, self.points = homework, question, points

    def __enter__(self):
        return self

    @property
    def title(self):
        """Return the question's name with its points."""
        return title(self.question, self.points)

    def public(self, what, function, args, right, mistakes=()):
        """Check a value that the slides print: it helps, and gives no points."""
        self._part(what, function, [args], lambda *_: right, mistakes, (), share=0)

    def seeded(
        self, what, function, inputs, truth=None, mistakes=(), must=(), share=1, tries=TRIES
    ):
        """Check values at drawn inputs: `inputs(draw)` returns the arguments.

        In the lab they are compared with `truth(*args)`, if there is one, in grading with the
        solution's own, and as closely. Where only properties decide, `share` says how the
        question's points are parted among its parts.
        """
        drawn = [inputs(self.homework.draw(self.question, what, number)) for number in range(tries)]
        self._part(what, function, drawn, truth, mistakes, must, share)

    def hand(self, what, value, share=1):
        """Check a number worked by hand, by the student's variant."""
        self._blank(what, value, share)

    def slope(self, loss):
        """Return the gradient of `loss(w, ...)` to w by differences: a truth without a solution.

        It is for check cells. Where an answer calls it, it says that this is the question.
        """

        def gradient(w, *rest):
            if self.homework.answering or not self.compares:
                raise PermissionError("the checks' own slope is closed: this is the question.")
            return slope(loss)(w, *rest)

        return gradient

    def _record(self, function, args):
        """Return the record of a call of the student's code, the judge's or the solution's."""
        self.homework.answering = True
        try:
            return record(function, *args)
        finally:
            self.homework.answering = False

    def _known(self, what):
        return self.homework.blank(self.question, what)


class Asked(Check):
    """In the lab: the student's code is called and answered at once."""

    def __init__(self, *about):
        super().__init__(*about)
        self._told, self._right = [], set()

    def _part(self, what, function, drawn, truth, mistakes, must, share):
        for args in drawn:
            found = self._record(function, args)
            right = None if truth is None else truth(*args)
            if told := judge(found, right, args, mistakes, must):
                self._told.append((what, told, found))
                return
        self._right.add("call")

    def _blank(self, what, value, share):
        found = {"value": encode(value), "hand": True}
        told = judge_hand(found, self._known(what))
        if told != NOT_YET and self.homework.adrift:
            told = "your id is not entered since the kernel started: run all cells above."
        if told:
            self._told.append((what, told, found))
        else:
            self._right.add("hand")

    def __exit__(self, kind, error, trace):
        if isinstance(error, NameError):
            why = f"  - {error}: run the cells above first."
            return say(NotRight(f"{self.title}: {NOT_RIGHT}\n{why}"))
        if isinstance(error, KeyboardInterrupt) and by_hand():  # an error, so that Run All ends
            why = "  - you stopped it: does a loop in the answer never end?"
            raise NotRight(f"{self.title}: {NOT_RIGHT}\n{why}") from None
        if error is not None:
            return False
        if any(told == NOT_YET for _, told, _ in self._told):
            lines = [f"{self.title}: {NOT_YET}", *hints(self._told, self._right)]
            return say(NotYet("\n".join(lines)), loud=len(lines) > 2)
        if self._told:
            lines = [f"  - {what}: {told}" for what, told, _ in self._told]
            return say(NotRight("\n".join([f"{self.title}: {NOT_RIGHT}", *lines])))
        print(f"{self.title}: {PASSES}")
        return False


class Shown(Check):
    """In grading: what the student's code returns is shown, and nothing is said of it.

    What it prints meanwhile, and its warnings, are left out: they would differ from run to run.
    """

    compares = False

    def __init__(self, *about):
        super().__init__(*about)
        self._parts, self._quiet = [], contextlib.ExitStack()

    def __enter__(self):
        nowhere = self._quiet.enter_context(open(os.devnull, "w", encoding="utf-8"))
        self._quiet.enter_context(contextlib.redirect_stdout(nowhere))
        self._quiet.enter_context(contextlib.redirect_stderr(nowhere))
        return self

    def _part(self, what, function, drawn, truth, mistakes, must, share):
        found = [self._record(function, args) for args in drawn]
        self._parts.append({"what": what, "found": found})

    def _blank(self, what, value, share):
        self._parts.append({"what": what, "found": [{"value": encode(value)}]})

    def __exit__(self, kind, error, trace):
        self._quiet.close()
        from IPython.display import display

        payload = {"question": self.question, "parts": self._parts}
        payload["variant"] = self.homework.variant
        if isinstance(error, Exception):
            payload["stopped"] = f"{type(error).__name__}: {error}"[:300]
        display(output(self.question, self.points, payload), raw=True)
        return isinstance(error, Exception)
