"""How the scores of two classes lie around the threshold 0."""

import numpy as np
from matplotlib import rcParams
from matplotlib.ticker import FuncFormatter

from .style import ink, soft, styled

_BINS = 40  # an even number, so that the threshold lies between two


@styled
def score_histogram(ax, scores, y, names=("no", "yes")):
    """Draw which share of each class has which score; return the bars of the two.

    `scores` (n,); `y` (n,) is -1 for the class `names[0]`, drawn downwards, and +1 for `names[1]`,
    drawn upwards. Bars of the first right of the line at 0, and of the second left of it, are
    mistakes; a score of exactly 0 lies left, as it counts as -1.
    """
    scores, y = np.asarray(scores, dtype=float), np.asarray(y)
    if scores.shape != y.shape or not all((y == sign).any() for sign in (-1, 1)):
        raise ValueError(
            f"score_histogram got {scores.size} scores and {y.size} y; expected one y for each "
            "score, -1 or +1, with both among them."
        )
    reach = 1.02 * float(np.abs(scores).max()) or 1.0
    edges = np.linspace(-reach, reach, _BINS + 1)
    places = np.where(scores > 0, scores, np.minimum(scores, -1e-9 * reach))
    drawn = []
    for sign, weight in ((-1, 0.4), (1, 1.0)):
        share = np.histogram(places[y == sign], edges)[0] / (y == sign).sum()
        drawn.append(
            ax.bar(edges[:-1], sign * share, np.diff(edges), align="edge", color=soft(weight))
        )
    ax.axhline(0, color=ink(), linewidth=0.8)
    ax.axvline(0, color=ink(), linewidth=0.8 * rcParams["lines.linewidth"])
    for height, words in ((0.96, f"{names[1]} ↑"), (0.04, f"{names[0]} ↓")):
        where = "top" if height > 0.5 else "bottom"
        ax.text(0.02, height, words, va=where, transform=ax.transAxes)
    ax.set(xlim=(-reach, reach), xlabel="score", ylabel="share of its class")
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):.0%}"))
    return drawn
