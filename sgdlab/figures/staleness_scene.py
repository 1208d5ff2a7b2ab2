"""The scene of old gradients: w update by update, and the border up to which it comes to rest."""

import numpy as np
from matplotlib import rcParams

from .picture import picture
from .progress import within
from .style import ink, of_algorithm, paper, soft, styled, title

_TALL = 1.6  # w begins at 1
_NAMES = "gradients of an old w", "serial: the newest w"


class StalenessScene:
    """Left w against the updates, with old gradients and without; right a step against its limit.

    `limits` (D,) are those of the delays 0, 1, ..., D - 1; `updates` is how many are seen.
    """

    def __init__(self, limits, updates, look=(False, False)):
        self.limits, self.updates = np.asarray(limits), updates
        self.fig, (self.walk, self.border) = picture(
            "Left: w against the updates, with gradients that are old and with new ones. Right: "
            "the delay against the length of a step, and the largest step that comes to rest.",
            2, 10, 4.2, None, *look,
        )  # fmt: skip
        title(self.walk, "w, update by update")
        title(self.border, "How long a step may be")
        self._draw_walk(self.walk)
        self._draw_border(self.border)
        self.moving = (*self._lines, *self._limit, *self._place)

    def show(self, old, new, delay, a, hidden=False):
        """Show the walks `old` and `new` (T + 1,) of steps `a`; with `hidden` only their start."""
        for line, w in zip(self._lines, (new, old), strict=True):
            w = within(w[:1] if hidden else w, self.walk)
            line.set_data(np.arange(len(w)), w)
        line, area = self._limit
        delays = np.arange(len(self.limits))
        line.set_data(([], []) if hidden else (delays, self.limits))
        outline = np.column_stack([delays, self.limits])
        corners = [*outline, (delays[-1], 0), (0, 0)]
        area.set_xy(corners[-1:] * 3 if hidden else corners)
        (place,) = self._place
        place.set_data(([], []) if hidden else ([delay], [a]))

    @styled
    def _draw_walk(self, ax):
        ax.set(xlim=(-0.03 * self.updates, 1.03 * self.updates), ylim=(-_TALL, _TALL))
        ax.set(xlabel="updates of w", ylabel="w")
        ax.axhline(0, color=soft(0.35), linewidth=0.8, zorder=1)
        size = rcParams["lines.markersize"]
        self._lines = []
        for algorithm, scale in (("mini-batch", 0.5), ("asynchronous", 0.7)):
            color, marker, dash = of_algorithm(algorithm)
            self._lines += ax.plot(
                [], [], marker=marker, color=color, linestyle=dash, markersize=scale * size,
                zorder=4, scalex=False, scaley=False,
            )  # fmt: skip

    @styled
    def _draw_border(self, ax):
        last = len(self.limits) - 1
        ax.set(xlim=(-0.4, last + 0.4), ylim=(0, 1.1 * self.limits.max()))
        ax.set(xlabel="updates a gradient is old", ylabel="a, step × curvature")
        ax.xaxis.get_major_locator().set_params(integer=True)
        still = {"scalex": False, "scaley": False}
        (line,) = ax.plot([], [], "o-", color=ink(), zorder=3, **still)
        (area,) = ax.fill([0, 0, 0], [0, 0, 0], color=soft(0.15), linewidth=0, zorder=1)
        color, marker, _ = of_algorithm("asynchronous")
        self._limit = (line, area)
        self._place = ax.plot(
            [], [], marker, color=color, markersize=1.7 * rcParams["lines.markersize"],
            markeredgecolor=paper(), zorder=5, **still,
        )  # fmt: skip
        ax.legend(  # here is room for the names of the lines at the left
            handles=[*self._lines[::-1], area], labels=[*_NAMES, "comes to rest"], frameon=False,
            loc="upper right", fontsize=rcParams["xtick.labelsize"],
        )  # fmt: skip
