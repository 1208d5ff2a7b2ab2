"""The noise explorer: mini-batch gradients at one place, scattered around the full gradient."""

import ipywidgets as W
import numpy as np

from .. import figures, noise
from ..descent import descend
from ..noise_plane import NoisePlane
from ..study import prepare
from .controls import button, row
from .live import LiveFigure, Said
from .sizes import size_slider, step_size, take_size, values_of

_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
_PLACES = (("at the start", 0), ("after 1 epoch", 1), ("after 5 epochs", 5))
_FIRST_M, _FIRST_PLACE = 1, 1


def noise_explorer(*, after=None, lesson=None):
    """Return a figure of the gradients of 200 mini-batches of the digits at one w.

    With `after`, a question, m moves once that was answered; `lesson` has the class's switches.
    """
    return NoiseExplorer(after, lesson)


class NoiseExplorer(LiveFigure):
    """See `noise_explorer`. Its state is the slider `m` and `place`, the epochs run before."""

    def __init__(self, after, lesson):
        self.problem, *_ = prepare("digits")
        self._kept = {}
        self.place = W.ToggleButtons(
            options=_PLACES, value=_FIRST_PLACE, style={"button_width": "auto"}
        )
        self.m = size_slider((*_SIZES, self.problem.n))
        self.m.value = _FIRST_M
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the calls that measure this")
        super().__init__(
            self._make_scene, self._move_scene, after=after, lesson=lesson,
            bars=(row(self.place), row(self.m, self.again, self.copy)),
            moves=(self.m,), redraws=(self.place,),
        )  # fmt: skip
        self.again.on_click(lambda _: self.reset())
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    def code(self):
        """Return the calls that measure what is shown."""
        epochs = self.place.value
        start = "w = np.zeros(problem.d)\n"
        if epochs:
            start += (
                "path = sl.descend(problem, w, lr=0.3, batch_size=32, "
                f"epochs={epochs}, shuffle=0)\nw = path.w[-1]\n"
            )
        return (
            "import numpy as np\nimport sgdlab as sl\n\n"
            'data, _ = sl.hold_out(sl.load("digits"), 360)\n'
            "problem = sl.Softmax(sl.with_ones(data.X / 16), data.y)\n"
            f"{start}measured = sl.noise.variance(problem, w, [{self.m.value}])\n"
        )

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self.place.value, self.m.value = _FIRST_PLACE, _FIRST_M
        self.redraw()

    def _seen(self, epochs):
        """What belongs to a place: its plane, and {m: mean squared distance} measured and exact."""
        if epochs not in self._kept:
            self._kept[epochs] = self._measured(epochs)
        return self._kept[epochs]

    def _measured(self, epochs):
        w = np.zeros(self.problem.d)
        if epochs:
            w = descend(self.problem, w, lr=0.3, batch_size=32, epochs=epochs, shuffle=0).w[-1]
        sizes = values_of(self.m)
        measured = noise.variance(self.problem, w, _SIZES)
        exact = noise.expected(self.problem, w, sizes)
        plane = NoisePlane(self.problem, w)
        return (
            plane,
            dict(zip(_SIZES, measured.tolist(), strict=True)),
            dict(zip(sizes, exact.tolist(), strict=True)),
        )

    def _make_scene(self, look):
        return figures.NoiseScene(*self._seen(self.place.value), look)

    def _move_scene(self, scene):
        for control in (self.m, self.place, self.again, self.copy):
            control.disabled = self.locked
        m = self.m.value
        plane, measured, exact = self._seen(self.place.value)
        scene.show(m, not self.locked)
        said = (
            f"m = {m}, {len(plane.at(1))} batches: {100 * plane.uphill(m):.3g} % of their steps go "
            "against the full one's (left of 0). "
        )
        if outside := scene.outside(m):
            said += f"{outside} lie outside the picture. "
        if self.locked:
            return Said(f"{said}\nAnswer the question above: then m moves.")
        if m == plane.n:
            said += "Every batch is the whole set: no noise."
        else:
            seen = f"{measured[m]:.3g}" if m in measured else "not measured"
            said += f"Mean squared distance: measured {seen}, by the formula {exact[m]:.3g}."
        said += (
            f"\n|full gradient|² is {plane.length**2:.3g}: the noise is as long at "
            f"m = {plane.even:.3g}."
        )
        return Said(said)

    def press(self, key):
        """Do what a key on the picture means."""
        if self.locked:
            return
        if key == "r":
            self.reset()
        step_size(self.m, key)

    def drag(self, axes, place):
        """Let the pointer take m along the chart."""
        if axes is self.scene.chart and not self.locked:
            take_size(self.m, axes, place)
