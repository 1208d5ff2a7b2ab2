"""The controls of the SGD stepper and how they lie on the page."""

import ipywidgets as W

from .controls import button, rate_slider, row, whole
from .stepbar import StepBar

MOST_EPOCHS = 25


class StepperPanel(StepBar):
    """Rate and steps, the field of the reader's turn, and a drawer that "more" opens."""

    def __init__(self):
        super().__init__()
        self.lr = rate_slider()
        self.reset = button("Reset", "back to how this figure began (key r)")
        self.more = W.ToggleButton(description="more", layout=W.Layout(width="auto"))
        self.turn = W.ToggleButton(
            description="your turn", tooltip="work out the next w", layout=W.Layout(width="auto")
        )
        self.typed = W.Text(
            description="next w =", placeholder="0, 1 or 1/2, 1", continuous_update=False,
            style={"description_width": "initial"}, layout=W.Layout(width="16em"),
        )  # fmt: skip
        self.shuffled = _choice(("order given", False), ("shuffled", True))
        self.seed = W.BoundedIntText(
            1, min=0, max=9999, description="seed", layout=W.Layout(width="11em"),
            style={"description_width": "initial"},
        )  # fmt: skip
        self.decay = _choice(("constant lr", False), ("decaying lr", True))
        self.epochs = whole("epochs", "22em", least=1, most=MOST_EPOCHS)
        self.copy = button("Copy as code", "show and copy the call that makes this walk")
        self.bars = (row(self.lr, self.reset, self.more), row(), row())
        for control in (self.more, self.turn):
            control.observe(lambda _: self.lay_out(), "value")
        self.lay_out()

    def lay_out(self):
        """Show the field in the reader's turn, and what there is to play in the other."""
        turn, (_, middle, drawer) = self.turn.value, self.bars
        player = () if turn else (self.player,)
        field = (self.typed,) if turn else ()
        middle.children = (self.back, self.forth, *player, self.step, self.turn, *field)
        further = (self.epochs, self.decay, self.shuffled, self.seed, self.copy)
        drawer.children = further if self.more.value else ()

    def enable(self, on):
        """Let the run be walked through, or not yet."""
        super().enable(on)
        for control in (self.turn, self.typed):
            control.disabled = not on
        self.seed.disabled = not self.shuffled.value


def _choice(*options):
    return W.ToggleButtons(options=options, style={"button_width": "auto"})
