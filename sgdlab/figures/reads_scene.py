"""The scene of four methods that take turns: arrows show which value each of them read."""

import numpy as np
from matplotlib import rcParams
from matplotlib.path import Path

from .arrow import Arrow
from .picture import picture
from .reads import TURNS
from .style import COLORS, ink, paper, soft, styled

_METHODS = ("Gauss-Seidel", "Jacobi", "SGD", "mini-batch")
_LINE = 1.3  # of the height of type
_HIGH = 1.9  # of the axes, for two methods of height 1: the upper title stands above


class ReadsScene:
    """Left Gauss-Seidel over Jacobi, right SGD over mini-batch: the same pair of ways to read.

    Slide "Mini-batch SGD vs SGD".
    """

    def __init__(self, look=(False, False)):
        words = (
            "Four methods in turns. Left: Gauss-Seidel and Jacobi, two unknowns. Right: SGD and "
            "mini-batch with two instances, w and a gradient for each instance. Arrows lead from "
            "the value read to the value made."
        )
        self.fig, sides = picture(words, 2, 10, 5.6, ("bare", "bare"), *look)
        self.lanes = []
        for i, name in enumerate(_METHODS):
            ax, low = sides[i // 2], i % 2
            ax.set(xlim=(-0.9, TURNS + 0.45), ylim=(0, _HIGH))
            color = COLORS["mini-batch" if low else "SGD"]
            self.lanes.append(Lanes(ax, 1 - low, name, i // 2, color))
        self.moving = tuple(artist for lanes in self.lanes for artist in lanes.artists)

    def show(self, pages, turn):
        """Show a `Page` of each method after `turn` of its turns, 0 to 4."""
        for lanes, page in zip(self.lanes, pages, strict=True):
            lanes.show(page, turn)


class Lanes:
    """One method: boxes in two lanes, between `floor` and `floor` + 1 of the axes.

    With `vectors` boxes hold two numbers and the lower lane's stand between the columns.
    """

    @styled
    def __init__(self, ax, floor, name, vectors, color):
        size = rcParams["xtick.labelsize"]
        self.ax, self.name = ax, name
        self.lane = floor + np.array([0.68, 0.29])
        high = ax.get_window_extent().height
        point = ax.get_figure(root=True).dpi / 72 / high * _HIGH  # in the axes' units
        self._line = _LINE * size * point
        box = 3.5 * size, (2.3 if vectors else 1.15) * _LINE * size
        self._half = box[1] * point / 2
        half = np.array(box) / 2
        outline = Path(half * [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], closed=True)
        self.title = ax.text(-0.85, floor + 0.97, name, fontsize=1.05 * size, va="top")
        self.title.set_weight("bold")
        for label, y in zip(("w", "∇l") if vectors else ("w1", "w2"), self.lane, strict=True):
            ax.text(-0.85, y, label, fontsize=size, va="center")
        for i in range(TURNS if vectors else 0):
            y = self.lane[1] - 1.1 * self._half
            ax.text(i + 0.5, y, f"x{i + 1}", fontsize=size, ha="center", va="top")
        self.past = ax.plot([], [], color=soft(0.4), linewidth=1.2, zorder=2)[0]
        self.arrows = [Arrow(ax, color, zorder=6) for _ in range(3)]
        looks = (
            {"color": soft(0.5), "width": 1},
            {"color": ink(), "width": 2.4},
            {"color": color, "width": 3.4},
        )
        self.boxes = [
            ax.plot(
                [], [], linestyle="none", marker=outline, markersize=max(box), zorder=4 + i / 10,
                markerfacecolor=paper(), markeredgecolor=look["color"],
                markeredgewidth=look["width"],
            )[0]
            for i, look in enumerate(looks)
        ]  # fmt: skip
        most = 2 * (2 * TURNS + 1) if vectors else TURNS + 2
        self.texts = [
            ax.text(0, 0, "", ha="center", va="center", fontsize=size, zorder=7)
            for _ in range(most)
        ]
        self.artists = (self.past, *self.arrows, *self.boxes, *self.texts, self.title)

    def show(self, page, turn):
        """Show what was written in the first `turn` turns, and the arrows of the last of them."""
        turns = page.turns[:turn]
        wrote = turns[-1].wrote if turns else ()
        read = tuple({a for a, _ in turns[-1].arrows} - set(wrote)) if turns else ()
        every = (*page.before, *(box for t in turns for box in t.wrote))
        plain = tuple(box for box in every if box not in wrote and box not in read)
        for line, boxes in zip(self.boxes, (plain, read, wrote), strict=True):
            line.set_data([box.column for box in boxes], [self.lane[box.lane] for box in boxes])
        self._write(every)
        gone = [self._ends(*pair) for t in turns[:-1] for pair in t.arrows]
        gaps = np.full((1, 2), np.nan)
        self.past.set_data(np.vstack([x for ends in gone for x in (ends, gaps)] or [gaps]).T)
        now = turns[-1].arrows if turns else ()
        for i, arrow in enumerate(self.arrows):
            arrow.set_visible(i < len(now))
            if i < len(now):
                arrow.point(*self._ends(*now[i]))
        self.title.set_text(f"{self.name}: {turns[-1].said}" if turns else self.name)

    def _write(self, boxes):
        lines = [
            (box.column, self.lane[box.lane] - (k - (len(box.values) - 1) / 2) * self._line, value)
            for box in boxes
            for k, value in enumerate(box.values)
        ]
        for text in self.texts[len(lines) :]:
            text.set_visible(False)
        for text, (x, y, value) in zip(self.texts, lines, strict=False):
            text.set(position=(x, y), text=short(value), visible=True)

    def _ends(self, source, target):
        """Where an arrow leaves the box that was read and meets the one that was made."""
        down = self._half * np.sign(target.lane - source.lane)
        start, end = self.lane[source.lane] - down, self.lane[target.lane] + down
        return np.array([(source.column, start), (target.column, end)])


def short(value):
    """Return a number as a box has room for: exact eighths, else at most two decimals.

    >>> short(-0.625), short(1.125), short(0.5), short(-0.6875), short(-0.001), short(-1e300)
    ('−5/8', '9/8', '0.5', '−0.69', '0', '−1e+300')
    """
    if abs(value) < 10 and value * 8 % 2 == 1:  # 0.125 would lose its last digit
        text = f"{value * 8:.0f}/8"
    else:
        text = f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < 1e6 else f"{value:.0e}"
    return "0" if text == "-0" else text.replace("-", "−", 1)
