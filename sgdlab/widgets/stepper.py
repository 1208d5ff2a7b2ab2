"""The SGD stepper: one instance at a time on the table of the slides, watched or worked out."""

import math

import numpy as np

from .. import cycles, figures, validate
from ..descent import descend
from ..mistakes import judge, rate_at, vector
from ..rates import decaying
from .batches import slide_table
from .controls import on_click, read_number, set_rate
from .live import LiveFigure, Said
from .question import TRIES
from .stepper_panel import MOST_EPOCHS, StepperPanel

WINDOW = ((-1.6, 1.4), (-0.4, 2.6))
_START = (0.0, 0.0)


def sgd_stepper(*, lr=0.5, epochs=5, shuffle=None, decay=False, turn=None, after=None, lesson=None):
    """Return a stepper through SGD on the four instances of the slides, from w = (0, 0).

    `shuffle` None is the order given, a seed draws an order for each epoch; with `decay` the rate
    is lr / (1 + t / 4) at update t = 0, 1, ... With `turn`, a number, the reader works out the next
    w: so many updates are given, of the one after them the last line is blank, then every line.
    With `after`, a question, the walk shows once that was answered.
    """
    problem = slide_table()
    if validate.count("epochs", epochs) > MOST_EPOCHS:
        raise ValueError(f"epochs is {epochs}; the stepper shows at most {MOST_EPOCHS}.")
    if turn is not None and validate.count("turn", turn, least=0) >= problem.n * epochs:
        raise ValueError(f"turn is {turn}; expected fewer than {problem.n * epochs}, all updates.")
    lr, shuffle = validate.rate(lr), validate.shuffle(shuffle)
    return SGDStepper(problem, (lr, epochs, shuffle, bool(decay), turn), after, lesson)


