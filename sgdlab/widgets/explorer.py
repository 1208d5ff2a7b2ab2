"""The descent explorer: loss, walk, loss against the step, and table under one cursor."""

import numpy as np

from .. import diagnosis, expression, figures, validate
from ..descent import descend
from ..presets import PRESETS, Preset
from ..stopping import MaxSteps
from .controls import nudged, on_click, put_all, read_rate, set_rate
from .live import LiveFigure, Said
from .panel import MOST_STEPS, OWN, Panel

_PINS = 3
_VIEW = ((-5.0, 5.0),)  # of each parameter, for a function that was typed


def descent_explorer(
    problem="bowl", *, w0=None, lr=None, steps=None, window=None, batch_size=None, shuffle=None,
    presets=tuple(PRESETS), after=None, lesson=None,
):  # fmt: skip
    """Return an explorer of descent on a loss of one or two parameters.

    `problem` is the name of a preset or any problem with d = 1 or 2; for the latter `w0` and
    `window`, ((low, high), ...), are needed as well. `presets` are the names in its menu. With
    `after`, a question, the run shows once that was answered; `lesson` has the class's switches.
    """
    if isinstance(problem, str):
        preset = _known(problem)
    else:
        if w0 is None or window is None or problem.d not in (1, 2):
            raise ValueError(
                f"descent_explorer got a problem with d = {problem.d}; it shows d = 1 or 2 and "
                "needs w0=(...) and window=((low, high), ...) with it."
            )
        preset = Preset("this problem", "", problem, w0, 0.1, 20, window)
    given = {"w0": w0, "lr": lr, "steps": steps, "window": window}
    preset = _sound(preset._replace(**{k: v for k, v in given.items() if v is not None}))
    return Explorer(preset, presets, batch_size, shuffle, after, lesson)


