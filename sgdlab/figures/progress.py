"""Loss against step: one run under a cursor, and several runs compared."""

import numpy as np
from matplotlib import rcParams
from matplotlib.ticker import FuncFormatter

from .axes import guides, log_ticks
from .style import of_algorithm, paper, soft, styled


@styled
def loss_axes(ax, steps, low, high):
    """Prepare axes for losses from `low` to `high` over `steps` updates; return the scale's name.

    The scale is logarithmic when every loss is above 0 and they span a decade; else linear.
    """
    log = low > 0 and high >= 10 * low
    if log:
        ax.set_yscale("log")
        room = (high / low) ** 0.06
        ax.set_ylim(low / room, high * room)
        few = high < 500 * low
        log_ticks(ax.yaxis, (1, 2, 5) if few else (1,))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _short(value)))
    else:
        room = 0.06 * (high - low) or 1.0
        ax.set_ylim(low - room, high + room)
    steps = max(int(steps), 1)
    ax.set_xlim(-0.04 * steps, 1.04 * steps)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set(xlabel="step", ylabel="$L(w)$")
    guides(ax)
    return "log" if log else "linear"


def _short(value):
    """A tick in at most four signs, as the margin has room for: 0.05, 1e-3."""
    return f"{value:g}" if value >= 0.01 else f"{value:.0e}".replace("e-0", "e-")


class LossTrace:
    """The loss against the step, drawn up to a cursor. Prepare the axes by `loss_axes`."""

    @styled
    def __init__(self, ax, algorithm="GD"):
        self.ax = ax
        color, marker, dash = of_algorithm(algorithm)
        size, width = rcParams["lines.markersize"], rcParams["lines.linewidth"]
        (self.cursor,) = ax.plot(
            [], [], color=soft(0.4), linewidth=0.5 * width, transform=ax.get_xaxis_transform()
        )
        (self.line,) = ax.plot(
            [], [], color=color, linestyle=dash, marker=marker, markersize=0.6 * size, zorder=4
        )
        (self.now,) = ax.plot(
            [], [], marker, color=color, markersize=1.5 * size, markeredgecolor=paper(), zorder=5
        )
        self.artists = (self.cursor, self.line, self.now)

    def show(self, path, step):
        """Show the losses of `path` after 0, 1, ..., `step` updates."""
        loss = within(path.loss[: step + 1], self.ax)
        self.line.set_data(np.arange(step + 1), loss)
        self.now.set_data([step], loss[-1:])
        self.cursor.set_data([step, step], [0, 1])


def within(loss, ax):
    """Return losses cut where they are so far outside the axes that nothing can be seen."""
    low, high = ax.get_ylim()
    if ax.get_yscale() == "log":
        return np.clip(loss, low / 1e3, high * 1e3)
    far = 1e3 * (high - low)
    return np.clip(loss, low - far, high + far)
