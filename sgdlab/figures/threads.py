"""Bars of how long one gradient, or one update, takes: one thread, several, a GPU, processes."""

from matplotlib import rcParams
from matplotlib.ticker import MaxNLocator

from .axes import plain
from .style import ink, paper, soft, styled

_HATCHES = {  # by how the name of a place begins
    "NumPy": "", "BLAS": "", "PyTorch, processor": "//", "PyTorch": "xx", "Python": "..",
    "Ray": "\\\\",
}  # fmt: skip


@styled
def threads(ax, timings, what="gradient"):
    """Draw `timings` as bars, one below the other; return them.

    They are those of one `what`, from `sgdlab.hardware.measure` or `parallel.machine.measure`. Each
    bar has its place and number of threads at the left, its time at the right, and, but for the
    first, how many times as quick as the first it is. Hatching tells kinds of places apart. Slide
    "Parallel Mini-batch SGD on GPU or a multi-core machine".
    """
    if not timings:
        raise ValueError("threads got no timings; give it what sgdlab.hardware.measure() returns.")
    times = [timing.milliseconds for timing in timings]
    point = ax.get_figure(root=True).dpi / 72
    row = ax.bbox.height / len(times) / point
    size = min(rcParams["xtick.labelsize"], 0.75 * row)
    bars = ax.barh(range(len(times)), times, height=0.62, color=soft(0.5), edgecolor=paper())
    names, notes = [], []
    for i, (bar, timing) in enumerate(zip(bars, timings, strict=True)):
        begins = (hatch for name, hatch in _HATCHES.items() if timing.where.startswith(name))
        bar.set_hatch(next(begins, ""))
        look = {"va": "center", "color": ink(), "fontsize": size, "textcoords": "offset points"}
        look |= {"annotation_clip": False}
        names.append(ax.annotate(_name(timing), (0, i), (-6, 0), ha="right", **look))
        note = f"{timing.milliseconds:.3g} ms"
        if i:
            note += f", {_two_digits(times[0] / timing.milliseconds)} times as quick"
        notes.append(ax.annotate(note, (timing.milliseconds, i), (6, 0), ha="left", **look))
    ax.set_ylim(len(times) - 0.5, -0.5)
    ax.set_yticks([])
    ax.set_xlabel(f"milliseconds for one {what}")
    _make_room(ax, times, names, notes, gap=12 * point)
    return list(bars)


def _name(timing):
    if timing.threads is None:
        return timing.where
    return f"{timing.where}, {timing.threads} thread{'s' * (timing.threads != 1)}"


def _two_digits(ratio):
    return f"{float(f'{ratio:.2g}'):g}"


def _make_room(ax, times, names, notes, gap):
    """Begin the bars right of the names, and draw them as long as leaves every note its place."""
    left, *rights = (
        max(text.get_window_extent().width for text in texts) + gap
        for texts in (names, *([note] for note in notes))
    )
    high, left = max(times), max(0, left - ax.bbox.x0)  # the sheet's margin is free: no ticks
    wide = ax.bbox.width - left
    longest = min((wide - right) * high / time for time, right in zip(times, rights, strict=True))
    scale = min(max(longest, 0.2 * wide), wide) / high
    ax.set_xlim(-left / scale, wide / scale)
    ax.xaxis.label.set_x((left + scale * high / 2) / ax.bbox.width)
    ax.set_xticks([tick for tick in MaxNLocator(5).tick_values(0, high) if tick <= high])
    plain(ax.xaxis)
    ax.spines.left.set_visible(False)
    ax.spines.bottom.set_bounds(0, high)
    ax.axvline(0, color=soft(0.7), linewidth=rcParams["axes.linewidth"])
