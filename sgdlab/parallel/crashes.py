"""Workers that die while they compute and are replaced: models for `Virtual(crashes=...)`.

A model is called with (worker, tick, attempt, time): a computation that takes `time` microseconds,
for the attempt-th time (0 the first). It returns None where that goes well, else two times in
microseconds: after how much of the computation the worker dies, and how long until another one
stands in its place, that is until the loss is noticed and the process is there. That one gets the
same w and begins anew, so what a synchronous run computes stays the same.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .. import validate

_BLOCK = 64  # workers that are drawn at once


@dataclass(frozen=True)
class Crash:
    """One worker dies once, `after` microseconds of its computation for batch `tick`.

    >>> crash = Crash(worker=1, tick=5, after=300, repair=2000)
    >>> crash(1, 5, 0, 800), crash(1, 5, 1, 800), crash(0, 5, 0, 800)
    ((300, 2000), None, None)
    """

    worker: int = 0
    tick: int = 0
    after: int = 0
    repair: int = 2_000_000

    def __post_init__(self):
        for name in ("worker", "tick", "after", "repair"):
            validate.count(name, getattr(self, name), least=0)

    def __call__(self, worker, tick, attempt, time):
        if (worker, tick, attempt) == (self.worker, self.tick, 0) and self.after < time:
            return self.after, self.repair
        return None


@dataclass(frozen=True)
class Crashes:
    """Every worker dies at a constant rate while it computes: once in `mtbf` microseconds.

    What is drawn depends on the seed, the worker, the batch and the attempt alone.
    """

    mtbf: float
    repair: int = 2_000_000
    seed: int = 0

    def __post_init__(self):
        validate.above("mtbf", self.mtbf)
        validate.count("repair", self.repair, least=0)
        validate.seed(self.seed)

    def __call__(self, worker, tick, attempt, time):
        block, place = divmod(worker, _BLOCK)
        after = round(self.mtbf * _lives(self.seed, tick, attempt, block)[place])
        return (after, self.repair) if after < time else None


@lru_cache(maxsize=4096)
def _lives(seed, tick, attempt, block):
    random = np.random.RandomState([seed, tick, attempt, block])
    return random.standard_exponential(_BLOCK).tolist()
