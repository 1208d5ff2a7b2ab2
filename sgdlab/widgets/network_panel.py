"""The controls of the network explorer and how they lie on the page."""

import ipywidgets as W
import numpy as np

from .. import patterns, validate
from .controls import button, rate_slider, row, set_rate, whole

EPOCHS = 400  # on the slider at first; training on adds as many again
MOST_UNITS, MOST_SECOND, _MOST_SEED = 12, 8, 9
CHOICES = {
    "pattern": patterns.NAMES,
    "activation": ("relu", "tanh", "sigmoid"),
    "start": ("random", "zero"),
    "batch_size": (1, 2, 5, 10, 20, 50, 100, 200),
    "seed": tuple(range(_MOST_SEED + 1)),
}


def setting(pattern, hidden, activation, lr, batch_size, seed, start):
    """Return what a figure begins with, {control: value}; refuse what its controls do not have."""
    units, second = _sizes(hidden)
    first = {
        "pattern": pattern, "units": units, "second": second, "activation": activation,
        "lr": validate.rate(lr), "batch_size": batch_size, "seed": seed, "start": start, "epoch": 0,
    }  # fmt: skip
    for name, known in CHOICES.items():
        validate.one_of(name, first[name], known)
    return first


class NetworkPanel:
    """Rows of controls, and a drawer that "more" opens."""

    def __init__(self, first):
        """`first` is the setting, {control: value}, that Reset comes back to."""
        self.first = first
        self.epoch = whole("epoch", "26em", most=EPOCHS)
        self.train = button("Train", "let the run go on from here (key Space)", "play")
        self.stop = button("Stop", "stay at this epoch (key Space)", "stop")
        self.forth = button("", "one epoch (key →)", "step-forward")
        self.again = button("Reset", "back to how this figure began (key r)")
        self.more = W.ToggleButton(description="more", layout=W.Layout(width="auto"))
        self.pattern = _menu("pattern")
        self.activation = _menu("activation")
        self.units = whole("hidden units", "20em", least=1, most=MOST_UNITS)
        self.second = whole("in a second layer", "20em", most=MOST_SECOND)
        self.start = W.ToggleButtons(
            options=[(f"{start} start", start) for start in CHOICES["start"]],
            style={"button_width": "auto"},
        )
        self.lr = rate_slider()
        self.batch_size = W.SelectionSlider(
            options=CHOICES["batch_size"], description="batch size m",
            style={"description_width": "initial"}, layout=W.Layout(width="22em"),
        )  # fmt: skip
        self.seed = whole("seed", "16em", most=_MOST_SEED)
        self.copy = button("Copy as code", "show and copy the calls that make this run")
        self.drawer = W.VBox([])
        self.bars = (
            row(self.train, self.stop, self.forth, self.epoch, self.again, self.more),
            row(self.pattern, self.units, self.activation),
            self.drawer,
        )
        self.more.observe(lambda _: self._lay_out(), "value")
        self.set(first)

    @property
    def run_controls(self):
        """The controls a change of which begins a new run."""
        return (
            self.units, self.second, self.activation, self.start, self.lr, self.batch_size,
            self.seed,
        )  # fmt: skip

    def set(self, values):
        """Put the controls at `values`, {name of the control: value}."""
        for name, value in values.items():
            control = getattr(self, name)
            if control is self.lr:
                set_rate(control, value)
            else:
                control.value = value

    def enable(self, on):
        """Let everything be used, or nothing."""
        for control in (
            *self.run_controls, self.pattern, self.epoch, self.train, self.stop, self.forth,
            self.again, self.copy,
        ):  # fmt: skip
            control.disabled = not on

    def _lay_out(self):
        self.drawer.children = self.more.value * (
            row(self.second, self.start, self.seed),
            row(self.lr, self.batch_size, self.copy),
        )


def _menu(name):
    return W.Dropdown(
        options=CHOICES[name], description=name, style={"description_width": "initial"},
        layout=W.Layout(width="13em"),
    )  # fmt: skip


def _sizes(hidden):
    """The units of the first and of the second hidden layer, 0 for none."""
    sizes = tuple(hidden) if np.iterable(hidden) else (hidden,)
    if not 1 <= len(sizes) <= 2:
        raise ValueError(f"hidden is {hidden!r}; expected one size or two, such as (4,) or (6, 4).")
    units, second = (validate.count("hidden", size) for size in (*sizes, 1)[:2])
    if units > MOST_UNITS or second > MOST_SECOND:
        raise ValueError(
            f"hidden is {hidden!r}; at most {MOST_UNITS} units, and {MOST_SECOND} in the second "
            "layer, have room here."
        )
    return units, second if len(sizes) == 2 else 0
