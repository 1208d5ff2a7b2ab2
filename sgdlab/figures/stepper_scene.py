"""The scene of SGD on a small table: the average loss, one instance's loss, both over time."""

import numpy as np
from matplotlib import rcParams
from matplotlib.patches import Polygon

from .contours import ContourWalk, contour
from .levels import sides
from .picture import picture
from .progress import LossTrace, loss_axes
from .style import ink, loss_colors, soft, styled, title

_TOP = 2.4  # of the loss axis: the table begins at 1
_NAME = 0.28  # of the panel's width: room for the words "loss 0"
_BANDS = 8  # in which the loss of one instance is coloured; each is half an error wide


class StepperScene:
    """A walk of SGD over the average loss, over the loss of the instance in use, and both losses.

    `problem` is least squares with two parameters, `window` ((low, high), (low, high)) is shown,
    `steps` updates fit. `least` is the smallest average loss there is.
    Slide "Example of SGD Learning from training data".
    """

    def __init__(self, problem, window, steps, least, look=(False, False)):
        words = _words(problem, window)
        self.fig, (self.ground, self.alone, self.loss) = picture(words, 3, 10, 3.5, None, *look)
        contour(self.ground, problem, window)
        title(self.ground, "Average loss")
        self._lines = InstanceLoss(self.alone, problem, window)
        self._trace = _Losses(self.loss, steps, least)
        self._walks = (
            ContourWalk(self.ground, problem, "SGD"),
            ContourWalk(self.alone, problem, "SGD"),
        )
        self.moving = (
            *self._lines.artists,
            *(artist for walk in self._walks for artist in walk.artists),
            *self._trace.artists,
        )

    def show(self, path, step, ahead=True):
        """Show the run `path` after `step` updates; with `ahead` an arrow for the one that follows.

        The instance in the middle is the one in use next; after the last update, the one used last.
        """
        for walk in self._walks:
            walk.show(path, step)
            if not ahead:
                walk.arrow.set_visible(False)
        used = path.batches[min(step, len(path) - 1)]
        self._lines.show(int(used[0]))
        self._trace.show(path, step)


