"""The matrix explorer: forward and backward over m instances at once, one rule after the other."""

from .. import counts, figures
from ..figures.matrix_steps import CLASSES, FORWARD, INPUTS, sized, steps
from .controls import button, on_click, row, whole
from .live import LiveFigure, Said
from .stepbar import StepBar

_M, _UNITS = 8, 4  # at first


def matrix_explorer(*, after=None, lesson=None):
    """Return a figure of one update of a network with one hidden layer, as matrices.

    With `after`, a question, it can be walked through once that was answered; `lesson` has the
    class's switches.
    """
    return MatrixExplorer(after, lesson)


class MatrixExplorer(LiveFigure):
    """See `matrix_explorer`. Its state is `bar.step`, `m`, `units`, and `row`, the instance."""

    def __init__(self, after, lesson):
        self.bar = StepBar()
        self.m = whole("instances m", "22em", least=1, most=figures.MOST_M)
        self.units = whole("hidden units h", "20em", least=1, most=figures.MOST_UNITS)
        self.row = whole("row", "18em", least=1, most=_M)
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the code of this update")
        self.bar.go_to(0, len(steps(1, 1)))
        self._put(_M, _UNITS)
        bar = self.bar
        super().__init__(
            figures.MatrixScene, self._move_scene, after=after, lesson=lesson,
            moves=(bar.step, self.m, self.units, self.row),
            bars=(
                row(bar.back, bar.forth, bar.player, bar.step, self.again, self.copy),
                row(self.m, self.units, self.row),
            ),
        )  # fmt: skip
        self.m.observe(lambda _: self._bound(), "value")
        bar.lead(self, self._walk)
        on_click((self.again, self.reset), (self.copy, lambda: self.canvas.copy(self.code())))

    def code(self):
        """Return the code of this update, written out."""
        m, h = self.m.value, self.units.value
        return (
            "import numpy as np\nimport sgdlab as sl\n\n"
            f"random = np.random.RandomState(0)\nX = random.standard_normal(({m}, {INPUTS}))\n"
            f"labels = np.arange({m}) % {CLASSES}\n"
            f"W1, b1 = random.standard_normal(({INPUTS}, {h})), np.zeros({h})\n"
            f"W2, b2 = random.standard_normal(({h}, {CLASSES})), np.zeros({CLASSES})\n\n"
            "Z = X @ W1 + b1\nA = sl.relu(Z)\nS = A @ W2 + b2\nl = sl.cross_entropy(S, labels)\n\n"
            f"dS = sl.softmax(S) - np.eye({CLASSES})[labels]\n"
            "dW2, db2 = A.T @ dS, dS.sum(axis=0)\ndA = dS @ W2.T\ndZ = dA * (Z > 0)\n"
            "dW1, db1 = X.T @ dZ, dZ.sum(axis=0)\n"
        )

    def reset(self):
        """Show the figure as it began."""
        self.bar.player.playing = False
        with self.quiet():
            self.bar.step.value = 0
            self._put(_M, _UNITS)
        self.refresh()

    def press(self, key):
        """Do what a key means: left and right the step, up and down the instance."""
        last = self.bar.step.max
        if self.locked:
            return
        if key == "r":
            self.reset()
        elif key == " ":
            self.bar.player.playing = not self.bar.player.playing
        elif key in ("ArrowUp", "ArrowDown"):
            self._mark(self.row.value + (1 if key == "ArrowDown" else -1))
        else:
            self._walk({"ArrowLeft": -1, "ArrowRight": 1, "Home": -last, "End": last}.get(key, 0))

    def drag(self, axes, place):
        """Let the pointer mark the instance whose row it is on."""
        found = self.scene.row_at(self.m.value, self.units.value, place)
        if found is not None and not self.locked:
            self._mark(found + 1)

    def _mark(self, row):
        self.row.value = min(max(row, 1), self.row.max)

    def _walk(self, by):
        if not self.locked:
            self.bar.move(by)

    def _put(self, m, units):
        self.m.value, self.units.value = m, units
        self._bound()
        self.row.value = min(3, m)

    def _bound(self):
        """There are as many rows as instances."""
        self.row.max = self.m.value

    def _move_scene(self, scene):
        for control in (self.m, self.units, self.row, self.again, self.copy):
            control.disabled = self.locked
        self.bar.enable(not self.locked)
        m, h, done = self.m.value, self.units.value, self.bar.step.value
        scene.show(m, h, done, min(self.row.value, m) - 1)
        if self.locked:
            return Said("Answer the question above: then walk through the update.")
        cost = counts.network((INPUTS, h, CLASSES), m)
        said = f"{cost.parameters} parameters, whatever m is. "
        said += f"Forward {cost.forward} multiply-adds, backward {cost.backward}; "
        said += f"{cost.kept} numbers are kept for backward."
        if not done:
            return Said(f"Press → on the picture, or move the step.\n{said}", _table(m, h, 0))
        step = steps(m, h)[done - 1]
        way = "forward" if done <= FORWARD else "backward"
        work = f" {step.work} multiply-adds." if step.work else ""
        text = f"Step {done}, {way}: {step.formula}. {step.words}{work}\n{said}"
        return Said(text, _table(m, h, done))


def _table(m, h, done):
    lines = []
    for k, step in enumerate(steps(m, h), start=1):
        mark = ' class="now" aria-current="step"' if k == done else ""
        lines.append(
            f"<tr{mark}><td>{k}</td><td>{'forward' if k <= FORWARD else 'backward'}</td>"
            f"<td>{step.formula}</td><td>{sized(step, m, h)}</td>"
            f"<td>{step.work or ''}</td></tr>"
        )
    heads = ("step", "pass", "rule", "shapes", "multiply-adds")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (
        '<table class="sgdlab-table"><caption>One update, step by step</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )
