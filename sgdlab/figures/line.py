"""Points and a line through them: the first model, its errors drawn as bars."""

import numpy as np
from matplotlib import rcParams

from .style import ink, paper, soft, styled

_DASHES = ("-", (0, (6, 2)), (0, (1.5, 1.5)))


@styled
def points(ax, x, y):
    """Draw the instances (x_i, y_i), `x` and `y` (n,), and fix the limits; return the markers.

    Slide "A model with 1-parameter using linear regression", the eight instances.
    """
    x, y = _pairs(x, y)
    for set_limits, values in ((ax.set_xlim, x), (ax.set_ylim, y)):
        low, high = min(values.min(), 0), values.max()
        room = 0.12 * (high - low) or 1.0
        set_limits(low - 0.3 * room * (low < 0), high + room)
    ax.set(xlabel="$x$", ylabel="$y$")
    (dots,) = ax.plot(x, y, "o", color=ink(), markeredgecolor=paper(), zorder=4)
    dots.set_markersize(1.3 * rcParams["lines.markersize"])
    return dots


@styled
def lines(ax, named):
    """Draw the lines y = w x + b of {name: (w, b)}, named at the right; return them.

    Draw the `points` first. At most three lines: each has a dash of its own.
    """
    if not 1 <= len(named) <= len(_DASHES):
        raise ValueError(f"lines got {len(named)} lines; it draws 1 to {len(_DASHES)}.")
    ends, drawn = np.array(ax.get_xlim()), []
    for dash, (name, (w, b)) in zip(_DASHES, named.items(), strict=False):
        drawn += ax.plot(ends, w * ends + b, color=ink(), linestyle=dash, zorder=3)
        ax.annotate(
            name, (ends[1], w * ends[1] + b), (4, 0), textcoords="offset points", va="center"
        )
    ax.set_ylim(top=max(ax.get_ylim()[1], *(w * ends[1] + b for w, b in named.values())))
    return drawn


class LineFit:
    """The line y = w x + b over the `points`, with a bar from each point to its prediction."""

    @styled
    def __init__(self, ax, x, y):
        self.x, self.y = _pairs(x, y)
        width = rcParams["lines.linewidth"]
        (self.line,) = ax.plot([], [], color=ink(), linewidth=1.2 * width, zorder=3)
        self.bars = tuple(
            ax.plot([], [], color=soft(0.55), linewidth=1.6 * width, solid_capstyle="butt")[0]
            for _ in self.x
        )
        self.ends = np.array(ax.get_xlim())
        self.artists = (*self.bars, self.line)

    def show(self, w, b):
        """Show the line with slope `w` and intercept `b`."""
        self.line.set_data(self.ends, w * self.ends + b)
        for bar, x, y in zip(self.bars, self.x, self.y, strict=True):
            bar.set_data([x, x], [y, w * x + b])


def _pairs(x, y):
    x, y = np.ravel(np.asarray(x, dtype=float)), np.asarray(y, dtype=float)
    if y.shape != x.shape or not x.size:
        raise ValueError(
            f"x holds {x.size} numbers and y has shape {y.shape}; expected one y for each x."
        )
    return x, y
