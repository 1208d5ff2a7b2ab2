"""The iterations explorer: how many updates an epoch has, and how long the last batch is."""

from .. import figures, validate
from ..batches import updates_per_epoch
from .controls import button, row, whole
from .live import LiveFigure, Said

_START = 3  # of 1,437 no batch is short then: the picture answers no question


def iterations_explorer(n=1437, *, after=None, lesson=None):
    """Return a figure of an epoch of `n` instances cut into batches of m.

    With `after`, a question, m moves once that was answered; `lesson` has the class's switches.
    """
    return IterationsExplorer(validate.count("n", n), after, lesson)


class IterationsExplorer(LiveFigure):
    """See `iterations_explorer`. Its state is the slider `m`."""

    def __init__(self, n, after, lesson):
        self.n = n
        self.m = whole("batch size m", "34em", least=1, most=n)
        self.m.value = min(_START, n)
        self.half = button("m / 2", "half the batch size (key ↓)")
        self.double = button("2 m", "twice the batch size (key ↑)")
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the calls that give these numbers")
        super().__init__(
            lambda look: figures.IterationsScene(n, look), self._move_scene, after=after,
            lesson=lesson, moves=(self.m,),
            bars=(row(self.m), row(self.half, self.double, self.again, self.copy)),
        )  # fmt: skip
        self.half.on_click(lambda _: self.go_to(self.m.value // 2))
        self.double.on_click(lambda _: self.go_to(2 * self.m.value))
        self.again.on_click(lambda _: self.go_to(_START))
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    def go_to(self, m):
        """Show batches of `m`, or of the nearest size there is."""
        self.m.value = min(max(m, 1), self.n)

    def code(self):
        """Return the calls that give the numbers shown."""
        return (
            "import sgdlab as sl\n\n"
            f"batches = list(sl.batches({self.n}, {self.m.value}))\n"
            'print(len(batches), "updates, the last of", len(batches[-1]))\n'
        )

    def _move_scene(self, scene):
        for control in (self.m, self.half, self.double, self.again):
            control.disabled = self.locked
        m, n = self.m.value, self.n
        scene.show(m)
        count = updates_per_epoch(n, m)
        short = n - (count - 1) * m
        said = f"n / m = {n} / {m} = {n / m:.4g}: {count} update{'s' * (count != 1)} an epoch.\n"
        if self.locked:
            return Said(f"{said}Answer the question above: then m moves.")
        if short == m:
            return Said(f"{said}Every batch has {m}, none is short.")
        full = f"{count - 1} batch{'es' * (count != 2)} of {m}"
        return Said(f"{said}{full} and a last one of {short}, whose sum is divided by {short}.")

    def press(self, key):
        """Do what a key on the picture means: left and right by 1, up and down by a factor 2."""
        m = self.m.value
        moves = {
            "ArrowLeft": m - 1, "ArrowRight": m + 1, "ArrowUp": 2 * m, "ArrowDown": m // 2,
            "Home": 1, "End": self.n, "r": _START,
        }  # fmt: skip
        if not self.locked:
            self.go_to(moves.get(key.removeprefix("Shift+"), m))

    def drag(self, axes, place):
        """Let the pointer take m along the chart."""
        if axes is self.scene.chart and not self.locked:
            self.go_to(round(float(place[0])))
