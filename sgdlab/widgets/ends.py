"""Three batch sizes side by side on the table of the slides, and where each of them ends."""

import numpy as np

from .. import figures
from ..batches import updates_per_epoch
from ..descent import descend
from ..presets import Preset
from .batches import WINDOW, period, slide_table
from .controls import button, rate_slider, row, set_rate
from .live import LiveFigure, Said

SIZES = (1, 2, 4)
LEAST = np.array([-2 / 3, 4 / 3])  # least squares on the table
_NAMES = ("SGD", "mini-batch", "GD")
_UPDATES = 240  # of each: 60, 120 and 240 epochs
_FIRST = 0.5


def ends_explorer(*, after=None, lesson=None):
    """Return a figure of SGD, mini-batch and gradient descent on the table at one learning rate.

    With `after`, a question, the runs show once that was answered.
    """
    return EndsExplorer(after, lesson)


class EndsExplorer(LiveFigure):
    """See `ends_explorer`. Its state is the slider `lr`; `paths` follow from it."""

    def __init__(self, after=None, lesson=None):
        self.problem, self.paths = slide_table(), ()
        presets = [
            Preset(f"m = {m}: {name}", "", self.problem, (0.0, 0.0), _FIRST, _UPDATES, WINDOW)
            for m, name in zip(SIZES, _NAMES, strict=True)
        ]
        self.lr = rate_slider()
        self.again = button("Reset", "back to the rate of the slide (key r)")
        self.copy = button("Copy as code", "show and copy the code that makes these runs")
        set_rate(self.lr, _FIRST)
        super().__init__(
            lambda look: figures.SeveralScene(presets, look, _NAMES), self._move_scene,
            bars=(row(self.lr, self.again, self.copy),), moves=(self.lr,), after=after,
            lesson=lesson,
        )  # fmt: skip
        self.again.on_click(lambda _: set_rate(self.lr, _FIRST))
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    def code(self):
        """Return the code that makes these runs."""
        return (
            'import sgdlab as sl\n\ntable = sl.LeastSquares(*sl.load("table")[:2])\n'
            f"for m in {SIZES}:\n    path = sl.descend("
            f"table, (0, 0), lr={self.lr.value!r}, batch_size=m, epochs={_UPDATES // 4} * m)\n"
        )

    def press(self, key):
        """Do what a key on the picture means: left and right choose the rate."""
        if key == "r":
            set_rate(self.lr, _FIRST)
        last = len(self.lr.options) - 1
        by = {"ArrowLeft": -1, "ArrowRight": 1}.get(key, 0)
        self.lr.index = min(max(self.lr.index + by, 0), last)

    def _move_scene(self, scene):
        epochs = 0 if self.locked else _UPDATES // self.problem.n
        self.paths = tuple(
            descend(self.problem, (0, 0), lr=self.lr.value, batch_size=m, epochs=epochs * m)
            for m in SIZES
        )
        scene.show(self.paths)
        if self.locked:
            return Said("All three start at (0, 0).\nAnswer the question above: then they run.")
        gaps = [f"{gap(p):.3f}" if not p.diverged else "no bound" for p in self.paths]
        return Said(
            f"lr {self.lr.label}, {_UPDATES} updates each. Largest distance to least squares, "
            f"(-2/3, 4/3), in the last epoch: {gaps[0]} for m = 1, {gaps[1]} for m = 2, "
            f"{gaps[2]} for m = 4.",
            ends_table(self.paths),
        )


def gap(path):
    """Return how far the last epoch of a run on the table goes from least squares, at most.

    >>> import sgdlab as sl
    >>> round(gap(sl.descend(slide_table(), (0, 0), lr=0.5, batch_size=1, epochs=100)), 3)
    0.943
    """
    each = updates_per_epoch(path.problem.n, path.batch_size)
    return float(np.linalg.norm(path.w[-each:] - LEAST, axis=1).max())


def ends_table(paths):
    """Return the ends of runs on the table as HTML: a row for each batch size."""
    heads = ("m", "end of the last epoch", "average loss there", "largest distance", "what it is")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    lines = []
    for path in paths:
        cells = ("—", "—", "—", "diverges")
        if not path.diverged:
            place = f"({', '.join(map(figures.number, path.w[-1]))})"
            updates = period(path)
            kind = {None: "no end yet", 1: "rest"}.get(updates, f"cycle of {updates}")
            cells = place, figures.number(path.loss[-1]), f"{gap(path):.3f}", kind
        cells = "".join(f"<td>{cell}</td>" for cell in cells)
        lines.append(f'<tr><th scope="row">{path.batch_size}</th>{cells}</tr>')
    return f'<table class="sgdlab-table"><tr>{head}</tr>{"".join(lines)}</table>'
