"""The controls of the descent explorer and how they lie on the page."""

import ipywidgets as W

from .controls import aim, button, rate_slider, row, start_slider, whole
from .stepbar import StepBar

MOST_STEPS = 200
OWN = "own function"


class Panel(StepBar):
    """Two rows of controls, and a drawer that "more" opens."""

    def __init__(self, menu):
        """`menu` lists (label, key) of the presets to choose from; an empty one keeps the loss."""
        super().__init__()
        self._open = bool(menu)
        self.lr = rate_slider()
        self.reset = button("Reset", "back to how this figure began (key r)")
        self.more = W.ToggleButton(description="more", layout=W.Layout(width="auto"))

        self.choice = W.Dropdown(
            options=[*menu, (OWN, OWN)],
            description="loss",
            style={"description_width": "initial"},
            layout=_wide("18em"),
        )
        self.formula = _field("own L =", "exp(-w) + w**2, or with w1 and w2", "28em")
        self.rate = _field("own lr =", "0.3 or 1/3", "14em")
        self.start = (start_slider(), start_slider())
        self.steps = whole("number of steps", "22em", least=1, most=MOST_STEPS)
        views = ["contours", "arrows", "surface"]
        self.view = W.ToggleButtons(options=views, style={"button_width": "auto"})
        self.pin = button("Pin this run", "keep it for comparison with the next (key p)")
        self.unpin = button("Unpin", "take the pinned runs away")
        self.copy = button("Copy as code", "show and copy the call that makes this run")
        self.saves = {kind: button(kind, f"save as {kind}") for kind in ("csv", "png", "svg")}

        self.drawer = W.VBox([])
        self.bars = (
            row(self.lr, self.reset, self.more),
            row(self.back, self.forth, self.player, self.step),
            self.drawer,
        )
        self.more.observe(lambda _: self.lay_out(), "value")

    def lay_out(self):
        """Fill the drawer, or empty it."""
        planes = len(self._starts) == 2
        self.drawer.children = self.more.value * (
            *(row(self.choice, self.formula),) * self._open,
            row(*self._starts, self.steps),
            row(*(self.view,) * planes, self.rate, self.pin, self.unpin),
            row(self.copy, *self.saves.values()),
        )

    def aim(self, window, w0):
        """Give each parameter a start slider over its window, at `w0`."""
        self._starts = self.start[: len(window)]
        names = ("w",) if len(window) == 1 else ("w1", "w2")
        for slider, name, (low, high), value in zip(self._starts, names, window, w0, strict=True):
            slider.description = f"start {name}"
            aim(slider, low, high, value)
        self.lay_out()

    @property
    def w0(self):
        """The start, one number for each parameter."""
        # the browser sends 12.000000000000004 for the tick at 12
        return [round(slider.value, 10) for slider in self._starts]

    @property
    def starts(self):
        """The start sliders in use."""
        return self._starts


def _field(name, hint, width):
    return W.Text(
        description=name,
        placeholder=hint,
        continuous_update=False,
        style={"description_width": "initial"},
        layout=_wide(width),
    )


def _wide(width):
    return W.Layout(width=width)
