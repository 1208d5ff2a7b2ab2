"""The scene of a digit that is read: its pixels, ten scores, and the ten weight images."""

import numpy as np
from matplotlib import rcParams
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb

from .images import weights_row
from .picture import picture
from .style import ink, paper, soft, styled, title

_PITCH = 1.15  # from one image of `weights_row` to the next


class DigitScene:
    """Left one image, right a bar for the score of each class, over that class's weights.

    `weights` (k, c): the first s*s rows are the pixels' weights, a last one the bias, as in
    `problem.w` of a Softmax on pixels and ones. `span` is (low, high) of the scores to be shown.
    Slide "Model example: Binary classifier", with ten classes in place of two.
    """

    def __init__(self, weights, span, look=(False, False)):
        side, classes = side_of(weights), weights.shape[1]
        projector, dark = look
        self.fig, (image, bars) = picture(
            f"Left: the image of a digit, {side} by {side} pixels. Right: a bar for the score of "
            f"each of {classes} classes; below, the weights of each class as an image.",
            2, 10, 4.4, ("bare", "2d"), projector, dark,
        )  # fmt: skip
        with self.fig.look():
            strip = self.fig.add_axes((0.37, 0.02, 0.62, 0.18))
        weights_row(strip, weights.T[:, : side * side])
        image.set_position((0.02, 0.1, 0.26, 0.78))
        bars.set_position((0.37, 0.3, 0.62, 0.58))
        title(image, "The image, x")
        title(bars, "Score of each digit; below, its weights")
        self._pixels, self._bars = Pixels(image, side), ScoreBars(bars, classes, span)
        self.moving = (self._pixels.mesh, *self._bars.artists)

    def show(self, pixels, scores, truth):
        """Show an image (s*s,) of values 0 .. 1, its scores (c,), and its true class."""
        self._pixels.show(pixels)
        self._bars.show(scores, truth)


class Pixels:
    """An image of squares, so that it can move as strokes do."""

    @styled
    def __init__(self, ax, side):
        corner = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
        places = [(j, side - 1 - i) for i in range(side) for j in range(side)]
        self.ink, self.paper = np.array(to_rgb("black")), np.array(to_rgb("white"))
        # edges in the colour of the face: else the page shines through between the squares
        self.mesh = PolyCollection([corner + place for place in places], linewidths=0.6, zorder=2)
        ax.add_collection(self.mesh)
        frame = np.array([[0, 0], [side, 0], [side, side], [0, side], [0, 0]])
        ax.plot(*frame.T, color=soft(0.4), linewidth=1.5, zorder=1)
        ax.set(xlim=(-0.1, side + 0.1), ylim=(-0.1, side + 0.1))
        ax.set_aspect("equal", anchor="NW")
        self.show(np.zeros(side * side))

    def show(self, pixels):
        """Show the pixels (s*s,) of 0 .. 1."""
        shade = np.asarray(pixels, dtype=float)[:, None]
        colors = shade * self.ink + (1 - shade) * self.paper
        self.mesh.set(facecolors=colors, edgecolors=colors)


class ScoreBars:
    """A bar for each class, ink for the highest, and a mark over the true one if it is known."""

    @styled
    def __init__(self, ax, classes, span):
        low, high = span
        room = 0.12 * (high - low) or 1.0
        at = _PITCH * np.arange(classes) + 0.5
        ax.set(xlim=(-0.05, _PITCH * classes - 0.1), ylim=(low - room, high + 2 * room))
        ax.set_xticks(at, [str(k) for k in range(classes)])
        ax.tick_params(axis="x", length=0, labelsize=rcParams["axes.labelsize"])
        ax.set_ylabel("score")
        ax.axhline(0, color=soft(0.5), linewidth=1, zorder=1)
        self.at, self.top = at, high + room
        self.chosen, self.other = ink(), soft(0.4)
        self.bars = tuple(ax.bar(at, np.zeros(classes), width=0.7, color=self.other, zorder=3))
        size = rcParams["lines.markersize"]
        (self.mark,) = ax.plot([], [], "v", color=ink(), markeredgecolor=paper(), zorder=4)
        self.mark.set_markersize(1.5 * size)
        self.note = ax.text(0, 0, "", va="center", fontsize=rcParams["xtick.labelsize"])
        self.artists = (*self.bars, self.mark, self.note)

    def show(self, scores, truth=None):
        """Show the scores (c,)."""
        best = int(np.argmax(scores))
        for k, (bar, score) in enumerate(zip(self.bars, scores, strict=True)):
            bar.set_height(float(score))
            bar.set_facecolor(self.chosen if k == best else self.other)
        for artist in (self.mark, self.note):
            artist.set_visible(truth is not None)
        if truth is None:
            return
        self.mark.set_data([self.at[truth]], [self.top])
        side = 1 if truth < len(self.at) / 2 else -1
        self.note.set(text="truth", ha="left" if side > 0 else "right")
        self.note.set_position((self.at[truth] + 0.4 * side, self.top))


def side_of(weights):
    """Return how many pixels are across the images that `weights` (s*s + 1, c) read."""
    side = int(np.sqrt(len(weights) - 1))
    if side * side + 1 != len(weights):
        raise ValueError(
            f"The weights have {len(weights)} rows; expected s*s pixels and a bias, such as 65."
        )
    return side
