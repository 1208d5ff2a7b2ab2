"""The scene of a linear decision: what each feature brings to the score, and the threshold."""

from html import escape

import numpy as np
from matplotlib import rcParams

from ..numbers import number
from .picture import picture
from .style import ink, paper, soft, styled, title

_REACH = 8.5  # the scores shown; what is farther out stands at the edge, with its number
_WORDS = 3.0  # room for the words beside a bar


class ScoreScene:
    """A bar for each feature, from the sum of those above it; at the foot the score w · x.

    `names` (k,) are the features' words, `yes` and `no` the two classes: a score above 0 is `yes`.
    Slide "Model example: Binary classifier with linear feature combinations".
    """

    def __init__(self, names, yes="spam", no="not spam", look=(False, False)):
        projector, dark = look
        self.fig, (ax,) = picture(
            f"A bar for each of {len(names)} features shows what it adds to the score, one under "
            f"the other; a mark at the foot shows the score, {yes} right of 0, {no} left of it.",
            1, 10, 3.9, None, projector, dark,
        )  # fmt: skip
        ax.set_position((0.2, 0.17, 0.78, 0.71))
        title(ax, f"Each feature adds weight × count; above 0 it is {yes}")
        self.bars = _Steps(ax, names, yes, no)
        self.moving = self.bars.artists

    def show(self, weights, x):
        """Show the features `x` (k,) under `weights` (k,)."""
        self.bars.show(np.asarray(weights, dtype=float), np.asarray(x, dtype=float))


class _Steps:
    @styled
    def __init__(self, ax, names, yes, no):
        k = len(names)
        rows = np.arange(k + 1)
        ax.set(xlim=(-_REACH, _REACH), ylim=(k + 0.62, -0.95))
        ax.set_yticks(rows, [*names, "score"])
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel("score so far")
        ax.axvspan(0, _REACH, color=soft(0.09), linewidth=0, zorder=0)
        ax.axvline(0, color=ink(), linewidth=0.8 * rcParams["lines.linewidth"], zorder=2)
        for x, words, side in ((0.15, f"{yes}: above 0 →", "left"), (-0.15, f"← {no}", "right")):
            ax.text(x, -0.66, words, ha=side, va="center", color=soft(0.85))
        self.rectangles = tuple(ax.barh(rows[:-1], np.zeros(k), 0.56, color=soft(0.5), zorder=3))
        thin = 0.5 * rcParams["lines.linewidth"]
        (self.links,) = ax.plot([], [], color=soft(0.6), linewidth=thin, zorder=2.5)
        (self.mark,) = ax.plot([], [], "D", color=ink(), markeredgecolor=paper(), zorder=5)
        self.mark.set_markersize(1.6 * rcParams["lines.markersize"])
        self.notes = tuple(ax.text(0, row, "", va="center", zorder=6) for row in rows)
        self.classes = no, yes
        self.artists = (*self.rectangles, self.links, self.mark, *self.notes)

    def show(self, weights, x):
        ends = np.cumsum(weights * x)
        starts = np.concatenate([[0], ends[:-1]])
        for i, bar in enumerate(self.rectangles):
            bar.set_x(starts[i])
            bar.set_width(ends[i] - starts[i])
            self._note(i, max(starts[i], ends[i]), min(starts[i], ends[i]), _product(x, weights, i))
        gap = np.full(len(ends), np.nan)
        rows = np.arange(len(ends))
        self.links.set_data(
            np.column_stack([ends, ends, gap]).ravel(),
            np.column_stack([rows, rows + 1, gap]).ravel(),
        )
        at = float(np.clip(ends[-1], 0.25 - _REACH, _REACH - 0.25))
        self.mark.set_data([at], [len(ends)])
        words = f"{number(ends[-1])}: {self.classes[int(ends[-1] > 0)]}"
        outwards = abs(at) + 1.3 * _WORDS <= _REACH
        to_right = (at > 0) == outwards
        self.notes[-1].set(text=words, ha="left" if to_right else "right")
        self.notes[-1].set_position((at + (0.3 if to_right else -0.3), len(ends)))

    def _note(self, row, right, left, words):
        """Write beside a bar, where there is room, and never across the threshold."""
        if right >= 0 and right + _WORDS <= _REACH:
            x, side = right + 0.15, "left"
        elif left <= 0 and left - _WORDS >= -_REACH:
            x, side = left - 0.15, "right"
        else:
            x, side = (-0.15, "right") if left > 0 else (0.15, "left")
        self.notes[row].set(text=words, ha=side)
        self.notes[row].set_position((x, row))


def score_table(names, weights, x, score_name="score"):
    """Return the sum w · x as HTML: a row for each feature, its count, weight and product.

    >>> html = score_table(["# free", "MISPELLED"], [1, 0.5], [2, 2])
    >>> html.count("<tr"), "<td>3</td>" in html
    (4, True)
    """
    rows = [
        (escape(name), number(count), number(weight), number(weight * count))
        for name, weight, count in zip(names, weights, x, strict=True)
    ]
    rows.append((score_name, "", "", number(float(np.dot(weights, x)))))
    heads = ("feature", "count x", "weight w", "w × x")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    lines = "".join(
        f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for name, *cells in rows
    )
    return (
        '<table class="sgdlab-table"><caption>The score, term by term</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    )


def _product(x, weights, i):
    return f"{number(x[i])} × {number(weights[i])} = {number(weights[i] * x[i])}"
