"""The scale explorer: one round on 1 to 4,096 workers, and which of its terms bites first."""

import ipywidgets as W

from .. import figures, validate
from ..parallel import Cost, terms
from .controls import button, on_click, row, selection
from .live import LiveFigure, Said
from .scale_words import code, described, terms_table
from .sizes import shift, step_size, take_size

PARAMETERS = tuple(10**k for k in range(3, 10))
GIGABITS = (0.1, 1, 10, 100, 400)  # in a second
SERVERS = tuple(2**k for k in range(11))
BATCHES = tuple(4**k for k in range(3, 11))
INSTANCES = (1, 10, 100, 1000, 6000, 10_000, 100_000)  # microseconds
JITTERS = (0, 0.1, 0.2, 0.5, 1, 2)
MTBFS = {
    "never": 0, "4 years": 35_040, "1 year": 8760, "2 months": 1440, "1 week": 168, "1 day": 24,
}  # fmt: skip
WORKERS = tuple(2**k for k in range(13))
_POWERS = dict(zip(("10³", "10⁴", "10⁵", "10⁶", "10⁷", "10⁸", "10⁹"), PARAMETERS, strict=True))
_COST = Cost(width=4)
_GBIT = 125  # bytes in a microsecond
_KNOWN = {
    "workers": WORKERS, "parameters": PARAMETERS, "gigabits": GIGABITS, "servers": SERVERS,
    "batch_size": BATCHES, "instance": INSTANCES, "jitter": JITTERS, "mtbf": tuple(MTBFS.values()),
}  # fmt: skip
_FIRST = {
    "workers": 4, "parameters": 10**8, "gigabits": 1, "servers": 1, "batch_size": 4**8,
    "instance": 6000, "jitter": 0.2, "mtbf": 8760,
}  # fmt: skip


def scale_explorer(*, after=None, lesson=None, **first):
    """Return a figure of a synchronous round on 1 to 4,096 workers, term by term.

    The controls begin as told by `first`: `workers`, `parameters` (each of 4 bytes), `gigabits` in
    a second on a server's link, `servers` among which w is cut up, `batch_size`, `instance` (its
    gradient's microseconds), `jitter` (the mean of an exponential delay, in the computation's own
    time), `mtbf` (hours between two failures of a machine; 0: none fails). With `after`, a
    question, the rounds show once that was answered; `lesson` has the class's switches.
    Slides "Parallel minibatch SGD on a cluster of machines", "Data Dependence and Synchronization".
    """
    for name, value in first.items():
        if name not in _KNOWN:
            raise TypeError(f"there is no control {name!r}; there are {', '.join(_KNOWN)}.")
        validate.one_of(name, value, _KNOWN[name])
    return ScaleExplorer({**_FIRST, **first}, after, lesson)


class ScaleExplorer(LiveFigure):
    """See `scale_explorer`. Its state is its controls; `rounds` follow from them."""

    def __init__(self, first, after, lesson):
        self._first = first
        self.view = W.ToggleButtons(
            options=[("time of a round", False), ("shares of it", True)],
            style={"button_width": "auto"},
        )
        self.workers = _slider("workers P", WORKERS)
        self.parameters = _slider("parameters", PARAMETERS, names=_POWERS)
        self.gigabits = _slider("link, Gbit/s", GIGABITS)
        self.servers = _slider("servers S", SERVERS)
        self.batch_size = _slider("batch size m", BATCHES, "{:,}")
        self.instance = _slider("an instance, µs", INSTANCES, "{:,}")
        self.jitter = _slider("delays, mean", JITTERS, "{:.0%}")
        self.mtbf = _slider("a machine fails once in", MTBFS.values(), names=MTBFS, width="27em")
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the calls that give these numbers")
        self._begin()
        super().__init__(
            lambda look: figures.ScaleScene(WORKERS[-1], self.view.value, look), self._move_scene,
            bars=(
                row(self.workers, self.view, self.again, self.copy),
                row(self.servers, self.gigabits, self.parameters),
                row(self.batch_size, self.instance),
                row(self.jitter, self.mtbf),
            ),
            moves=self.sliders, redraws=(self.view,), after=after, lesson=lesson,
        )  # fmt: skip
        on_click((self.again, self.reset), (self.copy, lambda: self.canvas.copy(self.code())))

    @property
    def sliders(self):
        """The controls that say what the cluster is."""
        return tuple(getattr(self, name) for name in _FIRST)

    @property
    def cost(self):
        """The costs that the controls say."""
        return Cost(
            instance=self.instance.value, call=_COST.call, message=_COST.message,
            update=_COST.update, bandwidth=_GBIT * self.gigabits.value, width=_COST.width,
        )  # fmt: skip

    @property
    def rounds(self):
        """The `Terms` of a round for each number of workers that a batch has work for."""
        m, cost = self.batch_size.value, self.cost
        return {
            workers: terms.of_round(
                cost,
                batch_size=m,
                workers=workers,
                parameters=self.parameters.value,
                servers=self.servers.value,
                jitter=self.jitter.value,
                mtbf=self.mtbf.value or None,
            )
            for workers in WORKERS
            if workers <= m
        }

    @property
    def alone(self):
        """The time of a batch on one machine without a cluster, with its delays and failures."""
        return terms.alone(
            self.cost, batch_size=self.batch_size.value, parameters=self.parameters.value,
            jitter=self.jitter.value, mtbf=self.mtbf.value or None,
        )  # fmt: skip

    def code(self):
        """Return the calls that give the numbers shown."""
        return code(self.cost, {name: getattr(self, name).value for name in _FIRST})

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self._begin()
        self.redraw()

    def _begin(self):
        self.view.value = False
        for name, value in self._first.items():
            getattr(self, name).value = value

    def _move_scene(self, scene):
        for control in (*self.sliders, self.view, self.again, self.copy):
            control.disabled = self.locked
        at = self.workers.value
        if self.locked:
            scene.show((), (), 1.0, at)
            return Said("No round shows yet.\nAnswer the question above: then they do.")
        rounds, alone = self.rounds, self.alone
        scene.show(list(rounds), list(rounds.values()), alone, at)
        return Said(described(rounds, alone, at), terms_table(rounds, alone, at))

    def press(self, key):
        """Do what a key means: left and right the workers, up and down the servers."""
        if self.locked:
            return
        if key == "r":
            self.reset()
        elif key in ("ArrowUp", "ArrowDown"):
            shift(self.servers, 1 if key == "ArrowUp" else -1)
        else:
            step_size(self.workers, key)

    def drag(self, axes, place):
        """Let the pointer take the workers along a chart."""
        if not self.locked:
            take_size(self.workers, axes, place)


def _slider(name, values, form="{:g}", names=None, width="21em"):
    options = names.items() if names else [(form.format(value), value) for value in values]
    return selection(name, options, width)
