"""The scene of a run on a cluster: Gantt chart, loss against time and updates, the way of w."""

from typing import NamedTuple

import numpy as np
from matplotlib import rcParams

from ..parallel import Sync
from .cluster_traces import Trace, Way, with_room
from .contours import contour
from .gantt import Gantt, legend
from .gantt_bars import bars
from .picture import picture
from .progress import loss_axes
from .style import ink, of_algorithm, soft, styled, title
from .time_axis import MovingAxis

_ROW = {1: 0.27, 2: 0.19}  # inches for each row of one chart, and of each of two
_CHART = {1: (1.3, 2.3), 2: (0.85, 1.7)}  # a chart is so high at least, at most
_LOWER = {1: 1.75, 2: 1.45}  # the panels below
_TITLES = (0.3, 0.42)  # above each panel, in normal type and in the projector's


class ClusterShape(NamedTuple):
    """What the background of a scene depends on: the rest moves.

    `problem` is the loss; `window` of its two parameters, None for another number of them;
    `losses` (low, high) fit on the axis, which has the name `quantity`; `workers` are the numbers
    of the present run's workers, `pinned` those of the run it is compared with, or None.
    """

    problem: object
    window: tuple | None
    losses: tuple
    quantity: str
    workers: tuple
    pinned: tuple | None = None


class ShownRun(NamedTuple):
    """A run in the picture: its name, `values` (T + 1,) and the `work` before each, in `unit`."""

    name: str
    run: object
    bars: object
    values: np.ndarray
    work: np.ndarray
    unit: str

    @property
    def algorithm(self):
        """Which colour it has."""
        synchronous = isinstance(self.run.log.arguments["policy"], Sync)
        return "synchronous" if synchronous else "asynchronous"

    def step(self, time):
        """Return how many updates w has seen at a time."""
        return int(np.searchsorted(self.bars.moves, time, side="right")) - 1


def shown_run(name, run, values, by="updates"):
    """Return `run` as `ShownRun`; `by` "updates" or "epochs" of used parts its work is counted."""
    used = [len(batch) / run.path.problem.n for batch in run.path.batches]
    if by == "epochs":
        work, unit = np.concatenate([[0], np.cumsum(used)]), "epochs of gradients"
    else:
        work, unit = np.arange(len(used) + 1), "updates of w"
    return ShownRun(name, run, bars(run), values, work, unit)


