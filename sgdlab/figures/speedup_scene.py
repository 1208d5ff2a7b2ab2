"""The scene of the speed-ups: S1, S2, S3 against the batch size, and the times behind them."""

import numpy as np
from matplotlib import rcParams

from .. import validate
from . import curve_parts as parts
from .axes import guides, log_ticks, ticks
from .picture import picture
from .study_charts import batch_axes
from .style import soft, styled, title

VIEWS = {
    "epoch": "Time of an epoch",
    "goal": "Time to the accuracy",
    "workers": "S1 against the workers",
}
_LINES = {"s1": "mini-batch", "s2": "SGD", "s3": "synchronous"}  # as the old time; S3 the cluster
_GAINS = (0.04, 60.0)
_TIMES = {"epoch": (0.008, 500.0), "goal": (0.05, 300.0)}  # seconds
_RATIOS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
_MOST_WORKERS = 64


class SpeedupScene:
    """Left the three speed-ups against the batch size, right one of `VIEWS`.

    `sizes` are the batch sizes. `show` moves both to one cluster and one batch size.
    Slides "How to measure the benefit of parallel processing?" and "Impact of Batch Size in
    Minibatch SGD on Time per Epoch".
    """

    def __init__(self, sizes, view="epoch", look=(False, False)):
        self.view = validate.one_of("view", view, VIEWS)
        self.fig, (self.gains, self.right) = picture(
            "Left: the speed-ups S1, S2 and S3 against the batch size m, with the number of "
            f"workers as a line. Right: {_TOLD[view]}",
            2, 10, 4.4, None, *look,
        )  # fmt: skip
        title(self.gains, "Three speed-ups of one cluster")
        title(self.right, VIEWS[view])
        self._gains = _Gains(self.gains, sizes)
        self._right = _Workers(self.right) if view == "workers" else _Times(self.right, sizes, view)
        self.moving = (*self._gains.artists, *self._right.artists)

    def show(self, points, m, scaling):
        """Show `points`, of `parallel.curves`, with the cursor at `m`.

        `scaling` is {P: S1} of batches of `m`. Without points nothing is seen.
        """
        self._gains.show(points, m)
        self._right.show(points, m, scaling)


_TOLD = {
    "epoch": "the time of an epoch against m: serial, the serial time divided by the workers, and "
    "with the messages.",
    "goal": "the time to the accuracy against m, of one computer and of the cluster; a ring marks "
    "the least of each.",
    "workers": "S1 of batches of m against the number of workers; a ring marks the most.",
}


class _Gains:
    @styled
    def __init__(self, ax, sizes):
        batch_axes(ax, sizes, *_GAINS)
        ticks(ax.yaxis, _RATIOS)
        ax.set_xlim(right=2.6 * max(sizes))  # the names stand behind the lines
        ax.set_ylabel("old time / new time")
        ax.axhline(1, color=soft(0.8), linewidth=0.6 * rcParams["lines.linewidth"], zorder=2)
        self.lines = {key: parts.line(ax, name) for key, name in _LINES.items()}
        self.now = {key: parts.mark(ax, name) for key, name in _LINES.items()}
        self.names = {key: parts.note(ax, key.upper()) for key in _LINES}
        (self.level,) = ax.plot([], [], color=soft(0.7), linestyle=(0, (6, 3)), **parts.still(2))
        self.workers = parts.note(ax, "", color=soft(0.9))
        self.workers.set(x=1, va="bottom", ha="left")
        self.cursor = parts.cursor(ax)
        self.artists = (
            self.level, self.cursor, *self.lines.values(), *self.now.values(),
            *self.names.values(), self.workers,
        )  # fmt: skip

    def show(self, points, m):
        x = [point.batch_size for point in points]
        for key, line in self.lines.items():
            y = [getattr(point, key) for point in points]
            line.set_data(x, y)
            self.now[key].set_data(*parts.at(x, y, m))
            self.names[key].set_text(key.upper() if points else "")
        self._place_names(points)
        ends = (self.level.axes.get_xlim()[0], 1.1 * x[-1]) if points else ()
        workers = points[0].workers if points else 0
        self.level.set_data(ends, [workers] * len(ends))
        self.workers.set_text(f"P = {workers}" if points else "")
        self.workers.set_y(workers)
        self.cursor.set_data(*(([m, m], [0, 1]) if points else ([], [])))

    def _place_names(self, points):
        """Put each name behind the end of its line, and none upon another."""
        if not points:
            return
        ax, last = self.level.axes, points[-1]
        ends = sorted((getattr(last, key), key) for key in _LINES)
        point = ax.get_figure(root=True).dpi / 72
        gap = 1.05 * self.names["s1"].get_fontsize() * point
        low, high = ax.bbox.y0 + gap / 2, ax.bbox.y1 - gap / 2
        floor = low
        for left, (value, key) in zip((2, 1, 0), ends, strict=True):
            y = ax.transData.transform((1, max(value, 1e-9)))[1]
            y = min(max(y, floor), high - left * gap)
            floor = y + gap
            place = ax.transData.inverted().transform((0, y))[1]
            self.names[key].set(x=1.25 * last.batch_size, y=place, va="center", ha="left")


