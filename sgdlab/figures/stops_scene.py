"""The scene of stopping rules: one loss curve, and where each rule would end the run."""

import numpy as np
from matplotlib import rcParams

from ..batches import updates_per_epoch
from .picture import picture
from .progress import loss_axes
from .style import ink, of_algorithm, paper, soft, styled, title

RULES = ("fixed number", "near the bound", "no improvement")
_MARKS = (("D", 1.5, 0.98), ("*", 2.4, 0.89), ("X", 1.7, 0.8))  # marker, size, height of its name
_ALGORITHMS = ("SGD", "mini-batch", "GD")


class StopsScene:
    """The loss by epochs, the bound, the best loss so far, and a mark for each of three rules.

    `highest` loss shown. Slide "Mini-batch SGD with two parameters": stop after a fixed number,
    near a lower bound, or without improvement for long.
    """

    def __init__(self, epochs, highest, look=(False, False)):
        words = (
            f"The average loss over {epochs} epochs, with the bound, the line to beat, and a "
            f"mark where each of three rules stops: {', '.join(RULES)}."
        )
        self.fig, (self.loss,) = picture(words, 1, 10, 4.4, None, *look)
        loss_axes(self.loss, epochs, 0, highest)
        self.loss.set_xlabel("epoch")
        title(self.loss, "Where each rule stops")
        self._curves = {name: _curve(self.loss, name) for name in _ALGORITHMS}
        self.bound, self.best, self.word = _levels(self.loss)
        pairs = zip(RULES, _MARKS, strict=True)
        self.rules = tuple(Mark(self.loss, name, *mark) for name, mark in pairs)
        lines = (line for curve in self._curves.values() for line in curve)
        marks = (artist for rule in self.rules for artist in rule.artists)
        self.moving = (self.bound, self.best, self.word, *lines, *marks)

    def show(self, path, bound, tol, stops):
        """Show the run `path`, the `bound`, and each rule's stop: an update, or None for never.

        The dotted line is what the loss must fall below to count as better: the best less `tol`.
        """
        each = updates_per_epoch(path.problem.n, path.batch_size)
        loss = np.minimum(path.loss, 10 * self.loss.get_ylim()[1])
        epoch = np.arange(len(loss)) / each
        for name, (updates, ends) in self._curves.items():
            for line in (updates, ends):
                line.set_visible(name == path.algorithm)
            updates.set_data(epoch, loss)
            ends.set_data(epoch[::each], loss[::each])
        self.bound.set_data([0, 1], [bound, bound])
        self.word.set_y(bound - 0.02)
        self.best.set_data(epoch[each::each], to_beat(loss[each::each], tol))
        for rule, stop in zip(self.rules, stops, strict=True):
            rule.show(None if stop is None else (epoch[stop], loss[stop]))


def to_beat(losses, tol):
    """Return after each of `losses` what the next must be below to be better: the best less `tol`.

    >>> to_beat([1, 0.5, 0.45, 0.25], tol=0.125)
    [0.875, 0.375, 0.375, 0.125]
    """
    best, lines = np.inf, []
    for loss in losses:
        best = loss if loss < best - tol else best
        lines.append(float(best - tol))
    return lines


class Mark:
    """Where a rule stops: a line down, a marker on the curve, the rule's name above."""

    @styled
    def __init__(self, ax, name, marker, size, height):
        self.ax, self.height = ax, height
        width = rcParams["lines.linewidth"]
        (self.line,) = ax.plot(
            [], [], color=soft(0.6), linewidth=0.6 * width, transform=ax.get_xaxis_transform()
        )
        (self.point,) = ax.plot(
            [], [], marker, color=ink(), markeredgecolor=paper(), zorder=7,
            markersize=size * rcParams["lines.markersize"],
        )  # fmt: skip
        self.name = ax.text(
            0, height, name, transform=ax.get_xaxis_transform(), va="top", zorder=8,
            fontsize=rcParams["xtick.labelsize"],
        )  # fmt: skip
        self.artists = (self.line, self.point, self.name)

    def show(self, place):
        """Put the mark at `place` (epoch, loss); None hides it."""
        for artist in self.artists:
            artist.set_visible(place is not None)
        if place is None:
            return
        x, loss = place
        low, high = self.ax.get_xlim()
        right = x > 0.75 * high  # no room for the name on that side
        self.line.set_data([x, x], [0, self.height])
        self.point.set_data([x], [loss])
        self.name.set_x(x + (-0.01 if right else 0.01) * (high - low))
        self.name.set_horizontalalignment("right" if right else "left")


@styled
def _curve(ax, algorithm):
    color, marker, _ = of_algorithm(algorithm)
    width, size = rcParams["lines.linewidth"], rcParams["lines.markersize"]
    (updates,) = ax.plot([], [], color=color, linewidth=0.5 * width, zorder=3)
    (ends,) = ax.plot([], [], marker, color=color, markersize=0.9 * size, zorder=5)
    return updates, ends


@styled
def _levels(ax):
    width = rcParams["lines.linewidth"]
    (bound,) = ax.plot(
        [], [], color=ink(), linestyle=(0, (5, 3)), linewidth=0.7 * width, zorder=2,
        transform=ax.get_yaxis_transform(),
    )  # fmt: skip
    (best,) = ax.plot([], [], color=soft(0.7), linestyle=(0, (1, 1.5)), drawstyle="steps-post")
    word = ax.text(
        0.995, 0, "bound", ha="right", va="top", transform=ax.get_yaxis_transform(),
        fontsize=rcParams["xtick.labelsize"],
    )  # fmt: skip
    return bound, best, word