class ClusterScene:
    """A run, and below it one to compare with, on one axis of time; then loss and w.

    Everything follows one cursor, a time. Slides "Parameter server", "Stragglers".
    """

    def __init__(self, shape, look=(False, False)):
        self.shape, large = shape, look[0]
        charts = 1 if shape.pinned is None else 2
        low, high = _CHART[charts]
        tall = [
            min(max(_ROW[charts] * (len(workers) + 1), low), high)
            for workers in (shape.workers, shape.pinned)[:charts]
        ]
        ticks, foot = (0.42, 0.74) if large else (0.34, 0.56)
        titles = _TITLES[large]
        lower = _LOWER[charts] * (0.85 if large else 1)
        height = sum(tall) + titles * (charts + 1) + ticks + lower + foot + 0.1
        self.below = 3 if shape.window else 2
        self.fig, axes = picture(_told(shape), charts + self.below, 10, height, None, *look)
        left, right = (1.2, 0.15) if large else (0.95, 0.15)
        top = height
        self.charts, self._gantts = axes[:charts], []
        for k, (ax, inches) in enumerate(zip(self.charts, tall, strict=True)):
            top -= titles + inches
            ax.set_position((left / 10, top / height, (10 - left - right) / 10, inches / height))
            workers = (shape.workers, shape.pinned)[k]
            self._gantts.append(Gantt(ax, workers, axis=k == charts - 1))
        legend(self.charts[0])
        self._names = [_Heading(ax, bool(k)) for k, ax in enumerate(self.charts)]
        self._place_lower(axes[charts:], foot, lower, height, large)
        self._draw_lower(axes[charts:], shape)
        parts = (*self._gantts, *self._names, *self._axes, *self._traces, *self._ways)
        self.moving = tuple(artist for part in parts for artist in part.artists)

    def show(self, runs, time, window, hidden=False):
        """Show `runs`, one `ShownRun` for each chart, at a time; the charts show a window of time.

        With `hidden` nothing but the start is seen.
        """
        longest = max(max(run.bars.end_of_run for run in runs), 1)
        farthest = max(max(run.work[-1] for run in runs), 1e-9)
        for gantt, name, run in zip(self._gantts, self._names, runs, strict=True):
            gantt.show(None if hidden else run.bars, window, time, longest)
            name.show(run)
        self._axes[1].name = runs[0].unit
        for axis, end in zip(self._axes, (longest, farthest), strict=True):
            axis.show(-0.02 * end, 1.02 * end)
            if hidden:
                axis.clear()
        self._window.set_visible(not hidden)
        self._window.set_x(window[0])
        self._window.set_width(window[1] - window[0])
        for traces, way, run in zip(self._by_run(), self._ways or (None, None), runs, strict=False):
            step = run.step(time)
            for trace, xs, at in zip(traces, (run.bars.moves, run.work), (time, None), strict=True):
                trace.show(xs, run.values, step, at, run.algorithm, hidden)
            if way is not None:
                way.show(run.run.path.w, step, run.algorithm, hidden)

    def _by_run(self):
        return [self._traces[k : k + 2] for k in range(0, len(self._traces), 2)]

    def _place_lower(self, axes, foot, lower, height, large):
        left, right, apart = (1.2, 0.15, 0.35) if large else (0.95, 0.15, 0.35)
        plane = 0.0 if self.below == 2 else (1.1 if large else 0.85)  # its own numbers at the left
        wide = (10 - left - right - plane - apart * (self.below - 1)) / self.below
        for k, ax in enumerate(axes):
            x = left + k * (wide + apart) + (plane if k == 2 else 0)
            ax.set_position((x / 10, foot / height, wide / 10, lower / height))

    @styled
    def _draw_lower(self, axes, shape):
        self.by_time, self.by_work, *planes = axes
        for ax in (self.by_time, self.by_work):
            loss_axes(ax, 1, *shape.losses)
            ax.set(xlabel="", ylabel="")
            with_room(ax)
        self.by_work.tick_params(labelleft=False)
        title(self.by_time, f"{shape.quantity}, by time")
        title(self.by_work, "and by work done")
        self._axes = (
            MovingAxis(self.by_time, "time", time=True), MovingAxis(self.by_work, "work"),
        )  # fmt: skip
        self._window = self.by_time.axvspan(0, 1, color=soft(0.25), alpha=0.35, zorder=0)
        self._traces, self._ways = [], []
        for k in range(len(self.charts)):
            self._traces += [Trace(ax, bool(k)) for ax in (self.by_time, self.by_work)]
        if planes:
            self.plane = planes[0]
            contour(self.plane, shape.problem, shape.window)
            title(self.plane, "The way of w")
            self._ways = [Way(self.plane, bool(k)) for k in range(len(self.charts))]


class _Heading:
    """The name of a run over its chart, with the mark that it has in the panels below."""

    @styled
    def __init__(self, ax, pinned):
        wide, tall = 72 * ax.bbox.size / ax.get_figure(root=True).dpi
        size, type_size = rcParams["lines.markersize"], rcParams["axes.titlesize"]
        look = {"transform": ax.transAxes, "clip_on": False}
        self.pinned, up = pinned, 1 + (4 + 0.36 * type_size) / tall
        (self.mark,) = ax.plot([0.6 * size / wide], [up], "x", color=soft(0.9), **look)
        self.mark.set_markersize((1.0 if pinned else 1.2) * size)
        self.text = ax.text(1.8 * size / wide, 1 + 4 / tall, "", color=ink(), fontsize=type_size)
        self.text.set(transform=ax.transAxes)
        self.artists = (self.mark, self.text)

    def show(self, run):
        self.text.set_text(run.name)
        if not self.pinned:
            color, marker, _ = of_algorithm(run.algorithm)
            self.mark.set(color=color, marker=marker)


def _told(shape):
    """Return what is seen, without a number that a reader may be asked for."""
    counts = [len(workers) for workers in (shape.workers, shape.pinned) if workers]
    charts = " and ".join(f"the server and {count} workers" for count in counts)
    plane = " Right: the way of w over the contours of the loss." if shape.window else ""
    return (
        f"Above: Gantt chart of {charts}: pull, compute, push, update, waits left white. "
        f"Below: {shape.quantity} against time and against the work done.{plane}"
    )
