"""Sliders over a list of numbers, batch sizes above all, and how keys and the pointer move them."""

from .controls import selection

FIRST_M = 32


def number_slider(name, values, value):
    """Return a slider over `values`, which stands at `value`."""
    slider = selection(name, [(f"{x:g}", x) for x in values], "26em")
    slider.value = value
    return slider


def size_slider(sizes):
    """Return a slider over batch sizes, at the one nearest to 32."""
    sizes = tuple(sizes)
    return number_slider("batch size m", sizes, nearest(sizes, FIRST_M))


def values_of(slider):
    """Return the values that a slider over a list offers.

    >>> values_of(size_slider((1, 8, 64)))
    [1, 8, 64]
    """
    return [value for _, value in slider.options]


def nearest(values, wanted):
    """Return the one of `values` that is nearest to `wanted`."""
    return min(values, key=lambda value: abs(value - wanted))


def shift(slider, by):
    """Move a slider over a list by so many places, to its end at most."""
    slider.index = min(max(slider.index + by, 0), len(slider.options) - 1)


def step_size(slider, key):
    """Move the slider by a key: one place to the left or right, or to an end."""
    far = len(slider.options)
    by = {"ArrowLeft": -1, "ArrowRight": 1, "Home": -far, "End": far}
    shift(slider, by.get(key.removeprefix("Shift+"), 0))


def take_size(slider, axes, place):
    """Put the slider at the value that stands nearest to `place` in `axes`."""
    across = axes.xaxis.get_transform().transform
    x = across(max(place[0], 1e-9))
    slider.value = min(values_of(slider), key=lambda value: abs(across(value) - x))
