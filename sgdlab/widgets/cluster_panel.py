"""The controls of the cluster explorer and how they lie on the page."""

import math

import ipywidgets as W

from .cluster_run import POLICIES, STRAGGLERS, Setting
from .controls import at_most, button, rate_slider, row, selection, set_rate, whole
from .stepbar import StepBar

MOST_WORKERS, MOST_EPOCHS, MOST_BOUND, MOST_JITTER = 16, 50, 10, 200
MESSAGES = (0, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_FRAMES = 150  # in which a run is played
ZOOMS = (1, 2, 4, 8, 16, 32)


class ClusterPanel(StepBar):
    """The policy, the cluster, the cursor, and a drawer that "more" opens.

    `step` is the cursor in steps of `tick` microseconds.
    """

    def __init__(self, sizes, quantities, zoom):
        super().__init__()
        self.tick = 1000
        self.policy = _menu("policy", [(name, name) for name in POLICIES], "16em")
        self.bound = whole("bound s", "14em", most=MOST_BOUND)
        self.workers = whole("workers", "17em", least=1, most=MOST_WORKERS)
        self.straggler = _menu("straggler", [(told, key) for key, told in STRAGGLERS.items()])
        self.pin = button("Pin this run", "keep it for comparison with the next (key p)")
        self.unpin = button("Unpin", "take the pinned run away")
        self.reset = button("Reset", "back to how this figure began (key r)")
        self.more = W.ToggleButton(description="more", layout=W.Layout(width="auto"))
        self.lr = rate_slider()
        self.batch_size = selection("batch size m", sizes, "18em")
        self.epochs = whole("epochs", "18em", least=1, most=MOST_EPOCHS)
        self.jitter = whole("jitter, %", "18em", most=MOST_JITTER)
        self.jitter.step = 10
        self.message = selection("message, µs", MESSAGES, "18em")
        self.queue = _choice("parts", (("own part", False), ("next part", True)))
        self.answer = _choice("answer to", (("the pusher", "pusher"), ("all", "all")))
        self.by = _choice("against", (("updates", "updates"), ("epochs used", "epochs")))
        self.quantity = _choice("show", quantities)
        self.zoom = selection("zoom", ZOOMS, "18em")
        self.first_zoom = self.zoom.value = zoom
        self.copy = button("Copy as code", "show and copy the calls that make this run")
        self.drawer = W.VBox([])
        self._top = row()
        self.bars = (
            self._top,
            row(
                self.back,
                self.forth,
                self.player,
                self.step,
                self.pin,
                self.unpin,
                self.reset,
                self.more,
            ),
            self.drawer,
        )
        self.more.observe(lambda _: self._lay_out(), "value")
        self.fit()

    @property
    def run_controls(self):
        """The controls a change of which makes another run."""
        return tuple(getattr(self, name) for name in Setting._fields)

    @property
    def setting(self):
        """What the controls say, as a `Setting`."""
        return Setting(*(control.value for control in self.run_controls))

    def set(self, setting):
        """Put the controls at a `Setting`."""
        for name, value in setting._asdict().items():
            control = getattr(self, name)
            if control is self.lr:
                set_rate(control, value)
            else:
                control.value = value

    def aim(self, longest, at_end):
        """Let the cursor reach `longest` microseconds; it stays at its time, or at the end."""
        time = self.step.value * self.tick
        self.tick = _tick(longest)
        last = -(-longest // self.tick)
        self.go_to(last if at_end else min(round(time / self.tick), last), last)

    def fit(self):
        """Let no control leave what makes sense: a worker needs an instance, a bound a policy."""
        at_most(self.workers, min(MOST_WORKERS, self.batch_size.value))
        backup = self.policy.value == "backup workers"
        self.bound.description = "backup b" if backup else "bound s"
        self.bound.max = max(self.workers.value - 1, 1) if backup else MOST_BOUND
        bound = (self.bound,) if backup or self.policy.value == "bounded staleness" else ()
        top = (self.policy, *bound, self.workers, self.straggler)
        if self._top.children != top:
            self._top.children = top

    def enable(self, on):
        """Let everything be used that means something, or nothing but what begins anew."""
        super().enable(on)
        for control in (*self.run_controls, self.pin, self.zoom, self.copy):
            control.disabled = not on
        together = self.policy.value in ("synchronous", "backup workers")
        self.answer.disabled = not on or together  # a round's new w goes to all anyway
        self.queue.disabled = not on or self.policy.value == "synchronous"  # all parts are out

    def slow(self, on):
        """Play in large steps, for those who want little motion, or in small ones."""
        self.player.interval = 1000 if on else 100
        self.player.step = 10 if on else 1

    def _lay_out(self):
        self.drawer.children = self.more.value * (
            row(self.lr, self.batch_size, self.epochs),
            row(self.jitter, self.message, self.zoom),
            row(self.queue, self.answer, self.by, self.quantity, self.copy),
        )


def _tick(longest):
    """The round time in which a run has about `_FRAMES` steps."""
    least = max(longest, 1) / _FRAMES
    power = 10 ** max(math.floor(math.log10(least)), 0)
    return next(k * power for k in (1, 2, 5, 10) if k * power >= least)


def _menu(name, options, width="20em"):
    style = {"description_width": "initial"}
    return W.Dropdown(options=options, description=name, style=style, layout=W.Layout(width=width))


def _choice(name, options):
    return W.ToggleButtons(
        options=options, description=name,
        style={"button_width": "auto", "description_width": "initial"},
    )  # fmt: skip
