"""What old gradients cost: how long a step may be, which bound is best, and the fair control."""

from math import inf, pi, sin
from typing import NamedTuple

import numpy as np

from .. import validate
from ..problems import LeastSquares
from ..stopping import MaxSteps
from .cost import Cost
from .policies import Async, Sync
from .train import train
from .virtual import Virtual

PART = Cost(instance=0, call=1000, message=0, update=0)  # a part takes 1 ms, nothing else any time
_LOOKS = 4  # an epoch


def limit(delay):
    """Return how large rate times curvature may be if gradients are `delay` updates old.

    w <- w - a w', with w' the w of `delay` updates ago, comes to rest for 0 < a < 2 sin(pi / (4
    delay + 2)) and for no larger a: there the largest root of z^(delay + 1) = z^delay - a has
    the size 1.

    >>> [round(limit(delay), 3) for delay in range(4)]
    [2.0, 1.0, 0.618, 0.445]
    """
    return 2 * sin(pi / (4 * validate.count("delay", delay, least=0) + 2))


def equal_workers(workers, a, updates=60):
    """Return an asynchronous run of P equal workers on L(w) = w^2 from w = 1.

    Each worker has one instance of the batch of P, the curvature is 2. A push moves w by lr / P
    times a gradient that is P - 1 updates old; `a` is lr / P times the curvature: lr = a P / 2.

    >>> run = equal_workers(3, 0.5, updates=6)
    >>> run.path.w[:, 0].tolist(), run.staleness.tolist()
    ([1.0, 0.5, 0.0, -0.5, -0.75, -0.75, -0.5], [0, 1, 2, 2, 2, 2])
    """
    workers = validate.count("workers", workers)
    problem = LeastSquares(np.ones((workers, 1)), np.zeros(workers))
    return train(
        problem, [1.0], lr=a * workers / 2, batch_size=workers,
        epochs=-(-validate.count("updates", updates) // workers), workers=workers, policy=Async(),
        on=Virtual(PART), stop=(MaxSteps(updates),),
    )  # fmt: skip


def settled(run, goal):
    """Return the microseconds after which the loss of `run` stays at `goal` or below; else inf."""
    above = np.flatnonzero(~(run.path.loss <= goal))
    if not len(above):
        return 0
    last = int(above[-1])
    return int(run.times[last]) if last < len(run.path) else inf


def by_bound(problem, w0, *, lr, goal, delays, bounds, workers, batch_size, epochs, seeds=9):
    """Return {bound: median time in ms until the loss stays at `goal`} of asynchronous runs.

    `delays(seed)` is a model of delays; `bounds` may have None, no bound. A run that does not
    arrive in `epochs` epochs counts as infinite. The shape is that of Li et al. 2014, figure 13.
    """
    found = {}
    for bound in bounds:
        times = [
            settled(
                train(
                    problem, w0, lr=lr, batch_size=batch_size, epochs=epochs, workers=workers,
                    policy=Async(bound), on=Virtual(PART, delays(seed)),
                ),
                goal,
            )
            for seed in range(validate.count("seeds", seeds))
        ]  # fmt: skip
        found[bound] = float(np.median(times)) / 1000
    return found


class Outcome(NamedTuple):
    """Runs of one kind at one rate, one for each seed; times in ms.

    `losses` (S,) are the last ones, `times` (S,) those of whole runs, `arrived` (S,) when the loss
    was first seen at the goal, inf for never: it is looked at four times an epoch.
    """

    lr: float
    losses: tuple
    times: tuple
    arrived: tuple

    @property
    def loss(self):
        """The median of the last losses."""
        return float(np.median(self.losses))


def control(problem, w0, *, rates, batch_size, workers, epochs, goal, delays, seeds=5):
    """Return {name: Outcomes by rate}: two parallel runs, and the serial one they are to beat.

    All see the same instances, and `delays(seed)` delays all. A push of an asynchronous run moves w
    by the sum over m/P instances divided by m. So the third is serial mini-batch with m/P instances
    and the rate lr/P: as many updates, as long, and no gradient is ever old.
    """
    m, P = validate.batch_size(batch_size, problem.n), validate.count("workers", workers)
    kinds = {
        f"synchronous, m = {m}": (1, P, Sync()),
        f"asynchronous, m = {m}": (1, P, Async()),
        f"serial, m = {m // P}": (P, 1, Sync()),
    }

    def run(lr, seed, parts, count, policy):
        return train(
            problem, w0, lr=lr / parts, batch_size=m // parts, epochs=epochs, workers=count,
            policy=policy, on=Virtual(PART, delays(seed)), shuffle=seed,
        )  # fmt: skip

    def outcome(lr, kind):
        runs = [run(lr, seed, *kind) for seed in range(validate.count("seeds", seeds))]
        looked = [_looked(run, epochs, goal) for run in runs]
        losses, arrived = zip(*looked, strict=True)
        return Outcome(lr, losses, tuple(run.time / 1000 for run in runs), arrived)

    return {name: tuple(outcome(lr, kind) for lr in rates) for name, kind in kinds.items()}


def best(outcomes):
    """Return the `Outcome` with the least median loss."""
    return min(outcomes, key=lambda outcome: outcome.loss)


def _looked(run, epochs, goal):
    """The last loss, and the ms after which one was first seen at the goal."""
    steps = np.linspace(0, len(run.path), _LOOKS * epochs + 1).round().astype(int)
    losses = run.path.problem.loss(run.path.w[steps])
    there = steps[1:][losses[1:] <= goal]
    return float(losses[-1]), float(run.times[there[0] - 1] / 1000) if len(there) else inf
