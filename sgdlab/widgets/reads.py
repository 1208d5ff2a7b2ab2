"""Who reads what: Gauss-Seidel and Jacobi beside SGD and mini-batch, under one cursor."""

from .. import figures
from ..descent import descend
from ..relaxation import gauss_seidel, jacobi, normal_equations
from .batches import WINDOW, slide_table
from .controls import aim, button, nudged, on_click, put_all, row, start_slider, whole
from .live import LiveFigure, Said

_PAGES = 3
_LR = 0.5
_START = (0.0, 0.0)


def reads_stepper(*, after=None, lesson=None):
    """Return a stepper through four methods that shows which value each of them reads.

    All four look for the w of least squares on the table of the slides: Gauss-Seidel and Jacobi
    solve its normal equations, SGD and mini-batch (m = 2) descend at lr 1/2. With `after`, a
    question, it can be walked through once that was answered.
    """
    return ReadsStepper(after, lesson)


class ReadsStepper(LiveFigure):
    """See `reads_stepper`. Its state is the slider `turn` and the two of the start, `w0`."""

    def __init__(self, after=None, lesson=None):
        self.problem = slide_table()
        self.system = normal_equations(self.problem.X, self.problem.y)
        last = _PAGES * figures.TURNS
        self.turn = whole("turn", "22em", most=last)
        self.back = button("", "one turn back (key ←)", "step-backward")
        self.forth = button("", "one turn (key →)", "step-forward")
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the calls that make these numbers")
        self.w0 = (start_slider(), start_slider())
        for slider, name, (low, high) in zip(self.w0, ("w1", "w2"), WINDOW, strict=True):
            slider.description = f"start {name}"
            aim(slider, low, high, 0.0)
        super().__init__(
            figures.ReadsScene, self._move_scene, moves=(self.turn, *self.w0), after=after,
            lesson=lesson,
            bars=(row(self.back, self.forth, self.turn, self.again, self.copy), row(*self.w0)),
        )  # fmt: skip
        on_click(
            (self.back, lambda: self._walk(-1)),
            (self.forth, lambda: self._walk(+1)),
            (self.again, self.reset),
            (self.copy, lambda: self.canvas.copy(self.code())),
        )

    @property
    def start(self):
        """The start, (w1, w2)."""
        return [round(slider.value, 10) for slider in self.w0]

    def runs(self):
        """Return what the four methods do from the start: two relaxations, then two runs."""
        sweeps = _PAGES * figures.TURNS // 2
        return (
            *(method(*self.system, self.start, sweeps) for method in (gauss_seidel, jacobi)),
            *(
                descend(self.problem, self.start, lr=_LR, batch_size=m, epochs=_PAGES)
                for m in (1, 2)
            ),
        )

    def code(self):
        """Return the calls that make these numbers."""
        sweeps = _PAGES * figures.TURNS // 2
        return (
            "import sgdlab as sl\n\n"
            'table, w0 = sl.load("table"), ' + f"{self.start!r}\n"
            "A, b = sl.relaxation.normal_equations(table.X, table.y)\n"
            f"newest = sl.relaxation.gauss_seidel(A, b, w0, sweeps={sweeps})\n"
            f"old = sl.relaxation.jacobi(A, b, w0, sweeps={sweeps})\n"
            "problem = sl.LeastSquares(table.X, table.y)\n"
            f"sgd = sl.descend(problem, w0, lr={_LR}, batch_size=1, epochs={_PAGES})\n"
            f"batch = sl.descend(problem, w0, lr={_LR}, batch_size=2, epochs={_PAGES})\n"
        )

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self.turn.value = 0
            put_all(self.w0, _START)
        self.refresh()

    def press(self, key):
        """Do what a key on the picture means; Shift and an arrow move the start."""
        if key == "r":
            self.reset()
        elif key.startswith("Shift+"):
            if place := nudged(self.w0, key):
                with self.quiet():
                    put_all(self.w0, place)
                self.refresh()
        else:
            last = self.turn.max
            self._walk({"ArrowLeft": -1, "ArrowRight": 1, "Home": -last, "End": last}.get(key, 0))

    def _walk(self, by):
        if not self.locked:
            self.turn.value = min(max(self.turn.value + by, 0), self.turn.max)

    def _move_scene(self, scene):
        for control in (self.turn, self.back, self.forth):
            control.disabled = self.locked
        turn = 0 if self.locked else self.turn.value
        page, now = divmod(turn - 1, figures.TURNS) if turn else (0, -1)
        kinds = (figures.solving, figures.solving, figures.learning, figures.learning)
        pages = [kind(run, page) for kind, run in zip(kinds, self.runs(), strict=True)]
        scene.show(pages, now + 1)
        if self.locked:
            return Said("All four start from the same w.\nAnswer the question above: then walk.")
        if not turn:
            return Said("All four start from the same w. Press → on the picture, or move the turn.")
        fresh = [p.turns[now].newest for p in pages]
        names = ("Gauss-Seidel", "Jacobi", "SGD", "mini-batch")
        said = "All four read the newest value there is."
        if not all(fresh):
            new, old = (
                " and ".join(n for n, f in zip(names, fresh, strict=True) if f == kind)
                for kind in (True, False)
            )
            said = f"{new} read the newest value, {old} an older one."
        where = f"Turn {turn} of {self.turn.max}: sweep {(turn + 1) // 2}, epoch {page + 1}."
        return Said(f"{where}\n{said}", reads_table(names, pages, now))


def reads_table(names, pages, now):
    """Return what each method read and wrote in turn `now` of its page, as HTML."""
    heads = ("method", "turn", "value read", "value made (gradient → w)")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    lines = []
    for name, page in zip(names, pages, strict=True):
        turn = page.turns[now]
        read = "; ".join(_values(a) for a, b in turn.arrows if b == turn.wrote[0])
        made = " → ".join(_values(box) for box in turn.wrote)
        lines.append(
            f'<tr><th scope="row">{name}</th><td>{turn.said}</td><td>{read}</td>'
            f"<td>{made}</td></tr>"
        )
    return f'<table class="sgdlab-table"><tr>{head}</tr>{"".join(lines)}</table>'


def _values(box):
    numbers = ", ".join(figures.number(value) for value in box.values)
    return f"({numbers})" if len(box.values) > 1 else numbers
