"""The sphere explorer: levels of a function of three variables, cut by a plane."""

import math

import ipywidgets as W

from .. import figures
from .controls import button, put, row
from .live import LiveFigure, Said

_START = 0.5


def sphere_explorer(*, lesson=None):
    """Return a figure in which a slider moves the plane x3 = c through the level spheres."""
    return SphereExplorer(lesson)


class SphereExplorer(LiveFigure):
    """See `sphere_explorer`. Its state is the slider `cut`."""

    def __init__(self, lesson=None):
        self.cut = W.FloatSlider(
            _START, min=-3.2, max=3.2, step=0.1, description="cut at x3 =", readout_format=".1f",
            style={"description_width": "initial"}, layout=W.Layout(width="26em"),
        )  # fmt: skip
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the code that makes this picture")
        super().__init__(
            figures.SphereScene, self._move_scene, bars=(row(self.cut, self.again, self.copy),),
            moves=(self.cut,), lesson=lesson,
        )  # fmt: skip
        self.again.on_click(lambda _: put(self.cut, _START))
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    def code(self):
        """Return the code that makes this picture."""
        show = f"scene = sl.figures.SphereScene()\nscene.show({self.cut.value:g})\nscene.fig\n"
        return "import sgdlab as sl\n\n" + show

    def _move_scene(self, scene):
        c = round(self.cut.value, 10)
        scene.show(c)
        return Said(f"x3 = {c:g}. " + " ".join(_words(r, c) for r in scene.cut.radii))

    def press(self, key):
        """Do what a key on the picture means."""
        if key == "r":
            put(self.cut, _START)
        by = {"ArrowLeft": -1, "ArrowRight": 1, "ArrowDown": -1, "ArrowUp": 1}.get(key)
        if by is not None:
            put(self.cut, self.cut.value + by * self.cut.step)


def _words(r, c):
    level = f"f = {r * r:g}"
    if abs(c) > r:
        return f"{level} is missed."
    if abs(c) == r:
        return f"{level} is touched in one point."
    return f"{level} is cut in a circle of radius {math.sqrt(r * r - c * c):.4g}."
