"""The lines of a run on a cluster: its loss under a cursor, and the way of its w."""

import numpy as np
from matplotlib import rcParams
from matplotlib.ticker import LogLocator

from .levels import near
from .progress import within
from .style import ink, of_algorithm, paper, soft, styled


def with_room(ax):
    """Keep only the powers of ten on a logarithmic axis of losses where its numbers would touch."""
    if ax.get_yscale() != "log":
        return
    low, high = ax.get_ylim()
    places = np.log10([y for y in ax.get_yticks() if low <= y <= high])
    inch = ax.bbox.height / ax.get_figure(root=True).dpi / np.log10(high / low)
    if len(places) > 1 and 72 * inch * np.diff(places).min() < 1.15 * rcParams["ytick.labelsize"]:
        ax.yaxis.set_major_locator(LogLocator())


class Trace:
    """Values of a run: thin as a whole, thick up to the cursor, a mark where it stands.

    One to compare with, `pinned`, is grey and dotted, its mark a cross.
    """

    @styled
    def __init__(self, ax, pinned=False):
        self.ax, self.pinned = ax, pinned
        size, width = rcParams["lines.markersize"], rcParams["lines.linewidth"]
        still = {"scalex": False, "scaley": False, "zorder": 4 - pinned}
        (self.whole,) = ax.plot([], [], color=soft(0.45), linewidth=0.4 * width, **still)
        (self.line,) = ax.plot([], [], color=soft(0.8), linestyle=":", **still)
        (self.now,) = ax.plot([], [], "x", color=soft(0.9), markersize=1.3 * size, **still)
        (self.cursor,) = ax.plot(
            [], [], color=soft(0.4), linewidth=0.5 * width, transform=ax.get_xaxis_transform()
        )
        if not pinned:
            self.now.set(markersize=1.5 * size, markeredgecolor=paper(), zorder=6)
        for line in (self.whole, self.line):
            line.set_drawstyle("steps-post")
        self.artists = (self.whole, self.line, self.now, self.cursor)

    def show(self, x, values, step, at=None, algorithm="synchronous", hidden=False):
        """Show `values` (T + 1,) at `x` (T + 1,) after `step` updates, the cursor there or `at`.

        With `hidden` only the first value is seen.
        """
        values = within(values, self.ax)
        last = x[step] if at is None else min(at, x[-1])
        self.whole.set_data(([], []) if hidden else (x, values))
        self.line.set_data(
            np.append(x[: step + 1], last), np.append(values[: step + 1], values[step])
        )
        self.now.set_data([last], values[step : step + 1])
        seen = not self.pinned and not hidden
        self.cursor.set_data(([last, last], [0, 1]) if seen else ([], []))
        if not self.pinned:
            color, marker, dash = of_algorithm(algorithm)
            self.line.set(color=color, linestyle=dash)
            self.now.set(color=color, marker=marker, markeredgecolor=paper())


class Way:
    """The way of w over contours: thin as a whole, thick up to the cursor, start and present w."""

    @styled
    def __init__(self, ax, pinned=False):
        self.ax, self.pinned = ax, pinned
        size, width = rcParams["lines.markersize"], rcParams["lines.linewidth"]
        still = {"scalex": False, "scaley": False}
        z = 3 if pinned else 5
        (self.whole,) = ax.plot([], [], color=soft(0.6), linewidth=0.35 * width, zorder=z, **still)
        (self.rim,) = ax.plot([], [], color=paper(), linewidth=1.9 * width, zorder=z, **still)
        (self.line,) = ax.plot([], [], ":", color=soft(0.8), zorder=z + 1, **still)
        (self.start,) = ax.plot(
            [], [], "o", markersize=1.5 * size, markerfacecolor="none", markeredgecolor=ink(),
            markeredgewidth=0.6 * width, zorder=7, **still,
        )  # fmt: skip
        (self.now,) = ax.plot(
            [], [], "x", color=soft(0.9), markersize=1.3 * size, zorder=z + 3, **still
        )
        if not pinned:
            self.now.set_markersize(1.5 * size)
        self.artists = (self.whole, self.rim, self.line, self.start, self.now)

    def show(self, w, step, algorithm="synchronous", hidden=False):
        """Show `w` (T + 1, 2) after `step` updates; with `hidden` only the start is seen."""
        w = near(w, self.ax)
        self.whole.set_data(([], []) if hidden else w.T)
        self.rim.set_data(([], []) if self.pinned else w[: step + 1].T)
        self.line.set_data(w[: step + 1].T)
        self.start.set_data(w[:1].T)
        self.now.set_data(w[step : step + 1].T)
        if not self.pinned:
            color, marker, dash = of_algorithm(algorithm)
            self.line.set(color=color, linestyle=dash)
            self.now.set(color=color, marker=marker, markeredgecolor=paper())
