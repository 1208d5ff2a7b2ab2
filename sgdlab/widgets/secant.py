"""The secant explorer: h goes to 0, and the secant turns into the tangent."""

import ipywidgets as W
import numpy as np

from .. import figures
from ..derivatives import difference_errors
from ..presets import PRESETS
from .controls import aim, button, put, row, start_slider
from .live import LiveFigure, Said

_STEPS = (2.0, 1.5, 1.0, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, *(10.0**-k for k in range(2, 16)))


def secant_explorer(preset="exponential", *, w=1.0, h=1.5, lesson=None):
    """Return an explorer of the derivative of a preset loss of one parameter at `w`.

    `h` is one of the slider's values: 2, 1.5, 1, 0.7, 0.5, ... 1e-15.
    """
    known = [name for name, p in PRESETS.items() if p.problem.d == 1]
    if preset not in known:
        raise ValueError(f"there is no curve {preset!r}; choose from {', '.join(known)}.")
    if h not in _STEPS:
        raise ValueError(f"h is {h!r}; choose one of {', '.join(f'{step:g}' for step in _STEPS)}.")
    return SecantExplorer(preset, w, h, lesson)


class SecantExplorer(LiveFigure):
    """See `secant_explorer`; `h` and `w` are its sliders."""

    def __init__(self, name, w, h, lesson):
        preset, self._name, self._first = PRESETS[name], name, (w, h)
        self.h = W.SelectionSlider(
            options=[(f"{value:.3g}", value) for value in _STEPS],
            value=h,
            description="h",
            layout=W.Layout(width="22em"),
        )
        self.w = start_slider()
        self.w.description = "w"
        aim(self.w, *preset.window[0], w)
        again = button("Reset", "back to how this figure began (key r)")
        copy = button("Copy as code", "show and copy the code that makes this picture")
        super().__init__(
            lambda look: figures.SecantScene(preset.problem, preset.window, look),
            self._show,
            bars=(row(self.h, self.w), row(again, copy)),
            moves=(self.h, self.w),
            lesson=lesson,
        )
        again.on_click(lambda _: self.press("r"))
        copy.on_click(lambda _: self.canvas.copy(self.code()))

    def code(self):
        """Return the code that makes this picture."""
        return (
            f"import sgdlab as sl\n\npreset = sl.PRESETS[{self._name!r}]\n"
            "scene = sl.figures.SecantScene(preset.problem, preset.window)\n"
            f"scene.show({self.w.value!r}, {self.h.value!r})\nscene.fig\n"
        )

    def press(self, key):
        """Do what a key on the picture means: left and right choose h, up and down move w."""
        if key == "r":
            with self.quiet():
                put(self.w, self._first[0])
                self.h.value = self._first[1]
            self.refresh()
        last = len(_STEPS) - 1
        by = {"ArrowLeft": -1, "ArrowRight": 1}.get(key, 0)
        self.h.index = min(max(self.h.index + by, 0), last)
        put(self.w, self.w.value + self.w.step * {"ArrowUp": 1, "ArrowDown": -1}.get(key, 0))

    def _show(self, scene):
        w, h = self.w.value, self.h.value
        scene.show(w, h)
        (forward,), (central,) = difference_errors(scene.problem, w, np.array([h]))
        return Said(
            f"At w = {w:.4g} with h = {h:.3g}: the forward difference is wrong by {forward:.2g}, "
            f"the central one by {central:.2g}."
        )
