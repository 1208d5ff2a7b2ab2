"""Questions: predict first, then reveal; each known mistake gets its own answer."""

import math
from pathlib import Path
from typing import NamedTuple

import anywidget
import traitlets as T

from .controls import typed_number
from .live import show

TRIES = 3  # numbers, before the answer shows
_HERE = Path(__file__).parent


class Verdict(NamedTuple):
    """Whether an answer is right, and what to tell whoever gave it."""

    right: bool
    told: str


class Question(anywidget.AnyWidget):
    """A question with choices, or with a number to type; `ask` makes it.

    `answer` is the index chosen, or the text typed; `revealed` is what a figure waits for. A choice
    reveals; so does a right number, or the third that is not. In class mode an answer does not
    reveal: Space, or the button, does.
    """

    _esm = _HERE / "question.js"
    _css = _HERE / "canvas.css"

    text = T.Unicode("").tag(sync=True)
    options = T.List([]).tag(sync=True)
    answer = T.Unicode("").tag(sync=True)
    verdict = T.Unicode("").tag(sync=True)
    why = T.Unicode("").tag(sync=True)
    revealed = T.Bool(False).tag(sync=True)
    class_mode = T.Bool(False).tag(sync=True)
    large = T.Bool(False).tag(sync=True)

    def __init__(self, lesson, key, text, judge, why, options=()):
        """`judge(answer)` returns a `Verdict`, or raises ValueError for what is no answer."""
        super().__init__(text=text, options=list(options))
        self.lesson, self.key, self._judge, self._why = lesson, key, judge, why
        self._tries = 0
        T.link((lesson, "class_mode"), (self, "class_mode"))
        T.link((lesson, "projector"), (self, "large"))
        self.observe(self._answered, "answer")
        self.observe(lambda _: self._tell(), "revealed")
        lesson.observe(lambda _: self._show_all(), "show_all")
        kept = lesson.answer_to(key)
        if isinstance(kept, str) and self._verdict(kept):
            self.answer = kept
        self._show_all()

    def _verdict(self, answer):
        try:
            return self._judge(answer)
        except ValueError:
            return None

    def _answered(self, change):
        if verdict := self._verdict(change.new):
            self._tries += 1
            if self.lesson.answer_to(self.key) != change.new:
                self.lesson.keep(self.key, change.new)
            done = self.options or verdict.right or self._tries >= TRIES
            if done and not self.class_mode:
                self.revealed = True
        self._tell()

    def _show_all(self):
        if self.lesson.show_all:
            self.revealed = True

    def _tell(self):
        """Say what the answer is worth: at once when it cannot be read; not yet in class mode."""
        self.why = self._why if self.revealed else ""
        if not self.answer:
            return
        try:
            verdict = self._judge(self.answer)
        except ValueError as error:
            self.verdict = str(error)
            return
        lines = [verdict.told]
        if not self.revealed:
            left = TRIES - self._tries
            lines = [] if self.class_mode else [f"{verdict.told} Try again ({left} left)."]
        self.verdict = "\n".join(filter(None, [*lines, self.lesson.trouble]))

    def stored(self):
        """Return what a notebook keeps of the question: its words and the choices."""
        lines = [self.text, *(f"{i}. {option}" for i, option in enumerate(self.options, start=1))]
        return {"text/plain": "\n".join(lines)}

    def _ipython_display_(self):
        show(self, self.stored())


def ask(lesson, key, entry):
    """Return the question that `entry`, a table of the lesson's question file, describes.

    With `option` tables (`label`, `told`) it is a choice and `right` the number of the right one,
    from 1. Without, it is a number: `right`, `mistake` tables (`value`, `told`), and `tolerance`.
    """
    judge = _choice(entry) if "option" in entry else _number(entry)
    labels = [option["label"] for option in entry.get("option", ())]
    return Question(lesson, key, entry["ask"], judge, entry["why"], labels)


def _choice(entry):
    options, right = entry["option"], entry["right"] - 1

    def judge(answer):
        if not answer.isdecimal() or int(answer) >= len(options):
            raise ValueError(f"There is no choice {answer!r}; press 1 to {len(options)}.")
        told, good = options[int(answer)]["told"], int(answer) == right
        return Verdict(good, f"{'Right' if good else 'Not so'}. {told}")

    return judge


def _number(entry):
    right, tolerance = entry["right"], entry.get("tolerance", 0.005)

    def near(a, b):
        return math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance)

    def judge(answer):
        value = typed_number(answer, "8.33 or 25/3")
        if near(value, right):
            return Verdict(True, f"Right: {answer}.")
        for mistake in entry.get("mistake", ()):
            if near(value, mistake["value"]):
                return Verdict(False, f"Not so. {mistake['told']}")
        told = f"Not so: {answer} is too {'large' if value > right else 'small'}."
        return Verdict(False, told)

    return judge
