"""The Gantt chart of a run with a parameter server: who did what, when, and who waited."""

import numpy as np
from matplotlib import rcParams
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from .gantt_bars import KINDS, bars, boxes, hatch
from .labels import Labels
from .style import ink, paper, soft, styled
from .time_axis import MovingAxis

# Of each kind: what the legend says, its colour, its height in rows, the lines that rise and fall.
_LOOKS = {
    "pull": ("pull", "#56B4E9", 0.5, (False,)),
    "compute": ("compute", "#6C7A89", 0.78, ()),
    "push": ("push", "#E69F00", 0.5, (True,)),
    "update": ("update", None, 0.78, ()),
    "late": ("not used", "paper", 0.78, (False, True)),
}
_GAP = 5.0  # points from one line of a hatching to the next
_TEXTS = 80
_FAINT = 0.22
_NOTHING = Path(np.empty((0, 2)))


def gantt(ax, run, window=None, cursor=None):
    """Draw the timeline of `run`, one row for the server and one for each worker; return artists.

    `window` (from, to) are the microseconds to be seen, None all; with `cursor` what comes after it
    is faint. Waits stay white; what was computed for a gradient that was not used is cross-hatched.
    The number in a bar is the version of w that a worker read, in the server's row the new one.
    Slides "Parameter server", "Stragglers".

    >>> import sgdlab as sl
    >>> from sgdlab import figures, parallel
    >>> table = sl.LeastSquares(*sl.load("table")[:2])
    >>> run = parallel.train(table, (0, 0), lr=0.5, batch_size=2, epochs=2, workers=2)
    >>> fig, (ax,) = figures.picture("Two workers and the server.")
    >>> len(gantt(ax, run)) > 10
    True
    """
    drawn = bars(run)
    chart = Gantt(ax, drawn.workers)
    legend(ax)
    end = drawn.end_of_run
    chart.show(drawn, window or (0, max(end, 1)), end if cursor is None else cursor, end)
    if cursor is None:
        chart.cursor.set_data([], [])
    return chart.artists


class Gantt:
    """Rows for the server and `workers`; `show` puts bars, their numbers and the cursor there."""

    @styled
    def __init__(self, ax, workers, axis=True):
        self.ax, rows = ax, len(workers) + 1
        ax.set(ylim=(rows - 0.45, -0.55))
        point = 72 / ax.get_figure(root=True).dpi
        self._row = ax.bbox.height * point / rows  # points
        names = ["server", *(f"worker {worker}" for worker in workers)]
        every = 1 if self._row > 8.5 else 2
        ax.set_yticks(range(0, rows, every), names[::every])
        room = (point * ax.bbox.x0 - 5) / (0.62 * max(map(len, names)))
        size = min(rcParams["ytick.labelsize"], max(0.86 * self._row * every, 7.5), room)
        ax.tick_params(axis="y", length=0, labelsize=size)
        ax.spines.left.set_visible(False)
        self._axis = MovingAxis(ax, "", time=True, labels=axis)
        self._kinds = {name: _Kind(ax, *look[1:]) for name, look in _LOOKS.items()}
        width = rcParams["lines.linewidth"]
        (self.cursor,) = ax.plot([], [], color=ink(), linewidth=0.7 * width, zorder=8)
        small = min(0.8 * rcParams["xtick.labelsize"], 0.62 * self._row)
        nowhere = np.empty((0, 2))
        self.read = Labels(ax, nowhere, small, "white", "left")  # the versions in the bars
        self.made = Labels(ax, nowhere, small, ink(), "left")  # and in the server's row
        self._small, self._tiny = small, small < 6
        kinds = (artist for kind in self._kinds.values() for artist in kind.artists)
        self.artists = (*kinds, self.read, self.made, self.cursor, *self._axis.artists)

    def show(self, bars, window, cursor, longest):
        """Show `bars` in the `window` (from, to) up to the `cursor`, and faintly what follows.

        The axis has the unit that fits `longest`. With `bars` None the rows are empty.
        """
        low, high = window
        self._axis.show(low, high, longest)
        self.cursor.set_data([cursor, cursor], self.ax.get_ylim())
        per_point = (high - low) / self._wide
        if bars is None:
            for kind in self._kinds.values():
                kind.clear()
            self._write((), ())
            self._axis.clear()
            return
        cut = min(high, bars.end_of_run)
        seen = (bars.end > low) & (bars.start < cut)
        phase = np.where(bars.late, len(KINDS), bars.kind)
        for k, kind in enumerate(self._kinds.values()):
            which = seen & (phase == k)
            start, end, row = (part[which] for part in (bars.start, bars.end, bars.row))
            if k == 3:  # an update is shorter than a line is wide
                end = np.maximum(end, start + 3 * per_point)
            start, end = np.maximum(start, low), np.minimum(end, cut)
            kind.show(start, end, row, cursor, per_point, self._row)
        self._write(*self._versions(bars, low, min(cut, cursor), per_point))

    @property
    def _wide(self):
        return 72 * self.ax.bbox.width / self.ax.get_figure(root=True).dpi

    def _versions(self, bars, low, high, per_point):
        """The texts (x, row, words) in bars, and those behind updates; none where few have room."""
        room, size = 2.6 * self._small * per_point, self._small * per_point
        started = (bars.kind == 1) & ~bars.late & (bars.end > low) & (bars.start < high)
        wide = np.flatnonzero(started & (bars.end - bars.start > room))
        moved = np.flatnonzero((bars.moves[1:] >= low) & (bars.moves[1:] <= high)) + 1
        told = moved[np.diff(bars.moves[moved], append=np.inf) > 1.3 * room]
        if self._tiny or 2 * len(wide) < started.sum() or len(wide) + len(told) > _TEXTS:
            return (), ()
        left = np.maximum(bars.start[wide], low) + 0.25 * size
        read = [(x, bars.row[k], f"w{bars.version[k]}") for x, k in zip(left, wide, strict=True)]
        return read, [(bars.moves[k] + 0.5 * size, 0, f"w{k}") for k in told]

    def _write(self, read, made):
        low = 0.36 * self._small / self._row  # from the middle of a row down to the base line
        for labels, texts in ((self.read, read), (self.made, made)):
            labels.places = np.array([(x, row + low) for x, row, _ in texts]).reshape(-1, 2)
            labels.words = [words for *_, words in texts]


