"""Several runs compared, once the reader has said which will be best."""

from .. import figures
from .live import LiveFigure, Said


def compared(runs, lesson=None, after=None):
    """Return a figure of the losses of `runs`, {label: path}, shown once `after` was answered."""
    return Compared(runs, lesson, after)


class Compared(LiveFigure):
    """See `compared`."""

    def __init__(self, runs, lesson=None, after=None):
        self.runs, self.after = runs, after
        super().__init__(self._make_scene, self._move_scene, lesson=lesson)
        if after is not None:
            after.observe(lambda _: self.redraw(), "revealed")

    @property
    def locked(self):
        """Tell whether the runs wait for the answer to a question."""
        return self.after is not None and not self.after.revealed

    def _make_scene(self, look):
        return figures.ComparisonScene(self.runs, self.locked, look)

    def _move_scene(self, scene):
        if self.locked:
            return Said("Answer the question above: then the runs show.")
        ends = (f"{label}: loss {path.loss[-1]:.3g}" for label, path in self.runs.items())
        steps = max(map(len, self.runs.values()))
        return Said(f"After {steps} steps, or where a run ended. {'; '.join(ends)}.")
