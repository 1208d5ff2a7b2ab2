"""The live study: a small one that the reader runs here, drawn over the stored one."""

import ipywidgets as W

from .. import figures, study
from .controls import button, row
from .live import LiveFigure, Said
from .sizes import size_slider, step_size, take_size
from .study import describe, least
from .study_run import StudyRun

SMALL = study.Plan(
    batch_sizes=(1, 4, 16, 64, 256, 1437),
    rates=(0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0),
    seeds=(0, 1, 2),
)


def own_study(plan=SMALL, *, after=None, lesson=None):
    """Return a figure with a button that runs `plan` here and draws it over the stored study.

    The run goes on beside the kernel, which keeps answering. With `after`, a question, curves and
    button wait for the answer; `lesson` has the class's switches.
    """
    if not isinstance(plan, study.Plan):
        raise TypeError(f"the plan is {plan!r}; expected sl.study.Plan(...) or sl.study.QUICK.")
    return OwnStudy(study.stored(), plan, after, lesson)


class OwnStudy(LiveFigure):
    """See `own_study`. Its state is the cursor `m`; `own` is what was measured here, or None."""

    def __init__(self, stored, plan, after, lesson):
        self.given, self.plan, self.own = stored, plan, None
        self._run = self._thread = None
        self._note = ""
        self.m = size_slider(best.batch_size for best in stored.best())
        self.start = button("Measure on this machine", "run a small study (key Space)", "play")
        self.stop = button("Stop", "end the run (key Space)", "stop")
        self.bar = W.IntProgress(0, min=0, max=100, layout=W.Layout(width="16em"))
        self.share = W.Label("")
        self.again = button("Reset", "forget what was measured here (key r)")
        self.copy = button("Copy as code", "show and copy the code that runs this study")
        super().__init__(
            self._make_scene, self._move_scene, after=after, lesson=lesson, moves=(self.m,),
            bars=(
                row(self.start, self.stop, self.bar, self.share),
                row(self.m, self.again, self.copy),
            ),
        )  # fmt: skip
        self.start.on_click(lambda _: self.measure())
        self.stop.on_click(lambda _: self.halt())
        self.again.on_click(lambda _: self.reset())
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    @property
    def running(self):
        """Tell whether a run is under way."""
        run = self._run
        return run is not None and (run.ident is None or run.is_alive())  # None: not begun yet

    def measure(self):
        """Start a run, unless one is under way."""
        if self.running:
            self._say("A study is under way; wait for it, or stop it first.")
        elif not self.locked:
            self._run = self._thread = StudyRun(self.plan, self._progressed, self._ended)
            self._say("")
            self._run.start()

    def halt(self):
        """End the run that is under way; what was measured before stays."""
        if self.running:
            self._run.stopped.set()

    def reset(self):
        """End a run and forget what was measured here."""
        self.halt()
        self._run = self.own = None  # what the run still has to say is not heard
        self._note = ""
        self._show_share(0)
        self.redraw()

    def wait(self, seconds=60):
        """Wait until the run has ended; for code, as the figure itself never waits."""
        if self._thread is not None:
            self._thread.join(seconds)

    def code(self):
        """Return the code that runs this study."""
        plan = self.plan
        return (
            "import sgdlab as sl\n\nplan = sl.study.Plan(\n"
            f"    data={plan.data!r}, batch_sizes={plan.batch_sizes!r},\n"
            f"    rates={plan.rates!r}, seeds={plan.seeds!r},\n"
            f"    target={plan.target!r}, epochs={plan.epochs!r},\n)\n"
            "study = sl.study.measure(plan)\n"
        )

    def _say(self, note):
        self._note = note
        self.refresh()

    def _show_share(self, done):
        self.bar.value = round(100 * done)
        self.share.value = f"{self.bar.value} %" if self.running else ""

    def _progressed(self, run, done):
        if run is self._run:
            self._show_share(done)

    def _ended(self, run, found, error, seconds):
        if run is not self._run:
            return
        self._run = None
        self._show_share(found is not None)
        if found is not None:
            self.own = found
            self._note = f"Measured here in {seconds:.2g} s."
            self.redraw()
            return
        self._say("Stopped; nothing new was kept.")
        if error is not None:
            with self.guard():
                raise error

    def _make_scene(self, look):
        return figures.StudyScene(self.given, own=self.own, look=look)

    def _move_scene(self, scene):
        for control in (self.m, self.start, self.again):
            control.disabled = self.locked
        self.stop.disabled = not self.running
        if self.locked:
            scene.show((), self.m.value)
            return Said("Answer the questions above: then the curves show, and you can measure.")
        own = self.own.best() if self.own else ()
        scene.show(self.given.best(), self.m.value, own)
        mine = next((best for best in own if best.batch_size == self.m.value), None)
        there = next(b for b in self.given.best() if b.batch_size == self.m.value)
        if mine:
            told = f"Here: {describe(mine, self.plan)}\nHere: {least(own)} {self._note}"
        else:
            told = f"Stored: {describe(there, self.given.plan)}\n{self._note or self._invite()}"
        return Said(told, figures.study_table(own, self.m.value, "measured here") if own else "")

    def _invite(self):
        if self.running:
            return "Measuring; the figure keeps answering."
        if self.own:
            return "Dashed, round marks: measured here, at fewer sizes."
        plan = self.plan
        sizes, rates, seeds = len(plan.batch_sizes), len(plan.rates), len(plan.seeds)
        return f"Measure: {sizes} batch sizes × {rates} rates × {seeds} orders, in some seconds."

    def press(self, key):
        """Do what a key on the picture means: Space starts and stops, left and right move m."""
        if self.locked:
            return
        if key == " ":
            self.halt() if self.running else self.measure()
        elif key == "r":
            self.reset()
        else:
            step_size(self.m, key)

    def drag(self, axes, place):
        """Let the pointer take the cursor to the nearest batch size."""
        if not self.locked:
            take_size(self.m, axes, place)
