"""How long a step may be when gradients are old: the border, and a run that shows it."""

from math import pi, sin

import numpy as np

from .. import validate
from ..problems import LeastSquares
from ..stopping import MaxSteps
from .policies import Async
from .staleness import PART
from .train import train
from .virtual import Virtual


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
