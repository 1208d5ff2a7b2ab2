"""One rate for several losses at once: the challenge of lesson 03."""

import numpy as np

from .. import figures
from ..descent import descend
from ..presets import PRESETS
from .controls import button, rate_slider, row, set_rate
from .live import LiveFigure, Said

_WIDE = ((-5.0, 5.0), (-4.0, 4.0))  # with equal scales in a small panel
_LOSSES = (
    PRESETS["round"]._replace(window=_WIDE),
    PRESETS["valley"]._replace(window=_WIDE),
    PRESETS["two basins"]._replace(name="two minima"),
)
_FIRST = 0.05
_MOST = 300
_GOAL = 120  # steps: the challenge
_REST = 0.01  # a gradient shorter than this counts as rest


def one_rate(*, lesson=None):
    """Return a figure of three losses that share one learning rate."""
    return OneRate(lesson)


class OneRate(LiveFigure):
    """See `one_rate`. Its state is the slider `lr`; `paths` follow from it."""

    def __init__(self, lesson=None):
        self.paths = ()
        self.lr = rate_slider()
        self.again = button("Reset", "back to the first rate (key r)")
        self.copy = button("Copy as code", "show and copy the code that makes this picture")
        set_rate(self.lr, _FIRST)
        super().__init__(
            lambda look: figures.SeveralScene(_LOSSES, look), self._move_scene,
            bars=(row(self.lr, self.again, self.copy),), moves=(self.lr,), lesson=lesson,
        )  # fmt: skip
        self.again.on_click(lambda _: set_rate(self.lr, _FIRST))
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    def code(self):
        """Return the code that makes these runs."""
        return (
            'import sgdlab as sl\n\nfor name in ("round", "valley", "two basins"):\n'
            "    preset = sl.PRESETS[name]\n    path = sl.descend("
            f"preset.problem, preset.w0, lr={self.lr.value!r}, epochs={_MOST})\n"
        )

    def _move_scene(self, scene):
        self.paths = tuple(_run(preset, self.lr.value) for preset in _LOSSES)
        scene.show(self.paths)
        names = [preset.name for preset in _LOSSES]
        ends = [f"{n}: {_end(p)}" for n, p in zip(names, self.paths, strict=True)]
        said = f"lr {self.lr.label}. {'; '.join(ends)}."
        if all(_rests(p.problem, p.w[-1]) and len(p) <= _GOAL for p in self.paths):
            said += f"\nAll three rest within {_GOAL} steps."
        return Said(said)

    def press(self, key):
        """Do what a key on the picture means."""
        last = len(self.lr.options) - 1
        by = {"ArrowLeft": -1, "ArrowRight": 1}.get(key, 0)
        if key == "r":
            set_rate(self.lr, _FIRST)
        else:
            self.lr.index = min(max(self.lr.index + by, 0), last)


def _run(preset, lr):
    def rest(t, w, loss):
        return f"at rest after {t} steps" if _rests(preset.problem, w) else None

    return descend(preset.problem, preset.w0, lr=lr, epochs=_MOST, stop=rest)


def _rests(problem, w):
    with np.errstate(all="ignore"):
        return np.linalg.norm(problem.gradient(w)) < _REST


def _end(path):
    if path.diverged:
        return "diverges"
    if _rests(path.problem, path.w[-1]):
        return path.reason
    return f"not at rest after {len(path)} steps"
