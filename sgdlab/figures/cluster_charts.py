"""Charts of many runs on a cluster: what a round waits for, the best rate, the best bound."""

import numpy as np
from matplotlib import rcParams

from .axes import guides, log_ticks, ticks
from .style import ink, of_algorithm, paper, soft, styled

_LOOKS = (("o", (0, (1, 1))), ("^", (0, (4, 1.5))), ("v", "-"))
_NEVER = "never  "


@styled
def round_times(ax, found, formula):
    """Draw the mean time of a round against the workers P: {P: time}, and a formula of P.

    Return the line of what was `found`. Slide "A case against synchronization".
    """
    counts, times = np.array(list(found)), np.array(list(found.values()), float)
    ax.set(xscale="log", xlim=(0.8 * counts.min(), 1.3 * counts.max()), ylim=(0, 1.15 * max(times)))
    ticks(ax.xaxis, counts)
    ax.set(xlabel="workers P", ylabel="time of a round, ms")
    color, marker, _ = of_algorithm("synchronous")
    ax.plot(
        counts, [formula(P) for P in counts.tolist()], color=soft(0.7), label="formula", zorder=3
    )
    (line,) = ax.plot(
        counts, times, marker, color=color, markeredgecolor=paper(), label="mean of the rounds",
        zorder=4,
    )  # fmt: skip
    _finish(ax, "upper left")
    return line


@styled
def losses_by_rate(ax, found):
    """Draw the losses of rivals against the rate, log by log: median, and a band of all seeds.

    `found` is {name: outcomes with `lr`, `losses`, `loss`}; a name begins with the algorithm's.
    A ring is at the least median. Return the lines.
    """
    drawn, size = [], rcParams["lines.markersize"]
    ax.set(xscale="log", yscale="log", xlabel="learning rate lr", ylabel="last loss")
    for name, outcomes in found.items():
        color, marker, dash = _look(name)
        lr, median = (np.array([getattr(o, what) for o in outcomes]) for what in ("lr", "loss"))
        low, high = (np.array([end(o.losses) for o in outcomes]) for end in (min, max))
        ax.fill_between(lr, low, high, color=color, alpha=0.15, linewidth=0, zorder=2)
        drawn += ax.plot(
            lr, median, marker=marker, color=color, linestyle=dash, markeredgecolor=paper(),
            label=name, zorder=4,
        )  # fmt: skip
        k = median.argmin()
        ax.plot(
            lr[k], median[k], "o", color=color, markerfacecolor="none", markersize=2.4 * size,
            zorder=5,
        )  # fmt: skip
    rates = sorted({o.lr for outcomes in found.values() for o in outcomes})
    ax.set_xlim(rates[0] / 1.2, 1.2 * rates[-1])
    ticks(ax.xaxis, rates)
    log_ticks(ax.yaxis, (1, 2, 5))
    _finish(ax, "upper left")
    return drawn


@styled
def times_by_bound(ax, curves):
    """Draw the time to a goal against the staleness bound: {label: {bound: ms}}; return the lines.

    The bounds stand side by side in their order, None is "none". A ring is at the least time, a
    time that is not finite a cross at the top. At most three curves.
    """
    if not 1 <= len(curves) <= len(_LOOKS):
        raise ValueError(f"times_by_bound got {len(curves)} curves; it draws 1 to {len(_LOOKS)}.")
    bounds = list(next(iter(curves.values())))
    values = np.array([list(curve.values()) for curve in curves.values()], float)
    high = 1.15 * max(values[np.isfinite(values)], default=1.0)
    size, drawn, x = rcParams["lines.markersize"], [], np.arange(len(bounds))
    colors = soft(0.6), ink(), of_algorithm("asynchronous")[0]
    for (label, times), color, (marker, dash) in zip(
        zip(curves, values, strict=True), colors, _LOOKS, strict=False
    ):
        lost = ~np.isfinite(times)
        drawn += ax.plot(
            x, np.where(lost, np.nan, times), color=color, marker=marker, linestyle=dash,
            markeredgecolor=paper(), label=label, zorder=4,
        )  # fmt: skip
        ax.plot(x[lost], np.full(lost.sum(), 0.96 * high), "X", color=color, zorder=5)
        if lost.any():
            ax.text(x[lost][0], 0.96 * high, _NEVER, color=color, ha="right", va="center")
        if not lost.all():
            k = np.where(lost, np.inf, times).argmin()
            ax.plot(x[k], times[k], "o", color=color, markerfacecolor="none", markersize=2.4 * size)
    ax.set(xlim=(-0.4, len(bounds) - 0.6), ylim=(0, high))
    ax.set_xticks(x, ["none" if bound is None else f"{bound}" for bound in bounds])
    ax.set(xlabel="staleness bound s", ylabel="time to the goal, ms")
    _finish(ax, "upper center")
    return drawn


@styled
def staleness_counts(ax, run):
    """Draw how many gradients of `run` were how many updates old, as bars; return them."""
    old, counts = np.unique(run.staleness, return_counts=True)
    drawn = ax.bar(old, counts, width=0.8, color=of_algorithm("asynchronous")[0], zorder=3)
    ax.set(xlim=(-0.7, old[-1] + 0.7), ylim=(0, 1.12 * counts.max()))
    ax.set(xlabel="staleness, in versions of w", ylabel="gradients")
    ax.xaxis.get_major_locator().set_params(integer=True, steps=[1, 2, 5, 10])
    guides(ax)
    return drawn


def _look(name):
    algorithm = name.split(",")[0]
    return of_algorithm("mini-batch" if algorithm == "serial" else algorithm)


def _finish(ax, place):
    guides(ax)
    ax.legend(loc=place, frameon=False)
