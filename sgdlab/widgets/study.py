"""The study explorer: what a batch size costs, at the best rate for each or at one for all."""

import ipywidgets as W

from .. import figures, study
from ..figures.study_scene import PANELS
from ..figures.study_table import per_epoch, percent, quickest, reached
from .controls import button, row
from .live import LiveFigure, Said
from .sizes import (
    FIRST_M,
    nearest,
    number_slider,
    shift,
    size_slider,
    step_size,
    take_size,
    values_of,
)

_TUNED, _ONE = "a rate for each m", "one rate for all"
_FIRST_RATE = 1.0


def study_explorer(measured=None, panels=PANELS, *, after=None, lesson=None):
    """Return an explorer of a batch-size study; without `measured` of the stored one.

    `panels` names the charts: "epoch" (time of one), "epochs" (how many to the target), "total"
    (their product). With `after`, a question or a tuple of them, the curves show once all were
    answered.
    """
    if not panels or not all(panel in PANELS for panel in panels):
        raise ValueError(f"panels is {panels!r}; expected some of {', '.join(PANELS)}.")
    measured = study.stored() if measured is None else measured
    if not isinstance(measured, study.Study):
        raise TypeError(f"the study is {measured!r}; expected one of sl.study.read or measure.")
    return StudyExplorer(measured, panels, after, lesson)


class StudyExplorer(LiveFigure):
    """See `study_explorer`. Its state is `mode`, `rate`, `axes` and the cursor `m`."""

    def __init__(self, measured, panels, after, lesson):
        self.study, self.panels = measured, tuple(panels)
        self._best = measured.best()
        self._at = {
            lr: tuple(row._replace(at_edge=False) for row in measured.at_rate(lr))
            for lr in measured.plan.rates
        }  # the edge of the grid says something of a rate that was chosen as the best
        self.mode = W.ToggleButtons(options=[_TUNED, _ONE], style={"button_width": "auto"})
        self.axes = W.ToggleButtons(
            options=[("log axes", "log"), ("linear axes", "linear")],
            style={"button_width": "auto"},
        )
        rates = measured.plan.rates
        self.rate = number_slider("one rate lr", rates, nearest(rates, _FIRST_RATE))
        self.m = size_slider(best.batch_size for best in self._best)
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the calls that give these numbers")
        self.rate.observe(lambda _: self._take_one_rate(), "value")
        super().__init__(
            self._make_scene, self._move_scene, after=after, lesson=lesson,
            bars=(row(self.mode, self.axes), row(self.rate), row(self.m, self.again, self.copy)),
            moves=(self.mode, self.rate, self.m), redraws=(self.axes,),
        )  # fmt: skip
        self.again.on_click(lambda _: self.reset())
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    @property
    def bests(self):
        """The rows shown, one for each batch size."""
        return self._best if self.mode.value == _TUNED else self._at[self.rate.value]

    def code(self):
        """Return the calls that give the numbers shown."""
        tuned = self.mode.value == _TUNED
        call = "best()" if tuned else f"at_rate({self.rate.value!r})"
        return (
            "import sgdlab as sl\n\nstudy = sl.study.stored()\n"
            f"for row in study.{call}:\n"
            '    print(f"{row.batch_size:5} {row.epoch_ms:6.2f} {row.epochs:6.2f}")\n'
        )

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self.axes.value = "log"
            self.rate.value = nearest(self.study.plan.rates, _FIRST_RATE)
            self.mode.value = _TUNED
            self.m.value = nearest(values_of(self.m), FIRST_M)
        self.redraw()

    def _take_one_rate(self):
        """Whoever moves the rate wants to see it."""
        if not self._quiet:
            with self.quiet():
                self.mode.value = _ONE

    def _make_scene(self, look):
        return figures.StudyScene(self.study, self.panels, self.axes.value, None, look)

    def _move_scene(self, scene):
        for control in (self.mode, self.axes, self.rate, self.m, self.again, self.copy):
            control.disabled = self.locked
        if self.locked:
            scene.show((), self.m.value)
            return Said("Answer the question above: then the measured curves show.")
        bests, m = self.bests, self.m.value
        scene.show(bests, m)
        caption = "the best rate of each m" if self.mode.value == _TUNED else "one rate for all m"
        total = "total" in self.panels
        row = next(best for best in bests if best.batch_size == m)
        said = f"{describe(row, self.study.plan, total)}\n{self._remark(bests)}"
        return Said(said, figures.study_table(bests, m, caption, total))

    def _remark(self, bests):
        never = [best.batch_size for best in bests if best.arrived <= best.runs / 2]
        told = ""
        if never:
            listed = ", ".join(f"m = {m}" for m in never)
            told = f" Cross: more than half of the runs did not arrive ({listed})."
        if "total" not in self.panels:
            return told.strip()
        return least(bests) + told

    def press(self, key):
        """Do what a key on the picture means: left and right m, up and down the one rate."""
        if self.locked:
            return
        if key == "r":
            self.reset()
        step_size(self.m, key)
        by = {"ArrowUp": 1, "ArrowDown": -1}.get(key.removeprefix("Shift+"), 0)
        if by:
            by *= self.mode.value == _ONE  # the first press shows that rate
            self.mode.value = _ONE
            shift(self.rate, by)

    def drag(self, axes, place):
        """Let the pointer take the cursor to the nearest batch size."""
        if not self.locked:
            take_size(self.m, axes, place)


def describe(best, plan, total=True):
    """Say in a sentence what a row of a study means; without `total` nothing of the product."""
    target = percent(plan.target)
    updates = per_epoch(best)
    said = (
        f"m = {best.batch_size}, lr {best.lr:g}{' (edge of the grid)' * best.at_edge}: "
        f"{updates} update{'s' * (updates != 1)} an epoch of {best.update_us:.3g} µs make "
        f"{best.epoch_ms:.3g} ms. "
    )
    if best.arrived <= best.runs / 2:
        came = f"only {best.arrived} of {best.runs} runs" if best.arrived else "no run"
        return f"{said}Within {plan.epochs} epochs {came} reached {target}."
    said += (
        f"{target} first reached after {best.epochs:.3g} epochs ({best.arrived} of "
        f"{best.runs} runs; {reached(best.low)} to {reached(best.high)})"
    )
    return f"{said}: {best.total_ms:.3g} ms." if total else f"{said}."


def least(bests):
    """Say where the time to the target is least, and which sizes need at most twice as much."""
    top = quickest(bests)
    if top is None:
        return "No batch size reaches the target at this rate."
    near = [b.batch_size for b in bests if b.total_ms <= 2 * top.total_ms]
    listed = ", ".join(map(str, near))
    return (
        f"Least time (ring): {top.total_ms:.3g} ms at m = {top.batch_size}. "
        f"At most twice that: m = {listed}."
    )
