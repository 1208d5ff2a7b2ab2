"""What holds for a whole lesson: the class-room switches, and the reader's answers on disk."""

import itertools
import json
import os
import tomllib
from pathlib import Path

import ipywidgets as W
import traitlets as T

from .controls import row
from .fold import Fold
from .live import show
from .question import ask

ANSWERS = "predictions.json"
_QUESTIONS = Path(__file__).parent / "questions"


class Lesson(T.HasTraits):
    """One lesson: its name, its switches, and the answers that survive a restart.

    `projector` enlarges every live figure; `class_mode` lets the keys 1, 2, 3 answer the question
    in view and Space reveal it; `show_all` reveals everything. A lesson for the class-room has the
    first two on from the start. Answers are kept in `predictions.json` in the notebook's folder and
    go nowhere else.

    Show it in the lesson's first code cell: `lesson = sl.widgets.Lesson("02-one-parameter")`, then
    `lesson`.
    """

    projector = T.Bool(False)
    class_mode = T.Bool(False)
    show_all = T.Bool(False)

    def __init__(self, name, folder=".", *, projector=False, class_mode=False):
        super().__init__(projector=projector, class_mode=class_mode)
        known = sorted(path.stem for path in _QUESTIONS.glob("*.toml"))
        if name not in known:
            raise ValueError(f"there is no lesson {name!r}; there are {', '.join(known)}.")
        self.name, self.trouble = name, ""
        self._path = Path(folder) / ANSWERS

    def ask(self, key):
        """Return the question `key` of this lesson, with the reader's kept answer."""
        path = _QUESTIONS / f"{self.name}.toml"
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        if key not in entries:
            raise ValueError(f"{self.name} has no question {key!r}; it has {', '.join(entries)}.")
        return ask(self, key, entries[key])

    def fold(self, result=None, text="the result"):
        """Display `result`, and fold it and all else that the cell has shown until asked for."""
        from IPython.display import display

        fold = Fold(text=text, opened=self.show_all)
        self.observe(lambda change: setattr(fold, "opened", change.new), "show_all")
        if result is not None:
            display(result)
        show(fold)

    def answer_to(self, key):
        """Return the kept answer to the question `key`, or None."""
        return (self._read() or {}).get(self.name, {}).get(key)

    def keep(self, key, answer):
        """Keep an answer on disk; a file that cannot be read or written is told in `trouble`."""
        known = self._read()
        if known is None:
            return
        known.setdefault(self.name, {})[key] = answer
        temporary = self._path.with_suffix(f".{os.getpid()}.tmp")
        try:
            temporary.write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")
            temporary.replace(self._path)
        except OSError as error:
            self.trouble = f"Your answer counts, but {self._path} cannot be kept: {error.strerror}."
            temporary.unlink(missing_ok=True)

    def _read(self):
        """Return the kept answers of all lessons; None when nothing may be written over them."""
        try:
            known = json.loads(self._path.read_text(encoding="utf-8-sig"))
            if not all(isinstance(answers, dict) for answers in known.values()):
                raise ValueError
        except FileNotFoundError:
            return {}
        except (ValueError, AttributeError, RecursionError):
            return self._set_aside()
        except OSError as error:
            self.trouble = f"{self._path} cannot be read: {error.strerror}. No answer is kept."
            return None
        return known

    def _set_aside(self):
        names = (self._path.with_suffix(f".damaged{n or ''}.json") for n in itertools.count())
        aside = next(name for name in names if not name.exists())
        try:
            self._path.replace(aside)
        except OSError as error:
            self.trouble = f"{self._path} is damaged and cannot be moved: {error.strerror}."
            return None
        self.trouble = f"{self._path} was damaged; it is kept as {aside.name}, a new one begun."
        return {}

    def _ipython_display_(self):
        switches = (
            ("projector", "projector", "larger type and lines in every live figure"),
            ("class_mode", "class mode", "keys 1, 2, 3 answer, Space reveals"),
            ("show_all", "show all", "reveal every answer and result of this lesson"),
        )
        show(row(*(self._switch(*switch) for switch in switches)))

    def _switch(self, name, text, tip):
        toggle = W.ToggleButton(description=text, tooltip=tip, layout=W.Layout(width="auto"))
        T.link((self, name), (toggle, "value"))
        return toggle
