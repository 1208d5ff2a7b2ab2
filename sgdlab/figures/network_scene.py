"""The scene of a small network that learns a pattern in the plane."""

import contourpy
import numpy as np
from matplotlib import rcParams
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from .images import ABOVE, BELOW
from .picture import picture
from .progress import LossTrace, loss_axes
from .style import ink, soft, styled

MOST_UNITS = 12  # whose lines can be drawn
_CLASSES = ((BELOW, "o"), (ABOVE, "^"))
_GRID = 61  # places a side on which the network is asked: 2 ms, and no corner is seen
_SURE = np.log(9)  # of the difference of two scores: the darker tint is where a share is above 0.9
_LOSS = (1e-3, 2.0)
_TICKS = 5  # on each line, towards the side where the unit is positive


class NetworkScene:
    """Left the points with the regions of the two classes, right the loss against the epoch.

    `X` (n, 2) are the points, `y` (n,) their classes 0 or 1, `window` ((low, high), (low, high)) is
    shown, `epochs` fit on the axis. The network is asked on `places` (g * g, 2).
    """

    def __init__(self, X, y, window, epochs, look=(False, False)):
        words = (
            f"Left: {len(X)} points of two classes, circles and triangles, the regions that a "
            "network gives to each, a line for each hidden unit. Right: the loss by epoch."
        )
        self.fig, (self.plane, self.loss) = picture(words, 2, 10, 4.4, None, *look)
        self._regions = _Regions(self.plane, window)
        self._units = _Units(self.plane, window)
        self._points = _Points(self.plane, X, y)
        self.places = self._regions.places
        loss_axes(self.loss, epochs, *_LOSS)
        self._run = _Run(self.loss)
        parts = (self._regions, self._units, self._points, self._run)
        self.moving = tuple(artist for part in parts for artist in part.artists)

    def show(self, difference, guesses, weights, bias, run, epoch, titles):
        """Show a network: `run` (its `loss` by epoch) at `epoch`, and both panels' `titles`.

        `difference` (g * g,) is the score of class 1 less that of class 0 on `places`; `guesses`
        (n,) are the classes it gives to the points. `weights` (2, h) and `bias` (h,) are those of
        the first hidden layer.
        """
        self._regions.show(difference, titles[0])
        self._units.show(weights, bias)
        self._points.show(guesses)
        self._run.show(run, epoch, titles[1])


class _Regions:
    """Which class the network gives to each place, and where it is sure: two tints for each."""

    @styled
    def __init__(self, ax, window):
        (low1, high1), (low2, high2) = window
        ax.set(xlim=(low1, high1), ylim=(low2, high2), xlabel="$x_1$", ylabel="$x_2$")
        ax.set_aspect("equal", adjustable="box")
        ax.apply_aspect()
        self.title = _title(ax)
        self._axes = [np.linspace(low, high, _GRID) for low, high in window]
        self.places = np.stack(np.meshgrid(*self._axes), axis=-1).reshape(-1, 2)
        self.fills = []
        for sign, (color, _) in zip((-1, 1), _CLASSES, strict=True):
            for edges, alpha in (((0, _SURE), 0.16), ((_SURE, 1e9), 0.38)):
                patch = PathPatch(_NOTHING, facecolor=color, edgecolor="none", alpha=alpha)
                patch.set(linewidth=0, zorder=1)
                self.fills.append((ax.add_patch(patch), tuple(sorted(sign * e for e in edges))))
        width = 1.2 * rcParams["lines.linewidth"]
        (self.border,) = ax.plot([], [], color=ink(), linewidth=width, zorder=2)
        self.artists = (*(patch for patch, _ in self.fills), self.border, self.title)

    def show(self, difference, words):
        self.title.set_text(words)
        height = np.clip(np.nan_to_num(difference), -1e8, 1e8).reshape(_GRID, _GRID)
        drawn = contourpy.contour_generator(
            *self._axes, height, fill_type="ChunkCombinedCode", line_type="ChunkCombinedNan"
        )
        for patch, edges in self.fills:
            (places,), (codes,) = drawn.filled(*edges)
            patch.set_path(_NOTHING if places is None else Path(places, codes))
        (line,) = drawn.lines(0.0)[0]
        self.border.set_data(([], []) if line is None else line.T)