class _Kind:
    """All bars of one kind: those that are over, those still to come, their outlines and lines."""

    def __init__(self, ax, color, tall, slants):
        self.ax, self.tall, self.slants = ax, tall, slants
        color = ink() if color is None else paper() if color == "paper" else color
        width = 0.25 * rcParams["lines.linewidth"]
        self.past, self.ahead = (
            PathPatch(_NOTHING, facecolor=color, edgecolor=ink(), linewidth=w, alpha=a, zorder=z)
            for w, a, z in ((width, None, 4), (0.0, _FAINT, 3))
        )
        if color == paper():  # what is nothing but an outline must keep it
            self.ahead.set(linewidth=width)
        for patch in (self.past, self.ahead):
            ax.add_patch(patch)
        self.lines = PathPatch(_NOTHING, fill=False, edgecolor=ink(), linewidth=width, zorder=5)
        ax.add_patch(self.lines)
        self.artists = (self.ahead, self.past, *((self.lines,) if slants else ()))

    def clear(self):
        for patch in (self.past, self.ahead, self.lines):
            patch.set_path(_NOTHING)

    def show(self, start, end, row, cursor, per_point, row_points):
        """Show bars from `start` to `end` (k,) in the rows `row` (k,), cut at the cursor."""
        low, high = row - self.tall / 2, row + self.tall / 2
        over, to_come = start < cursor, end > cursor
        left, right = start[over], np.minimum(end, cursor)[over]
        self.past.set_path(boxes(left, right, low[over], high[over]))
        self.ahead.set_path(
            boxes(np.maximum(start, cursor)[to_come], end[to_come], low[to_come], high[to_come])
        )
        if self.slants:
            scale = np.array([per_point, 1 / row_points])
            rect = (left / scale[0], right / scale[0], low[over] / scale[1], high[over] / scale[1])
            lines = (hatch(*rect, _GAP, down) for down in self.slants)
            lines = Path.make_compound_path(*lines)
            self.lines.set_path(Path(lines.vertices * scale, lines.codes))


@styled
def legend(ax):
    """Name the kinds of bars over the chart, at the right."""
    size = min(rcParams["xtick.labelsize"], 12.5)  # its place is beside the title
    marks = {"": "", (False,): "\\\\\\\\", (True,): "////", (False, True): "xxxx"}
    handles = []
    for name, color, _, slants in _LOOKS.values():
        color = ink() if color is None else paper() if color == "paper" else color
        patch = PathPatch(_NOTHING, facecolor=color, edgecolor=ink(), hatch=marks[slants or ""])
        patch.set(linewidth=0.4 * rcParams["lines.linewidth"], label=name)
        handles.append(patch)
    return ax.legend(
        handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=len(handles),
        frameon=False, fontsize=size, handlelength=1.5, columnspacing=1.0, borderaxespad=0.1,
        handletextpad=0.4, labelcolor=soft(1.0),
    )  # fmt: skip
