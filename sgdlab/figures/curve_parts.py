"""What charts of speed-ups and times are made of: lines that move, marks on them, a cursor."""

import numpy as np
from matplotlib import rcParams

from .style import ink, of_algorithm, paper, soft


def still(zorder):
    """Return what keeps the limits of the axes as they are."""
    return {"scalex": False, "scaley": False, "zorder": zorder}


def line(ax, algorithm):
    """Return an empty line with small markers in the colour of an algorithm."""
    color, marker, _ = of_algorithm(algorithm)
    (drawn,) = ax.plot(
        [], [], color=color, marker=marker, markersize=0.75 * rcParams["lines.markersize"],
        markeredgecolor=paper(), markeredgewidth=0.5, **still(4),
    )  # fmt: skip
    return drawn


def mark(ax, algorithm):
    """Return an empty large marker: where the cursor meets a line."""
    color, marker, _ = of_algorithm(algorithm)
    (drawn,) = ax.plot(
        [], [], color=color, marker=marker, markersize=1.6 * rcParams["lines.markersize"],
        markeredgecolor=paper(), **still(6),
    )  # fmt: skip
    return drawn


def ring(ax, algorithm):
    """Return an empty ring: the least or the most of a line."""
    (drawn,) = ax.plot(
        [], [], "o", color=of_algorithm(algorithm)[0], markerfacecolor="none",
        markersize=2.6 * rcParams["lines.markersize"], **still(5),
    )  # fmt: skip
    drawn.set_markeredgewidth(0.8 * rcParams["lines.linewidth"])
    return drawn


def cursor(ax):
    """Return an empty upright line."""
    (drawn,) = ax.plot(
        [], [], color=soft(0.5), linewidth=0.6 * rcParams["lines.linewidth"],
        transform=ax.get_xaxis_transform(), **still(1),
    )  # fmt: skip
    return drawn


class Peak:
    """A line with a ring at its most, and a mark at the cursor with a line up to it."""

    def __init__(self, ax, algorithm):
        self.line, self.ring, self.now = (make(ax, algorithm) for make in (line, ring, mark))
        self.cursor = cursor(ax)
        self.cursor.set_transform(ax.transData)  # it ends at the mark: a legend may stand above
        self.artists = (self.cursor, self.line, self.ring, self.now)

    def show(self, x, y, where):
        """Show the line `y` (k,) over `x` (k,), the cursor at `where`; nothing where k is 0."""
        self.line.set_data(x, y)
        self.ring.set_data(*at(x, y, x[int(np.argmax(y))] if len(x) else None))
        here, height = at(x, y, where)
        self.now.set_data(here, height)
        self.cursor.set_data(2 * here, here and [self.cursor.axes.get_ylim()[0], *height])


def note(ax, words, color=None):
    """Return a small text that moves."""
    text = ax.text(0, 1, words, color=ink() if color is None else color, zorder=6)
    text.set_fontsize(rcParams["xtick.labelsize"])
    return text


def at(x, y, where):
    """Return the point of a line at `where` as data to set; none where it is not on the line."""
    found = [(a, b) for a, b in zip(x, y, strict=True) if a == where]
    return ([found[0][0]], [found[0][1]]) if found else ([], [])
