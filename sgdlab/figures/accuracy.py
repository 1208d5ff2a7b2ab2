"""Accuracy against epochs: what a run learns from, and what it is judged by."""

import numpy as np
from matplotlib import rcParams
from matplotlib.ticker import MultipleLocator, PercentFormatter

from .style import ink, paper, soft, styled

_LOOKS = (("-", "o", 1.0), ((0, (4, 1.5)), "s", 0.55), ((0, (1, 1.2)), "^", 0.8))


@styled
def accuracies(ax, curves, least=0.8, goal=None):
    """Draw shares of rightly read instances against epochs; return a list of lines.

    `curves` is {label: (epochs + 1,)}, the first entry at the start of the run. The axis runs from
    `least` to 1: what is below is not seen. `goal` is a share to mark by a thin line.
    """
    if not 1 <= len(curves) <= len(_LOOKS):
        raise ValueError(f"accuracies got {len(curves)} curves; expected 1 to {len(_LOOKS)}.")
    lines, last = [], max(len(values) for values in curves.values()) - 1
    for (label, values), (dash, marker, weight) in zip(curves.items(), _LOOKS, strict=False):
        (line,) = ax.plot(np.asarray(values), linestyle=dash, marker=marker, label=label)
        line.set(color=soft(weight), markeredgecolor=paper(), markevery=max(1, last // 8))
        lines.append(line)
    if goal is not None:
        ax.axhline(goal, color=ink(), linewidth=0.4 * rcParams["lines.linewidth"], zorder=1)
    ax.set(xlim=(-0.03 * last, 1.03 * last), ylim=(least, 1.005), xlabel="epoch")
    ax.xaxis.get_major_locator().set_params(integer=True, nbins=5)
    ax.yaxis.set_major_locator(MultipleLocator(0.05 if least >= 0.7 else 0.1))
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.legend(loc="lower right")
    return lines
