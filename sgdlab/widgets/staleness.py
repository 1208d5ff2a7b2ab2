"""The staleness explorer: equal workers without a barrier, and how long a step may be."""

from math import isclose

import ipywidgets as W

from .. import figures, validate
from ..parallel import stability
from .controls import button, nudged, on_click, put, row, whole
from .live import LiveFigure, Said

_MOST_WORKERS, _MOST_A, _UPDATES = 8, 2.2, 60


def staleness_explorer(*, workers=4, a=0.4, after=None, lesson=None):
    """Return a figure of an asynchronous run of equal workers on a parabola, and of its limit.

    `a` is the step of one push, lr / P, times the curvature. With `after`, a question, the walk
    shows once that was answered; `lesson` has the class's switches. Slide "Asynchronous World".
    """
    if validate.count("workers", workers) > _MOST_WORKERS:
        raise ValueError(f"workers is {workers}; the explorer shows at most {_MOST_WORKERS}.")
    if not 0 < validate.number("a", a) <= _MOST_A:
        raise ValueError(f"a is {a}; expected a number above 0, {_MOST_A} at most.")
    return StalenessExplorer(workers, a, after, lesson)


class StalenessExplorer(LiveFigure):
    """See `staleness_explorer`. Its state is the sliders `workers` and `a`; `run` follows."""

    def __init__(self, workers, a, after, lesson):
        self._first = workers, a
        self.workers = whole("workers P", "17em", least=1, most=_MOST_WORKERS)
        self.a = W.FloatSlider(
            min=0.01, max=_MOST_A, step=0.01, description="a", readout_format=".2f",
            style={"description_width": "initial"}, layout=W.Layout(width="26em"),
        )  # fmt: skip
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the calls that make this run")
        self._begin()
        self._limits = [stability.limit(delay) for delay in range(_MOST_WORKERS)]
        super().__init__(
            lambda look: figures.StalenessScene(self._limits, _UPDATES, look), self._move_scene,
            bars=(row(self.workers, self.a, self.again, self.copy),),
            moves=(self.workers, self.a), after=after, lesson=lesson,
        )  # fmt: skip
        on_click((self.again, self.reset), (self.copy, lambda: self.canvas.copy(self.code())))

    @property
    def run(self):
        """The asynchronous run that the sliders describe."""
        return stability.equal_workers(self.workers.value, self.a.value, _UPDATES)

    def code(self):
        """Return the calls that make the run shown."""
        workers, a = self.workers.value, self.a.value
        return (
            "from sgdlab.parallel import stability\n\n"
            f"run = stability.equal_workers({workers}, {a!r})\n"
            f'print(f"staleness {{run.staleness.max()}}, limit {{stability.limit({workers - 1}):.3f'
            '}, last w {run.path.w[-1, 0]:.3g}")\n'
        )

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self._begin()
        self.refresh()

    def _begin(self):
        self.workers.value, self.a.value = self._first

    def _move_scene(self, scene):
        workers, a = self.workers.value, self.a.value
        for control in (self.workers, self.a, self.again, self.copy):
            control.disabled = self.locked
        run, alone = self.run, stability.equal_workers(1, a, _UPDATES)
        scene.show(run.path.w[:, 0], alone.path.w[:, 0], workers - 1, a, self.locked)
        if self.locked:
            return Said("w = 1: nothing has run yet.\nAnswer the question above: then it runs.")
        limit, old = self._limits[workers - 1], int(run.staleness.max())
        return Said(
            f"{workers} equal workers: gradients {old} update{'s' * (old != 1)} old. "
            f"a = {a:.2f}, limit {limit:.3f}: w {_end(a, limit)}.\n"
            f"Serial, as many and as long steps, limit 2: w {_end(a, 2)}. lr times curvature is "
            f"P a = {workers * a:.3g}; it may be {workers * limit:.3g} here, 2 with a barrier."
        )

    def press(self, key):
        """Do what a key means: left and right are of the workers, up and down of a."""
        if self.locked:
            return
        if key == "r":
            self.reset()
        elif place := nudged((self.workers, self.a), key):
            self._to(*place)

    def drag(self, axes, place):
        """Let the pointer take the delay and the step over the chart of the limit."""
        if axes is self.scene.border and not self.locked:
            self._to(round(float(place[0])) + 1, float(place[1]))

    def _to(self, workers, a):
        with self.quiet():
            self.workers.value = min(max(workers, 1), _MOST_WORKERS)
            put(self.a, a)
        self.refresh()


def _end(a, limit):
    if isclose(a, limit):
        return "swings for ever"
    return "comes to rest" if a < limit else "grows"
