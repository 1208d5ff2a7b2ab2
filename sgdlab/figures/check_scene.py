"""The scene of a gradient check: each derivative twice, and how far apart they are against h."""

import numpy as np
from matplotlib import rcParams

from ..checking import disagreement
from .axes import guides
from .picture import picture
from .style import COLORS, ink, paper, soft, styled, title

CHECK_H = tuple(float(f"{10.0**-k:.2g}") for k in np.arange(0, 15.5, 0.5))
_LEAST = 1e-12  # what is less has no place in the picture


class CheckScene:
    """Left each input's derivative, from backward and by differences; right their distance.

    `names` are the inputs', `measured` (h, k) their central differences at `CHECK_H`; `reach` is
    the largest derivative to make room for.
    """

    def __init__(self, names, measured, reach, look=(False, False)):
        self.measured = measured
        self.fig, (self.left, self.right) = picture(
            f"Left: the derivatives to {', '.join(names)}, each from a backward pass and by "
            "central differences. Right: their largest relative difference against h.",
            2, 10, 4.2, None, *look,
        )  # fmt: skip
        self._draw_pairs(self.left, names, 1.15 * reach)
        self._draw_errors(self.right)
        self.moving = (
            self.gaps, self.differences, self.backward, self.wanted, self.line, self.now,
        )  # fmt: skip

    def show(self, gradient, i, whole=True):
        """Show `gradient` (k,), that of a backward pass, beside the differences at `CHECK_H[i]`.

        With `whole` also how far apart they are at every h.
        """
        rows, measured = np.arange(len(gradient)), self.measured[i]
        gap = np.full(len(rows), np.nan)
        self.gaps.set_data(
            np.column_stack([gradient, measured, gap]).ravel(),
            np.column_stack([rows, rows, gap]).ravel(),
        )
        self.backward.set_data(gradient, rows)
        self.differences.set_data(measured, rows)
        away = np.maximum(disagreement(gradient, self.measured), _LEAST)
        self.line.set_data(CHECK_H, away)
        self.line.set_visible(whole)
        self.now.set_visible(whole)
        self.now.set_data([CHECK_H[i]], [away[i]])
        self.wanted.set_data([CHECK_H[i]] * 2, [0, 1])

    @styled
    def _draw_pairs(self, ax, names, reach):
        size, width = rcParams["lines.markersize"], rcParams["lines.linewidth"]
        ax.set(xlim=(-reach, reach), ylim=(len(names) - 0.4, -1.15))
        ax.set_yticks(range(len(names)), [f"∂f/∂{name}" for name in names])
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel("derivative")
        ax.axvline(0, color=soft(0.3), linewidth=0.8)
        title(ax, "Two ways to each derivative")
        still = {"scalex": False, "scaley": False}
        (self.gaps,) = ax.plot([], [], color=soft(0.5), linewidth=width, zorder=3, **still)
        (self.differences,) = ax.plot(
            [], [], "o", markerfacecolor="none", markeredgecolor=ink(), markersize=2.0 * size,
            markeredgewidth=0.8 * width, label="differences", zorder=4, **still,
        )  # fmt: skip
        (self.backward,) = ax.plot(
            [], [], "D", color=COLORS["asynchronous"], markeredgecolor=paper(), markersize=size,
            label="backward", zorder=5, **still,
        )  # fmt: skip
        ax.legend(
            loc="upper center", ncols=2, frameon=False, fontsize=rcParams["xtick.labelsize"],
            borderaxespad=0, handletextpad=0.2, columnspacing=1.2,
        )  # fmt: skip

    @styled
    def _draw_errors(self, ax):
        size, width = rcParams["lines.markersize"], rcParams["lines.linewidth"]
        ax.set(xscale="log", yscale="log", xlim=(2, 5e-16), ylim=(_LEAST / 2, 20))
        ax.set(xlabel="h, smaller to the right", ylabel="relative difference")
        guides(ax)
        title(ax, "Do they agree at some h?")
        (self.wanted,) = ax.plot(
            [], [], color=soft(0.5), linewidth=0.6 * width, transform=ax.get_xaxis_transform()
        )
        (self.line,) = ax.plot(
            [], [], "s--", color=COLORS["SGD"], markeredgecolor=paper(), markersize=0.8 * size
        )
        (self.now,) = ax.plot(
            [], [], "s", color=ink(), markeredgecolor=paper(), markersize=1.3 * size, zorder=5
        )
