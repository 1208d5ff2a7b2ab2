"""Many runs of one batch size in lockstep: one array operation a step for all of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import arrays, validate
from .batches import order, split, updates_per_epoch
from .descent import diverged, farthest, step
from .trajectory import Trajectory


@dataclass(frozen=True, eq=False)
class Sweep:
    """R runs: `w` (R, T+1, d) with every step, or (R, epochs+1, d) with epoch ends only.

    A diverged run stands still at its last finite w; `steps[r]` is the number of updates that
    counted and `reason[r]` says why run r ended. `runs[r]` is its `Trajectory`, when steps were
    recorded.
    """

    problem: Any
    w: np.ndarray
    lr: np.ndarray
    batch_size: int
    steps: np.ndarray
    reason: tuple
    _grad: np.ndarray | None
    _batches: tuple

    @property
    def runs(self):
        """The runs as trajectories; needs record="steps"."""
        if self._grad is None:
            raise ValueError('this sweep kept epoch ends only; for runs sweep with record="steps".')
        return tuple(self._run(r) for r in range(len(self.w)))

    def _run(self, r):
        done = int(self.steps[r])
        used = tuple(b if b.ndim == 1 else b[r] for b in self._batches[:done])
        return Trajectory(
            self.problem,
            self.w[r, : done + 1],
            self._grad[r, :done],
            used,
            float(self.lr[r]),
            self.batch_size,
            self.reason[r],
        )


def sweep(problem, w0, *, lr, batch_size=None, epochs=1, seeds=None, record="steps"):
    """Run many rates or seeds of one batch size side by side; each equals its single run to 1e-12.

    `lr` (R,) and `seeds` (R,) are zipped; a single value goes with every run. `seeds` None is the
    order given. `record` is "steps", or "epochs" to keep the end of each epoch only.

    >>> import sgdlab as sl
    >>> bowl = sl.Curve(lambda w: 3 + (w - 4) ** 2, grad=lambda w: 2 * (w - 4))
    >>> sl.sweep(bowl, 12, lr=[0.1, 0.5, 1.0], epochs=2).w[:, :, 0]
    array([[12.  , 10.4 ,  9.12],
           [12.  ,  4.  ,  4.  ],
           [12.  , -4.  , 12.  ]])
    """
    if record not in ("steps", "epochs"):
        raise ValueError(f'record is {record!r}; expected "steps" or "epochs".')
    w = validate.start(w0, arrays.recorded(validate.problem(problem)).d)
    m = validate.batch_size(batch_size, problem.n)
    epochs = validate.count("epochs", epochs, least=0)
    lr, seeds = _zipped(lr, seeds)
    runs, every = len(lr), record == "steps"
    per_epoch = updates_per_epoch(problem.n, m)
    total = per_epoch * epochs

    far, w = farthest(w), np.tile(w, (runs, 1))
    kept = np.empty(((total if every else epochs) + 1, runs, problem.d))
    grads = np.empty((total, runs, problem.d)) if every else None
    kept[0], used = w, []
    steps = np.full(runs, total)
    reason = [f"stopped after {total} updates, the number asked for"] * runs
    rates, frozen, t = lr[:, None], False, 0
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for epoch in range(epochs):
            for batch in _lockstep(problem.n, m, epoch, seeds):
                update = step(problem, w, batch, rates)
                new = update.w
                if frozen or not np.vdot(new, new) <= far:  # also true for nan
                    lost = ~((new * new).sum(-1) <= far) & (steps == total)
                    steps[lost] = t
                    for r in np.flatnonzero(lost):
                        reason[r] = diverged(t + 1, w[r], update.grad[r])
                    frozen = (steps < total).any()
                    new = np.where((steps < total)[:, None], w, new)
                w = new
                t += 1
                if every:
                    kept[t], grads[t - 1] = w, update.grad
                    used.append(batch)
            if not every:
                kept[epoch + 1] = w
    w = kept.swapaxes(0, 1)
    grads = grads.swapaxes(0, 1) if every else None
    return Sweep(problem, w, lr, m, steps, tuple(reason), grads, tuple(used))


def _zipped(lr, seeds):
    rates = [validate.rate(x) for x in np.atleast_1d(lr)]
    seeds = [None] if seeds is None else np.atleast_1d(seeds).tolist()
    given = [validate.shuffle(seed, "a seed") for seed in seeds]
    runs = max(len(rates), len(given))
    if {len(rates), len(given)} - {1, runs}:
        raise ValueError(
            f"lr has {len(rates)} values and seeds {len(given)}; expected the same number of each, "
            "or a single one."
        )
    rates = rates * (runs // len(rates))
    return np.array(rates), given * (runs // len(given))


def _lockstep(n, m, epoch, seeds):
    """Batches of one epoch: (m,) when all runs share an order, else (R, m)."""
    if len(set(seeds)) == 1:
        return split(order(n, epoch, seeds[0]), m)
    orders = np.stack([order(n, epoch, seed) for seed in seeds])
    return [orders[:, i : i + m] for i in range(0, n, m)]
