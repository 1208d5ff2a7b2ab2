"""What the cluster explorer was given: its problem, what its controls have, what it must show."""

import numpy as np

from .. import validate
from ..problems import LeastSquares
from .batches import slide_table
from .cluster_panel import (
    MESSAGES,
    MOST_BOUND,
    MOST_EPOCHS,
    MOST_JITTER,
    MOST_WORKERS,
    ZOOMS,
)
from .cluster_run import STRAGGLERS, made

_STARTS = {"made": (-1.5, 1.5), "table": (0.0, 0.0)}


def known(problem, w0):
    """Return the problem that has a name, or the problem given, and its start (d,)."""
    if isinstance(problem, str):
        if problem not in _STARTS:
            raise ValueError(
                f"problem is {problem!r}; expected {' or '.join(map(repr, _STARTS))}, or a problem."
            )
        w0 = _STARTS[problem] if w0 is None else w0
        problem = made() if problem == "made" else slide_table()
    problem = validate.problem(problem)
    return problem, validate.start(np.zeros(problem.d) if w0 is None else w0, problem.d)


def fits(setting, zoom):
    """Refuse what the controls do not have."""
    s = setting
    for name, value, most in (
        ("workers", s.workers, min(MOST_WORKERS, s.batch_size)),
        ("epochs", s.epochs, MOST_EPOCHS),
        ("bound", s.bound, MOST_BOUND),
    ):
        if value > most:
            raise ValueError(f"{name} is {value}; the explorer shows at most {most} here.")
    for name, value, known in (
        ("straggler", s.straggler, STRAGGLERS),
        ("cost.message", s.message, MESSAGES),
        ("jitter", s.jitter, range(0, MOST_JITTER + 1, 10)),
        ("zoom", zoom, ZOOMS),
    ):
        validate.one_of(name, value, known)


def least(problem):
    """The w of the least loss, where it is known."""
    if isinstance(problem, LeastSquares):
        return np.linalg.lstsq(problem.X, problem.y)[0]
    return None


def framed(problem, path, best):
    """Return the window of w, or None, and the ranges {quantity: (low, high)} for a run's picture.

    They are those of `path`, a first run, and of the `best` w, if that is known.
    """
    loss = problem.loss(path.w[0])
    low = path.loss.min() if best is None else problem.loss(best)
    spans = {"loss": (max(low, 1e-4 * loss) if low >= 0 else low, 2 * loss)}
    if best is None:
        return None, spans
    far = np.linalg.norm(path.w[0] - best)
    spans["distance"] = (5e-3 * far, 2 * far)
    if problem.d != 2:
        return None, spans
    places = np.vstack([path.w, best])
    low, high = places.min(axis=0), places.max(axis=0)
    room = 0.3 * max(high - low) + 0.02
    return tuple(zip((low - room).tolist(), (high + room).tolist(), strict=True)), spans
