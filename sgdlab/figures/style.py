"""How the figures look: type and lines, and one colour, marker and dash for each algorithm."""

import functools
import threading
from contextlib import contextmanager
from pathlib import Path

import matplotlib
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb

from .. import validate

# Each colour has a contrast of at least 3 : 1 to white and to the dark page (#111111), and stays
# apart from the others for colour-blind eyes; marker and dash say the same without colour.
COLORS = {
    "GD": "#2A6FDB",
    "SGD": "#D55E00",
    "mini-batch": "#009E73",
    "synchronous": "#A65398",
    "asynchronous": "#C21830",
}
MARKERS = {"GD": "o", "SGD": "^", "mini-batch": "s", "synchronous": "D", "asynchronous": "v"}
DASHES = {
    "GD": "-",
    "SGD": (0, (4, 1.5)),
    "mini-batch": (0, (6, 1.5, 1, 1.5)),
    "synchronous": (0, (1, 1)),
    "asynchronous": (0, (8, 3)),
}

# Low loss is the colour of the page, so that a walk is seen best where it ends.
_LIGHT = LinearSegmentedColormap.from_list("loss", ["#ffffff", "#dfe9f2", "#b3c6d8", "#93abc3"])
_DARK = LinearSegmentedColormap.from_list("loss-dark", ["#16191d", "#242e39", "#3a4a5b", "#52677d"])


# matplotlib's settings belong to all threads, and a notebook has two that draw: its cells run in
# one, its widgets in another. Whoever changes settings for a while does it `alone`.
alone = threading.RLock()


@contextmanager
def style(projector=False, dark=False):
    """Give the course's look to what is drawn inside the `with`; nothing global stays changed.

    `projector` means larger type and lines; `dark` means light ink and no background. Other threads
    that want a look wait until this one is done.

    >>> import matplotlib
    >>> with style(projector=True):
    ...     matplotlib.rcParams["axes.labelsize"]
    20.0
    """
    with alone, matplotlib.rc_context():
        for name in ("sgdlab", *["projector"] * projector, *["dark"] * dark):
            rcParams.update(_sheet(name))
        yield


def styled(draw):
    """Make a function, or a method, that is given axes draw in the style of their picture."""

    @functools.wraps(draw)
    def wrapper(*args, **kwargs):
        given = [b for a in (*args, *kwargs.values()) for b in (a if type(a) is tuple else (a,))]
        axes = next((a for a in given if isinstance(a, Axes)), None)
        look = getattr(axes.get_figure(root=True), "look", None) if axes is not None else None
        if look is None:
            return draw(*args, **kwargs)
        with look():
            return draw(*args, **kwargs)

    return wrapper


@styled
def title(ax, words):
    """Write `words`, the finding, over the panel in its picture's style; return the text.

    Words wider than the panel are made smaller, so that they never meet the next panel's.
    """
    text = ax.set_title(words)
    wide, room = text.get_window_extent().width, ax.bbox.width
    if wide > room:
        text.set_fontsize(text.get_fontsize() * room / wide)
    return text


def ink():
    """Return the colour of text in the style now in force."""
    return rcParams["text.color"]


def paper():
    """Return the colour of the page behind the ink, for rims that part a line from its ground."""
    return "#111111" if _is_dark() else "#ffffff"


def loss_colors():
    """Return the colour map of a loss, low to high, for the style now in force."""
    return _DARK if _is_dark() else _LIGHT


def soft(weight=0.6):
    """Return the ink mixed into the page: weight 1 is ink, 0 is page."""
    return tuple(
        weight * i + (1 - weight) * p for i, p in zip(to_rgb(ink()), to_rgb(paper()), strict=True)
    )


def toned(name):
    """Return a colour of the course, nearer to the ink: small type needs more contrast."""
    return tuple(
        0.72 * c + 0.28 * i for c, i in zip(to_rgb(COLORS[name]), to_rgb(ink()), strict=True)
    )


def of_algorithm(algorithm):
    """Return the (colour, marker, dash) of an algorithm."""
    validate.one_of("algorithm", algorithm, COLORS)
    return COLORS[algorithm], MARKERS[algorithm], DASHES[algorithm]


def _is_dark():
    return sum(to_rgb(ink())) > 1.5


@functools.cache
def _sheet(name):
    path = Path(__file__).with_name(f"{name}.mplstyle")
    return dict(matplotlib.rc_params_from_file(path, use_default_template=False))
