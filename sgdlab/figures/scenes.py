"""Scenes: pictures whose parts belong together and follow one cursor.

A scene has `fig`, the picture; `moving`, the artists that move; and `show(...)`, which moves them.
"""

import numpy as np
from matplotlib import rcParams

from .contours import ContourWalk, contour, gradient_arrows
from .curve import CurveWalk, curve
from .picture import picture
from .progress import LossTrace, loss_axes
from .style import soft, styled, title
from .surface import SurfaceWalk, surface

_LEAST = 1e-6  # of the largest loss: where the logarithmic axis ends when the loss can reach 0


class DescentScene:
    """A run on the loss of one or two parameters, and its loss against the step.

    `formula` is the title of a flat panel. `view` is "contours", "arrows" (contours with arrows
    downhill) or "surface", of two parameters. `pinned` is a list of (label, path) that stand in the
    background for comparison.
    """

    def __init__(
        self,
        problem,
        window,
        steps,
        algorithm="GD",
        view="contours",
        formula="",
        pinned=(),
        look=(False, False),
    ):
        deep = problem.d == 2 and view == "surface"
        kinds = ("3d" if deep else "2d", "2d")
        projector, dark = look
        self.fig, (self.ground, self.loss) = picture(
            _words(problem, window), 2, 10, 4.4, kinds, projector, dark
        )
        if problem.d == 1:
            draw, walk = curve, CurveWalk
        else:
            draw, walk = (surface, SurfaceWalk) if deep else (contour, ContourWalk)
        draw(self.ground, problem, window)
        if problem.d == 2 and view == "arrows":
            gradient_arrows(self.ground, problem, window)
        if formula and not deep:  # over 3-D axes a title is cut off
            title(self.ground, f"L = {formula}")
        loss_axes(self.loss, steps, *_span(problem, window))
        for label, path in pinned:
            if not deep:
                pin(self.ground, path.w.T if problem.d == 2 else (path.w[:, 0], path.loss))
            pin(self.loss, (np.arange(len(path.loss)), path.loss), label)
        self._walks = (walk(self.ground, problem, algorithm), LossTrace(self.loss, algorithm))
        self.moving = tuple(artist for w in self._walks for artist in w.artists)

    def show(self, path, step):
        """Show the run `path` after `step` updates in both panels."""
        for walk in self._walks:
            walk.show(path, step)


@styled
def pin(ax, xy, label=None):
    """Draw a run to compare with, `xy` (2, k), in the background; a label goes to the legend."""
    ax.plot(
        *xy, ":", marker="x", color=soft(0.8), markersize=0.8 * rcParams["lines.markersize"],
        markevery=max(1, len(xy[0]) // 15), scalex=False, scaley=False, label=label,
    )  # fmt: skip
    if label:
        ax.legend(loc="upper right")


def _span(problem, window):
    """The losses to make room for: those of the window, and three times as much above."""
    axes = np.meshgrid(*(np.linspace(low, high, 41) for low, high in window))
    with np.errstate(all="ignore"):
        losses = problem.loss(np.stack(axes, axis=-1))
    losses = losses[np.isfinite(losses)]
    if not losses.size:
        raise ValueError(f"The loss is not finite anywhere in the window {window}.")
    low, high = float(losses.min()), float(losses.max())
    return (max(low, _LEAST * high) if low >= 0 else low), high + 2 * abs(high)


def _words(problem, window):
    span = " by ".join(f"{low:g} to {high:g}" for low, high in window)
    kind = "the loss curve of w" if problem.d == 1 else "the loss over w1 and w2"
    return f"Left: {kind}, {span}, with the start marked. Right: the loss against the step."
