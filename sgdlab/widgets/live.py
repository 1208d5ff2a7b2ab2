"""The live figure: a matplotlib scene whose moving artists follow controls at once."""

import base64
from contextlib import contextmanager
from typing import NamedTuple

import ipywidgets as W
import numpy as np

from .. import figures
from ..figures.style import alone
from .canvas import Canvas
from .strokes import strokes

STILL_DPI = 100


class Look(NamedTuple):
    """How a scene is to be drawn."""

    projector: bool = False
    dark: bool = False


class Said(NamedTuple):
    """What a scene says after a move: a sentence that is read aloud, and a table as HTML."""

    text: str
    table: str = ""


class LiveFigure(W.VBox):
    """A scene, the controls above it, and words under it.

    `make(look)` draws everything that stands still and returns a scene: an object with `fig` and
    `moving`, the artists that move. `move(scene)` sets those artists from the controls and returns
    `Said`. A change of a widget in `moves` calls `move` (a few milliseconds); a change of one in
    `redraws`, of the theme, or of the lesson's projector switch calls `make` as well.

    With `after`, a question or a tuple of them, the figure is `locked` until all were answered. A
    subclass says what keys (`press`) and the pointer (`drag`) do.

    An error is shown in words under the picture, and the last good picture stays.
    """

    def __init__(self, make, move, *, bars=(), moves=(), redraws=(), after=None, lesson=None):
        self._make, self._move, self._lesson = make, move, lesson
        self._after = _asked(after)
        if not hasattr(lesson, "projector") and lesson is not None:
            raise TypeError(f"lesson is {lesson!r}; expected sl.widgets.Lesson(...), or none.")
        self._quiet = self._late = False
        self.canvas = Canvas()
        self.scene = None
        super().__init__([*bars, self.canvas])
        for control in moves:
            control.observe(lambda _: self.refresh(), "value")
        for control in redraws:
            control.observe(lambda _: self.redraw(), "value")
        self.canvas.observe(lambda _: self.redraw(), "dark")
        self.canvas.observe(self._sharpen, "ratio")
        self.canvas.observe(self._pressed, "presses")
        self.canvas.observe(lambda change: self._pointed(*change.new), "pointer")
        for question in self._after:
            question.observe(lambda _: self.refresh(), "revealed")
        if lesson is not None:
            lesson.observe(lambda _: self.redraw(), "projector")
        with alone:
            self._draw()

    @property
    def look(self):
        """The look now in force."""
        projector = self._lesson is not None and self._lesson.projector
        return Look(projector, self.canvas.dark)

    @property
    def questions(self):
        """The questions that are to be answered first."""
        return self._after

    @property
    def locked(self):
        """Tell whether the figure waits for the answer to a question."""
        return not all(question.revealed for question in self._after)

    def press(self, key):
        """Do what `key` means while the picture has the focus."""

    def drag(self, axes, place):
        """Follow the pointer: it went down in `axes` and is at `place`, in their data."""

    def redraw(self):
        """Draw the background again, then move."""
        with self.guard():
            if not self._quiet:
                self._draw()

    def refresh(self):
        """Move the artists to where the controls say."""
        with self.guard():
            if not self._quiet and self._late:
                self._draw()
            elif not self._quiet:
                self._tell(self._moved(self.scene))

    def still(self, scale=1):
        """Return the present picture as PNG bytes, moving artists included, for white paper."""
        with alone:
            scene = self.on_paper()
            with _standing(scene.moving):
                return figures.png(scene.fig, scale * STILL_DPI, level=9)

    def on_paper(self):
        """Return the present scene as it looks on white paper: the dark theme's ink is light."""
        if not self.look.dark:
            return self.scene
        scene = self._make(self.look._replace(dark=False))
        self._moved(scene)
        return scene

    @contextmanager
    def guard(self):
        """Let an error inside become words under the picture; other threads that draw wait."""
        try:
            with alone:
                yield
        except Exception as error:
            plain = isinstance(error, (ValueError, TypeError))
            self.canvas.error = str(error) if plain else f"{type(error).__name__}: {error}"

    @contextmanager
    def quiet(self):
        """Let code set several controls inside; the figure follows when it is asked afterwards."""
        with alone:  # else what another thread asks for meanwhile would be lost
            before, self._quiet = self._quiet, True
            try:
                yield
            finally:
                self._quiet = before

    def _pressed(self, change):
        for key, count in change.new.items():
            for _ in range(count - change.old.get(key, 0)):
                with self.guard():
                    self.press(key)

    def _pointed(self, x, y, x0, y0):
        height = self.scene.fig.bbox.height
        for axes in self.scene.fig.axes:
            if axes.bbox.contains(x0, height - y0) and axes.name != "3d":
                with self.guard():
                    self.drag(axes, axes.transData.inverted().transform((x, height - y)))

    def _sharpen(self, change):
        if change.new > self.canvas.scale:  # a coarser screen waits until there is more to draw
            self.redraw()

    def _moved(self, scene):
        with np.errstate(all="ignore"):  # a run that diverges is shown as far as numbers go
            return self._move(scene)

    def _draw(self):
        self._late = True  # until it has worked: after an error the next move draws
        scene = self._make(self.look)
        said = self._moved(scene)
        scale = self.canvas.ratio
        scene.fig.dpi = scale * STILL_DPI
        for artist in scene.moving:
            artist.set_animated(True)
        background = figures.png(scene.fig, scene.fig.dpi)
        size = [round(side) for side in scene.fig.bbox.size]
        self.scene, self._late = scene, False
        (self.add_class if self.look.projector else self.remove_class)("sgdlab-large")
        self._tell(said, background=background, size=size, scale=scale, alt=scene.fig.alt)

    def _tell(self, said, **more):
        moved = strokes(self.scene.moving, self.scene.fig)
        with self.canvas.hold_sync():
            values = {"strokes": moved, "text": said.text, "table": said.table, "error": "", **more}
            for name, value in values.items():
                setattr(self.canvas, name, value)

    def stored(self):
        """Return what a notebook keeps of the figure: its present picture and the words for it."""
        picture = base64.b64encode(self.still()).decode("ascii")
        return {"image/png": picture, "text/plain": self.scene.fig.alt}

    def _ipython_display_(self):
        show(self, self.stored())


def show(widget, *stills):
    """Display the stills, if there are any, and then the widget, which hides them while alive.

    Outputs of their own: one with both would show "model not found" when the notebook is opened
    again.
    """
    from IPython.display import display

    for still in stills:
        display(still, raw=True)
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({"application/vnd.jupyter.widget-view+json": view}, raw=True)


def _asked(after):
    """Return the questions of `after`, which is one, or a tuple of them, or None."""
    questions = () if after is None else after if isinstance(after, tuple) else (after,)
    for question in questions:
        if not hasattr(question, "revealed"):
            raise TypeError(f"after is {after!r}; expected a question: lesson.ask(...).")
    return questions


@contextmanager
def _standing(artists):
    for artist in artists:
        artist.set_animated(False)
    yield
    for artist in artists:
        artist.set_animated(True)
