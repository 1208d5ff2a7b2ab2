"""How long a run takes that machines interrupt, against how often it is saved."""

import numpy as np
from matplotlib import rcParams

from .axes import ticks
from .style import ink, of_algorithm, paper, soft, styled


@styled
def checkpoints(ax, every, expected, simulated, marks=()):
    """Draw the time of a run, work 1, against the work between two savings; return the artists.

    `every` (k,) is that work, rising, `expected` (k,) the closed form, `simulated` (k, 3) the mean
    and what 5 % and 95 % of the simulated runs stayed below. `marks` are pairs (work, words) to
    stand out.
    """
    every, expected, simulated = np.asarray(every), np.asarray(expected), np.asarray(simulated)
    ax.set(xscale="log", xlim=(every[0] / 1.3, every[-1] * 1.3))
    ax.set_ylim(0.98, min(1.05 * simulated.max(), 3))
    ticks(ax.xaxis, every)
    color, marker, _ = of_algorithm("synchronous")
    size, width = rcParams["lines.markersize"], rcParams["lines.linewidth"]
    (line,) = ax.plot(every, expected, color=ink(), linewidth=0.8 * width, label="formula")
    bars = ax.vlines(every, *simulated[:, 1:].T, color=color, linewidth=0.6 * width)
    bars.set_label("simulated, 5 % to 95 %")
    (dots,) = ax.plot(
        every, simulated[:, 0], linestyle="", marker=marker, color=color, markersize=size,
        markeredgecolor=paper(), label="simulated, mean",
    )  # fmt: skip
    texts = []
    for place, words in marks:
        ax.axvline(place, color=soft(0.6), linestyle=(0, (4, 2)), linewidth=0.6 * width, zorder=0)
        texts.append(
            ax.annotate(
                words, (place, 1), (5, -4), xycoords=ax.get_xaxis_transform(), va="top",
                textcoords="offset points", fontsize=rcParams["xtick.labelsize"], color=soft(0.9),
            )
        )  # fmt: skip
    ax.set_ylabel("time / work")
    ax.legend(loc="upper left", frameon=False)
    return [line, bars, dots, *texts]
