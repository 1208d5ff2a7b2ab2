"""Small plots beside a node: its value as one input moves, and the slope there."""

import numpy as np
from matplotlib import rcParams

from ..graph import grad
from ..numbers import number
from .style import COLORS, ink, paper, soft, styled

NODE_REACH = 4.0  # of every input
_POINTS = 161
_SPANS = {"+": (-8, 8), "×": (-16, 16), "max": (-4, 4), "ReLU": (-0.6, 4), "σ": (-0.05, 1.05)}


class NodeCurve:
    """The value q of a gate as input number `k` moves and the other stands still; the tangent."""

    @styled
    def __init__(self, ax, gate, k):
        self.gate, self.k, name = gate, k, gate.inputs[k]
        _axes(ax, name, "q", *_SPANS[gate.sign])
        width, size = rcParams["lines.linewidth"], rcParams["lines.markersize"]
        self.grid = np.linspace(-NODE_REACH, NODE_REACH, _POINTS)
        color = COLORS["mini-batch"]
        (self.line,) = ax.plot([], [], color=soft(0.6), zorder=2, **_STILL)
        (self.tangent,) = ax.plot([], [], "--", color=ink(), linewidth=width, zorder=3, **_STILL)
        (self.dot,) = ax.plot([], [], "o", color=color, markeredgecolor=paper(), zorder=5, **_STILL)
        self.dot.set_markersize(1.3 * size)
        self.note = _note(ax)
        self.artists = (self.line, self.tangent, self.dot, self.note)

    def show(self, values, passed, whole):
        """Show the point `values`; with `whole` the tangent and its slope too."""
        x, slope = values[self.k], passed.local[self.k]
        moved = [self.grid if j == self.k else value for j, value in enumerate(values)]
        self.line.set_data(self.grid, np.broadcast_to(self.gate.f(*moved), self.grid.shape))
        self.dot.set_data([x], [passed.value])
        self.tangent.set_visible(whole)
        self.tangent.set_data([x - 1.5, x + 1.5], passed.value + slope * np.array([-1.5, 1.5]))
        self.note.set_text(f"slope {number(slope)}" if whole else "")


class SlopeCurve:
    """The local derivative of a gate of one input, against that input."""

    @styled
    def __init__(self, ax, gate):
        name, color = gate.inputs[0], COLORS["GD"]
        x = np.linspace(-NODE_REACH, NODE_REACH, _POINTS)
        slope = grad(lambda x: np.sum(gate.f(x)))(x)
        _axes(ax, name, f"∂q/∂{name}", -0.1, 1.1)  # the same for all: how steep is to be asked
        (self.line,) = ax.plot(x, slope, color=soft(0.6), zorder=2, **_STILL)
        (self.dot,) = ax.plot([], [], "s", color=color, markeredgecolor=paper(), zorder=5, **_STILL)
        self.dot.set_markersize(1.3 * rcParams["lines.markersize"])
        self.artists = (self.line, self.dot)

    def show(self, values, passed, whole):
        """Show the point `values`; nothing of the slope before it is `whole`."""
        for artist in self.artists:
            artist.set_visible(whole)
        self.dot.set_data(values, passed.local)


_STILL = {"scalex": False, "scaley": False}


def _axes(ax, name, value, low, high):
    ax.set(xlim=(-NODE_REACH, NODE_REACH), ylim=(low, high), xlabel=f"${name}$", ylabel=value)
    for put in (ax.axhline, ax.axvline):
        put(0, color=soft(0.25), linewidth=0.8, zorder=1)
    ax.xaxis.label.set_fontsize(rcParams["xtick.labelsize"])
    ax.yaxis.label.set_fontsize(rcParams["xtick.labelsize"])
    ax.locator_params(nbins=4)


def _note(ax):
    text = ax.text(0, 1.03, "", va="bottom", transform=ax.transAxes, color=ink(), zorder=8)
    text.set_fontsize(rcParams["xtick.labelsize"])
    return text
