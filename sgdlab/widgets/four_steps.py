"""The four steps of the parameter server, played on a diagram, with all numbers of the slides."""

from .. import figures, validate
from ..figures.steps_scene import FRAMES, STEPS, step_of
from .batches import slide_table
from .controls import at_most, on_click, set_rate
from .four_steps_panel import MOST, StepsPanel
from .four_steps_run import RULES, rounds
from .four_steps_words import in_picture, steps_table, told
from .live import LiveFigure, Said

_START, _EPOCHS = (0.0, 0.0), 2
_ROUND = FRAMES * len(STEPS)


def four_steps(workers=2, batch_size=2, *, lr=0.5, rule="right", after=None, lesson=None):
    """Return a figure that plays the four steps on the table of the slides, from w = (0, 0).

    A batch of `batch_size` instances, in the order given, is cut among `workers` workers. `rule` is
    "right", or a mistake of the server: "mean of means" or "sum of means". Two epochs are shown.
    With `after`, a question, it plays once that was answered; `lesson` has the class's switches.
    Slide "Parameter server".
    """
    problem = slide_table()
    batch_size = validate.batch_size(batch_size, problem.n)
    if validate.count("workers", workers) > batch_size:
        raise ValueError(
            f"workers is {workers}; a batch of {batch_size} instances has work for at most "
            f"{batch_size}."
        )
    validate.one_of("rule", rule, RULES)
    return FourSteps(problem, (workers, batch_size, validate.rate(lr), rule), after, lesson)


class FourSteps(LiveFigure):
    """See `four_steps`. Its state is the panel's controls; `rounds` follow from them."""

    def __init__(self, problem, first, after, lesson):
        self.problem, self._first, self.rounds = problem, first, ()
        self.panel = p = StepsPanel(problem.n)
        self._begin()
        super().__init__(
            lambda look: figures.StepsScene(p.workers.value, problem.n, look), self._move_scene,
            bars=p.bars, moves=(p.step, p.m, p.lr, p.rule, p.workers), after=after, lesson=lesson,
        )  # fmt: skip
        p.lead(self, self._walk)
        on_click((p.reset, self.reset), (p.copy, lambda: self.canvas.copy(self.code())))

    def refresh(self):
        """Move the artists to where the controls say; draw anew for other workers."""
        if self._quiet:
            return
        with self.guard():
            with self.quiet():
                at_most(self.panel.workers, min(MOST, self.panel.m.value))
            if self.scene.workers != self.panel.workers.value:
                self.redraw()
            else:
                super().refresh()

    def code(self):
        """Return the code of the run shown."""
        p = self.panel
        lr, m, workers = p.lr.value, p.m.value, p.workers.value
        head = 'problem = sl.LeastSquares(*sl.load("table")[:2])\n'
        if p.rule.value == "right":
            return (
                f"import sgdlab as sl\nfrom sgdlab.parallel import train\n\n{head}"
                f"run = train(problem, (0, 0), lr={lr!r}, batch_size={m}, epochs={_EPOCHS}, "
                f"workers={workers})\nw = run.path.w[-1]\nprint(w)\n"
            )
        mean = ".mean(axis=0)" if p.rule.value == "mean of means" else ".sum(axis=0)"
        return (
            f"import numpy as np\nimport sgdlab as sl\n\n{head}w = np.zeros(2)\n"
            f"for batch in sl.batches(4, {m}, epochs={_EPOCHS}):\n"
            f"    parts = [part for part in np.array_split(batch, {workers}) if len(part)]\n"
            "    means = [problem.grad_sum(w, part) / len(part) for part in parts]\n"
            f"    w = w - {lr!r} * np.array(means){mean}  # not the slide's rule\nprint(w)\n"
        )

    def _move_scene(self, scene):
        p = self.panel
        self.rounds = rounds(
            self.problem, _START, p.lr.value, p.m.value, p.workers.value, _EPOCHS, p.rule.value
        )
        last = _ROUND * len(self.rounds)
        with self.quiet():
            p.go_to(0 if self.locked else min(p.step.value, last), last)
            p.enable(not self.locked)
        t, frame = divmod(max(p.step.value - 1, 0), _ROUND)
        frame += p.step.value > 0
        one = self.rounds[t]
        about = one, t, len(self.rounds), step_of(frame), p.rule.value
        scene.show(one, frame, in_picture(*about))
        if self.locked:
            return Said("w = (0, 0).\nAnswer the question above: then the steps play.")
        return Said(told(*about), steps_table(one, *step_of(frame)))

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self._begin()
            self.panel.go_to(0, self.panel.step.max)
        self.refresh()

    def _begin(self):
        p = self.panel
        workers, m, lr, rule = self._first
        p.player.playing = False
        p.m.value = m
        at_most(p.workers, min(MOST, m))
        p.workers.value, p.rule.value = workers, rule
        set_rate(p.lr, lr)

    def _walk(self, by):
        """Go on to the end of a step, or back to the one before."""
        step = self.panel.step
        there = step.value // FRAMES + by if by > 0 else -(-step.value // FRAMES) + by
        self.panel.move_to(there * FRAMES)

    def press(self, key):
        """Do what a key means: arrows by whole steps, with Shift by small ones, Space plays."""
        step = self.panel.step
        if key == "r":
            self.reset()
        elif self.locked:
            return
        elif key == " ":
            self.panel.player.playing = not self.panel.player.playing
        elif key in ("ArrowLeft", "ArrowRight"):
            self._walk(1 if key == "ArrowRight" else -1)
        elif key in ("Shift+ArrowLeft", "Shift+ArrowRight"):
            self.panel.move(1 if key.endswith("Right") else -1)
        elif key in ("Home", "End"):
            step.value = 0 if key == "Home" else step.max
