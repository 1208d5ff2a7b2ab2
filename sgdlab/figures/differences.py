"""Derivatives by differences: the secant that turns into the tangent, and how wrong it is."""

import numpy as np
from matplotlib import rcParams

from ..derivatives import difference_errors
from .axes import guides
from .curve import Secant, curve
from .picture import picture
from .style import COLORS, paper, soft, styled, title

_H = 10.0 ** -np.arange(0, 15.5, 0.5)
_LEAST = 1e-14  # an error of 0 has no place on a logarithmic axis


class SecantScene:
    """Left the secant through w and w + h; right the errors of both differences against h."""

    def __init__(self, problem, window, look=(False, False)):
        projector, dark = look
        self.problem = problem
        self.fig, (left, right) = picture(
            "Left: a loss curve with a secant through w and w + h. "
            "Right: the errors of the forward and the central difference against h.",
            2, 10, 4.4, None, projector, dark,
        )  # fmt: skip
        curve(left, problem, window)
        self._secant = Secant(left, problem)
        self._draw_errors(right)
        self.moving = (*self._secant.artists, self._forward, self._central, self._cursor)

    def show(self, w, h):
        """Show the secant from `w` to `w + h`, and the errors at `w`."""
        self._secant.show(w, h)
        forward, central = difference_errors(self.problem, w, _H)
        self._forward.set_data(_H, np.maximum(forward, _LEAST))
        self._central.set_data(_H, np.maximum(central, _LEAST))
        self._cursor.set_data([h, h], [0, 1])

    @styled
    def _draw_errors(self, ax):
        width, size = rcParams["lines.linewidth"], rcParams["lines.markersize"]
        ax.set(xscale="log", yscale="log", xlim=(2, 5e-16), ylim=(_LEAST / 2, 10))
        ax.set(xlabel="h, smaller to the right", ylabel="error of the slope")
        guides(ax)
        title(ax, "too small an h is wrong as well")
        ends = {"markersize": 0.8 * size, "markeredgecolor": paper()}
        blue, orange = COLORS["GD"], COLORS["SGD"]
        (self._forward,) = ax.plot([], [], "o-", color=blue, label="forward", **ends)
        (self._central,) = ax.plot([], [], "s--", color=orange, label="central", **ends)
        (self._cursor,) = ax.plot(
            [], [], color=soft(0.5), linewidth=0.6 * width, transform=ax.get_xaxis_transform()
        )
        ax.legend(loc="upper center")
