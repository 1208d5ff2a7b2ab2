"""The cluster explorer: who waits for whom, and what it does to the loss, policy by policy."""

import numpy as np

from .. import figures, validate
from ..parallel import Cost, Sync
from .cluster_given import fits, framed, known, least
from .cluster_panel import ClusterPanel
from .cluster_run import Setting, code, named
from .cluster_runs import Runs
from .cluster_words import runs_table, told
from .controls import on_click
from .live import LiveFigure, Said
from .sizes import shift

_COST = Cost(instance=200, call=200, message=50, update=30)
_SYNC = Sync()
_GOAL = 0.01  # of the way from the least loss to the first: then the run has arrived
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
_MOST_BATCHES = 16  # an epoch


def cluster_explorer(
    problem="made", *, w0=None, policy=_SYNC, queue=False, against=None, workers=4,
    straggler="none", jitter=0, lr=0.1, batch_size=None, epochs=15, cost=_COST, zoom=8, after=None,
    lesson=None,
):  # fmt: skip
    """Return an explorer of a virtual cluster: Gantt chart, loss against time and updates, w.

    `problem` is "made", 64 instances with two parameters, "table", the slides' four, or any small
    problem, and `w0` its start. `policy` is `Sync(backup)` or `Async(bound)`, `against` one more
    to compare with from the first; with `queue` a free worker takes the next part. `straggler` is
    "none", "one" (worker 0 is 4 times slower), "chance" (1 part in 10 takes 4 times as long),
    "exponential" or "heavy tail"; `jitter` is in percent of a computation's time. The clock is
    virtual, `cost` its times; the gradients are real. With `after`, a question, the run shows once
    that was answered; `lesson` has the class's switches. Slides "Parameter server", "Stragglers".
    """
    source = problem if isinstance(problem, str) else ""
    problem, w0 = known(problem, w0)
    batch_size = min(16, problem.n) if batch_size is None else batch_size
    setting = Setting(
        workers=validate.count("workers", workers), straggler=straggler, jitter=jitter,
        lr=validate.rate(lr), batch_size=validate.batch_size(batch_size, problem.n),
        epochs=validate.count("epochs", epochs), message=cost.message, queue=bool(queue),
        **named(policy),
    )  # fmt: skip
    fits(setting, zoom)
    other = {} if against is None else named(against)
    return ClusterExplorer((source, problem, w0, cost), setting, other, zoom, after, lesson)


