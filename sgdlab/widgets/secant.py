"""The secant explorer: h goes to 0, and the secant turns into the tangent."""

import ipywidgets as W
import numpy as np

from .. import figures
from ..derivatives import difference_errors
from ..presets import PRESETS
from .controls import aim, button, row, start_slider
from .live import LiveFigure, Said

_STEPS = (2.0, 1.5, 1.0, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, *(10.0**-k for k in range(2, 16)))


def secant_explorer(preset="exponential", *, w=1.0, h=1.5, lesson=None):
    """Return an explorer of the derivative of a preset loss of one parameter at `w`."""
    return SecantExplorer(PRESETS[preset], w, h, lesson)


class SecantExplorer(LiveFigure):
    """See `secant_explorer`; `h` and `w` are its sliders."""

    def __init__(self, preset, w, h, lesson):
        self.h = W.SelectionSlider(
            options=[(f"{value:.3g}", value) for value in _STEPS],
            value=h,
            description="h",
            layout=W.Layout(width="22em"),
        )
        self.w = start_slider()
        self.w.description = "w"
        aim(self.w, *preset.window[0], w)
        reset = button("Reset", "back to how this figure began")
        super().__init__(
            lambda look: figures.SecantScene(preset.problem, preset.window, look),
            self._show,
            bars=(row(self.h, self.w, reset),),
            moves=(self.h, self.w),
            lesson=lesson,
        )
        reset.on_click(lambda _: self._reset(preset, w, h))

    def _show(self, scene):
        w, h = self.w.value, self.h.value
        scene.show(w, h)
        (forward,), (central,) = difference_errors(scene.problem, w, np.array([h]))
        return Said(
            f"At w = {w:.4g} with h = {h:.3g}: the forward difference is wrong by {forward:.2g}, "
            f"the central one by {central:.2g}."
        )

    def _reset(self, preset, w, h):
        with self.quiet():
            aim(self.w, *preset.window[0], w)
            self.h.value = h
        self.refresh()
