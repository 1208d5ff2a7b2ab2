"""By how much a computation takes longer than it should: models for `Virtual(delays=...)`.

A model is called with (worker, tick, own), the computation's own time in microseconds, and returns
the extra time. What it draws depends on its seed, the worker and the batch alone, and is rounded
to whole microseconds: the same on every computer, in whatever order it is asked.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .. import validate
from .fitting import samples

_BLOCK = 64  # workers that are drawn at once


class _Drawn:
    """A model that draws: `_draw(random, count)` returns multiples of the own time."""

    def __call__(self, worker, tick, own):
        block, place = divmod(worker, _BLOCK)
        return round(own * _drawn(self, tick, block)[place])

    def _check(self, name):
        validate.least(name, getattr(self, name))
        validate.seed(self.seed)


@lru_cache(maxsize=4096)
def _drawn(model, tick, block):
    return model._draw(np.random.RandomState([model.seed, tick, block]), _BLOCK).tolist()


@dataclass(frozen=True)
class Straggler:
    """One worker is `factor` times slower for ever.

    >>> Straggler(worker=0, factor=4)(0, 7, 100), Straggler(worker=0, factor=4)(1, 7, 100)
    (300, 0)
    """

    worker: int = 0
    factor: float = 4

    def __post_init__(self):
        validate.count("worker", self.worker, least=0)
        validate.least("factor", self.factor, 1)

    def __call__(self, worker, tick, own):
        return round(own * (self.factor - 1)) if worker == self.worker else 0


@dataclass(frozen=True)
class Chance(_Drawn):
    """Each computation is `factor` times slower with probability `share`."""

    share: float = 0.1
    factor: float = 4
    seed: int = 0

    def __post_init__(self):
        self._check("share")
        validate.least("factor", self.factor, 1)
        if self.share > 1:
            raise ValueError(f"share is {self.share}; expected a probability, 0 to 1.")

    def _draw(self, random, count):
        return (self.factor - 1) * (random.random_sample(count) < self.share)


@dataclass(frozen=True)
class Jitter(_Drawn):
    """Each computation takes longer by an exponential time, in the mean `mean` times its own."""

    mean: float = 0.5
    seed: int = 0

    def __post_init__(self):
        self._check("mean")

    def _draw(self, random, count):
        return self.mean * random.standard_exponential(count)


@dataclass(frozen=True)
class HeavyTail(_Drawn):
    """Each computation takes its own time times a Pareto number, 1 or more.

    P(number > x) = x^-shape: at shape 1.5 one of 32 takes ten times as long and there is no
    variance, at 1 or less not even a mean.
    """

    shape: float = 1.5
    seed: int = 0

    def __post_init__(self):
        validate.above("shape", self.shape)
        validate.seed(self.seed)

    def _draw(self, random, count):
        return random.pareto(self.shape, count)


@dataclass(frozen=True)
class Measured:
    """The delays of a real run, again: `factors[worker][k]` is that of its k-th computation.

    More workers or batches than were measured begin again at the first. A factor below 1 was
    quicker than the median of its size.
    """

    factors: tuple

    def __post_init__(self):
        if not self.factors or not all(self.factors):
            raise ValueError("factors is empty; expected some of each worker, as Measured.of(run).")

    @classmethod
    def of(cls, run):
        """Return the delays of a `run`: each computation against the median of those of its size.

        The first of each worker is left out: it pays for warming up.
        """
        found = samples(run)
        typical = {}
        for count in {sample.count for sample in found}:
            times = [sample.time for sample in found if sample.count == count]
            typical[count] = max(1.0, float(np.median(times)))
        factors = {}
        for sample in found:
            factors.setdefault(sample.worker, []).append(sample.time / typical[sample.count])
        return cls(tuple(tuple(one[1:] or one) for _, one in sorted(factors.items())))

    def __call__(self, worker, tick, own):
        mine = self.factors[worker % len(self.factors)]
        return round(own * (mine[tick % len(mine)] - 1))