class _Times:
    """Seconds against m: an epoch alone, divided by P, with messages; or the time to the goal."""

    @styled
    def __init__(self, ax, sizes, view):
        self.view = view
        batch_axes(ax, sizes, *_TIMES[view])
        log_ticks(ax.yaxis)
        ax.set_ylabel("seconds")
        self.serial = parts.line(ax, "mini-batch")
        self.cluster = parts.line(ax, "synchronous")
        (self.slide,) = ax.plot([], [], color=soft(0.8), linestyle=":", **parts.still(3))
        self.rings = [parts.ring(ax, name) for name in ("mini-batch", "synchronous")]
        self.now = [parts.mark(ax, name) for name in ("mini-batch", "synchronous")]
        self.cursor = parts.cursor(ax)
        lines = [self.serial, self.cluster]
        names = ["one computer", "with messages"]
        if view == "epoch":
            lines.insert(1, self.slide)
            names.insert(1, "divided by P")
        ax.legend(
            lines, names, loc="upper right", frameon=False, handlelength=2.2,
            fontsize=rcParams["xtick.labelsize"],
        )  # fmt: skip
        self.artists = (
            self.cursor, self.slide, self.serial, self.cluster, *self.rings, *self.now
        )  # fmt: skip

    def show(self, points, m, scaling):
        x = [point.batch_size for point in points]
        if self.view == "epoch":
            one = [point.times.serial_epoch / 1e6 for point in points]
            many = [point.times.epoch / 1e6 for point in points]
            self.slide.set_data(x, [point.slide_epoch / 1e6 for point in points])
        else:
            one = [point.serial_to_goal / 1e6 for point in points]
            many = [point.to_goal / 1e6 for point in points]
        for line, mark, ring, y in zip(
            (self.serial, self.cluster), self.now, self.rings, (one, many), strict=True
        ):
            line.set_data(x, y)
            mark.set_data(*parts.at(x, y, m))
            least = x[int(np.argmin(y))] if y and self.view == "goal" else None
            ring.set_data(*parts.at(x, y, least))
        self.cursor.set_data(*(([m, m], [0, 1]) if points else ([], [])))


class _Workers:
    """S1 against P for one batch size, beside what P workers would be without any cost."""

    @styled
    def __init__(self, ax):
        ax.set(xscale="log", yscale="log", xlim=(0.85, 1.2 * _MOST_WORKERS), ylim=(0.06, 150))
        ticks(ax.xaxis, [2**k for k in range(7)])
        ticks(ax.yaxis, _RATIOS)
        ax.set(xlabel="workers P", ylabel="S1")
        guides(ax)
        width = rcParams["lines.linewidth"]
        ax.axhline(1, color=soft(0.8), linewidth=0.6 * width, zorder=2)
        ideal = [1, _MOST_WORKERS]
        (slide,) = ax.plot(ideal, ideal, color=soft(0.8), linestyle=":", zorder=2)
        self.curve = parts.Peak(ax, "mini-batch")
        self.artists = self.curve.artists
        ax.legend(
            [slide, self.curve.line], ["divided by P", "with messages"], loc="upper left",
            frameon=False, handlelength=2.2, fontsize=rcParams["xtick.labelsize"],
        )  # fmt: skip

    def show(self, points, m, scaling):
        x, y = (list(scaling), list(scaling.values())) if points else ([], [])
        self.curve.show(x, y, points[0].workers if points else None)
