"""The loss of one parameter: its curve, a walk on it, a secant that turns into it."""

import numpy as np
from matplotlib import rcParams

from .arrow import Arrow
from .levels import sides
from .style import ink, of_algorithm, paper, soft, styled

_FAR = 1e4  # spans; a run that diverges is drawn no further away than this


@styled
def curve(ax, problem, window, points=400):
    """Draw L(w) of a problem with one parameter over `window` ((low, high),); return the line.

    Fixes the limits of both axes. Where L is not a finite number the line has a gap.
    Slide "Minimize loss function L(w) with one parameter".
    """
    _one_parameter("curve", problem)
    ((low, high),) = sides(window, 1)
    w = np.linspace(low, high, points)
    loss = _loss(problem, w)
    seen = loss[np.isfinite(loss)]
    if not seen.size:
        raise ValueError(f"The loss is not finite anywhere for w from {low:g} to {high:g}.")
    bottom, top = seen.min(), seen.max()
    room = 0.08 * (top - bottom) or 1.0
    ax.set(xlim=(low, high), ylim=(bottom - room, top + 0.5 * room))
    ax.set(xlabel="$w$", ylabel="$L(w)$")
    (line,) = ax.plot(w, loss, color=soft(0.55), zorder=2)
    return line


class CurveWalk:
    """A walk on the curve: the points so far, the tangent at the present one, the step to the next.

    The step is an arrow from w to the next w at the height of L(w), then a drop to the curve.
    Draw the `curve` first. Slides "Gradient Descent (GD)", w = 12, 10, 9.
    """

    @styled
    def __init__(self, ax, problem, algorithm="GD"):
        _one_parameter("CurveWalk", problem)
        self.ax, self.problem = ax, problem
        color, marker, _ = of_algorithm(algorithm)
        size, width = rcParams["lines.markersize"], rcParams["lines.linewidth"]
        (self.trail,) = ax.plot(
            [], [], marker, color=color, markersize=0.8 * size, markeredgecolor=paper(), zorder=5
        )
        (self.tangent,) = ax.plot([], [], color=ink(), linewidth=0.8 * width, zorder=3)
        (self.drop,) = ax.plot([], [], color=color, linestyle=(0, (2, 2)), linewidth=0.7 * width)
        self.arrow = Arrow(ax, ink(), zorder=7)  # over the marker, which would hide a short step
        (self.now,) = ax.plot(
            [], [], marker, color=color, markersize=1.4 * size, markeredgecolor=paper(), zorder=6
        )
        self.note = ax.text(0, 0, "", ha="center", va="top", transform=ax.transAxes, zorder=8)
        self.artists = (self.trail, self.tangent, self.drop, self.arrow, self.now, self.note)

    def show(self, path, step):
        """Show the run `path` after `step` updates, with the update that follows."""
        ax = self.ax
        w, loss = _near(path.w[: step + 1, 0], *ax.get_xlim()), path.loss[: step + 1]
        loss = _near(loss, *ax.get_ylim())
        more = step < len(path.grad)
        slope = path.grad[step, 0] if more else self.problem.gradient(path.w[step])[0]
        self.trail.set_data(w[:-1], loss[:-1])
        self.now.set_data(w[-1:], loss[-1:])
        self.tangent.set_data(*_ends(ax, w[-1], loss[-1], slope))
        self.arrow.set_visible(more)
        self.drop.set_visible(more)
        if more:
            (after,) = _near(path.w[step + 1], *ax.get_xlim())
            (below,) = _near(path.loss[step + 1 : step + 2], *ax.get_ylim())
            self.arrow.point((w[-1], loss[-1]), (after, loss[-1]))
            self.drop.set_data([after, after], [loss[-1], below])
        self._say_if_outside(path.w[step, 0])

    def _say_if_outside(self, w):
        low, high = self.ax.get_xlim()
        self.note.set_visible(not low <= w <= high)
        if self.note.get_visible():
            left = w < low
            self.note.set_text(f"← w = {w:.4g}" if left else f"w = {w:.4g} →")
            self.note.set(ha="left" if left else "right", position=(0.02 if left else 0.98, 0.98))


class Secant:
    """The line through the curve at w and at w + h; with h -> 0 it turns into the tangent.

    Draw the `curve` first. Slide "Notation for the Derivative", the limit h -> 0.
    """

    @styled
    def __init__(self, ax, problem):
        _one_parameter("Secant", problem)
        self.ax, self.problem = ax, problem
        color, width = ink(), rcParams["lines.linewidth"]
        (self.tangent,) = ax.plot([], [], color=color, linewidth=0.6 * width, linestyle=(0, (5, 3)))
        (self.line,) = ax.plot([], [], color=color, linewidth=width, zorder=3)
        (self.rise,) = ax.plot([], [], color=color, linewidth=0.6 * width, linestyle=(0, (1, 1.5)))
        (self.ends,) = ax.plot([], [], "o", color=color, markeredgecolor=paper(), zorder=5)
        self.words, self.limit = (
            ax.text(0.5, height, "", ha="center", va="top", transform=ax.transAxes)
            for height in (0.98, 0.89)
        )
        self.artists = (self.tangent, self.line, self.rise, self.ends, self.words, self.limit)

    def show(self, w, h):
        """Show the secant from `w` to `w + h`, h not 0, and the tangent at `w`."""
        if h == 0:
            raise ValueError("h is 0; the secant needs two points, so choose h small but not 0.")
        a, b = _loss(self.problem, w), _loss(self.problem, w + h)
        slope, limit = (b - a) / h, _slope(self.problem, w)
        self.ends.set_data([w, w + h], [a, b])
        self.rise.set_data([w, w + h, w + h], [a, a, b])
        self.line.set_data(*_ends(self.ax, w, a, slope, reach=10))
        self.tangent.set_data(*_ends(self.ax, w, a, limit, reach=10))
        self.words.set_text(f"h = {h:.3g}: slope {slope:.4f}")
        self.limit.set_text(f"tangent: slope {limit:.4f}")


def _loss(problem, w):
    with np.errstate(all="ignore"):
        return problem.loss(np.asarray(w, dtype=float)[..., None])


def _slope(problem, w):
    with np.errstate(all="ignore"):
        return float(problem.gradient(np.array([w], dtype=float))[0])


def _ends(ax, w, loss, slope, reach=0.2):
    """Two points of the line through (w, loss), `reach` of the panel to each side as seen."""
    (low, high), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    across = reach * (high - low) / np.hypot(1, slope * (high - low) / (top - bottom))
    return [w - across, w + across], [loss - slope * across, loss + slope * across]


def _near(values, low, high):
    far = _FAR * (high - low)
    return np.clip(values, low - far, high + far)


def _one_parameter(name, problem):
    if problem.d != 1:
        raise ValueError(f"{name} draws one parameter, but the problem has d = {problem.d}.")