class InstanceLoss:
    """The contours of (w·x_i - y_i)^2 for one instance: parallel lines, made to be moved.

    The dashed line is where the loss of the instance is 0. An instance x = (0, 0) has no lines:
    its loss is the same for every w, and a sentence says so.
    """

    @styled
    def __init__(self, ax, problem, window):
        self.ax, self.problem = ax, problem
        (low1, high1), (low2, high2) = self.window = sides(window, 2)
        ax.set(xlim=(low1, high1), ylim=(low2, high2), xlabel="$w_1$", ylabel="$w_2$")
        ax.set_aspect("equal", adjustable="box")
        ax.apply_aspect()  # now, not at the first draw: walks reckon in points
        colors = loss_colors()(np.linspace(0, 1, _BANDS))
        self.bands = []
        for k in range(_BANDS, 0, -1):  # the narrowest strip lies on top
            strip = Polygon(np.zeros((4, 2)), facecolor=colors[k - 1], edgecolor=soft(0.45))
            strip.set(linewidth=0.8, zorder=1 - k / 100)
            self.bands.append(ax.add_patch(strip))
        width = rcParams["lines.linewidth"]
        (self.zero,) = ax.plot([], [], "--", color=ink(), linewidth=0.8 * width, zorder=2)
        self.zero_name = ax.text(0, 0, "loss 0", color=ink(), va="center", zorder=9)
        self.zero_name.set(fontsize=rcParams["xtick.labelsize"])
        self.name = ax.text(0, 1.045, "", color=ink(), transform=ax.transAxes)
        self.name.set(fontsize=rcParams["axes.titlesize"])
        self.flat = ax.text(0.5, 0.93, "", color=ink(), ha="center", va="top", zorder=9)
        self.flat.set(transform=ax.transAxes, fontsize=rcParams["xtick.labelsize"])
        rims = (ax.spines.left, ax.spines.bottom)  # which the bands would cover
        self.artists = (*self.bands, *rims, self.zero, self.zero_name, self.name, self.flat)

    def show(self, i):
        """Show the loss of instance `i`, from 0."""
        x, y = self.problem.X[i], float(self.problem.y[i])
        length = float(np.hypot(*x))
        self.name.set_text(f"Loss of x{i + 1} alone")
        self.zero.set_visible(length > 0)
        self.zero_name.set_visible(length > 0)
        self.flat.set_text("" if length else f"{y * y:g} for every w")
        if not length:
            self._fill(y * y)
            return
        across = x / length
        along = np.array([across[1], -across[0]])
        far = 2 * np.abs(self.window).sum()
        foot = (y / length) * across  # the place of loss 0 that is nearest to (0, 0)
        for k, strip in zip(range(_BANDS, 0, -1), self.bands, strict=True):
            wide = (far if k == _BANDS else k / 2) / length * across
            ends = np.array([foot - far * along, foot + far * along])
            strip.set_xy(np.vstack([ends - wide, ends[::-1] + wide]))
        self.zero.set_data((foot + np.outer([-far, far], along)).T)
        self._write(x, y)

    def _fill(self, loss):
        """One colour everywhere: that of the band in which `loss` lies."""
        far = 2 * np.abs(self.window).sum()
        whole = far * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
        for k, strip in zip(range(_BANDS, 0, -1), self.bands, strict=True):
            strip.set_xy(whole if (k / 2) ** 2 >= loss else np.zeros((4, 2)))

    def _write(self, x, y):
        """Put "loss 0" beside the line: at its top if it is steep, else above its right end."""
        (low1, high1), (low2, high2) = self.window
        wide, high = high1 - low1, high2 - low2
        if abs(x[0]) > 3 * abs(x[1]):
            top = high2 - 0.06 * high
            self.zero_name.set_position(((y - x[1] * top) / x[0] + 0.03 * wide, top))
            self.zero_name.set_horizontalalignment("left")
        else:
            ends = (y - x[0] * np.array([high1, high1 - _NAME * wide])) / x[1]
            self.zero_name.set_position((high1 - 0.02 * wide, ends.max() + 0.06 * high))
            self.zero_name.set_horizontalalignment("right")


class _Losses:
    """The average loss after each update, and the loss that each instance had when it was used."""

    @styled
    def __init__(self, ax, steps, least):
        loss_axes(ax, steps, 0.0, _TOP)
        ax.set_ylabel("loss")
        line = ax.axhline(least, color=soft(0.6), linestyle=":", zorder=1)
        title(ax, "Losses")
        self._average = LossTrace(ax, "SGD")
        size = rcParams["lines.markersize"]
        (self.own,) = ax.plot([], [], "x", color=soft(0.75), markersize=0.9 * size, zorder=6)
        ax.legend(
            (self._average.line, self.own, line), ("average", "x in use", f"least, {least:.3g}"),
            loc="upper right", frameon=False, fontsize=rcParams["xtick.labelsize"],
            handlelength=1.6, borderaxespad=0, labelspacing=0.2,
        )  # fmt: skip
        self.artists = (*self._average.artists, self.own)

    def show(self, path, step):
        self._average.show(path, step)
        problem, known = path.problem, min(step + 1, len(path))  # one loss before each update
        used = np.array([batch[0] for batch in path.batches[:known]], dtype=int)
        errors = (path.w[:known] * problem.X[used]).sum(axis=1) - problem.y[used]
        self.own.set_data(np.arange(known), np.clip(errors**2, 0, 100 * _TOP))


def _words(problem, window):
    span = " by ".join(f"{low:g} to {high:g}" for low, high in window)
    return (
        f"Left: contours of the average loss of {problem.n} instances over w1 and w2, {span}, with "
        "the start marked. Middle: the same of the one instance in use, parallel lines. Right: "
        "average loss, and loss of the instance in use, at each update."
    )
