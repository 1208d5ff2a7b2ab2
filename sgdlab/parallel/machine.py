"""One update in every way this computer has to share it: BLAS threads, Python threads, processes.

The same model, data, batch and rate in all of them, so the same w; only the clock differs.
"""

import statistics

import numpy as np
from threadpoolctl import threadpool_limits

from .. import hardware, validate
from .ray_transport import Ray
from .serial import Serial
from .threads import Threads
from .train import train
from .virtual import Virtual

TOLERANCE = 1e-9  # of the largest parameter: parts are added up in another order
_UPDATES = 3  # timed in each run, after a first one that warms up


def measure(problem, on=None, workers=2, runs=3, lr=1e-3):
    """Return a tuple of `hardware.Timing`: an update with all instances of `problem`, way by way.

    First one BLAS thread, which the others are compared with; then `workers` BLAS threads,
    `workers` Python threads with one BLAS thread each, and, if `on` is a `Ray`, as many processes.
    Each way has `runs` runs in turn, so that a slow minute of the computer meets all, and the
    median of their updates counts. `difference` is the largest difference of the last w from the
    first way's, as a part of its largest component.

    >>> import sgdlab as sl
    >>> problem = sl.Softmax(np.eye(6), np.arange(6) % 2)
    >>> [(one.where, one.threads, one.difference < 1e-9) for one in measure(problem)]
    [('BLAS', 1, True), ('BLAS', 2, True), ('Python', 2, True)]
    """
    workers, runs = validate.count("workers", workers), validate.count("runs", runs)
    if not hasattr(validate.problem(problem), "initial"):
        raise TypeError(
            f"the problem is {problem!r}, which has no initial(seed), the w to start from; "
            "expected one such as sl.Softmax(X, y)."
        )
    if on is not None and not isinstance(on, Ray | Virtual):
        raise TypeError(f"on is {on!r}; expected Ray(), or what cluster() returns.")
    ways = [
        ("BLAS", 1, 1, Serial(), 1),
        ("BLAS", workers, workers, Serial(), 1),
        ("Python", workers, 1, Threads(), workers),
    ]  # name, threads named, BLAS threads, transport, workers
    if isinstance(on, Ray):
        ways.append((f"Ray, {workers} workers", None, 1, on, workers))
        _run(problem, on, workers, lr)  # processes are started, data put where they read them
    times, last = [[] for _ in ways], [None] * len(ways)
    for _ in range(runs):
        for k, (_, _, blas, how, count) in enumerate(ways):
            with threadpool_limits(blas):
                run = _run(problem, how, count, lr)
            times[k] += np.diff(run.times).tolist()
            last[k] = run.path.w[-1]
    first, most = last[0], np.abs(last[0]).max()
    return tuple(
        hardware.Timing(
            where, threads, statistics.median(took) / 1000,
            float(np.abs(w - first).max() / most), TOLERANCE,
        )
        for (where, threads, *_), took, w in zip(ways, times, last, strict=True)
    )  # fmt: skip


def _run(problem, on, workers, lr):
    return train(
        problem, problem.initial(0), lr=lr, batch_size=problem.n, epochs=1 + _UPDATES,
        workers=workers, on=on,
    )  # fmt: skip