class _Units:
    """The line w·x + b = 0 of each hidden unit, with ticks on the side where that is positive."""

    @styled
    def __init__(self, ax, window):
        self.ax, self.window = ax, np.array(window)
        width = 0.6 * rcParams["lines.linewidth"]
        (self.lines,) = ax.plot([], [], "--", color=soft(0.85), linewidth=width, zorder=4)
        (self.ticks,) = ax.plot([], [], color=soft(0.85), linewidth=width, zorder=4)
        small = rcParams["xtick.labelsize"]
        self.names = [
            ax.text(0, 0, "", fontsize=small, ha="center", va="center", zorder=7, weight="bold")
            for _ in range(MOST_UNITS)
        ]
        self.artists = (self.lines, self.ticks, *self.names)

    def show(self, weights, bias):
        pieces, ticks = [], []
        for name in self.names:
            name.set_text("")
        for j, (across, b) in enumerate(zip(weights.T, bias, strict=True)):
            ends = _through(across, b, self.window)
            if ends is None:
                continue
            pieces += [*ends, _GAP]
            up = across / np.hypot(*across)
            for share in (np.arange(_TICKS) + 0.5) / _TICKS:
                foot = ends[0] + share * (ends[1] - ends[0])
                ticks += [foot, foot + 0.07 * up, _GAP]
            if j < MOST_UNITS:
                along = 0.05 * (1 + j // 2 % 3)  # lines that cross have their names apart
                along = 1 - along if j % 2 else along
                at = ends[0] + along * (ends[1] - ends[0]) + 0.09 * up
                low, high = self.window.T
                at = np.clip(at, low + 0.08, high - 0.08)
                self.names[j].set(position=at, text=str(j + 1))
        self.lines.set_data(np.array(pieces or [_GAP]).T)
        self.ticks.set_data(np.array(ticks or [_GAP]).T)


class _Points:
    @styled
    def __init__(self, ax, X, y):
        self.X, self.y = X, y
        size = 0.85 * rcParams["lines.markersize"]
        self.marks = []
        for k, (color, marker) in enumerate(_CLASSES):
            (mark,) = ax.plot(
                *X[y == k].T, marker, color=color, markeredgecolor=ink(), zorder=5,
                markersize=size * (1.15 if marker == "^" else 1), markeredgewidth=0.6,
            )  # fmt: skip
            self.marks.append(mark)
        (self.wrong,) = ax.plot(
            [], [], "o", markerfacecolor="none", markeredgecolor=ink(), zorder=6,
            markersize=1.9 * size, markeredgewidth=0.45 * rcParams["lines.linewidth"],
        )  # fmt: skip
        self.artists = (*self.marks, self.wrong)

    def show(self, guesses):
        self.wrong.set_data(self.X[guesses != self.y].T)


class _Run:
    @styled
    def __init__(self, ax):
        ax.set_xlabel("epoch")
        (self.all,) = ax.plot([], [], color=soft(0.4), zorder=3)
        self.all.set_linewidth(0.6 * rcParams["lines.linewidth"])
        self.trace = LossTrace(ax, "mini-batch")
        self.trace.line.set(marker="", linestyle="-")
        self.title = _title(ax)
        self.artists = (self.all, *self.trace.artists, self.title)

    def show(self, run, epoch, words):
        self.all.set_data(np.arange(len(run.loss)), np.clip(run.loss, 1e-9, 1e9))
        self.trace.show(run, epoch)
        self.title.set_text(words)


def _title(ax):
    """A title that can be moved: the axes' own belongs to the background."""
    words = ax.text(0, 1.03, "", transform=ax.transAxes, va="bottom", color=ink())
    words.set_fontsize(rcParams["axes.titlesize"])
    return words


def _through(across, b, window):
    """Where the line across·x + b = 0 enters and leaves the window, (2, 2); None if it does not."""
    low, high = window.T
    if not np.isfinite([*across, b]).all() or not across.any():
        return None
    found = []
    for i in (0, 1):  # the two sides of each direction
        for edge in window[i]:
            if across[1 - i]:
                other = -(b + across[i] * edge) / across[1 - i]
                if low[1 - i] <= other <= high[1 - i]:
                    found.append((edge, other) if i == 0 else (other, edge))
    if len(found) < 2:
        return None
    found = np.array(found)
    far = np.hypot(*(found - found[0]).T).argmax()
    return np.array([found[0], found[far]]) if far else None


_NOTHING = Path(np.empty((0, 2)))
_GAP = (np.nan, np.nan)
