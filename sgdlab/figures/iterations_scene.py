"""The scene of an epoch cut into batches: a block for each update, the short last one marked."""

import math

import numpy as np
from matplotlib import rcParams
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from ..batches import updates_per_epoch
from .picture import picture
from .study_charts import batch_axes
from .style import ink, of_algorithm, paper, soft, styled, title

_FILLED = 0.82  # of a block's place, in both directions


class IterationsScene:
    """Left the batches of an epoch of `n` instances, right the updates an epoch against m.

    Slide "Distributed Mini-batch SGD", the number of iterations.
    """

    def __init__(self, n, look=(False, False)):
        self.n = n
        self.fig, (left, self.chart) = picture(
            f"Left: the batches of one epoch of {n} instances, a block for each update. Right: the "
            "number of updates an epoch against the batch size m.",
            2, 10, 4.2, ("bare", "2d"), *look,
        )  # fmt: skip
        title(left, "One epoch: a block is an update")
        title(self.chart, "Updates an epoch")
        self._blocks, self._curve = _Blocks(left, n), _Curve(self.chart, n)
        self.moving = (*self._blocks.artists, *self._curve.artists)

    def show(self, m):
        """Show an epoch in batches of `m`."""
        self._blocks.show(m)
        self._curve.show(m)


class _Blocks:
    @styled
    def __init__(self, ax, n):
        self.n = n
        box = ax.get_window_extent()
        self.wide = box.width / box.height
        ax.set(xlim=(0, self.wide), ylim=(-0.12, 1))
        color = of_algorithm("mini-batch")[0]
        nothing = Path(np.empty((0, 2)))
        self.full = PathPatch(nothing, facecolor=color, edgecolor="none", linewidth=0)
        self.last = PathPatch(nothing, facecolor=ink(), edgecolor="none", linewidth=0)
        self.frame = PathPatch(nothing, facecolor="none", edgecolor=ink(), linewidth=1.5)
        for patch in (self.full, self.last, self.frame):
            ax.add_patch(patch)
        self.note = ax.text(0.01, -0.11, "", va="bottom")
        self.artists = (self.full, self.last, self.frame, self.note)

    def show(self, m):
        count = updates_per_epoch(self.n, m)
        short = self.n - (count - 1) * m
        columns = min(count, math.ceil(math.sqrt(count * self.wide)))
        rows = -(-count // columns)
        k = np.arange(count)
        size = np.array([self.wide / columns, 1 / rows]) * _FILLED
        corner = np.stack([k % columns * self.wide / columns, 1 - (k // columns + 1) / rows], 1)
        corner = corner + size * (1 / _FILLED - 1) / 2
        part = size * (short / m, 1)
        whole = short == m
        self.full.set_path(_boxes(corner if whole else corner[:-1], size))
        self.last.set_path(_boxes(corner[:0] if whole else corner[-1:], part))
        self.frame.set_path(_boxes(corner[:0] if whole else corner[-1:], size))
        self.note.set_text(
            f"every batch has {m}" if whole else f"the last batch: {short} of {m} instances"
        )


def _boxes(corners, size):
    """One path of rectangles of one size (2,) at `corners` (k, 2)."""
    edge = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) * size
    vertices = (corners[:, None] + edge).reshape(-1, 2)
    codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(corners)
    return Path(vertices, codes)


class _Curve:
    @styled
    def __init__(self, ax, n):
        self.n = n
        m = np.arange(1, n + 1)
        batch_axes(ax, (1, n), 1, max(n, 2))
        ax.set_ylabel("updates")
        ax.plot(m, -(-n // m), color=soft(0.6), drawstyle="steps-mid", zorder=2)
        size, width = rcParams["lines.markersize"], rcParams["lines.linewidth"]
        (self.line,) = ax.plot(
            [], [], color=soft(0.5), linewidth=0.6 * width, transform=ax.get_xaxis_transform(),
            scalex=False, scaley=False,
        )  # fmt: skip
        (self.now,) = ax.plot(
            [], [], "s", color=of_algorithm("mini-batch")[0], markeredgecolor=paper(), zorder=5,
            markersize=1.6 * size, scalex=False, scaley=False, clip_on=False,
        )  # fmt: skip
        self.artists = (self.line, self.now)

    def show(self, m):
        self.line.set_data([m, m], [0, 1])
        self.now.set_data([m], [updates_per_epoch(self.n, m)])
