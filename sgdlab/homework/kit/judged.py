"""Check cells beside the solution: what was shown is compared with what is right."""

import inspect

from .checks import Check
from .judge import judge, judge_hand
from .values import decode, encode, is_record


class Judged(Check):
    """In the judge, where no student's code runs.

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
            own = self._record(function, args)
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
        said = self._stopped if one is None else judge_hand(one, known)
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
