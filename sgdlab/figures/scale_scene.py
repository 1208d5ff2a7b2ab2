"""The scene of a cluster that grows: what a round consists of, and what the speed-up becomes."""

import numpy as np
from matplotlib import rcParams
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter

from .axes import guides, ticks
from .curve_parts import Peak
from .gantt_bars import boxes
from .picture import picture
from .style import COLORS, ink, paper, soft, styled, title

# Of each term: its words, its word in the legend, its colour; from the bottom of the stack up.
TERMS = {
    "compute": ("computing", "computing", "#6C7A89"),
    "barrier": ("waiting for the slowest", "waiting", COLORS["synchronous"]),
    "messages": ("messages, however short", "messages", "#E69F00"),
    "link": ("bytes on the link", "bytes", "#56B4E9"),
    "failures": ("failures", "failures", COLORS["asynchronous"]),
}
_TALL = 1.5  # times the time of one machine: what the left panel shows
_WIDE = 0.62  # of the way from one number of workers to the next, for a bar
_LEAST = 0.1  # the least speed-up that has a place
_NOTHING = Path(np.empty((0, 2)))


class ScaleScene:
    """Left the parts of a round as stacked bars, right the speed-up, against the workers P.

    `most` is the largest P, a power of two. With `shares` the bars are parts of the round, else
    parts of the time that one machine alone would take.
    """

    def __init__(self, most, shares=False, look=(False, False)):
        self.shares = shares
        what = "shares of a round" if shares else "the time of a round, one machine's time being 1"
        self.fig, (self.stack, self.speed) = picture(
            f"Left: {what}, stacked from its parts, against the number of workers, 1 to {most}. "
            "Right: the speed-up against the number of workers, and a line where P workers are "
            "P times as fast.",
            2, 10, 4.6, None, *look,
        )  # fmt: skip
        self._bars = _Bars(self.stack, most, shares)
        self._curve = _speed_curve(self.speed, most)
        self.moving = (*self._bars.artists, *self._curve.artists)

    def show(self, workers, parts, alone, at):
        """Show rounds of `workers` (k,), each with its `parts` (k, 5) in the order of `TERMS`.

        `alone` is the time of one machine without a cluster, `at` the P of the cursor; an empty
        `workers` shows none.
        """
        parts = np.asarray(parts, dtype=float).reshape(-1, len(TERMS))
        whole = parts.sum(axis=1)
        self._bars.show(workers, parts / (whole[:, None] if self.shares else alone), at)
        self._curve.show(workers, alone / whole, at)


class _Bars:
    """A stack of five parts for each number of workers."""

    @styled
    def __init__(self, ax, most, shares):
        self.top = 1.0 if shares else _TALL
        _workers_axis(ax, most)
        ax.set(ylim=(0, self.top), xlim=(2**-0.6, most * 2**0.6))
        ax.set_ylabel("% of the round" if shares else "time / one machine's time")
        title(ax, "What a round consists of")
        if shares:
            ax.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g}"))
        else:
            workers = 2.0 ** np.linspace(-0.6, np.log2(most) + 0.6, 60)
            ax.plot(workers, 1 / workers, linestyle=":", color=soft(0.8), zorder=6, clip_on=True)
        width = 0.25 * rcParams["lines.linewidth"]
        self.patches = [
            PathPatch(_NOTHING, facecolor=color, edgecolor=paper(), linewidth=width, zorder=3)
            for *_, color in TERMS.values()
        ]
        for patch in self.patches:
            ax.add_patch(patch)
        (self.cursor,) = ax.plot(
            [], [], marker="v", markersize=1.3 * rcParams["lines.markersize"], color=ink(),
            markeredgecolor=paper(), zorder=8, scalex=False, scaley=False,
        )  # fmt: skip
        self.artists = (*self.patches, self.cursor)

    def show(self, workers, parts, at):
        left = np.asarray(workers) * 2 ** (-_WIDE / 2)
        right = np.asarray(workers) * 2 ** (_WIDE / 2)
        ends = np.minimum(np.cumsum(parts, axis=1), self.top)
        low = np.zeros(len(parts))
        for patch, high in zip(self.patches, ends.T, strict=True):
            seen = high > low
            patch.set_path(boxes(*(side[seen] for side in (left, right, low, high))))
            low = high
        self.cursor.set_data([at], [self.top * 0.975])


@styled
def _speed_curve(ax, most):
    """Prepare the axes of the speed-up against P; return its line, a `Peak`."""
    _workers_axis(ax, most)
    ax.set(yscale="log", xlim=(2**-0.6, most * 2**0.6), ylim=(_LEAST, most * 2))
    ticks(ax.yaxis, [10.0**k for k in range(-1, 5) if 10.0**k <= 2 * most])
    ax.set_ylabel("speed-up S1")
    title(ax, "P workers, P times as fast?")
    guides(ax)
    (ideal,) = ax.plot([1, most], [1, most], ":", color=soft(0.8), zorder=2)
    ideal.set_label("P times as fast")
    ax.axhline(1, color=soft(0.35), linewidth=0.8, zorder=1)
    handles = [  # above the dotted line there is always room
        PathPatch(_NOTHING, facecolor=color, edgecolor=paper(), label=words)
        for _, words, color in reversed(TERMS.values())
    ]
    ax.legend(
        handles=[ideal, *handles], loc="upper left", frameon=False, handlelength=1.3,
        fontsize=min(0.9 * rcParams["xtick.labelsize"], 12.5), labelspacing=0.3, borderaxespad=0.1,
    )  # fmt: skip
    return Peak(ax, "synchronous")


def _workers_axis(ax, most):
    ax.set_xscale("log", base=2)
    ticks(ax.xaxis, [8**k for k in range(10) if 8**k <= most])
    ax.set_xlabel("workers P")
