"""The loss of two parameters as a surface in space, and a walk that lies on it."""

import numpy as np
from matplotlib import rcParams
from matplotlib.ticker import MaxNLocator

from .levels import grid, levels_of, ranks, two_parameters
from .style import loss_colors, of_algorithm, paper, soft, styled

_MESH = 25
_BETWEEN = 8  # pieces of each step: the walk follows the surface and cuts no chord


@styled
def surface(ax3d, problem, window):
    """Draw the loss of two parameters as a surface in 3-D axes; return it. Fixes the limits."""
    if ax3d.name != "3d":
        raise ValueError('surface needs 3-D axes; make them with picture(..., kinds=("3d",)).')
    w1, w2, loss = grid("surface", problem, window, _MESH)
    shown = loss.filled(np.nan)
    norm = ranks(loss)
    ax3d.computed_zorder = False  # else a walk vanishes below the surface it lies on
    sheet = ax3d.plot_surface(
        w1, w2, shown, facecolors=loss_colors()(norm), rstride=1, cstride=1, shade=False,
        edgecolor=soft(0.35), linewidth=0.3, zorder=1,
    )  # fmt: skip
    ax3d.set(xlim=window[0], ylim=window[1], zlim=levels_of(loss, 1))
    ax3d.set(xlabel="$w_1$", ylabel="$w_2$")
    ax3d.set_zlabel("$L(w)$")
    ax3d.view_init(elev=32, azim=-58)
    for axis in (ax3d.xaxis, ax3d.yaxis, ax3d.zaxis):
        axis.set_pane_color((0, 0, 0, 0))
        axis.line.set_color(soft(0.6))
        axis._axinfo["grid"].update(color=soft(0.2), linewidth=0.6)
        axis.labelpad = 0.75 * rcParams["xtick.labelsize"]
        axis.set_major_locator(MaxNLocator(4, prune="both"))
    return sheet


class SurfaceWalk:
    """A walk that lies on the `surface`: the way so far and the present point."""

    @styled
    def __init__(self, ax3d, problem, algorithm="GD"):
        two_parameters("SurfaceWalk", problem)
        self.ax, self.problem = ax3d, problem
        color, marker, dash = of_algorithm(algorithm)
        size, width = rcParams["lines.markersize"], rcParams["lines.linewidth"]
        (self.rim,) = ax3d.plot([], [], [], color=paper(), linewidth=2.2 * width, zorder=5)
        (self.trail,) = ax3d.plot([], [], [], color=color, linestyle=dash, zorder=6)
        (self.stops,) = ax3d.plot([], [], [], marker, color=color, zorder=7)
        (self.now,) = ax3d.plot([], [], [], marker, color=color, zorder=8)
        self.stops.set_markersize(0.75 * size)
        self.now.set(markersize=1.5 * size, markeredgecolor=paper())
        self.artists = (self.rim, self.trail, self.stops, self.now)

    def show(self, path, step):
        """Show the run `path` after `step` updates, up to where it leaves the box."""
        w = _between(path.w[: step + 1])
        with np.errstate(all="ignore"):
            loss = self.problem.loss(w)
        x, y, z = np.column_stack([w, loss])[: self._inside(w, loss)].T
        self.rim.set_data_3d(x, y, z)
        self.trail.set_data_3d(x, y, z)
        self.stops.set_data_3d(x[::_BETWEEN], y[::_BETWEEN], z[::_BETWEEN])
        last = step * _BETWEEN
        self.now.set_data_3d(x[last:], y[last:], z[last:])

    def _inside(self, w, loss):
        """How many points come before the first outside: 3-D axes do not clip."""
        box = np.array([self.ax.get_xlim(), self.ax.get_ylim(), self.ax.get_zlim()])
        points = np.column_stack([w, loss])
        room = 1e-9 * (box[:, 1] - box[:, 0])
        inside = ((box[:, 0] - room <= points) & (points <= box[:, 1] + room)).all(axis=1)
        return len(points) if inside.all() else int(inside.argmin())


def _between(w):
    """The points of the straight way through `w` (k, 2), `_BETWEEN` pieces for each step."""
    at = np.arange((len(w) - 1) * _BETWEEN + 1) / _BETWEEN
    return np.column_stack([np.interp(at, np.arange(len(w)), column) for column in w.T])
