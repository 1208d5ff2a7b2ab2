"""The gradient at one point: across the contour, not towards the minimum; its numbers."""

from html import escape

import numpy as np
from contourpy import contour_generator
from matplotlib import rcParams

from ..numbers import number
from .arrow import Arrow
from .contours import contour
from .levels import grid
from .picture import picture
from .style import COLORS, ink, paper, soft, styled, title

SHOWN_LR = 0.25  # share of the gradient's length that is drawn: a step with lr = 1/4
_GRID = 120
_CORNER = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
_H = 0.1


class GradientScene:
    """A point on the contours of a loss of two parameters, the step from it, and the way down.

    `minimum` is where the loss is least. The step is -1/4 of the gradient, with its two parts
    along the axes; the contour through the point and its tangent stand at a right angle to it
    (equal scales); a dashed line leads to the minimum. Slide "Gradient".
    """

    def __init__(self, problem, window, minimum, formula="", look=(False, False)):
        self.problem, self.minimum = problem, np.asarray(minimum, dtype=float)
        self.fig, (self.ground,) = picture(_words(window), 1, 10, 5.4, None, *look)
        contour(self.ground, problem, window)
        if formula:
            title(self.ground, f"L = {formula}")
        w1, w2, loss = grid("GradientScene", problem, window, _GRID)
        self._levels = contour_generator(w1, w2, loss)
        self._unit = 0.1 * (window[1][1] - window[1][0])
        self._draw(self.ground)

    @styled
    def _draw(self, ax):
        width, size = rcParams["lines.linewidth"], rcParams["lines.markersize"]
        step = COLORS["GD"]
        (self.level,) = ax.plot([], [], color=ink(), linewidth=0.8 * width, zorder=3)
        (self.tangent,) = ax.plot([], [], color=soft(0.75), linewidth=0.7 * width, zorder=3)
        (self.corner,) = ax.plot([], [], color=soft(0.75), linewidth=0.5 * width, zorder=3)
        (self.short,) = ax.plot([], [], "--", color=ink(), linewidth=0.8 * width, zorder=4)
        self.parts = (Arrow(ax, soft(0.6), zorder=5), Arrow(ax, soft(0.6), zorder=5))
        self.step = Arrow(ax, step, zorder=6)
        (self.goal,) = ax.plot(*self.minimum, "X", color=ink(), markersize=1.6 * size, zorder=7)
        self.goal.set_markeredgecolor(paper())
        (self.now,) = ax.plot([], [], "o", color=step, markersize=1.5 * size, zorder=8)
        self.now.set_markeredgecolor(paper())
        self.names = (
            ax.text(0, 0, "step", color=ink(), ha="center", va="center", zorder=9),
            ax.text(0, 0, "to the minimum", color=ink(), va="bottom", zorder=9),
        )
        self.answer = (self.tangent, self.corner, self.short, *self.parts, self.step, *self.names)
        self.moving = (self.level, *self.answer, self.goal, self.now)

    def show(self, w, whole=True):
        """Show the point `w` (2,) with its contour; with `whole` also where the step goes."""
        w = np.asarray(w, dtype=float)
        rings = self._levels.lines(float(self.problem.loss(w)))
        gap = np.full((1, 2), np.nan)
        self.level.set_data(np.vstack([x for ring in rings for x in (ring, gap)] or [gap]).T)
        self.now.set_data(w[:, None])
        for artist in self.answer:
            artist.set_visible(whole)
        if whole:
            self._aim(w, -SHOWN_LR * self.problem.gradient(w))

    def _aim(self, w, step):
        length, unit = np.hypot(*step), self._unit
        self.step.point(w, w + step)
        for part, along in zip(self.parts, np.diag(step), strict=True):
            part.point(w, w + along)
        self.short.set_data(np.array([w, self.minimum]).T)
        if length == 0:  # at rest: no direction, and nothing at a right angle to it
            for artist in self.answer:
                artist.set_visible(False)
            return
        down = step / length
        side = np.array([-down[1], down[0]])
        self.tangent.set_data((w + np.outer([-2 * unit, 2 * unit], side)).T)
        self.corner.set_data((w + 0.35 * unit * _CORNER @ [side, down]).T)
        way = self.minimum - w
        away = -side if side @ way > 0 else side  # from the dashed line
        self.names[0].set_position(w + step + unit * (0.35 * down + 0.55 * away))
        self.names[1].set(
            position=w + way / 2 + [0, 0.15 * unit],
            horizontalalignment="left" if way[0] * way[1] < 0 else "right",
        )


def off_course(problem, w, minimum):
    """Return the angle in degrees between a step against the gradient and the way to `minimum`.

    >>> from sgdlab import PRESETS
    >>> round(off_course(PRESETS["valley"].problem, (-4, 1.5), (0, 0)))
    62
    """
    w = np.asarray(w, dtype=float)
    step, way = -problem.gradient(w), np.asarray(minimum) - w
    lengths = np.hypot(*step) * np.hypot(*way)
    return float(np.degrees(np.arccos(np.clip(step @ way / lengths, -1, 1)))) if lengths else 0.0


def gradient_table(problem, w):
    """Return as HTML how each number of the gradient at `w` (d,) comes from two losses.

    One parameter at a time moves by 0.1 to either side: the central difference, which is exact for
    a quadratic, beside the derivative.
    """
    w = np.asarray(w, dtype=float)
    heads = ("parameter", "its value", f"L at {_H:g} less", f"L at {_H:g} more",
             f"difference / {2 * _H:g}", "∂L/∂w")  # fmt: skip
    rows = []
    for j, (value, slope) in enumerate(zip(w, problem.gradient(w), strict=True)):
        step = _H * (np.arange(len(w)) == j)
        less, more = problem.loss(np.array([w - step, w + step]))
        quotient = round((more - less) / (2 * _H), 10)
        cells = (f"w{j + 1}", *map(number, (value, less, more, quotient, slope)))
        rows.append("".join(f"<td>{escape(cell)}</td>" for cell in cells))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    return (
        '<table class="sgdlab-table"><caption>One parameter moves, the other stands still</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>"
        f"{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"
    )


def _words(window):
    span = " by ".join(f"{low:g} to {high:g}" for low, high in window)
    return f"Contours of the loss over w1 and w2, {span}: a point, its contour, and the minimum."
