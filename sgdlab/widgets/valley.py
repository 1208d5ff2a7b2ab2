"""The valley explorer: the condition number, and the rate that is best for it."""

import math

import ipywidgets as W

from .. import diagnosis
from ..presets import Preset, valley
from .controls import button, row, set_rate
from .explorer import Explorer

STEEP = 4.0  # the slide's: .1 w1^2 + 2 w2^2 has the curvatures .2 and 4, condition number 20
NEAR = 1e-3
_CONDITIONS = (1, 2, 5, 10, 20, 50, 100)
_WINDOW = ((-1.8, 1.8), (-1.2, 1.2))  # equal scales fit in the panel


def valley_explorer(*, after=None, lesson=None):
    """Return an explorer of the valley that a condition number makes flatter along w1.

    The steep curvature stays 4, the flat one is 4 / condition number. With `after`, a question,
    run and best rate show once that was answered.
    """
    return ValleyExplorer(lesson, after)


class ValleyExplorer(Explorer):
    """See `valley_explorer`: an `Explorer` with a condition number and the button "best rate"."""

    def __init__(self, lesson=None, after=None):
        first = _preset(10)
        self.condition = W.SelectionSlider(
            options=_CONDITIONS, value=10, description="condition number",
            style={"description_width": "initial"}, layout=W.Layout(width="26em"),
        )  # fmt: skip
        self.best = button("best rate", "set lr to 2 / (h_min + h_max)")
        super().__init__(first, (), None, None, after, lesson)
        self.children = (row(self.condition, self.best), *self.children)
        self.condition.observe(lambda change: self._reshape(change.new), "value")
        self.best.on_click(lambda _: self.take_best_rate())
        self.best.disabled = self.locked
        if after is not None:
            after.observe(lambda _: setattr(self.best, "disabled", self.locked), "revealed")

    @property
    def curvatures(self):
        """The curvatures along w1 and w2."""
        return STEEP / self.condition.value, STEEP

    def take_best_rate(self):
        """Set the rate at which both directions keep the same share."""
        with self.quiet():
            set_rate(self.panel.lr, diagnosis.best_rate(self.curvatures))
        self.refresh()

    def take(self, preset):
        """Show the valley `preset`, and its condition number on the slider."""
        with self.quiet():
            self.condition.value = round(STEEP / preset.problem.gradient((1.0, 0.0))[0])
        super().take(preset)

    def source(self):
        """Return the code that makes this valley."""
        flat, steep = self.curvatures
        return f"sl.presets.valley({flat!r}, {steep!r})"

    def remark(self, step):
        """Say what a step keeps in both directions and how many steps the run needs."""
        h, lr = self.curvatures, self.panel.lr.value
        steps = diagnosis.steps_to(NEAR, h, self.panel.w0, lr)
        when = f"after {steps} step{'s' * (steps != 1)}" if steps < math.inf else "never"
        return (
            f"{diagnosis.explain(self.path)}\n"
            f"Curvatures {h[0]:.4g} and {h[1]:.4g}. Within {NEAR:g} of the minimum: {when}."
        )

    def _reshape(self, condition):
        """Change the valley under the same start, rate and number of steps."""
        if self._quiet:
            return
        panel = self.panel
        at_end = panel.step.value == panel.step.max
        kept = {"w0": tuple(panel.w0), "lr": panel.lr.value, "steps": panel.steps.value}
        self.take(_preset(condition)._replace(**kept))
        if at_end:
            panel.step.value = panel.step.max


def _preset(condition):
    flat = STEEP / condition
    formula = f"{flat / 2:g} w₁² + {STEEP / 2:g} w₂²"
    loss = valley(flat, STEEP)
    return Preset(f"condition number {condition}", formula, loss, (1.0, 1.0), 0.3, 40, _WINDOW)
