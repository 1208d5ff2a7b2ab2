"""The gradient explorer: drag a point, see its gradient, and where a step against it leads."""

import ipywidgets as W

from .. import figures
from ..presets import PRESETS
from .controls import aim, button, nudged, put_all, row, start_slider
from .live import LiveFigure, Said

_MINIMUM = (0.0, 0.0)  # of all the losses below
_LOSSES = ("valley", "round")


def gradient_explorer(*, after=None, lesson=None):
    """Return a figure of the gradient at a point of the valley, or of the round bowl.

    With `after`, a question, the gradient and the step show once that was answered.
    """
    return GradientExplorer(lesson, after)


class GradientExplorer(LiveFigure):
    """See `gradient_explorer`. Its state is `w` (two sliders) and `loss` (a name of a preset)."""

    def __init__(self, lesson=None, after=None):
        self.w = (start_slider(), start_slider())
        self.loss = W.ToggleButtons(
            options=[(PRESETS[name].name, name) for name in _LOSSES],
            style={"button_width": "auto"},
        )
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the code that makes this picture")
        window, start = self.preset.window, self.preset.w0
        for slider, name, (low, high), value in zip(
            self.w, ("w1", "w2"), window, start, strict=True
        ):
            slider.description = name
            aim(slider, low, high, value)
        super().__init__(
            self._make_scene, self._move_scene,
            bars=(row(self.loss, self.copy), row(*self.w, self.again)),
            moves=self.w, redraws=(self.loss,), after=after, lesson=lesson,
        )  # fmt: skip
        self.again.on_click(lambda _: self.reset())
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    @property
    def preset(self):
        """The loss shown."""
        return PRESETS[self.loss.value]

    @property
    def place(self):
        """The point, (w1, w2)."""
        return tuple(slider.value for slider in self.w)

    def move_to(self, place):
        """Put the point at `place` (2,)."""
        with self.quiet():
            put_all(self.w, place)
        self.refresh()

    def code(self):
        """Return the code that makes this picture."""
        return (
            f"import sgdlab as sl\n\npreset = sl.PRESETS[{self.loss.value!r}]\n"
            "scene = sl.figures.GradientScene(preset.problem, preset.window, (0, 0))\n"
            f"scene.show({self.place!r})\nscene.fig\n"
        )

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self.loss.value = _LOSSES[0]
            self.move_to(self.preset.w0)
        self.redraw()

    def _make_scene(self, look):
        preset = self.preset
        return figures.GradientScene(preset.problem, preset.window, _MINIMUM, preset.formula, look)

    def _move_scene(self, scene):
        problem, w = self.preset.problem, self.place
        scene.show(w, not self.locked)
        said = f"w = ({w[0]:.4g}, {w[1]:.4g}), loss {problem.loss(w):.4g}."
        if self.locked:
            return Said(f"{said}\nAnswer the question above: then the gradient shows.")
        slopes = problem.gradient(w)
        if not slopes.any():
            return Said(f"{said}\nThe gradient is (0, 0): no direction leads down.")
        angle = figures.off_course(problem, w, _MINIMUM)
        course = "straight at the minimum" if angle < 0.05 else f"{angle:.3g}° beside the minimum"
        said += (
            f"\nThe gradient is ({slopes[0]:.4g}, {slopes[1]:.4g}), at a right angle to the "
            f"contour; the step against it, drawn for lr = {figures.SHOWN_LR:g}, points {course}."
        )
        return Said(said, figures.gradient_table(problem, w))

    def drag(self, axes, place):
        """Let the pointer move the point."""
        self.move_to(place)

    def press(self, key):
        """Do what a key on the picture means: an arrow moves the point."""
        if key == "r":
            self.reset()
        elif place := nudged(self.w, key):
            self.move_to(place)
