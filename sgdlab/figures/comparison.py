"""Several runs in one picture: colours, dashes, markers, and a name beside each line."""

import numpy as np
from matplotlib import rcParams

from .progress import loss_axes
from .style import of_algorithm, paper, styled

_MORE_MARKERS = "ovsD^P"
_MORE_DASHES = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (7, 2, 1, 2)), (0, (3, 1)))


@styled
def compare(ax, runs):
    """Draw the losses of several runs, {label: path}; return a list of lines, one for each.

    Each run has its algorithm's colour, marker and dash (a second run of one algorithm another
    dash and marker) and its label at the right. A run that diverged is cut at the top of the
    picture: a cross and the word say so. The top is ten times the largest start.
    """
    if not runs:
        raise ValueError("compare got no runs; give it a dict such as {'lr = 0.1': path}.")
    top = 10 * max(path.loss[0] for path in runs.values())
    kept = {label: _kept(path, top) for label, path in runs.items()}
    steps = max(len(path.loss) - 1 for path in runs.values())
    loss_axes(ax, steps, min(map(np.min, kept.values())), max(map(np.max, kept.values())))
    count, lines, texts = {}, [], []
    for label, path in runs.items():
        nth = count[path.algorithm] = count.get(path.algorithm, -1) + 1
        cut = len(kept[label]) < len(path.loss) or path.diverged
        word = cut and ("diverged" if path.diverged else "off the picture")
        lines.append(_run(ax, path.algorithm, kept[label], nth, word))
        texts.append(ax.text(0, 0, label, color=lines[-1].get_color(), va="center"))
    _place(ax, steps, lines, texts)
    return lines


def _run(ax, algorithm, loss, nth, word):
    color, marker, dash = of_algorithm(algorithm)
    if nth:
        marker = _MORE_MARKERS[nth % len(_MORE_MARKERS)]
        dash = _MORE_DASHES[nth % len(_MORE_DASHES)]
    every = max(2, len(loss) // 8)
    (line,) = ax.plot(loss, color=color, linestyle=dash, marker=marker, zorder=4)
    line.set(markevery=(nth % every, every), markeredgecolor=paper())
    if word:
        size = 1.6 * rcParams["lines.markersize"]
        ax.plot(len(loss) - 1, loss[-1], "X", color=color, markersize=size, zorder=6)
        ax.annotate(
            word, (len(loss) - 1, loss[-1]), (size, -0.3 * size), color=color,
            textcoords="offset points", va="top", fontsize=rcParams["xtick.labelsize"],
        )  # fmt: skip
    return line


def _kept(path, top):
    """The losses up to the first that is above `top` or is no number."""
    over = ~(path.loss <= top)
    return path.loss[: over.argmax()] if over.any() else path.loss


def _place(ax, steps, lines, texts):
    """Put each text at the right, at the height of its line's end, none on another."""
    point = ax.get_figure(root=True).dpi / 72
    wide = max(text.get_window_extent().width for text in texts) + 20 * point
    low, high = ax.get_xlim()
    ticks = [tick for tick in ax.get_xticks() if 0 <= tick <= steps]
    ax.set_xlim(low, low + (high - low) / max(0.3, 1 - wide / ax.bbox.width))
    ax.set_xticks(ticks)
    ax.spines.bottom.set_bounds(low, high)
    ends = [line.get_xydata()[-1] for line in lines]
    heights = ax.transData.transform(ends)[:, 1]
    gap = 1.2 * texts[0].get_fontsize() * point
    for i, height in _apart(heights, gap, ax.bbox.y1):
        _, y = ax.transData.inverted().transform((0, height))
        pixel = (high - low) / (ax.bbox.width - wide)
        texts[i].set_position((high + 16 * point * pixel, y))
        ax.plot(
            [ends[i][0], high, high + 12 * point * pixel],
            [ends[i][1], ends[i][1], y],
            color=lines[i].get_color(),
            linewidth=0.4 * rcParams["lines.linewidth"],
            zorder=2,
        )


def _apart(heights, gap, top):
    """Pairs (index, height) `gap` apart: moved up where they touch, all down if too high."""
    order = np.argsort(heights, kind="stable")
    step = gap * np.arange(len(order))
    moved = np.maximum.accumulate(heights[order] - step) + step  # upwards only
    over = np.minimum(0, top + gap / 2 - moved[-1])
    return zip(order.tolist(), moved + over, strict=True)
