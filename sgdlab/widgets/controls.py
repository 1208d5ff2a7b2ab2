"""Small controls that every live figure uses: a rate on a log scale, start sliders, buttons."""

import math

import ipywidgets as W

# A list, because a FloatSlider would snap 1/3 to its step.
_RATES = (
    *(0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 1 / 3, 0.37),
    *(0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 5.0),
)


def rate_slider():
    """Return a slider of learning rates on a log scale."""
    named = [("1/3" if rate == 1 / 3 else f"{rate:g}", rate) for rate in _RATES]
    return selection("learning rate lr", named, "26em")


def selection(name, options, width):
    """Return a slider over a list: of values, or of pairs (label, value)."""
    return W.SelectionSlider(
        options=list(options), description=name, style={"description_width": "initial"},
        layout=W.Layout(width=width),
    )  # fmt: skip


def set_rate(slider, lr):
    """Put a rate slider at `lr`; a rate that is not on its scale is added to it.

    >>> slider = rate_slider()
    >>> set_rate(slider, 2 / 4.2)
    >>> slider.label, len(slider.options)
    ('0.47619', 30)
    """
    rates = {value: label for label, value in slider.options}
    if lr not in rates:
        rates[lr] = f"{lr:.5g}"
        slider.options = [(rates[value], value) for value in sorted(rates)]
    slider.value = lr


def read_rate(text):
    """Return the rate that a reader typed: 0.3, 1e-3 or 1/3.

    >>> read_rate("1/3"), read_rate(" .05 ")
    (0.3333333333333333, 0.05)
    """
    rate = read_number(text)
    if not 0 < rate < math.inf:
        raise ValueError(f"lr is {text.strip()!r}; expected a positive number such as 0.3 or 1/3.")
    return rate


def typed_number(text, such_as):
    """Return the finite number that a reader typed: -4, 1/3, 2.5 or 2,5; else say so in words.

    >>> typed_number("−4", ""), typed_number("2,5", ""), typed_number(" 1/4 ", "")
    (-4.0, 2.5, 0.25)
    """
    value = read_number(text.replace(",", ".").replace("−", "-"))
    if not math.isfinite(value):
        text = text if len(text) <= 30 else f"{text[:29]}…"
        raise ValueError(f"{text!r} is not a number; write it as {such_as}.")
    return value


def read_number(text):
    """Return a decimal or a ratio that was typed; nan for anything else.

    >>> read_number("25/3"), read_number("1e999999999"), read_number("abc")
    (8.333333333333334, inf, nan)
    """
    # not through Fraction: of 1e999999999 it would write out every digit
    above, slash, below = text.partition("/")
    try:
        return float(above) / float(below) if slash else float(above)
    except (ValueError, ZeroDivisionError):
        return math.nan


def start_slider():
    """Return a slider for one coordinate of the start; `aim` gives it its window."""
    return W.FloatSlider(style={"description_width": "initial"}, layout=W.Layout(width="19em"))


def aim(slider, low, high, value):
    """Give a start slider its window, a round step, and its value, whatever it held before."""
    # while its range changes, the browser must not send back the value it snaps to meanwhile
    slider.continuous_update = False
    with slider.hold_sync():
        slider.min, slider.max = min(low, slider.min), max(high, slider.max)
        slider.value = low
        slider.min, slider.max = low, high
        slider.step = _round_below((high - low) / 100)
        put(slider, value)
    slider.continuous_update = True


def put(slider, value):
    """Set a slider to the tick that is nearest to `value`: the browser knows no other places."""
    ticks = round((value - slider.min) / slider.step)
    value = round(slider.min + ticks * slider.step, 10)
    slider.value = min(max(value, slider.min), slider.max)


def put_all(sliders, place):
    """Set sliders to the ticks nearest to `place`, a number for each."""
    for slider, value in zip(sliders, place, strict=False):
        put(slider, value)


def nudged(sliders, key):
    """Return the place that an arrow key leads to, one tick from the sliders'; None for other keys.

    Left and right are of the first slider, up and down of the second.
    """
    ticks = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, 1), "Down": (0, -1)}
    by = ticks.get(key.removeprefix("Shift+").removeprefix("Arrow"))
    if by is None:
        return None
    return [s.value + n * s.step for s, n in zip(sliders, by, strict=False)]


def whole(name, width, least=0, most=1):
    """Return a slider of whole numbers."""
    style = {"description_width": "initial"}
    return W.IntSlider(
        least, min=least, max=most, description=name, style=style, layout=W.Layout(width=width)
    )


def at_most(slider, most):
    """Let a slider of whole numbers from 1 go up to `most`, and bring its value there.

    The browser has no slider with one place: for 1 it keeps two, and the second leads back.
    """
    slider.max = max(most, 2)
    slider.value = min(slider.value, most)


def button(text, tip, icon=""):
    """Return a small button."""
    width = "auto" if text else "2.6em"
    return W.Button(description=text, tooltip=tip, icon=icon, layout=W.Layout(width=width))


def on_click(*pairs):
    """Let each of (button, action) do its action, a function without arguments, when pressed."""
    for control, action in pairs:
        control.on_click(lambda _, action=action: action())


def row(*children):
    """Return widgets side by side; they wrap on a narrow page."""
    return W.HBox(children, layout=W.Layout(flex_flow="row wrap", align_items="center"))


def _round_below(x):
    """The largest 1, 2 or 5 times a power of ten that is not above `x`."""
    power = 10.0 ** math.floor(math.log10(x))
    return round(max(k * power for k in (1, 2, 5) if k * power <= x * (1 + 1e-9)), 12)
