"""The drawing pad: draw a digit with the pointer or the keys, and watch the prediction."""

import numpy as np

from .. import drawing, figures, validate
from ..problems import Softmax
from .controls import button, row
from .live import LiveFigure, Said

_STEP = 2  # units of the pad from one place of the keyboard's cursor to the next
_NEAR = 1.0  # units: places closer than that to the last one add nothing
_MOST = 800  # places in a drawing, ten times a digit's: beyond that the pad is full
_MIDDLE = (figures.PAD / 2 - _STEP / 2, figures.PAD - 3 * _STEP - _STEP / 2)


def drawing_pad(problem, w, *, lesson=None):
    """Return a pad on which the reader draws a digit, read by the weights `w` (d,) at once.

    `problem` is a Softmax on 64 pixels from 0 to 1 and a last column of ones. A drawing becomes an
    image as those of data/digits.csv did (`drawing.pixels`).
    """
    if not isinstance(problem, Softmax):
        raise TypeError(f"the problem is {problem!r}; expected a sl.Softmax on digits.")
    w = validate.floats("w", w)
    if w.shape != (problem.d,) or problem.k != 65:
        raise ValueError(
            f"drawing_pad got w of shape {w.shape} and inputs of {problem.k} numbers; expected "
            f"({problem.d},), and 65: the 64 pixels of a digit and a one."
        )
    return DrawingPad(problem, w, lesson)


class DrawingPad(LiveFigure):
    """See `drawing_pad`. Its state is `strokes`, lists of places (x, y) from 0 to 32, y upwards."""

    def __init__(self, problem, w, lesson):
        self.problem, self.w = problem, w
        self.strokes, self.cursor, self._began = [], None, None
        self.clear = button("Clear", "an empty pad (key r)")
        self.back = button("Undo", "take the last stroke away (key p)")
        self.copy = button("Copy as code", "show and copy the call that gives these scores")
        scores = problem.scores(w, problem.X)
        span = float(scores.min()), float(scores.max())
        weights = w.reshape(problem.k, problem.c)
        super().__init__(
            lambda look: figures.DrawingScene(weights, span, look), self._move_scene,
            bars=(row(self.clear, self.back, self.copy),), lesson=lesson,
        )  # fmt: skip
        self.clear.on_click(lambda _: self.press("r"))
        self.back.on_click(lambda _: self.press("p"))
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    @property
    def pixels(self):
        """The 64 pixels, 0 to 16, that the model reads."""
        return drawing.pixels(self.strokes)

    @property
    def scores(self):
        """The scores of the ten digits."""
        return self._read(self.pixels)

    def code(self):
        """Return the calls that give the scores shown, in the names of the call of this figure."""
        strokes = [np.asarray(stroke).tolist() for stroke in self.strokes]
        return (
            "import sgdlab as sl\nfrom sgdlab.drawing import pixels\n\n"
            f"strokes = {strokes}\n"
            "x = sl.with_ones(pixels(strokes)[None] / 16)\n"
            "scores = problem.scores(w, x)[0]\n"
        )

    def drag(self, axes, place):
        """Draw with the pointer: a new press begins a new stroke."""
        if axes is not self.scene.pad:
            return
        now, pressed = self.canvas.pointer[:2], self.canvas.pointer[2:]
        place = _inside(place)
        if pressed != self._began or now == pressed or not self.strokes:
            self._began, self.cursor = pressed, None
            # while the kernel was busy, the message of the press itself may have been lost
            height = self.scene.fig.bbox.height
            begin = (pressed[0], height - pressed[1])
            begin = _inside(axes.transData.inverted().transform(begin))
            self._add([begin] if now == pressed else [begin, place])
        elif np.hypot(*np.subtract(place, self.strokes[-1][-1])) >= _NEAR:
            self._extend(place)

    def press(self, key):
        """Do what a key on the picture means: arrows move, with Shift they draw, Space makes a dot.

        `r` clears, `p` takes the last stroke away.
        """
        if key == "r":
            self.strokes, self.cursor, self._began = [], None, None
        elif key == "p":
            self.strokes, self._began = self.strokes[:-1], None
        elif key == " ":
            self.cursor = self.cursor or _MIDDLE
            self._add([self.cursor])
        elif "Arrow" in key:
            self._walk(key)
        else:
            return
        self.refresh()

    def _read(self, pixels):
        x = np.append(pixels / 16, 1.0)
        return self.problem.scores(self.w, x[None])[0]

    def _walk(self, key):
        """Move the cursor; with Shift, draw on the way."""
        if self.cursor is None:
            self.cursor = _MIDDLE
            return
        before = self.cursor
        self.cursor = _beside(before, key)
        if not key.startswith("Shift") or self.cursor == before:
            return
        self._began = None
        if self.strokes and self.strokes[-1][-1] == before:
            self._extend(self.cursor)
        else:
            self._add([before, self.cursor])

    def _add(self, stroke):
        if self._room():
            self.strokes = [*self.strokes, stroke]
        self.refresh()

    def _extend(self, place):
        if self._room():
            self.strokes = [*self.strokes[:-1], [*self.strokes[-1], place]]
        self.refresh()

    def _room(self):
        return sum(map(len, self.strokes)) < _MOST

    def _move_scene(self, scene):
        pixels = self.pixels
        blank = not pixels.any()
        scores = None if blank else self._read(pixels)
        scene.show(self.strokes, self.cursor, pixels / 16, scores)
        self.back.disabled = self.clear.disabled = blank
        keys = "Keys on the picture: arrows move, Shift + arrows draw, Space makes a dot."
        if self.cursor is not None:
            x, y = (round((c - _STEP / 2) / _STEP) + 1 for c in self.cursor)
            keys = f"Cursor in column {x}, row {figures.PAD // _STEP + 1 - y} of 16. {keys}"
        if blank:
            return Said(f"The pad is blank: there is nothing to read. Draw a digit.\n{keys}")
        best, second = np.argsort(-scores, kind="stable")[:2].tolist()
        said = f"Read as {best}, score {scores[best]:.4g}; then {second}, score "
        said += f"{scores[second]:.4g}."
        if not self._room():
            said += " The pad is full: press Clear."
        return Said(f"{said}\n{keys}", _table(scores))


def _inside(place):
    """The nearest place on the pad, to a tenth: what `code` writes is what is read."""
    return tuple(np.clip(np.round(place, 1), 0, figures.PAD).tolist())


def _beside(place, key):
    """The place of the cursor one step away, within the pad."""
    x, y = place
    dx, dy = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, 1), "Down": (0, -1)}[
        key.removeprefix("Shift+").removeprefix("Arrow")
    ]
    return tuple(
        min(max(c + _STEP * d, _STEP / 2), figures.PAD - _STEP / 2) for c, d in ((x, dx), (y, dy))
    )


def _table(scores):
    heads = "".join(f'<th scope="col">{k}</th>' for k in range(len(scores)))
    cells = "".join(f"<td>{score:.3g}</td>" for score in scores).replace("-", "−")
    return (
        '<table class="sgdlab-table"><caption>The ten scores</caption>'
        f'<thead><tr><th scope="col">digit</th>{heads}</tr></thead>'
        f'<tbody><tr><th scope="row">score</th>{cells}</tr></tbody></table>'
    )
