"""The scales of charts: ticks in plain numbers, at places or on a log axis, and lines behind."""

from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator

from .style import soft


def plain(axis):
    """Write the ticks of an axis as plain numbers: 0.05, 1, 1000."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def ticks(axis, places):
    """Put ticks at `places` and nowhere else."""
    _only(axis, FixedLocator(list(places)))


def log_ticks(axis, subs=(1,)):
    """Put ticks of a log axis at `subs` times each power of ten, and nowhere else."""
    _only(axis, LogLocator(subs=subs))


def guides(ax, axis="y"):
    """Draw thin lines from the ticks of an axis, behind all else."""
    ax.grid(axis=axis, color=soft(0.15), linewidth=0.8)
    ax.set_axisbelow(True)


def _only(axis, locator):
    axis.set_major_locator(locator)
    axis.set_minor_locator(NullLocator())
    plain(axis)
