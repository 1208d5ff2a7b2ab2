"""The scene of gradient noise: a cloud of mini-batch gradients, and its size against m."""

import numpy as np
from matplotlib import rcParams

from .arrow import Arrow
from .picture import picture
from .study_charts import batch_axes
from .style import ink, of_algorithm, paper, soft, styled, title

_WIDE = 2.6  # standard deviations of the single instances that the cloud's panel shows


class NoiseScene:
    """Left the gradients of drawn batches around the full one, right their variance against m.

    `cloud` is a `sgdlab.noise_plane.NoisePlane`; `measured` and `expected` are {m: mean squared
    distance from the full gradient}, drawn as dots and as a line.
    """

    def __init__(self, cloud, measured, expected, look=(False, False)):
        self.cloud = cloud
        self.fig, (self.plane, self.chart) = picture(
            f"Left: the gradients of {len(cloud.at(1))} drawn batches as dots, the full gradient "
            "as an arrow. Right: their mean squared distance from it against the batch size m, "
            "measured and by the formula.",
            2, 10, 4.4, None, *look,
        )  # fmt: skip
        title(self.plane, "Gradients of drawn batches")
        title(self.chart, "Mean squared distance")
        self._cloud = _Dots(self.plane, cloud)
        self._chart = _Chart(self.chart, measured, expected, cloud)
        self.moving = (*self._cloud.artists, *self._chart.artists)

    def show(self, m, shown=True):
        """Show the batches of `m`; without `shown` no line of the right panel."""
        self._cloud.show(m)
        self._chart.show(m, shown)

    def outside(self, m):
        """Return how many gradients of the batches of `m` the left panel has no room for."""
        x, y = np.abs(self.cloud.at(m)).T
        return int(((x > self.plane.get_xlim()[1]) | (y > self.plane.get_ylim()[1])).sum())


class _Dots:
    @styled
    def __init__(self, ax, cloud):
        self.cloud = cloud
        each = cloud.at(1)
        side = _WIDE * each.std(0).max()
        box = ax.get_window_extent()
        ratio = box.width / box.height
        ax.set(xlim=(-side * ratio, side * ratio), ylim=(-side, side))
        ax.set(xlabel="along the full gradient", ylabel="across it")
        thin = {"color": soft(0.35), "linewidth": 0.8, "zorder": 1}
        ax.axvline(0, **thin)
        ax.axhline(0, **thin)
        size = rcParams["lines.markersize"]
        (self.dots,) = ax.plot(
            [], [], "s", color=of_algorithm("mini-batch")[0], markersize=0.7 * size, zorder=4,
            scalex=False, scaley=False,
        )  # fmt: skip
        (self.full,) = ax.plot(
            [], [], "*", color=ink(), markersize=1.5 * size, zorder=6,
            scalex=False, scaley=False,
        )  # fmt: skip
        (self.ring,) = ax.plot([], [], color=ink(), zorder=5, scalex=False, scaley=False)
        self.arrow = Arrow(ax, ink(), zorder=7)
        self.artists = (self.dots, self.ring, self.full, self.arrow)
        turn = np.linspace(0, 2 * np.pi, 73)
        self.circle = np.array([np.cos(turn), np.sin(turn)])

    def show(self, m):
        places = self.cloud.at(m)
        centre = np.array([self.cloud.length, 0.0])
        self.dots.set_data(places.T)
        self.full.set_data([centre[0]], [0])
        radius = np.sqrt(((places - centre) ** 2).sum(1).mean())
        self.ring.set_data(centre[:, None] + radius * self.circle)
        self.arrow.point(np.zeros(2), centre)


class _Chart:
    @styled
    def __init__(self, ax, measured, expected, cloud):
        self.expected = expected
        sizes = np.array([m for m in expected if expected[m] > 0])
        line = np.array([expected[m] for m in sizes])
        batch_axes(ax, expected, 0.7 * line.min(), 5 * line.max())  # room for the legend
        size, width = rcParams["lines.markersize"], rcParams["lines.linewidth"]
        still = {"scalex": False, "scaley": False}
        (self.line,) = ax.plot([], [], color=soft(0.7), label="formula", zorder=3, **still)
        (self.slope,) = ax.plot(
            [], [], color=soft(0.7), linestyle=":", label="if put back", zorder=2, **still
        )
        (self.level,) = ax.plot(
            [], [], color=soft(0.7), linestyle=(0, (6, 3)), label="|gradient|²", zorder=2, **still
        )
        (self.dots,) = ax.plot(
            [], [], "s", color=of_algorithm("mini-batch")[0], markeredgecolor=paper(), zorder=4,
            label="measured", **still,
        )  # fmt: skip
        (self.cursor,) = ax.plot(
            [], [], color=soft(0.5), linewidth=0.6 * width, transform=ax.get_xaxis_transform(),
            **still,
        )  # fmt: skip
        (self.now,) = ax.plot(
            [], [], "D", color=ink(), markersize=1.3 * size, markeredgecolor=paper(), zorder=5,
            **still,
        )  # fmt: skip
        small = rcParams["xtick.labelsize"]
        ax.legend(loc="upper right", frameon=False, fontsize=small, handlelength=1.5)
        ends = np.array(ax.get_xlim())
        self.data = {
            self.line: (sizes, line),
            self.slope: (ends, line[0] * sizes[0] / ends),
            self.level: (ends, [cloud.length**2] * 2),
            self.dots: (list(measured), list(measured.values())),
        }
        self.artists = (*self.data, self.cursor, self.now)

    def show(self, m, shown):
        for artist, data in self.data.items():
            artist.set_data(*(data if shown else ([], [])))
        self.cursor.set_data([m, m], [0, 1])
        value = self.expected[m]
        self.now.set_data(*(([m], [value]) if shown and value > 0 else ([], [])))
