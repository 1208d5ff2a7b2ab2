"""The speed-up explorer: three formulas, one cluster, and what each of them calls faster."""

from dataclasses import replace

import ipywidgets as W

from .. import figures, validate
from ..figures.speedup_scene import VIEWS
from ..parallel import Cost, curves, epochs
from .controls import button, on_click, row, selection
from .live import LiveFigure, Said
from .sizes import shift, size_slider, step_size, take_size
from .speedup_words import code, described, speedup_table

WORKERS = (1, 2, 4, 8, 16, 32)
MESSAGES = (0, 30, 100, 300, 1000, 3000)
_COUNTS = (1, 2, 4, 8, 16, 32, 64)


def speedup_explorer(
    *, view="epoch", workers=4, message=300, batch_size=32, after=None, lesson=None
):
    """Return an explorer of S1, S2 and S3 against the batch size, for workers and message costs.

    The cluster is virtual, its times those of the lecture's example but for `message` (in
    microseconds); the epochs are those of `parallel.epochs`. `view` is what stands at the right:
    "epoch" (time of an epoch), "goal" (time to the accuracy) or "workers" (S1 against P). With
    `after`, a question, the curves show once that was answered. Slide "How to measure the benefit
    of parallel processing?".
    """
    for name, value, known in (
        ("view", view, tuple(VIEWS)),
        ("workers", workers, WORKERS),
        ("message", message, MESSAGES),
        ("batch_size", batch_size, epochs.SIZES),
    ):
        validate.one_of(name, value, known)
    return SpeedupExplorer((view, workers, message, batch_size), after, lesson)


class SpeedupExplorer(LiveFigure):
    """See `speedup_explorer`. Its state is `view`, `workers`, `message` and the cursor `m`."""

    def __init__(self, first, after, lesson):
        self._first = first
        self.view = W.ToggleButtons(
            options=[(words, view) for view, words in VIEWS.items()], style={"button_width": "auto"}
        )
        self.workers = selection("workers P", [(f"{P}", P) for P in WORKERS], "22em")
        self.message = selection("message, µs", [(f"{t}", t) for t in MESSAGES], "22em")
        self.m = size_slider(epochs.SIZES)
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the calls that give these numbers")
        self._begin()
        super().__init__(
            self._make_scene, self._move_scene, after=after, lesson=lesson,
            bars=(
                row(self.view), row(self.workers, self.message),
                row(self.m, self.again, self.copy),
            ),
            moves=(self.workers, self.message, self.m), redraws=(self.view,),
        )  # fmt: skip
        on_click((self.again, self.reset), (self.copy, lambda: self.canvas.copy(self.code())))

    @property
    def cost(self):
        """The costs of the cluster."""
        return replace(Cost(), message=self.message.value)

    @property
    def points(self):
        """The curves, a `parallel.curves.Point` for each batch size."""
        return curves.against_batch(self.cost, self.workers.value)

    def code(self):
        """Return the calls that give the numbers shown."""
        return code(self.cost, self.workers.value)

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self._begin()
        self.redraw()

    def _begin(self):
        self.view.value, self.workers.value, self.message.value, self.m.value = self._first

    def _make_scene(self, look):
        return figures.SpeedupScene(list(epochs.SIZES), self.view.value, look)

    def _move_scene(self, scene):
        for control in (self.view, self.workers, self.message, self.m, self.again, self.copy):
            control.disabled = self.locked
        m, cost = self.m.value, self.cost
        if self.locked:
            scene.show((), m, {})
            return Said("No curve shows yet.\nAnswer the question above: then they do.")
        points = self.points
        serial = cost.serial(m)
        scaling = {workers: serial / cost.round(m, workers) for workers in _COUNTS}
        scene.show(points, m, scaling)
        return Said(described(points, m, scaling, self.view.value), speedup_table(points, m))

    def press(self, key):
        """Do what a key means: left and right of m, up and down of the workers."""
        if self.locked:
            return
        if key == "r":
            self.reset()
        elif key in ("ArrowUp", "ArrowDown"):
            shift(self.workers, 1 if key == "ArrowUp" else -1)
        else:
            step_size(self.m, key)

    def drag(self, axes, place):
        """Let the pointer take m, or over the last chart the workers, to the nearest place."""
        if self.locked:
            return
        by_workers = self.view.value == "workers" and axes is self.scene.right
        take_size(self.workers if by_workers else self.m, axes, place)
