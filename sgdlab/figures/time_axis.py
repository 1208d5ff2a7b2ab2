"""An axis whose numbers move: its range follows the run without a new background."""

import math

from matplotlib import rcParams

from .style import ink, styled

_TICKS = 8  # at most
_UNITS = ((1, "µs"), (1_000, "ms"), (1_000_000, "s"))


class MovingAxis:
    """The x axis of `ax` with `show(low, high)`: limits, ticks, and the name below.

    With `time` the limits are microseconds and the numbers are of a unit that fits `longest`; an
    axis without a name has it in its numbers.
    """

    @styled
    def __init__(self, ax, name, time=False, labels=True):
        self.ax, self.name, self.time, self._labels = ax, name, time, labels
        ax.set_xticks([])
        wide, tall = 72 * ax.bbox.size / ax.get_figure(root=True).dpi  # points
        size = rcParams["xtick.labelsize"]
        self._most = min(max(int(wide / ((3.4 if name else 5) * size)), 2), _TICKS)
        self._tick, across = 4 / tall, ax.get_xaxis_transform()
        look = {"color": rcParams["xtick.color"], "linewidth": rcParams["axes.linewidth"]}
        (self.ticks,) = ax.plot([], [], transform=across, clip_on=False, **look)
        self.numbers = [
            ax.text(
                0, -0.35 * size / tall - self._tick, "", ha="center", va="top", fontsize=size,
                transform=across, color=rcParams["xtick.labelcolor"],
            )
            for _ in range(self._most + 2)
        ]  # fmt: skip
        self.label = ax.text(
            0.5, -1.75 * size / tall - self._tick, "", ha="center", va="top", color=ink(),
            fontsize=rcParams["axes.labelsize"], transform=ax.transAxes,
        )  # fmt: skip
        self.artists = (self.ticks, *self.numbers, self.label)

    def show(self, low, high, longest=None):
        """Let the axis reach from `low` to `high`; numbers and name follow."""
        self.ax.set_xlim(low, high)
        size, unit = unit_of(high if longest is None else longest) if self.time else (1, "")
        own = "" if self.name else f" {unit}"
        step = _step(high - low, self._most, whole=not self.time)
        first = math.ceil(low / step - 1e-9)
        places = [
            k * step for k in range(first, first + len(self.numbers)) if k * step <= high * 1.0001
        ]
        gap = math.nan
        self.ticks.set_data(
            [x for place in places for x in (place, place, gap)],
            [0.0, -self._tick, gap] * len(places),
        )
        for k, number in enumerate(self.numbers):
            seen = self._labels and k < len(places)
            number.set_text(f"{places[k] / size:g}{own}" if seen else "")
            if seen:
                number.set_x(places[k])
                edge = own and places[k] > low + 0.98 * (high - low)
                number.set_ha("right" if edge else "center")
        if self._labels and self.name:
            self.label.set_text(f"{self.name}, {unit}" if unit else self.name)

    def clear(self):
        """Show no numbers, as long as they would tell how long a run takes."""
        for text in (*self.numbers, self.label):
            text.set_text("")
        self.ticks.set_data([], [])


def unit_of(longest):
    """Return the unit (microseconds, name) in which a time of `longest` microseconds is read.

    >>> unit_of(900), unit_of(240_000), unit_of(3_000_000)
    ((1, 'µs'), (1000, 'ms'), (1000000, 's'))
    """
    return max(unit for unit in _UNITS if unit[0] == 1 or longest >= 2 * unit[0])


def duration(time, longest=None):
    """Return a time of microseconds in words, in the unit that fits `longest`.

    >>> duration(900), duration(240_120), duration(500, 3_000_000)
    ('900 µs', '240.1 ms', '0.0005 s')
    """
    size, name = unit_of(time if longest is None else longest)
    return f"{time / size:.4g} {name}"


def _step(span, most, whole):
    """The least 1, 2 or 5 times a power of ten that is met about `most` times in `span`."""
    power = 10.0 ** math.floor(math.log10(max(span, 1e-9) / most))
    step = next(k * power for k in (1, 2, 5, 10) if k * power * most >= span)
    return max(step, 1.0) if whole else step
