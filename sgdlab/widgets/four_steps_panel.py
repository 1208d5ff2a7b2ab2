"""The controls of the four steps and how they lie on the page."""

import ipywidgets as W

from ..figures.steps_scene import FRAMES
from .controls import button, rate_slider, row, whole
from .four_steps_run import RULES
from .stepbar import StepBar

MOST = 4  # workers


class StepsPanel(StepBar):
    """Workers, batch size and rate, the cursor, and which rule the server follows."""

    def __init__(self, n):
        super().__init__()
        self.m = whole("batch size m", "18em", least=1, most=n)
        self.workers = whole("workers P", "18em", least=1, most=MOST)
        self.lr = rate_slider()
        self.rule = W.Dropdown(
            options=[(told, name) for name, told in RULES.items()], description="update",
            style={"description_width": "initial"}, layout=W.Layout(width="21em"),
        )  # fmt: skip
        self.reset = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the code of this run")
        self.bars = (
            row(self.m, self.workers, self.lr),
            row(self.back, self.forth, self.player, self.step, self.rule, self.reset, self.copy),
        )
        self.step.layout.width = "16em"

    def slow(self, on):
        """Play step by step, for those who want little motion, or with messages that move."""
        self.player.interval = 1500 if on else 300
        self.player.step = FRAMES if on else 1

    def enable(self, on):
        """Let everything be used, or nothing but Reset."""
        super().enable(on)
        for control in (self.m, self.workers, self.lr, self.rule, self.copy):
            control.disabled = not on