class Explorer(LiveFigure):
    """See `descent_explorer`. Its state is the panel's controls; `path` follows from them."""

    def __init__(self, preset, presets, batch_size, shuffle, after, lesson):
        self.first = self.preset = preset
        self.batch_size, self.shuffle = batch_size, shuffle
        self.pinned, self.path = [], None
        self.panel = p = Panel([(_known(name).name, name) for name in presets])
        self._set_controls()
        super().__init__(
            self._make_scene, self._move_scene, bars=p.bars, after=after, lesson=lesson,
            moves=(p.lr, p.step, *p.start), redraws=(p.steps, p.view),
        )  # fmt: skip
        p.choice.observe(self._choose, "value")
        p.formula.observe(self._type, "value")
        p.rate.observe(self._type_rate, "value")
        p.lead(self, p.move)
        on_click(
            (p.reset, self.reset),
            (p.pin, self.pin),
            (p.unpin, self.unpin),
            (p.copy, lambda: self.canvas.copy(self.code())),
            *((save, lambda kind=kind: self.save(kind)) for kind, save in p.saves.items()),
        )

    # What the figure shows.

    def run(self):
        """Return the run that the controls describe; while it is locked, its start alone."""
        steps = self.panel.steps.value
        return descend(
            self.preset.problem, self.panel.w0, lr=self.panel.lr.value, batch_size=self.batch_size,
            epochs=0 if self.locked else -(-steps // self._per_epoch), shuffle=self.shuffle,
            stop=MaxSteps(steps),
        )  # fmt: skip

    def code(self):
        """Return the call that makes the run shown."""
        steps = self.panel.steps.value
        parts = [self.source(), repr(self.panel.w0), f"lr={self.panel.lr.value!r}"]
        if self.batch_size is not None:
            parts.append(f"batch_size={self.batch_size}")
        parts.append(f"epochs={-(-steps // self._per_epoch)}")
        if self.shuffle is not None:
            parts.append(f"shuffle={self.shuffle}")
        if steps % self._per_epoch:
            parts.append(f"stop=sl.MaxSteps({steps})")
        return f"import sgdlab as sl\n\npath = sl.descend({', '.join(parts)})\n"

    def source(self):
        """Return the code that names the problem shown."""
        preset = self.preset
        if preset.name == OWN:
            return f"sl.expression.parse({preset.formula!r})"
        known = next((n for n, p in PRESETS.items() if p.problem is preset.problem), None)
        return f"sl.PRESETS[{known!r}].problem" if known else "problem"

    def remark(self, step):
        """Return what is to be said of an unlocked run at `step`, or nothing."""
        return diagnosis.explain(self.path) if step == len(self.path) else ""

    def save(self, kind):
        """Let the browser save the run as csv, or the picture as png or svg."""
        with self.guard():
            mime, data = {
                "csv": lambda: ("text/csv", self.path.csv().encode()),
                "png": lambda: ("image/png", self.still(2)),
                "svg": lambda: ("image/svg+xml", figures.svg(self.on_paper().fig)),
            }[kind]()
            self.canvas.download(f"descent.{kind}", mime, data)

    @property
    def _per_epoch(self):
        n = self.preset.problem.n
        return -(-n // (self.batch_size or n))

    def _make_scene(self, look):
        preset, panel = self.preset, self.panel
        return figures.DescentScene(
            preset.problem, preset.window, panel.steps.value, self.run().algorithm,
            panel.view.value, preset.formula, self.pinned, look,
        )  # fmt: skip

    def _move_scene(self, scene):
        panel = self.panel
        at_end = self.path is not None and 0 < panel.step.value == len(self.path)
        self.path = path = self.run()
        last = len(path)
        step = last if at_end else min(panel.step.value, last)
        with self.quiet():
            panel.go_to(step, last)
            panel.enable(not self.locked)
        scene.show(path, step)
        said = diagnosis.position(path, step)
        if self.locked:
            said += "\nAnswer the question above: then the run shows."
        elif remark := self.remark(step):
            said += "\n" + remark
        return Said(said, figures.table(path, now=step))

    # What the reader does.

    def take(self, preset):
        """Show another preset from its start; pinned runs belong to the old one and go.

        Where it cannot be drawn, the reason is told and nothing changes.
        """
        with self.guard():
            figures.DescentScene(preset.problem, preset.window, preset.steps)
            self.preset, self.pinned, self.path = preset, [], None
            with self.quiet():
                self._set_controls()
            self._draw()

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self.panel.view.index = 0
        self.take(self.first)

    def pin(self):
        """Keep the present run in the background, for comparison with the next."""
        label = f"pinned: lr {self.panel.lr.label}"
        self.pinned = [*self.pinned, (label, self.path)][-_PINS:]
        self.redraw()

    def unpin(self):
        """Take the pinned runs away."""
        self.pinned = []
        self.redraw()

    def _set_controls(self):
        preset, panel = self.preset, self.panel
        panel.player.playing = False
        panel.aim(preset.window, preset.w0)
        set_rate(panel.lr, preset.lr)
        panel.steps.value = preset.steps
        panel.go_to(0, preset.steps)
        offered = dict(panel.choice.options)
        panel.choice.value = offered.get(preset.name, OWN)
        # what was typed goes, so that it can be typed again
        panel.formula.value = preset.formula if preset.name == OWN else ""
        panel.rate.value = ""

    def _choose(self, change):
        if not self._quiet and change.new != OWN:
            self.take(PRESETS[change.new])

    def _type(self, change):
        text = change.new.strip()
        if self._quiet or not text:
            return
        with self.guard():
            curve = expression.parse(text)
            window = self.preset.window if len(self.preset.window) == curve.d else _VIEW * curve.d
            w0 = expression.start(curve, window, text)
            lr, steps = self.panel.lr.value, self.panel.steps.value
            self.take(Preset(OWN, text, curve, w0, lr, steps, window))

    def _type_rate(self, change):
        if self._quiet:
            return
        if not change.new.strip():  # what was wrong with it is settled
            self.refresh()
            return
        with self.guard():
            set_rate(self.panel.lr, read_rate(change.new))
            self.panel.rate.value = ""

    def drag(self, axes, place):
        """Let the pointer set the start on the ground, and the step on the loss panel."""
        if axes is self.scene.ground:
            self._start_at(place)
        elif not self.locked:
            self.panel.move_to(round(place[0]))

    def press(self, key):
        """Do what a key on the picture means; Shift and an arrow move the start."""
        if key.startswith("Shift+"):
            self._start_at(nudged(self.panel.starts, key) or self.panel.w0)
        elif key == "r":
            self.reset()
        elif self.locked:
            return
        elif key == " ":
            self.panel.player.playing = not self.panel.player.playing
        elif key == "p":
            self.pin()
        else:
            far = len(self.path)
            by = {"ArrowLeft": -1, "ArrowRight": 1, "Home": -far, "End": far}
            self.panel.move(by.get(key, 0))

    def _start_at(self, place):
        with self.quiet():
            put_all(self.panel.starts, place)
        self.refresh()


def _sound(preset):
    """Return `preset` with its start, rate, steps and window checked."""
    window = np.atleast_2d(np.asarray(preset.window, dtype=float))
    if window.shape != (preset.problem.d, 2) or not (window[:, 0] < window[:, 1]).all():
        raise ValueError(
            f"window is {preset.window!r}; expected (low, high) for each of the "
            f"{preset.problem.d} parameters, low below high."
        )
    w0 = validate.start(preset.w0, preset.problem.d)
    if not ((window[:, 0] <= w0) & (w0 <= window[:, 1])).all():
        raise ValueError(f"w0 is {preset.w0!r}; expected a start inside {window.tolist()}.")
    steps = validate.count("steps", preset.steps)
    if steps > MOST_STEPS:
        raise ValueError(f"steps is {steps}; the explorer shows at most {MOST_STEPS}.")
    return preset._replace(
        w0=tuple(w0.tolist()),
        lr=validate.rate(preset.lr),
        window=tuple(map(tuple, window.tolist())),
    )


def _known(name):
    if name not in PRESETS:
        raise ValueError(f"there is no preset {name!r}; choose from {', '.join(PRESETS)}.")
    return PRESETS[name]
