"""The scene of a digit that is being drawn: the pad, the 8 x 8 image it gives, and ten scores."""

import numpy as np
from matplotlib import rcParams

from .digit_scene import Pixels, ScoreBars, side_of
from .images import weights_row
from .picture import picture
from .style import ink, paper, soft, styled, title

PAD = 32  # units across the pad
_LINE = 2.2  # units: how thick a drawn line looks


class DrawingScene:
    """Left a pad, in the middle what the model reads of it, right a bar for each class.

    `weights` (k, c) as for a Softmax on s*s pixels and ones; `span` is (low, high) of the scores.
    Slide "Model example: Binary classifier", with ten classes in place of two.
    """

    def __init__(self, weights, span, look=(False, False)):
        side, classes = side_of(weights), weights.shape[1]
        projector, dark = look
        self.fig, (self.pad, image, bars) = picture(
            f"Left: a pad to draw on. Middle: the drawing as {side} by {side} pixels. Right: a bar "
            f"for the score of each of {classes} classes; below, the weights of each class.",
            3, 10, 4.2, ("bare", "bare", "2d"), projector, dark,
        )  # fmt: skip
        with self.fig.look():
            strip = self.fig.add_axes((0.585, 0.02, 0.405, 0.14))
        weights_row(strip, weights.T[:, : side * side])
        self.pad.set_position((0.01, 0.08, 0.336, 0.8))
        image.set_position((0.365, 0.35, 0.15, 0.357))
        bars.set_position((0.585, 0.26, 0.405, 0.62))
        title(self.pad, "Draw a digit here")
        image.set_title(f"{side} × {side} pixels", fontsize=0.8 * _title_size(self.fig))
        title(bars, "Scores; below, weights")
        self._ink, self._pixels = _Ink(self.pad), Pixels(image, side)
        self._bars = ScoreBars(bars, classes, span)
        bars.set_ylabel("")  # the title says it, and the image stands where it would
        self.moving = (*self._ink.artists, self._pixels.mesh, *self._bars.artists)

    def show(self, strokes, cursor, pixels, scores):
        """Show the strokes, lists of places on the pad, what they give, and a keyboard `cursor`.

        `pixels` (s*s,) of 0 .. 1; `scores` (c,), or None for a blank pad; `cursor` (x, y) or None.
        """
        self._ink.show(strokes, cursor)
        self._pixels.show(pixels)
        for bar in self._bars.artists:
            bar.set_visible(scores is not None)
        if scores is not None:
            self._bars.show(scores)


class _Ink:
    @styled
    def __init__(self, ax):
        ax.set(xlim=(0, PAD), ylim=(0, PAD))
        ax.set_aspect("equal", anchor="C")
        frame = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) * PAD
        ax.plot(*frame.T, color=soft(0.5), linewidth=1.5, zorder=1, clip_on=False)
        across = [([at, at, np.nan], [0, PAD, np.nan]) for at in range(4, PAD, 4)]
        x, y = np.concatenate(across, axis=1)
        ax.plot([*x, *y], [*y, *x], color=soft(0.13), linewidth=0.8, zorder=0)
        box = ax.get_position()
        inches = min(box.width * 10, box.height * ax.get_figure().get_figheight())
        thick = _LINE * inches / PAD * 72
        (self.lines,) = ax.plot([], [], color=ink(), linewidth=thick, zorder=3)
        (self.dots,) = ax.plot([], [], "o", color=ink(), markersize=thick, zorder=3)
        self.dots.set_markeredgewidth(0)
        (self.cursor,) = ax.plot([], [], "s", markerfacecolor="none", zorder=4)
        self.cursor.set(markersize=2 * inches / PAD * 72, markeredgecolor=ink())
        self.cursor.set_markeredgewidth(0.9 * rcParams["lines.linewidth"])
        (self.rim,) = ax.plot([], [], "s", markerfacecolor="none", zorder=3.9)
        self.rim.set(markersize=2 * inches / PAD * 72, markeredgecolor=paper())
        self.rim.set_markeredgewidth(2 * rcParams["lines.linewidth"])
        self.artists = (self.lines, self.dots, self.rim, self.cursor)

    def show(self, strokes, cursor):
        gap = np.full((1, 2), np.nan)
        rows = [part for stroke in strokes for part in (np.array(stroke, dtype=float), gap)]
        places = np.concatenate([*rows, gap])
        self.lines.set_data(*places.T)
        self.dots.set_data(*places[np.isfinite(places[:, 0])].T)
        for square in (self.rim, self.cursor):
            square.set_data(*([value] for value in cursor) if cursor is not None else ([], []))


def _title_size(fig):
    with fig.look():
        return rcParams["axes.titlesize"]
