"""A slide of the lecture: a question and a live figure that fill one screen, moved on by keys."""

from pathlib import Path

import anywidget
import ipywidgets as W

from .live import LiveFigure, show

_HERE = Path(__file__).parent


def slide(figure):
    """Return a live figure under the questions it waits for, as high as the window has room.

    While a question waits, its words are large and the figure shows its start alone; Space reveals,
    and gives the figure the keys. Page Down and Page Up, which is what a presenter's remote sends,
    lead from one heading of the notebook to the next.
    """
    if not isinstance(figure, LiveFigure):
        raise TypeError(f"figure is {figure!r}; expected a live figure of sl.widgets.")
    return Slide(figure)


class Slide(W.VBox):
    """See `slide`. It has no state of its own: `questions` and `figure` have."""

    def __init__(self, figure):
        self.figure, self.questions = figure, figure.questions
        super().__init__([*self.questions, figure, Stage()])
        self.add_class("sgdlab-slide")
        figure.add_class("sgdlab-figure")

    def _ipython_display_(self):
        kept = (question.stored() for question in self.questions)
        show(self, *kept, self.figure.stored())


class Stage(anywidget.AnyWidget):
    """Nothing to be seen: it fits its slide into the window and follows the keys."""

    _esm = _HERE / "slide.js"
    _css = _HERE / "slide.css"
