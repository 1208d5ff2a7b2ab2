"""The batch-size explorer: one to all instances for each update, on the table of the slides."""

from .. import cycles, figures, validate
from ..batches import updates_per_epoch
from ..datasets import load
from ..descent import descend
from ..presets import Preset
from ..problems import LeastSquares
from .controls import row, whole
from .explorer import Explorer

WINDOW = ((-1.6, 0.9), (-0.4, 2.5))
LOSSES = (1 / 3, 1.25)
_EPOCHS = 20
_MOST_EPOCHS = 50
_NEAR = 4e-3  # the mean gradient of an epoch that has come to its end


def slide_table():
    """Return the problem of the slides: four instances, two features."""
    return LeastSquares(*load("table")[:2])


def batch_explorer(batch_size=1, *, lr=0.5, epochs=_EPOCHS, after=None, lesson=None):
    """Return an explorer of the batch size m on the table of the slides, in the order given.

    With `after`, a question, the run shows once that was answered; `lesson` has the switches.
    """
    problem = slide_table()
    batch_size = validate.batch_size(batch_size, problem.n)
    if validate.count("epochs", epochs) > _MOST_EPOCHS:
        raise ValueError(f"epochs is {epochs}; the explorer shows at most {_MOST_EPOCHS}.")
    return BatchExplorer(problem, batch_size, validate.rate(lr), epochs, after, lesson)


class BatchExplorer(Explorer):
    """See `batch_explorer`: an `Explorer` with a slider `m`, which counts epochs."""

    def __init__(self, problem, batch_size, lr, epochs, after, lesson):
        self.m = whole("batch size m", "22em", least=1, most=problem.n)
        self._first_m = self.m.value = batch_size
        preset = Preset("table of the slides", "", problem, (0.0, 0.0), lr, epochs, WINDOW)
        super().__init__(preset, (), batch_size, None, after, lesson)
        self.children = (row(self.m), *self.children)
        self.panel.view.options = ["contours", "arrows"]
        self.panel.steps.description = "number of epochs"
        self.panel.steps.max = _MOST_EPOCHS
        self.m.observe(lambda change: self._take_batches_of(change.new), "value")

    def run(self):
        """Return the run that the controls describe; while it is locked, its start alone."""
        return descend(
            self.preset.problem, self.panel.w0, lr=self.panel.lr.value,
            batch_size=self.batch_size, epochs=0 if self.locked else self.panel.steps.value,
        )  # fmt: skip

    def code(self):
        """Return the call that makes the run shown."""
        panel = self.panel
        return (
            'import sgdlab as sl\n\ntable = sl.LeastSquares(*sl.load("table")[:2])\n'
            f"path = sl.descend(table, {panel.w0!r}, lr={panel.lr.value!r}, "
            f"batch_size={self.batch_size}, epochs={panel.steps.value})\n"
        )

    def remark(self, step):
        """Say how many epochs and updates are done, and at the end where the run goes round."""
        each = updates_per_epoch(self.preset.problem.n, self.batch_size)
        said = f"m = {self.batch_size}: {each} update{'s' * (each > 1)} an epoch."
        if step == len(self.path):
            return f"{said} {ending(self.path)}"
        return f"{said} Epoch {step // each + 1} is at update {step % each} of {each}."

    def pin(self):
        """Keep the present run in the background, for comparison with the next."""
        label = f"m = {self.batch_size}, lr {self.panel.lr.label}"
        self.pinned = [*self.pinned, (label, self.path)][-2:]
        self.redraw()

    def drag(self, axes, place):
        """Let the pointer set the start on the ground, and the step on both loss panels."""
        each = updates_per_epoch(self.preset.problem.n, self.batch_size)
        by_epochs = axes is self.scene.epochs
        super().drag(axes, (round(place[0]) * each, 0) if by_epochs else place)

    def press(self, key):
        """Do what a key on the picture means; up and down choose m."""
        by = {"ArrowUp": 1, "ArrowDown": -1}.get(key)
        if by is None:
            super().press(key)
        else:
            self.m.value = min(max(self.m.value + by, 1), self.m.max)

    def _set_controls(self):
        super()._set_controls()
        self.batch_size = self.m.value = self._first_m

    def _take_batches_of(self, m):
        if not self._quiet:
            self.batch_size = m
            # the picture goes out before the new end of the slider, which the browser builds anew
            with self.panel.step.hold_sync(), self.panel.player.hold_sync():
                self.refresh()

    def _make_scene(self, look):
        panel = self.panel
        return figures.BatchScene(
            self.preset.problem, WINDOW, panel.steps.value, LOSSES,
            panel.view.value == "arrows", self.pinned, look,
        )  # fmt: skip


def ending(path):
    """Return a sentence on the end of a run: at rest, in a cycle, on its way, or diverged.

    >>> import sgdlab as sl
    >>> ending(sl.descend(slide_table(), (0, 0), lr=0.5, batch_size=2, epochs=12))
    'It ends in a cycle of 2 updates with the losses 0.34 and 0.34.'
    """
    if path.diverged:
        return f"It diverges: lr {path.lr:.4g} is too large for m = {path.batch_size}."
    updates = period(path)
    if updates is None:
        return "It has not come to an end yet."
    if updates == 1:
        return f"It comes to rest near {_place(path.w[-1])}, loss {path.loss[-1]:.4g}."
    losses = [f"{loss:.4g}" for loss in path.loss[-updates:]]
    losses = ", ".join(losses[:-1]) + f" and {losses[-1]}"
    return f"It ends in a cycle of {updates} updates with the losses {losses}."


def period(path):
    """Return after how many updates the end of a run repeats itself: 1 at rest, None for no end.

    >>> import sgdlab as sl
    >>> [period(sl.descend(slide_table(), (0, 0), lr=0.5, batch_size=m, epochs=20)) for m in (1, 4)]
    [4, 1]
    """
    each = updates_per_epoch(path.problem.n, path.batch_size)
    return None if path.diverged else cycles.period(path, _NEAR * path.lr * each)


def _place(w):
    return f"({w[0]:.2f}, {w[1]:.2f})"
