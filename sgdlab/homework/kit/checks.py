"""Check cells: parts in order, asked at once in the lab, shown in grading."""

import contextlib
import os

from .differences import slope
from .front import say
from .judge import NOT_YET, judge
from .values import encode, record

MIME = "application/vnd.sgdlab.answer+json"
TRIES = 5
HINT = "  - replace the ... in the cell above"


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
        return f"{self.question} ({self.points} point{'s' * (self.points != 1)})"

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
        self._told, self._right = [], 0

    def _part(self, what, function, drawn, truth, mistakes, must, share):
        for args in drawn:
            found = self._record(function, args)
            right = None if truth is None else truth(*args)
            if told := judge(found, right, args, mistakes, must):
                self._told.append((what, told, found))
                return
        self._right += 1

    def _blank(self, what, value, share):
        found = {"value": encode(value), "hand": True}
        if told := judge(found, None) or self._known(what).told(found["value"]):
            self._told.append((what, told, found))
        else:
            self._right += 1

    def __exit__(self, kind, error, trace):
        if isinstance(error, NameError):
            why = f"  - {error}: run the answer cell above first."
            return say(NotRight(f"{self.title}: not right yet\n{why}"))
        if error is not None:
            return False
        if any(told == NOT_YET for _, told, _ in self._told):
            return say(NotYet("\n".join([f"{self.title}: {NOT_YET}", HINT, *self._partly()])))
        if self._told:
            lines = [f"  - {what}: {told}" for what, told, _ in self._told]
            return say(NotRight("\n".join([f"{self.title}: not right yet", *lines])))
        print(f"{self.title}: passes its public checks")
        return False

    def _partly(self):
        """Return what is told beside the hint: what is wrong, and which numbers are left."""
        told = [
            (what, said)
            for what, said, found in self._told
            if ("hand" in found if said == NOT_YET else not _needs_more(found))
        ]
        begun = self._right or any(said != NOT_YET for _, said in told)
        return [f"  - {what}: {said}" for what, said in told] if begun else []


def _needs_more(found):
    """Say whether a call raised because something else is not answered yet."""
    return any(word in found.get("raised", "") for word in ("NoneType", "ellipsis"))


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
        display({MIME: payload, "text/plain": f"{self.title}: shown to the judge"}, raw=True)
        return isinstance(error, Exception)
