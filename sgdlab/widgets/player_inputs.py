"""The inputs of a graph as sliders, one for each number; arrays stand as given."""

import numpy as np

from .controls import aim, put, row, start_slider

_SHOWN = 6  # sliders that stand in the open; more of them go into the drawer
_FINEST = 3  # decimals of a slider
_LARGEST = 1e6


class Inputs:
    """Sliders for the inputs that are numbers; `values` has all inputs, exact, by name.

    The sliders in use change with the graph. They are made once and used again: one that is closed
    would leave a hole in a page that is being drawn.
    """

    def __init__(self, moved):
        self.values, self.sliders = {}, {}
        self.bar, self.more = row(), row()
        self._moved, self._pool, self._still = moved, [], False

    def take(self, values):
        """Show the inputs `values`, {name: number or array}."""
        self.values = dict(values)
        names = [n for n, v in values.items() if not np.ndim(v) and abs(v) <= _LARGEST]
        while len(self._pool) < len(names):
            self._pool.append(self._slider())
        self.sliders = dict(zip(names, self._pool, strict=False))
        self._still = True
        for name, slider in self.sliders.items():
            slider.description = name
            _aim(slider, values[name])
        self._still = False
        sliders = list(self.sliders.values())
        self.bar.children, self.more.children = sliders[:_SHOWN], sliders[_SHOWN:]

    def put(self, name, value):
        """Set one input back to `value`, where its slider can show it."""
        self.values[name] = value
        self._still = True
        put(self.sliders[name], value)
        self._still = False

    def _slider(self):
        slider = start_slider()
        slider.observe(self._heard, "value")
        return slider

    def _heard(self, change):
        name = next((n for n, slider in self.sliders.items() if slider is change.owner), None)
        if self._still or name is None:
            return
        before = self.values[name]
        # the browser sends 12.000000000000004 for the tick at 12
        self.values[name] = round(change.new, 10)
        self._moved(name, before)


def reach(value):
    """Return how far a slider for `value` goes to both sides: 2, 5, 10, 20, ...

    >>> reach(0.5), reach(-2), reach(5), reach(120)
    (2.0, 5.0, 10.0, 200.0)
    """
    wanted = 1.5 * max(1.0, abs(value))
    power = 10.0 ** np.floor(np.log10(wanted))
    return float(next(k * power for k in (1, 2, 5, 10) if k * power >= wanted * (1 - 1e-9)))


def _aim(slider, value):
    """Give the slider a range around `value`, and ticks so fine that one of them is there."""
    far = reach(value)
    aim(slider, -far, far, value)
    for decimals in range(_FINEST + 1):
        if abs(slider.value - value) < 1e-9:
            break
        if 10.0**-decimals < slider.step:
            slider.step = 10.0**-decimals
            put(slider, value)
    slider.readout_format = ".2f" if slider.step >= 0.01 else f".{_FINEST}f"
