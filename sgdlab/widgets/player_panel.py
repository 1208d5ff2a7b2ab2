"""The controls of the graph player and how they lie on the page."""

import ipywidgets as W

from .controls import button, row
from .player_inputs import Inputs
from .stepbar import StepBar

WATCH, LAST, ALL = "watch", "fill in the last hop", "fill in all"
STAGES = ("1 values", "2 local derivatives", "3 backward")
NONE = -1  # the place of the item that is picked, where none is
_STYLE = {"description_width": "initial"}


class PlayerPanel(StepBar):
    """Steps and stages, the field of the reader's turn, the inputs, and a drawer of the rest."""

    def __init__(self, moved, typed):
        """`moved(name, before)` hears of an input; with `typed` the formula's field is in view."""
        super().__init__()
        self._typed = typed
        self.stage = W.ToggleButtons(
            options=[(name, i) for i, name in enumerate(STAGES, start=1)],
            style={"button_width": "auto"},
        )
        self.mode = W.Dropdown(
            options=(WATCH, LAST, ALL), description="mode", style=_STYLE,
            layout=W.Layout(width="14em"),
        )  # fmt: skip
        self.typed = _field("your number =", "-4 or 1/3", "15em")
        self.show = button("Show me", "give the number that is asked for, and go on")
        self.reset = button("Reset", "back to how this figure began (key r)")
        self.more = W.ToggleButton(description="more", layout=W.Layout(width="auto"))
        self.inputs = Inputs(moved)
        self.formula = _field("f =", "(x + y)*z, sigmoid(w0*x0 + w1)", "30em")
        self.node = W.Dropdown(
            options=[("–", NONE)], description="node", style=_STYLE, layout=W.Layout(width="16em"),
        )  # fmt: skip
        self.unfold = button("Open", "open the folded call that is chosen (key p)")
        self.unfold_all = button("Open all", "show every node")
        self.fold = button("Fold", "fold all calls into boxes again")
        self.zoom = W.SelectionSlider(
            options=[(f"{k:g}×", k) for k in (1, 1.5, 2, 3, 4, 6)], description="zoom",
            style=_STYLE, layout=W.Layout(width="15em"),
        )  # fmt: skip
        self.copy = button("Copy as code", "show and copy the call that makes this graph")
        self.bars = (row(), row(), self.inputs.bar, row())
        for control in (self.more, self.mode):
            control.observe(lambda _: self.lay_out(), "value")
        self.foldable = False
        self.lay_out()

    @property
    def turn(self):
        """Whether it is the reader's turn."""
        return self.mode.value != WATCH

    def lay_out(self):
        """Show the field in the reader's turn, and what there is to play in the other."""
        top, middle, _, drawer = self.bars
        player = () if self.turn else (self.player,)
        step = (self.step,) if self.step.max else ()  # a slider of one place cannot be moved
        top.children = (self.back, self.forth, *player, *step, self.stage)
        field = (self.typed, self.show) if self.turn else ()
        formula = (self.formula,)
        middle.children = (
            *(formula if self._typed else ()), self.mode, *field, self.reset, self.more,
        )  # fmt: skip
        folds = (self.unfold, self.unfold_all, self.fold) if self.foldable else ()
        further = (
            self.inputs.more, row(*(() if self._typed else formula), self.copy),
            row(self.node, *folds, self.zoom),
        )  # fmt: skip
        drawer.children = further if self.more.value else ()

    def go_to(self, step, last):
        """Put the cursor at `step` of `last`."""
        shown = bool(self.step.max)
        super().go_to(step, last)
        if shown != bool(last):
            self.lay_out()

    def enable(self, on):
        """Let the graph be walked through, or not yet."""
        super().enable(on)
        for control in (self.stage, self.mode, self.typed, self.show):
            control.disabled = not on


def _field(name, hint, width):
    return W.Text(
        description=name, placeholder=hint, continuous_update=False, style=_STYLE,
        layout=W.Layout(width=width),
    )  # fmt: skip
