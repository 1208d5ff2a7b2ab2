"""The runs that the cluster explorer has at hand, so that a step of the cursor makes none anew."""

import numpy as np

from .. import figures
from .cluster_run import carry_out

_KEPT = 3


class Runs:
    """Runs of a problem from `w0` at a `cost`, by their `Setting`; the last few are kept."""

    def __init__(self, problem, w0, cost, best):
        self._about, self._best = (problem, w0, cost), best
        self._made, self._seen = {}, {}

    def run(self, setting):
        """Return the run of a setting."""
        return _at(self._made, setting, lambda: carry_out(setting, *self._about))

    def shown(self, setting, pinned, by, quantity):
        """Return a run as a scene shows it: `quantity` "loss" or "distance", work counted `by`."""

        def make():
            run = self.run(setting)
            name = f"pinned: {setting.name}" if pinned else setting.name
            values = run.path.loss
            if quantity == "distance":
                values = np.linalg.norm(run.path.w - self._best, axis=1)
            return figures.shown_run(name, run, values, by)

        return _at(self._seen, (setting, pinned, by, quantity), make)


def _at(kept, key, make):
    """What is kept at a key, made if need be; what was asked for longest ago goes."""
    kept[key] = kept.pop(key) if key in kept else make()
    while len(kept) > _KEPT:
        del kept[next(iter(kept))]
    return kept[key]