class ClusterExplorer(LiveFigure):
    """See `cluster_explorer`. Its state is the panel's controls; `runs` follows from them.

    `runs[0]` is the run that the controls describe, `runs[1]`, if there is one, was pinned.
    """

    def __init__(self, about, setting, against, zoom, after, lesson):
        self.source, self.problem, self.w0, self.cost = about
        self._first, self._against = setting, against
        self.best = least(self.problem)
        n, m = self.problem.n, setting.batch_size
        sizes = {size for size in _SIZES if size <= n <= _MOST_BATCHES * size}
        quantities = ["loss"] if self.best is None else ["loss", "distance"]
        self.panel = p = ClusterPanel(sorted(sizes | {m}), quantities, zoom)
        self._runs = Runs(self.problem, self.w0, self.cost, self.best)
        self.pinned = None
        self._begin()
        self._frame = framed(self.problem, self._runs.run(self._first).path, self.best)
        super().__init__(
            self._make_scene, self._move_scene, bars=p.bars, after=after, lesson=lesson,
            moves=(p.step, p.by, p.zoom, p.quantity, *p.run_controls),
        )  # fmt: skip
        self._open()
        p.lead(self, p.move)
        on_click(
            (p.reset, self.reset),
            (p.pin, self.pin),
            (p.unpin, self.unpin),
            (p.copy, lambda: self.canvas.copy(self.code())),
        )

    # What the figure shows.

    @property
    def runs(self):
        """The run that the controls describe, and the pinned one, as `figures.ShownRun`."""
        settings = [self.panel.setting, *([self.pinned] if self.pinned else [])]
        by, quantity = self.panel.by.value, self.panel.quantity.value
        return [self._runs.shown(s, k > 0, by, quantity) for k, s in enumerate(settings)]

    @property
    def time(self):
        """The microseconds at which the cursor stands."""
        return self.panel.step.value * self.panel.tick

    def code(self):
        """Return the calls that make the run shown."""
        return code(self.source, self.panel.setting, self.w0.tolist(), self.cost)

    def refresh(self):
        """Move the artists to where the controls say; draw anew where the rows change."""
        if self._quiet:
            return
        with self.guard():
            with self.quiet():
                self.panel.fit()
            if self.scene is not None and self._shape() != self.scene.shape:
                self.redraw()
            else:
                super().refresh()

    def _shape(self):
        window, spans = self._frame
        quantity = self.panel.quantity.value
        counts = [s.workers for s in (self.panel.setting, self.pinned) if s]
        workers = [tuple(range(count)) for count in counts]
        words = {"loss": "Loss", "distance": "Distance to the best w"}[quantity]
        return figures.ClusterShape(self.problem, window, spans[quantity], words, *workers)

    def _make_scene(self, look):
        return figures.ClusterScene(self._shape(), look)

    def _move_scene(self, scene):
        p = self.panel
        at_end = 0 < p.step.value == p.step.max
        runs = self.runs
        longest = max(1, *(run.bars.end_of_run for run in runs))  # free of cost it takes no time
        with self.quiet():
            p.aim(longest, at_end)
            if self.locked:
                p.step.value = 0
            p.enable(not self.locked)
            p.unpin.disabled = self.locked or self.pinned is None
        time = min(self.time, longest)
        wide = longest / p.zoom.value
        page = max(-(-time // wide) - 1, 0) * wide
        scene.show(runs, time, (page, page + wide), self.locked)
        if self.locked:
            return Said("Time 0: nothing has run yet.\nAnswer the question above: then it runs.")
        return Said(told(runs, time, longest), runs_table(runs, time, self._goal()))

    def _goal(self):
        if self.best is None:
            return None
        least, first = self.problem.loss(self.best), self.problem.loss(self.w0)
        return float(f"{least + _GOAL * (first - least):.3g}")

    # What the reader does.

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self._begin()
            self.panel.go_to(0, self.panel.step.max)
        self.redraw()
        self._open()

    def pin(self):
        """Keep the present run below, for comparison with what comes next."""
        self.pinned = self.panel.setting
        self.refresh()

    def unpin(self):
        """Take the pinned run away."""
        self.pinned = None
        self.refresh()

    def _open(self):
        """Go to the end of the first window: the chart is full, and there is more to come."""
        if not self.locked:
            wide = max(run.bars.end_of_run for run in self.runs) / self.panel.zoom.value
            self.panel.move_to(int(wide // self.panel.tick))

    def _begin(self):
        panel, first = self.panel, self._first
        panel.player.playing = False
        panel.batch_size.value = first.batch_size
        panel.policy.value = first.policy
        panel.fit()
        panel.workers.value = first.workers
        panel.fit()
        panel.set(first)
        panel.zoom.value, panel.by.index, panel.quantity.index = panel.first_zoom, 0, 0
        self.pinned = first._replace(**self._against) if self._against else None

    def _to_update(self, by):
        """Put the cursor where w moves next, or where it moved before."""
        run, tick, now = self.runs[0], self.panel.tick, self.panel.step.value
        steps = -(-run.bars.moves // tick)
        there = steps[steps > now] if by > 0 else steps[steps < now][::-1]
        if len(there):
            self.panel.move_to(int(there[0]))

    def drag(self, axes, place):
        """Let the pointer take the cursor along a chart, or along one of the losses."""
        scene, x = self.scene, float(place[0])
        if self.locked:
            return
        if axes in (*scene.charts, scene.by_time):
            self.panel.move_to(round(x / self.panel.tick))
        elif axes is scene.by_work:
            run = self.runs[0]
            step = int(np.clip(np.searchsorted(run.work, x), 0, len(run.run.path)))
            self.panel.move_to(int(-(-run.bars.moves[step] // self.panel.tick)))

    def press(self, key):
        """Do what a key means: left and right in time, with Shift by updates, up, down: policy."""
        panel = self.panel
        far = panel.step.max
        by = {"ArrowLeft": -1, "ArrowRight": 1, "Home": -far, "End": far}
        if key == "r":
            self.reset()
        elif self.locked:
            return
        elif key == " ":
            panel.player.playing = not panel.player.playing
        elif key == "p":
            self.pin()
        elif key in ("Shift+ArrowLeft", "Shift+ArrowRight"):
            self._to_update(1 if key.endswith("Right") else -1)
        elif key in ("ArrowUp", "ArrowDown"):
            shift(panel.policy, 1 if key == "ArrowDown" else -1)
        elif key in by:
            panel.move(by[key])
