"""Charts against the batch size: axes for them, several curves in one, the time of an update."""

import numpy as np
from matplotlib import rcParams
from matplotlib.ticker import MaxNLocator

from .axes import guides, log_ticks, plain, ticks
from .style import ink, of_algorithm, paper, soft, styled, title

_LOOKS = (("s", "-"), ("^", (0, (4, 1.5))), ("o", ":"))


@styled
def batch_axes(ax, sizes, low, high, scale="log"):
    """Prepare axes for values from `low` to `high` at the batch sizes `sizes`.

    `scale`, of both axes, is "log" or "linear"; a linear one begins at 0.
    """
    least, most = min(sizes), max(sizes)
    if scale == "log":
        ax.set(xscale="log", yscale="log", xlim=(0.7 * least, 1.45 * most))
        room = (high / low) ** 0.06
        ax.set_ylim(low / room, high * room)
        powers = 8 if most >= 64 * least else 2
        ticks(ax.xaxis, [powers**k for k in range(12) if least <= powers**k <= most])
        log_ticks(ax.yaxis, (1, 2, 5) if high < 100 * low else (1,))
    else:
        ax.set(xlim=(-0.04 * most, 1.06 * most), ylim=(0, 1.06 * high))
        ax.xaxis.set_major_locator(MaxNLocator(3, integer=True))
        ax.yaxis.set_major_locator(MaxNLocator(6, steps=(1, 2, 5, 10)))
        plain(ax.xaxis)
        plain(ax.yaxis)
    ax.set_xlabel("batch size m")
    guides(ax)


@styled
def by_batch(ax, curves, ylabel, top=None):
    """Draw curves against the batch size, log by log: {label: {m: value}}; return the lines.

    A value that is not finite, or above `top`, is a cross at the top: never reached. At most three
    curves; the first is the one to see, and each has a marker and a dash of its own.
    """
    if not 1 <= len(curves) <= len(_LOOKS):
        raise ValueError(f"by_batch got {len(curves)} curves; it draws 1 to {len(_LOOKS)}.")
    sizes = sorted({m for curve in curves.values() for m in curve})
    values = np.array([value for curve in curves.values() for value in curve.values()], float)
    values = values[np.isfinite(values)]
    high = values.max() if top is None else top
    batch_axes(ax, sizes, values.min(), 1.25 * high)
    ax.set_ylabel(ylabel)
    drawn, size = [], rcParams["lines.markersize"]
    colors = of_algorithm("mini-batch")[0], ink(), soft(0.65)
    for (label, curve), color, (marker, dash) in zip(curves.items(), colors, _LOOKS, strict=False):
        m, y = np.array(list(curve)), np.array(list(curve.values()), float)
        lost = ~(y <= high)
        drawn += ax.plot(
            m, np.where(lost, np.nan, y), color=color, marker=marker, linestyle=dash, zorder=4,
            markeredgecolor=paper(), label=label,
        )  # fmt: skip
        ax.plot(
            m[lost], np.full(lost.sum(), 1.2 * high), "X", color=color, markersize=1.5 * size,
            markeredgecolor=paper(), zorder=5, clip_on=False,
        )  # fmt: skip
        if lost.any():
            ax.text(m[lost][0], 1.2 * high, "never  ", color=color, ha="right", va="center")
    ax.legend(loc="best", frameon=False)
    return drawn


@styled
def update_times(ax, update_us):
    """Draw the time of one update, {m: µs}, with the part marked in which it is nearly flat.

    Flat: at most twice the time of m = 1. Two thin lines are the limits: the call alone, whatever
    m is, and the cheapest instance m times. Return the line.
    Slide "Impact of Batch Size in Minibatch SGD on Time per Epoch".
    """
    m, times = np.array(list(update_us)), np.array(list(update_us.values()), float)
    batch_axes(ax, m, 0.7 * times.min(), 1.4 * times.max())
    ax.set_ylabel("µs per update")
    call, each = times[0], (times / m).min()
    ends = np.array(ax.get_xlim())
    thin = {"color": soft(0.6), "linewidth": 0.6 * rcParams["lines.linewidth"], "zorder": 2}
    ax.plot(ends, [call, call], linestyle=(0, (6, 3)), label="the call alone", **thin)
    ax.plot(ends, each * ends, linestyle=":", label="the work alone: m instances", **thin)
    flat = flat_until(update_us)
    ax.axvspan(ends[0], flat * 1.2, color=soft(0.1), zorder=0)
    ax.text(np.sqrt(ends[0] * flat), 2 * call, "nearly flat", ha="center", color=soft(0.9))
    title(ax, f"Up to m = {flat} an update takes at most twice the time of m = {m[0]}")
    color, marker, _ = of_algorithm("mini-batch")
    (line,) = ax.plot(
        m, times, marker=marker, color=color, markeredgecolor=paper(), zorder=4, label="measured"
    )
    ax.set_xlim(*ends)
    ax.legend(loc="upper left", frameon=False)
    return line


def flat_until(update_us):
    """Return the largest m up to which an update takes at most twice the time of the smallest.

    >>> flat_until({1: 10.0, 8: 12.0, 64: 19.0, 512: 90.0})
    64
    """
    sizes = sorted(update_us)
    slow = [m for m in sizes if update_us[m] > 2 * update_us[sizes[0]]]
    return max(m for m in sizes if not slow or m < slow[0])
