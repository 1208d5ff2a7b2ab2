"""Check cells: parts in order, asked at once in the lab, shown in grading, judged elsewhere."""

import contextlib
import inspect
import os

from .judge import NOT_YET, judge
from .values import decode, encode, is_record, record

MIME = "application/vnd.sgdlab.answer+json"
TRIES = 5


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

        In the lab they are compared with `truth(*args)`, if there is one (differences: to four
        digits), in grading with the solution's own. Where only properties decide, `share` says how
        the question's points are parted among its parts.
        """
        drawn = [inputs(self.homework.draw(self.question, what, number)) for number in range(tries)]
        self._part(what, function, drawn, truth, mistakes, must, share)

    def hand(self, what, value, share=1):
        """Check a number worked by hand, by the student's variant."""
        self._blank(what, value, share)

    def _known(self, what):
        return self.homework.blank(self.question, what)


class Asked(Check):
    """In the lab: the student's code is called and answered at once."""

    def __init__(self, *about):
        super().__init__(*about)
        self._told = []

    def _part(self, what, function, drawn, truth, mistakes, must, share):
        for args in drawn:
            found = record(function, *args)
            right = None if truth is None else truth(*args)
            if told := judge(found, right, args, mistakes, must, rough=share > 0):
                self._told.append((what, told, found))
                return

    def _blank(self, what, value, share):
        found = {"value": encode(value)}
        told = judge(found, None) or self._known(what).told(found["value"])
        if told:
            self._told.append((what, told, found))

    def __exit__(self, kind, error, trace):
        if isinstance(error, NameError):
            raise NotRight(
                f"{self.title}: not right yet\n  - {error}: run the answer cell above first."
            ) from None
        if error is not None:
            return
        lines = [f"  - {what}: {told}" for what, told, _ in self._told]
        if any(told == NOT_YET for _, told, _ in self._told):
            head = f"{self.title}: not answered yet\n  - replace the ... in the cell above"
            wrong = [
                line
                for line, (_, told, found) in zip(lines, self._told, strict=True)
                if told != NOT_YET and "raised" not in found
            ]
            raise NotYet("\n".join([head, *wrong]))
        if self._told:
            raise NotRight("\n".join([f"{self.title}: not right yet", *lines]))
        print(f"{self.title}: passes its public checks")


class Shown(Check):
    """In grading: what the student's code returns is shown, and nothing is said of it.

    What it prints meanwhile, and its warnings, are left out: they would differ from run to run.
    """

    def __init__(self, *about):
        super().__init__(*about)
        self._parts, self._quiet = [], contextlib.ExitStack()

    def __enter__(self):
        nowhere = self._quiet.enter_context(open(os.devnull, "w", encoding="utf-8"))
        self._quiet.enter_context(contextlib.redirect_stdout(nowhere))
        self._quiet.enter_context(contextlib.redirect_stderr(nowhere))
        return self

    def _part(self, what, function, drawn, truth, mistakes, must, share):
        found = [record(function, *args) for args in drawn]
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


class Judged(Check):
    """In the judge, beside the solution: what was shown is compared with what is right.

    `homework.shown` is {question: payload}; verdicts go into `homework.verdicts`.
    """

    def __init__(self, *about):
        super().__init__(*about)
        self._verdicts, self._reference = [], []
        payload = self.homework.shown.get(self.question)
        payload = payload if isinstance(payload, dict) else {}
        parts = payload.get("parts")
        self._parts = parts if isinstance(parts, list) else []
        self._stopped = str(payload.get("stopped") or "nothing was shown")

    def _found(self, what, count):
        """Return the records of the next part, None for each that was not shown."""
        place = len(self._verdicts)
        part = self._parts[place] if place < len(self._parts) else None
        if isinstance(part, dict) and part.get("what") == what:
            found = part.get("found")
            if isinstance(found, list) and len(found) == count:
                return [one if is_record(one) else None for one in found]
        return [None] * count

    def _part(self, what, function, drawn, truth, mistakes, must, share):
        verdict = {"what": what, "share": share, "told": None}
        found, reference = self._found(what, len(drawn)), []
        for args, one in zip(drawn, found, strict=True):
            own = record(function, *args)
            right = None if must and truth is None else decode(own["value"])
            said = self._stopped if one is None else judge(one, right, args, mistakes, must)
            reference.append(own if said else one)
            if said and verdict["told"] is None:
                verdict["told"] = said
                verdict["inputs"] = [encode(arg) for arg in args]
                verdict["got"] = one
                if right is not None:  # where properties decide, many answers are right
                    verdict["expected"] = own["value"]
                verdict["names"] = names(function)
        self._add(verdict, what, reference)

    def _blank(self, what, value, share):
        (one,), known = self._found(what, 1), self._known(what)
        said = self._stopped if one is None else judge(one, None)
        said = said or known.told(one["value"])
        verdict = {"what": what, "share": share, "told": said}
        own = {"value": encode(value)}
        if said:
            verdict |= {"inputs": [], "got": one, "expected": own["value"]}
        self._add(verdict, what, [own if said else one])

    def _add(self, verdict, what, reference):
        self._verdicts.append(verdict)
        self._reference.append({"what": what, "found": reference})

    def __exit__(self, kind, error, trace):
        if error is None:
            self.homework.verdicts[self.question] = {
                "points": self.points, "parts": self._verdicts,
                "reference": {
                    "question": self.question, "parts": self._reference,
                    "variant": self.homework.variant,
                },
            }  # fmt: skip


def names(function):
    """Return the names of a function's arguments; [] where they cannot be told.

    >>> names(lambda w, x: w), names(max)
    (['w', 'x'], [])
    """
    try:
        return list(inspect.signature(function).parameters)
    except (ValueError, TypeError):
        return []