class SGDStepper(LiveFigure):
    """See `sgd_stepper`. Its state is the panel's controls; `path`, the whole run, follows.

    In the reader's turn `reached` updates are worked out, the first `given` by the figure.
    """

    def __init__(self, problem, first, after, lesson):
        self.problem, self._first, self.path = problem, first, None
        self.best = np.linalg.lstsq(problem.X, problem.y)[0]
        self.given = self.reached = self._tries = 0
        self._verdict = ""
        self.panel = p = StepperPanel()
        self._set_controls()
        super().__init__(
            self._make_scene, self._move_scene, bars=p.bars, moves=(p.step,), after=after,
            lesson=lesson,
        )  # fmt: skip
        for control in (p.lr, p.decay, p.shuffled, p.seed):
            control.observe(lambda _: self._renew(), "value")
        p.epochs.observe(lambda _: self._renew(redraw=True), "value")
        p.turn.observe(lambda change: self._take_turn(change.new), "value")
        p.typed.observe(lambda change: self.answer(change.new), "value")
        p.lead(self, p.move)
        on_click((p.reset, self.reset), (p.copy, lambda: self.canvas.copy(self.code())))

    # What the figure shows.

    def run(self):
        """Return the run that the controls describe, whole."""
        p, n = self.panel, self.problem.n
        lr = decaying(p.lr.value, n) if p.decay.value else p.lr.value
        shuffle = p.seed.value if p.shuffled.value else None
        return descend(
            self.problem, _START, lr=lr, batch_size=1, epochs=p.epochs.value, shuffle=shuffle
        )

    def code(self):
        """Return the call that makes the run."""
        p = self.panel
        lr = f"lambda t: {p.lr.value!r} / (1 + t / {self.problem.n})"
        shuffle = f", shuffle={p.seed.value}" if p.shuffled.value else ""
        return (
            'import sgdlab as sl\n\ndata = sl.load("table")\n'
            "table = sl.LeastSquares(data.X, data.y)\n"
            f"path = sl.descend(table, (0, 0), lr={lr if p.decay.value else repr(p.lr.value)}, "
            f"batch_size=1, epochs={p.epochs.value}{shuffle})\n"
        )

    def _make_scene(self, look):
        steps = self.problem.n * self.panel.epochs.value
        least = float(self.problem.loss(self.best))
        return figures.StepperScene(self.problem, WINDOW, steps, least, look)

    def _move_scene(self, scene):
        p, turn = self.panel, self.panel.turn.value
        at_end = not turn and self.path is not None and 0 < p.step.value == len(self.path)
        self.path = path = self.run()
        last = 0 if self.locked else len(path)
        self.reached = min(self.reached, last)
        last = self.reached if turn else last
        step = last if at_end else min(p.step.value, last)
        with self.quiet():
            p.go_to(step, last)
            p.enable(not self.locked)
        known = step < last or not (turn or self.locked)
        scene.show(path, step, known)
        faded = 0 if known else 1 if turn and step == self.given else 2
        return Said(self._words(step, known), figures.update_sheet(path, step, faded))

    def _words(self, step, known):
        path = self.path
        said = f"Step {step} of {len(path)}: w = {vector(path.w[step])}, "
        said += f"average loss {path.loss[step]:.4g}."
        if any(not low <= v <= high for v, (low, high) in zip(path.w[step], WINDOW, strict=True)):
            said += " It lies outside the picture."
        if self.locked:
            return f"{said}\nAnswer the question above: then the walk shows."
        verdict = self._verdict if step == self.reached and self.panel.turn.value else ""
        if step == len(path):
            return f"{verdict}\n{said} {self._end()}".strip()
        i, lr = int(path.batches[step][0]), rate_at(path, step)
        if known:
            own, new = (self.problem.loss(w, [i]) for w in path.w[step : step + 2])
            average = f"average {path.loss[step]:.4g} → {path.loss[step + 1]:.4g}"
            own = f"its own loss {own:.4g} → {new:.4g}"
            return f"{said}\nNext x{i + 1}, lr {lr:.4g}: {own}, {average}."
        x, y = vector(self.problem.X[i]), self.problem.y[i]
        ask = f"Your turn: x{i + 1} = {x}, y = {y:.4g}, lr {lr:.4g}. Which w comes next?"
        return f"{verdict or said}\n{ask}"

    def _end(self):
        path, n = self.path, self.problem.n
        away = np.linalg.norm(path.w[-n:] - self.best, axis=1).max()
        far = f"Up to {away:.3g} from least squares, {vector(self.best)}, in the last epoch."
        after = cycles.period(path)
        if path.diverged:
            return f"\n{path.reason[0].upper()}{path.reason[1:]}"
        if after is None:
            return f"\n{far}"
        kind = "At rest" if after == 1 else f"A circle: it comes back every {after} updates"
        return f"{kind}.\n{far}"

    # What the reader does.

    def answer(self, text):
        """Take `text` as the next w: tell whether it is right, and go on when it is.

        After three that are not, the right one is told.
        """
        if self._quiet or self.locked or not self.panel.turn.value or not text.strip():
            return
        with self.guard():
            if self.reached == len(self.path):
                raise ValueError("All updates are done; Reset begins again.")
            verdict = judge(self.path, self.reached, read_pair(text))
            self._tries += 1
            left = TRIES - self._tries
            if verdict.right or not left:
                t = self.reached
                right = "" if verdict.right else f" The new w is {self._sum(t)}."
                with self.quiet():
                    self._begin(t + 1)
                self._verdict = verdict.told + right
            else:
                self._verdict = f"{verdict.told} Try again ({left} left)."
            self.refresh()

    def _sum(self, t):
        path = self.path
        return (
            f"{vector(path.w[t])} - {rate_at(path, t):.4g} · {vector(path.grad[t])} = "
            f"{vector(path.w[t + 1])}"
        )

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self._set_controls()
        self.redraw()

    def _set_controls(self):
        p = self.panel
        lr, epochs, shuffle, decay, turn = self._first
        p.player.playing = False
        set_rate(p.lr, lr)
        p.epochs.value, p.decay.value, p.turn.value = epochs, decay, turn is not None
        p.shuffled.value = shuffle is not None
        p.seed.value = 1 if shuffle is None else shuffle
        self.path, self.given = None, turn or 0
        self._begin(self.given)

    def _begin(self, reached):
        """Let the reader's turn go on from `reached` updates."""
        self.reached, self._tries, self._verdict = reached, 0, ""
        self.panel.typed.value = ""
        self.panel.go_to(reached, max(reached, 1))

    def _take_turn(self, on):
        if self._quiet:
            return
        if on:
            with self.quiet():
                self.panel.player.playing = False
                self.given = min(self.panel.step.value, len(self.path) - 1)
                self._begin(self.given)
        self.refresh()

    def _renew(self, redraw=False):
        """Make the run anew; in the reader's turn go back to what was given."""
        if self._quiet:
            return
        if self.panel.turn.value:
            with self.quiet():
                self._begin(self.given)
        (self.redraw if redraw else self.refresh)()

    def drag(self, axes, place):
        """Let the pointer set the step on the panel of the losses."""
        if axes is self.scene.loss and not self.locked:
            self.panel.move_to(round(place[0]))

    def press(self, key):
        """Do what a key on the picture means."""
        if key == "r":
            self.reset()
        elif self.locked:
            return
        elif key == " " and not self.panel.turn.value:
            self.panel.player.playing = not self.panel.player.playing
        else:
            far = len(self.path)
            by = {"ArrowLeft": -1, "ArrowRight": 1, "Home": -far, "End": far}
            self.panel.move(by.get(key, 0))


def read_pair(text):
    """Return the two numbers that a reader typed: 0, 1 or (0, 1) or 1/2 1.

    >>> read_pair("(0, −1)"), read_pair("1/2 1")
    ((0.0, -1.0), (0.5, 1.0))
    """
    plain = text.replace("−", "-").strip().strip("()[]").replace(",", " ").replace(";", " ")
    pair = tuple(read_number(part) for part in plain.split())
    if len(pair) != 2 or not all(map(math.isfinite, pair)):
        raise ValueError(f"{_short(text)} is not a w; write its two numbers, as 0, 1 or 1/2, -1.")
    return pair


def _short(text):
    return repr(text if len(text) <= 30 else f"{text[:29]}…")
