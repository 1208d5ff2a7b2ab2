"""The line explorer: eight points, a line to move, and its place on the loss over (w, b)."""

import ipywidgets as W
import numpy as np

from .. import figures
from ..datasets import load
from ..problems import LeastSquares, with_ones
from .controls import aim, button, nudged, put_all, row, start_slider
from .live import LiveFigure, Said

_WINDOW = ((-0.5, 2.0), (-2.0, 5.0))
_START = (0.0, 0.0)
_GOAL = 0.51  # the least average loss is 1/2: this much above it needs both parameters


def line_explorer(*, after=None, lesson=None):
    """Return an explorer of the line through the eight points: the reader sets w and b.

    With `after`, a question, the line moves once that was answered; `lesson` has the switches.
    """
    return LineExplorer(after, lesson)


class LineExplorer(LiveFigure):
    """See `line_explorer`. Its state is the sliders `w` and `b`; `best` is the lowest yet seen."""

    def __init__(self, after, lesson):
        data = load("line")
        self.problem = LeastSquares(with_ones(data.X), data.y)
        self.best = None
        self.w = _slider("slope w", _WINDOW[0], 0.01)
        self.b = _slider("intercept b", _WINDOW[1], 0.05)
        self.view = W.ToggleButtons(options=["contours", "surface"], style={"button_width": "auto"})
        self.again = button("Reset", "back to w = 0, b = 0 (key r)")
        self.copy = button("Copy as code", "show and copy the call that gives this loss")
        super().__init__(
            self._make_scene, self._move_scene, after=after, lesson=lesson, moves=(self.w, self.b),
            redraws=(self.view,),
            bars=(row(self.w, self.b), row(self.view, self.again, self.copy)),
        )  # fmt: skip
        self.again.on_click(lambda _: self.reset())
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    def code(self):
        """Return the call that gives the loss shown."""
        return (
            "import sgdlab as sl\n\n"
            'data = sl.load("line")\n'
            "problem = sl.LeastSquares(sl.with_ones(data.X), data.y)\n"
            f"loss = problem.loss([{self.w.value:g}, {self.b.value:g}])\n"
        )

    def reset(self):
        """Go back to the start and forget the best place."""
        self.best = None
        self.go_to(_START)

    def go_to(self, place):
        """Put the line at the tick nearest to `place`, (w, b)."""
        with self.quiet():
            put_all((self.w, self.b), place)
        self.refresh()

    def _make_scene(self, look):
        return figures.LineScene(self.problem, _WINDOW, self.view.value, look)

    def _move_scene(self, scene):
        place = self.w.value, self.b.value
        loss = float(self.problem.loss(np.array(place)))
        for control in (self.w, self.b, self.again):
            control.disabled = self.locked
        if not self.locked and (self.best is None or loss < self.best[0]):
            self.best = loss, place
        scene.show(*place, self.best and self.best[1])
        n = self.problem.n
        said = f"w = {place[0]:.4g}, b = {place[1]:.4g}: sum of the {n} squared errors "
        said += f"{n * loss:.4g}, average loss {loss:.4g}.\n{self._challenge()}"
        return Said(said, figures.errors_table(self.problem, *place))

    def _challenge(self):
        if self.locked:
            return "Answer the question above: then you can move the line."
        loss = self.best[0]
        lowest = f"The lowest you have had is {loss:.4g}, at the ring"
        if loss < _GOAL:
            return f"{lowest}: challenge met. No line is below 1/2."
        return f"{lowest}. Challenge: below {_GOAL:g}."

    def drag(self, axes, place):
        """Let the pointer set (w, b) on the contours."""
        if axes is self.scene.ground and not self.locked:
            self.go_to(place)

    def press(self, key):
        """Do what a key on the picture means: an arrow moves w or b by one tick."""
        if self.locked:
            return
        if key == "r":
            self.reset()
        elif place := nudged((self.w, self.b), key):
            self.go_to(place)


def _slider(name, window, step):
    slider = start_slider()
    slider.description = name
    aim(slider, *window, 0)
    slider.step = step
    return slider
