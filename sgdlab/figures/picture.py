"""The sheet a figure is drawn on: fixed margins, its own words, no pyplot."""

import base64
import io

import matplotlib
import numpy as np
from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from .style import alone, style

_SHARP = 2  # pixels for each point of the page: crisp on a high-density screen and at 200 % zoom


class Picture(Figure):
    """A matplotlib figure that knows its words (`alt`) and keeps its style in every later draw.

    At the end of a cell it shows as a PNG whose text/plain is `alt`.
    """

    def __init__(self, alt, projector=False, dark=False, **kwargs):
        super().__init__(**kwargs)
        self.alt, self.projector, self.dark = alt, projector, dark
        FigureCanvasAgg(self)

    def look(self):
        """Return the `style` context of this picture."""
        return style(self.projector, self.dark)

    def draw(self, renderer):
        """Draw in the picture's style: ticks are made as late as this."""
        with self.look():
            super().draw(renderer)

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = png(self, _SHARP * self.dpi, level=9)
        width, height = (round(side * self.dpi) for side in self.get_size_inches())
        words = {"image/png": base64.b64encode(data).decode("ascii"), "text/plain": self.alt}
        return words, {"image/png": {"width": width, "height": height}}


def picture(
    alt, panels=1, width=10, height=4.2, kinds=None, projector=False, dark=False
) -> tuple[Picture, tuple]:
    """Return (fig, axes): a sheet of `panels` panels side by side, and a tuple of their axes.

    `alt` says in words what is seen. `width`, `height` are inches at 100 dots per inch. `kinds`
    names each panel "2d", "3d" or "bare" (no axes: networks, images); without it all are "2d".
    Margins are fixed, so nothing moves.

    >>> fig, (left, right) = picture("A bowl and its contours.", panels=2, kinds=("3d", "2d"))
    >>> left.name, right.name
    ('3d', 'rectilinear')
    """
    if not (isinstance(alt, str) and alt.strip()):
        raise ValueError(f"alt is {alt!r}; expected a sentence that says what the picture shows.")
    kinds = ("2d",) * panels if kinds is None else tuple(kinds)
    if len(kinds) != panels or not set(kinds) <= {"2d", "3d", "bare"}:
        raise ValueError(
            f'kinds is {kinds!r}; expected "2d", "3d" or "bare" for each of {panels} panels.'
        )
    with style(projector, dark):
        fig = Picture(alt, projector, dark, figsize=(width, height))
        axes = tuple(_panel(fig, i, kind, panels) for i, kind in enumerate(kinds))
    return fig, axes


def png(fig, dpi=200, level=1):
    """Return the picture as PNG bytes; artists marked animated are left out.

    `level` is zlib's: 1 is quick (a background that is sent once), 9 is small (kept in a file).
    """
    before = fig.dpi
    fig.dpi = dpi
    try:
        canvas = FigureCanvasAgg(fig)
        canvas.draw()
        image = Image.fromarray(np.asarray(canvas.buffer_rgba()))
        if fig.get_facecolor()[3] == 1:  # nothing shines through: three quarters of the work
            image = image.convert("RGB")
        out = io.BytesIO()
        image.save(out, "png", compress_level=level)
    finally:
        fig.dpi = before
    return out.getvalue()


def svg(fig):
    """Return the picture, moving artists included, as SVG bytes: the same bytes each time."""
    out = io.BytesIO()
    with alone, matplotlib.rc_context({"svg.hashsalt": "sgdlab"}):
        fig.savefig(out, format="svg", metadata={"Date": None, "Title": getattr(fig, "alt", None)})
    return out.getvalue()


def _panel(fig, i, kind, panels):
    width, height = fig.get_size_inches()
    cell = width / panels
    tick, label = rcParams["xtick.labelsize"] / 72, rcParams["axes.labelsize"] / 72
    top = 0.1 + 1.5 * rcParams["axes.titlesize"] / 72
    if kind == "3d":
        box = (i * cell + 0.02 * cell, 1.1 * label, 0.9 * cell, height - 1.76 * label)
    elif kind == "bare":
        box = (i * cell + 0.15, 0.1, cell - 0.3, height - 0.1 - top)
    else:
        left, right = 3.0 * tick + 1.5 * label + 0.06, 0.12 + 0.5 * tick
        bottom = 1.6 * tick + 1.5 * label + 0.04
        box = (i * cell + left, bottom, cell - left - right, height - bottom - top)
    rect = (box[0] / width, box[1] / height, box[2] / width, box[3] / height)
    ax = fig.add_axes(rect, projection="3d" if kind == "3d" else None)
    if kind == "bare":
        ax.set_axis_off()
    return ax
