"""Stopping rules on the table of the slides: the reader sets them and sees where each stops."""

import ipywidgets as W

from .. import figures
from ..batches import updates_per_epoch
from ..descent import descend
from ..stopping import LossBelow, MaxSteps, NoImprovement
from .batches import slide_table
from .controls import button, rate_slider, row, set_rate
from .live import LiveFigure, Said

EPOCHS = 40
_HIGHEST = 1.5  # loss shown: the rules' names stand above 1
_TOLERANCES = (0.0, 0.003, 0.01, 0.03, 0.1)
_FIRST = {"m": 1, "lr": 0.5, "steps": 60, "bound": 0.2, "patience": 3, "tol": 0.0}


def stops_explorer(*, after=None, lesson=None):
    """Return a figure of three stopping rules on one loss curve of the table of the slides.

    With `after`, a question, the curve shows once that was answered.
    """
    return StopsExplorer(after, lesson)


class StopsExplorer(LiveFigure):
    """See `stops_explorer`: sliders `m`, `lr`, `steps`, `bound`, `patience`, `tol`.

    `path` is the run to its end, `ends` the three runs that the rules stopped.
    """

    def __init__(self, after=None, lesson=None):
        self.problem, self.path, self.ends = slide_table(), None, ()
        self.m = _slider(W.IntSlider, "batch size m", min=1, max=self.problem.n)
        self.lr = rate_slider()
        self.steps = _slider(W.IntSlider, "number of updates", min=1, max=EPOCHS * self.problem.n)
        self.bound = _slider(W.FloatSlider, "bound", min=0, max=1, step=0.01)
        self.patience = _slider(W.IntSlider, "patience (epochs)", min=1, max=20)
        self.tol = _slider(
            W.SelectionSlider, "tol", options=[(f"{tol:g}", tol) for tol in _TOLERANCES]
        )
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the calls that make these runs")
        self._set_first()
        controls = (self.m, self.lr, self.steps, self.bound, self.patience, self.tol)
        super().__init__(
            lambda look: figures.StopsScene(EPOCHS, _HIGHEST, look), self._move_scene,
            bars=(
                row(self.m, self.lr, self.again, self.copy),
                row(self.steps, self.bound),
                row(self.patience, self.tol),
            ),
            moves=controls, after=after, lesson=lesson,
        )  # fmt: skip
        self.again.on_click(lambda _: self.reset())
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    @property
    def rules(self):
        """The three rules as they are set."""
        return (
            MaxSteps(self.steps.value),
            LossBelow(round(self.bound.value, 10)),
            NoImprovement(self.patience.value, self.tol.value),
        )

    def run(self, stop=()):
        """Return the run of the table with a rule; while it is locked, its start alone."""
        return descend(
            self.problem, (0, 0), lr=self.lr.value, batch_size=self.m.value,
            epochs=0 if self.locked else EPOCHS, stop=stop,
        )  # fmt: skip

    def code(self):
        """Return the calls that make these runs."""
        return (
            'import sgdlab as sl\n\ntable = sl.LeastSquares(*sl.load("table")[:2])\n'
            f"rules = [sl.MaxSteps({self.steps.value}), sl.LossBelow({self.bound.value:g}),\n"
            f"         sl.NoImprovement({self.patience.value}, tol={self.tol.value:g})]\n"
            f"for rule in rules:\n    path = sl.descend(table, (0, 0), lr={self.lr.value!r}, "
            f"batch_size={self.m.value}, epochs={EPOCHS}, stop=rule)\n    print(path.reason)\n"
        )

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self._set_first()
        self.refresh()

    def drag(self, axes, place):
        """Let the pointer set the fixed number and the bound."""
        if not self.locked:
            each = updates_per_epoch(self.problem.n, self.m.value)
            with self.quiet():
                self._put(round(place[0] * each), round(place[1], 2))
            self.refresh()

    def press(self, key):
        """Do what a key on the picture means: ← and → the fixed number, ↑ and ↓ the bound."""
        if key == "r":
            self.reset()
        elif not self.locked:
            by = {
                "ArrowLeft": (-1, 0),
                "ArrowRight": (1, 0),
                "ArrowUp": (0, 1),
                "ArrowDown": (0, -1),
            }
            steps, ticks = by.get(key, (0, 0))
            self._put(self.steps.value + steps, round(self.bound.value + 0.01 * ticks, 2))

    def _put(self, steps, bound):
        self.steps.value = min(max(steps, self.steps.min), self.steps.max)
        self.bound.value = min(max(bound, self.bound.min), self.bound.max)

    def _set_first(self):
        set_rate(self.lr, _FIRST["lr"])
        for name in ("m", "steps", "bound", "patience", "tol"):
            getattr(self, name).value = _FIRST[name]

    def _move_scene(self, scene):
        self.path = self.run()
        self.ends = tuple(self.run(rule) for rule in self.rules)
        stops = [_stopped(path, rule) for path, rule in zip(self.ends, self.rules, strict=True)]
        scene.show(self.path, self.bound.value, self.tol.value, stops)
        if self.locked:
            return Said(
                "The run starts at (0, 0), loss 1.\nAnswer the question above: then it runs."
            )
        said = f"m = {self.m.value}, lr {self.lr.label}: "
        if self.path.diverged:
            said += "the rate is too large, the run diverges."
        else:
            said += f"the lowest loss on the way is {self.path.loss[1:].min():.4g}."
        ends = ["never" if s is None else f"{s}, loss {self.path.loss[s]:.4g}" for s in stops]
        names = [f"{name}: {end}" for name, end in zip(figures.RULES, ends, strict=True)]
        return Said(f"{said}\nStops after update, by {'; '.join(names)}.", self._table(stops))

    def _table(self, stops):
        heads = ("rule", "stops after", "epoch", "loss there", "why")
        head = "".join(f'<th scope="col">{name}</th>' for name in heads)
        each = updates_per_epoch(self.problem.n, self.m.value)
        lines = []
        for name, stop, path in zip(figures.RULES, stops, self.ends, strict=True):
            cells = ("never", "—", "—", f"not within {EPOCHS} epochs")
            if stop is not None:
                loss = figures.number(path.loss[-1])
                why = path.reason.partition(": ")[2] or "the number asked for"
                cells = (f"update {stop}", figures.number(stop / each), loss, why)
            cells = "".join(f"<td>{cell}</td>" for cell in cells)
            lines.append(f'<tr><th scope="row">{name}</th>{cells}</tr>')
        return f'<table class="sgdlab-table"><tr>{head}</tr>{"".join(lines)}</table>'


def _stopped(path, rule):
    """The update after which a rule ended the run; None when the run ended by itself."""
    if isinstance(rule, MaxSteps):
        return len(path) if len(path) == rule.steps else None
    return len(path) if path.reason.startswith("stopped after update") else None


def _slider(kind, name, **options):
    return kind(
        description=name, style={"description_width": "initial"},
        layout=W.Layout(width="24em"), **options,
    )  # fmt: skip
