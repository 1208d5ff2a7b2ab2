"""Refuse bad input at the door: one sentence that says what came, what was expected, what to do."""

from .arrays import floats, labels, matrix, signs, start, targets
from .single import (
    above,
    batch_size,
    count,
    least,
    number,
    of,
    one_of,
    problem,
    rate,
    rules,
    seed,
    shuffle,
)

__all__ = [
    "above",
    "batch_size",
    "count",
    "floats",
    "labels",
    "least",
    "matrix",
    "number",
    "of",
    "one_of",
    "problem",
    "rate",
    "rules",
    "seed",
    "shuffle",
    "signs",
    "start",
    "targets",
]
