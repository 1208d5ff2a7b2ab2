"""The scene of a line through points: its errors, and its place on the loss over (w, b)."""

import numpy as np
from matplotlib import rcParams
from matplotlib.ticker import MaxNLocator

from ..numbers import number
from .contours import contour
from .line import LineFit, points
from .picture import picture
from .style import ink, paper, soft, styled, title
from .surface import surface


class LineScene:
    """Left the points and a line with its error bars, right the average loss over (w, b).

    `problem` is least squares on the inputs and a column of ones; `window` ((low, high), ...) of w
    and b is shown. `view` is "contours" or "surface"; `look` is (projector, dark).
    Slide "A model with 1-parameter using linear regression".
    """

    def __init__(self, problem, window, view="contours", look=(False, False)):
        deep, (projector, dark) = view == "surface", look
        kinds = ("2d", "3d" if deep else "2d")
        self.fig, (self.plane, self.ground) = picture(
            _words(problem, window), 2, 10, 4.4, kinds, projector, dark
        )
        x, y = problem.X[:, 0], problem.y
        dots = points(self.plane, x, y)
        title(self.plane, "Line, and error of each point")
        (surface if deep else contour)(self.ground, problem, window)
        self._name(deep)
        self._fit, self._mark = LineFit(self.plane, x, y), _Mark(self.ground, problem)
        self.moving = (*self._fit.artists, dots, *self._mark.artists)  # else bars cover the dots

    def show(self, w, b, best=None):
        """Show the line y = w x + b, and a ring at `best`, the (w, b) to remember, if any."""
        self._fit.show(w, b)
        self._mark.show((w, b), best)

    def _name(self, deep):
        self.ground.set(xlabel="$w$", ylabel="$b$")
        if deep:
            self.ground.set_zlabel("average loss")
        else:
            title(self.ground, "Average loss over w and b")
            for axis in (self.ground.xaxis, self.ground.yaxis):  # two numbers would share a corner
                axis.set_major_locator(MaxNLocator(6, prune="lower"))


def errors_table(problem, w, b):
    """Return the errors of y = w x + b as HTML: a column for each point, then sum and average.

    >>> import sgdlab as sl
    >>> two = sl.LeastSquares([[1, 1], [3, 1]], [2, 2])
    >>> html = errors_table(two, 1, 0)
    >>> html.count("<tr"), html.endswith("<td>1</td><td>1</td><td>2</td><td>1</td></tr></table>")
    (6, True)
    """
    x, y = problem.X[:, 0], problem.y
    guess = w * x + b
    squares = (guess - y) ** 2
    rows = {
        "x": x,
        "y": y,
        "ŷ": guess,
        "ŷ − y": guess - y,
        "(ŷ − y)²": [*squares, squares.sum(), squares.mean()],
    }
    heads = ("point", *range(1, len(x) + 1), "sum", "average")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    lines = [
        f'<tr><th scope="row">{name}</th>{"".join(f"<td>{number(v)}</td>" for v in values)}</tr>'
        for name, values in rows.items()
    ]
    return (
        f'<table class="sgdlab-table"><caption>ŷ = {number(w)} x + {number(b)}</caption>'
        f"<tr>{head}</tr>{''.join(lines)}</table>"
    )


class _Mark:
    """The point (w, b) on contours or on a surface, and a ring around the best one so far."""

    @styled
    def __init__(self, ax, problem):
        self.problem, self.deep = problem, ax.name == "3d"
        empty = [[]] * (3 if self.deep else 2)
        size, width = rcParams["lines.markersize"], rcParams["lines.linewidth"]
        (self.stem,) = ax.plot(*empty, color=soft(0.7), linewidth=0.7 * width, zorder=3)
        (self.ring,) = ax.plot(*empty, "o", markerfacecolor="none", markeredgecolor=ink(), zorder=4)
        self.ring.set(markersize=2.1 * size, markeredgewidth=0.7 * width)
        (self.now,) = ax.plot(*empty, "o", color=ink(), markeredgecolor=paper(), zorder=5)
        self.now.set_markersize(1.5 * size)
        self.floor = ax.get_zlim()[0] if self.deep else None
        self.artists = (self.stem, self.ring, self.now)

    def show(self, now, best):
        self._put(self.now, [now])
        self._put(self.ring, [] if best is None else [best])
        if self.deep:
            loss = self.problem.loss(np.array(now))
            self.stem.set_data_3d(*([value] * 2 for value in now), [self.floor, loss])

    def _put(self, artist, places):
        w = np.array(places, dtype=float).reshape(-1, 2)
        if self.deep:
            artist.set_data_3d(*w.T, self.problem.loss(w))
        else:
            artist.set_data(w.T)


def _words(problem, window):
    (low, high), (under, over) = window
    return (
        f"Left: {problem.n} points and a line, with a bar from each point to the line. Right: the "
        f"average loss over w from {low:g} to {high:g} and b from {under:g} to {over:g}, with a "
        "mark where the line stands."
    )
