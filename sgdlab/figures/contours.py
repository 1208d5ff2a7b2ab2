"""The loss of two parameters from above: contours, arrows downhill, a walk."""

import numpy as np
from matplotlib import rcParams

from .arrow import Arrow
from .levels import grid, levels_of, near, sides, two_parameters
from .style import ink, loss_colors, of_algorithm, paper, soft, styled

_GRID = 72  # points a side: no corner is seen in a contour at 200 dpi, and drawn in time


@styled
def contour(ax, problem, window, levels=11):
    """Fill the contours of a loss of two parameters; return (areas, lines).

    `window` is ((low, high), (low, high)); it fixes the limits, with equal scales where that
    leaves most of the panel in use: then a gradient is seen at a right angle to its contour.
    `levels` is a number of bands or the levels themselves. The bands are equally wide for a loss
    without a valley in the window, equally spaced along the slope of a bowl, and in equal ratios
    where the loss spans three decades or more. Where L is not finite the panel stays empty.
    """
    w1, w2, loss = grid("contour", problem, window, _GRID)
    levels = levels_of(loss, levels) if np.ndim(levels) == 0 else np.asarray(levels, dtype=float)
    colors = loss_colors()(np.linspace(0, 1, len(levels) - 1))
    areas = ax.contourf(w1, w2, loss, levels=levels, colors=colors, zorder=0)
    lines = ax.contour(
        w1, w2, loss, levels=levels[1:-1], colors=[soft(0.45)], linewidths=0.8, zorder=1
    )
    (low1, high1), (low2, high2) = window
    ax.set(xlim=(low1, high1), ylim=(low2, high2), xlabel="$w_1$", ylabel="$w_2$")
    box = ax.get_window_extent()
    if 0.6 < (high2 - low2) / (high1 - low1) / (box.height / box.width) < 1.7:
        ax.set_aspect("equal", adjustable="box")
        ax.apply_aspect()  # now, not at the first draw: walks reckon in points
    return areas, lines


@styled
def gradient_arrows(ax, problem, window, n=9):
    """Draw `n` by `n` arrows of one length that point downhill, against the gradient; return them.

    Their direction is that of the step (-dL/dw1, -dL/dw2) in the axes' own units.
    """
    two_parameters("gradient_arrows", problem)
    places = [low + (high - low) * (np.arange(n) + 0.5) / n for low, high in sides(window, 2)]
    w = np.stack(np.meshgrid(*places), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):
        down = -problem.gradient(w)
    steep = np.hypot(*down.T)
    slanted = np.isfinite(steep) & (steep > 0)
    w, down = w[slanted], down[slanted]
    ends = ax.transData.transform(w + 1e-3 * down / np.hypot(*down.T)[:, None])
    seen = ends - ax.transData.transform(w)
    seen /= np.hypot(*seen.T)[:, None]
    return ax.quiver(
        *w.T, *seen.T, angles="uv", color=soft(0.75), pivot="tail", scale=1.6 * n, width=0.006
    )


class ContourWalk:
    """A walk over the contours: the way so far, start and present point, the step to the next.

    Draw the `contour` first: the arrow reckons with the axes' limits.
    """

    @styled
    def __init__(self, ax, problem, algorithm="GD"):
        two_parameters("ContourWalk", problem)
        self.ax = ax
        color, marker, dash = of_algorithm(algorithm)
        size, width = rcParams["lines.markersize"], rcParams["lines.linewidth"]
        (self.rim,) = ax.plot([], [], color=paper(), linewidth=2.2 * width, zorder=3)
        (self.trail,) = ax.plot(
            [], [], color=color, linestyle=dash, marker=marker, markersize=0.75 * size, zorder=5
        )
        (self.start,) = ax.plot(
            [], [], "o", markersize=1.9 * size, markerfacecolor="none", markeredgecolor=ink(),
            markeredgewidth=0.8 * width, zorder=6,
        )  # fmt: skip
        self.arrow = Arrow(ax, ink(), zorder=9)
        (self.now,) = ax.plot(
            [], [], marker, color=color, markersize=1.5 * size, markeredgecolor=paper(), zorder=8
        )
        self.artists = (self.rim, self.trail, self.start, self.arrow, self.now)

    def show(self, path, step):
        """Show the run `path` after `step` updates, with the update that follows."""
        w = near(path.w[: step + 2], self.ax)
        so_far = w[: step + 1].T
        self.rim.set_data(so_far)
        self.trail.set_data(so_far)
        self.start.set_data(so_far[:, :1])
        self.now.set_data(so_far[:, -1:])
        self.arrow.set_visible(len(w) == step + 2)
        if self.arrow.get_visible():
            self.arrow.point(w[step], w[step + 1])
