"""The network explorer: a small network learns a pattern in the plane while you watch."""

import time

import numpy as np

from .. import figures, patterns
from ..problems import MLP
from .controls import on_click
from .live import LiveFigure, Said
from .network_panel import EPOCHS, NetworkPanel, setting
from .network_run import NetworkRun, Pieces
from .network_words import headings, told, units_table

_N = 200
_MOMENT = 0.03  # seconds of training between two pictures
_FRAMES = 100  # pictures in which `EPOCHS` epochs pass by when "Train" was pressed
_MOST = 4000  # epochs


def network_explorer(
    pattern="circles", hidden=(4,), activation="tanh", *, lr=0.3, batch_size=10, seed=0,
    start="random", after=None, lesson=None,
):  # fmt: skip
    """Return a figure of a network that is trained on 200 points of a pattern, epoch by epoch.

    `pattern` is one of `patterns.NAMES`; `hidden` are the sizes of one hidden layer or two, at most
    12 and 8; `activation` is "relu", "tanh" or "sigmoid"; `start` is "random" (drawn by `seed`) or
    "zero". With `after`, a question, the run waits for the answer; `lesson` has the class's
    switches.
    """
    first = setting(pattern, hidden, activation, lr, batch_size, seed, start)
    return NetworkExplorer(first, after, lesson)


class NetworkExplorer(LiveFigure):
    """See `network_explorer`. Its state is `panel`'s controls; `run` follows from them."""

    def __init__(self, first, after, lesson):
        self.panel = panel = NetworkPanel(first)
        self.training = False
        self._pieces = Pieces(self._work)
        self._begin()
        super().__init__(
            self._make_scene, self._move_scene, bars=panel.bars, after=after, lesson=lesson,
            moves=(panel.epoch,),
        )  # fmt: skip
        panel.epoch.observe(lambda _: self._catch_up(), "value")
        panel.pattern.observe(lambda _: self.restart(redraw=True), "value")
        for control in panel.run_controls:
            control.observe(lambda _: self.restart(), "value")
        on_click(
            (panel.train, self.train),
            (panel.stop, self.halt),
            (panel.forth, lambda: self.go_to(panel.epoch.value + 1)),
            (panel.again, self.reset),
            (panel.copy, lambda: self.canvas.copy(self.code())),
        )

    def go_to(self, epoch):
        """Show the end of `epoch`, or of the nearest on the slider."""
        self.training = False
        self.panel.epoch.value = min(max(epoch, 0), self.panel.epoch.max)

    def train(self):
        """Let the run go on until it is stopped, or the slider's end is reached."""
        if self.locked or self.training:
            return
        if self.panel.epoch.value == self.panel.epoch.max < _MOST:
            self.panel.epoch.max += EPOCHS
            self.redraw()
        self.training = True
        self._pieces.begin()

    def halt(self):
        """Stay at the epoch that is shown."""
        self.training = False
        with self.quiet():
            self.panel.epoch.value = min(self.panel.epoch.value, self.run.epochs)
        self.refresh()

    def restart(self, redraw=False):
        """Begin a new run from the controls; it goes to the epoch that is shown."""
        if not self._quiet:
            with self.guard():
                self._begin()
            self.redraw() if redraw else self.refresh()
            self._catch_up()

    def reset(self):
        """Show the figure as it began."""
        self.training = False
        with self.quiet():
            self.panel.set(self.panel.first)
            self.panel.epoch.max = EPOCHS
        self.restart(redraw=True)

    def code(self):
        """Return the calls that make the run shown."""
        panel = self.panel
        numpy = "import numpy as np\n" if self._zero else ""
        start = "np.zeros(net.d)" if self._zero else f"net.initial({panel.seed.value})"
        return (
            f"{numpy}import sgdlab as sl\nfrom sgdlab import patterns\n\n"
            f"points = patterns.make({panel.pattern.value!r}, {_N})\n"
            f"net = sl.MLP(points.X, points.y, hidden={self.run.problem.hidden!r}, "
            f"activation={panel.activation.value!r})\n"
            f"path = sl.descend(\n    net, {start}, lr={panel.lr.value!r}, "
            f"batch_size={self.run.m}, epochs={self.shown}, shuffle={self.run.seed}\n)\n"
            'print(f"loss {net.loss(path.w[-1]):.4f}")\n'
        )

    @property
    def shown(self):
        """The epoch in the picture: the slider's, as soon as the run has come there."""
        return min(self.panel.epoch.value, self.run.epochs)

    @property
    def _zero(self):
        return self.panel.start.value == "zero"

    def _begin(self):
        panel = self.panel
        self.points = patterns.make(panel.pattern.value, _N)
        hidden = [size for size in (panel.units.value, panel.second.value) if size]
        net = MLP(self.points.X, self.points.y, hidden, panel.activation.value)
        w0 = np.zeros(net.d) if self._zero else net.initial(panel.seed.value)
        self.run = NetworkRun(net, w0, panel.lr.value, panel.batch_size.value, panel.seed.value)

    def _catch_up(self):
        """Let the run come to the epoch that was asked for."""
        if not self._quiet and self.shown < self.panel.epoch.value:
            self._pieces.begin()

    def _work(self):
        """Train for a moment and show it; tell whether there is more to do."""
        with self.guard():
            run, slider = self.run, self.panel.epoch
            goal = slider.value
            if self.training:
                goal = min(goal + EPOCHS // (5 if self.canvas.calm else _FRAMES), slider.max)
            end = time.perf_counter() + _MOMENT
            while run.epochs < goal and not run.reason and time.perf_counter() < end:
                run.train()
            with self.quiet():
                if self.training or run.reason:
                    slider.value = min(goal, run.epochs)
            self.training = self.training and not run.reason and slider.value < slider.max
            self.refresh()
            return self.training or (run.epochs < slider.value and not run.reason)
        self.training = False  # an error was told
        return False

    def _make_scene(self, look):
        X, y, most = self.points.X, self.points.y, self.panel.epoch.max
        return figures.NetworkScene(X, y, patterns.WINDOW, most, look)

    def _move_scene(self, scene):
        self.panel.enable(not self.locked)
        run, net, epoch = self.run, self.run.problem, self.shown
        w = run.w[epoch]
        scores = net.scores(w, scene.places)
        guesses = net.predict(w, self.points.X)
        weights, bias = net.layers(w)[0]
        scene.show(
            scores[:, 1] - scores[:, 0], guesses, weights, bias, run, epoch,
            headings(run, self.panel.lr.label),
        )  # fmt: skip
        if self.locked:
            return Said("Answer the question above: then the network can be trained.")
        return Said(told(run, epoch, guesses), units_table(run, w))

    def press(self, key):
        """Do what a key means: left and right one epoch, up and down one unit, Space trains."""
        epoch, units = self.panel.epoch, self.panel.units
        by = 10 if key.startswith("Shift+") else 1
        places = {
            "ArrowLeft": epoch.value - by, "ArrowRight": epoch.value + by, "Home": 0,
            "End": epoch.max,
        }  # fmt: skip
        key = key.removeprefix("Shift+")
        if self.locked:
            return
        if key == "r":
            self.reset()
        elif key == " ":
            self.halt() if self.training else self.train()
        elif key in places:
            self.go_to(places[key])
        elif key in ("ArrowUp", "ArrowDown"):
            units.value = min(max(units.value + (1 if key == "ArrowUp" else -1), 1), units.max)

    def drag(self, axes, place):
        """Let the pointer take the epoch along the loss."""
        if axes is self.scene.loss and not self.locked:
            self.go_to(round(float(place[0])))
