"""What a batch-size study asks, and the data it asks it of."""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .. import validate
from ..batches import updates_per_epoch
from ..datasets import load
from ..holding import hold_out
from ..problems import Softmax

GRID = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)


class _Set(NamedTuple):
    n: int  # instances that stay for training
    held: int  # instances held out


_SETS = {"digits": _Set(1437, 360), "mnist": _Set(60_000, 10_000), "cifar10": _Set(50_000, 10_000)}


class Run(NamedTuple):
    """One run of a study: `updates` is where its accuracy first reached the target.

    A run that never `arrived` has all its updates and epochs here. `accuracy` is that of the
    held-out instances there (0 before the first look); `loss` the average training loss after
    `Plan.settled` epochs, inf for a run that diverged before.
    """

    batch_size: int
    lr: float
    seed: int
    arrived: bool
    updates: int
    epochs: float
    accuracy: float
    loss: float


@dataclass(frozen=True)
class Plan:
    """Which runs a study makes: every batch size with every rate and every seed.

    A run of softmax on `data` ("digits", "mnist", "cifar10") starts from zeros and ends when the
    accuracy on held-out instances reaches `target`, but not before `settled` epochs and not after
    `epochs`. It is looked at `checks` times in an epoch, after every update where an epoch has
    fewer. A seed draws the order of the instances; the split is the same for all.

    TypeError or ValueError for what cannot be run; sizes and rates are put in rising order.

    >>> Plan(batch_sizes=(32, 8), rates=[0.3], seeds=range(2)).batch_sizes
    (8, 32)
    """

    data: str = "digits"
    batch_sizes: tuple = (1, 2, 4, 8, 16, 32, 64, 128, 512, 1437)
    rates: tuple = GRID
    seeds: tuple = (0, 1, 2, 3, 4)
    target: float = 0.95
    epochs: int = 30
    checks: int = 8
    settled: int = 5

    def __post_init__(self):
        if not isinstance(self.data, str) or self.data not in _SETS:
            raise ValueError(f"data is {self.data!r}; expected one of {', '.join(_SETS)}.")
        self._keep("batch_sizes", lambda m: validate.batch_size(m, self.n))
        self._keep("rates", validate.rate)
        self._keep("seeds", lambda seed: validate.seed(seed, "a seed"))
        for name in ("epochs", "checks", "settled"):
            object.__setattr__(self, name, validate.count(name, getattr(self, name)))
        object.__setattr__(self, "target", validate.number("target", self.target))
        if not 0 < self.target <= 1:
            raise ValueError(f"target is {self.target:g}; expected an accuracy such as 0.95.")
        if self.settled > self.epochs:
            raise ValueError(
                f"settled is {self.settled}, but a run has {self.epochs} epochs at most; "
                "expected no more than that."
            )

    @property
    def n(self):
        """Return the number of training instances."""
        return _SETS[self.data].n

    @property
    def blocks(self):
        """Return (batch_size, seed) of each block in turn; a block runs all rates together.

        All sizes of one seed come before the next seed: half a study then shows them all.
        """
        return tuple((m, seed) for seed in self.seeds for m in self.batch_sizes)

    def after(self, batch_size, updates):
        """Return the epochs that `updates` are: the share of instances visited, in each once.

        >>> round(Plan().after(512, 4), 3)
        1.356
        """
        whole, part = divmod(updates, updates_per_epoch(self.n, batch_size))
        return whole + part * batch_size / self.n

    def _keep(self, name, known):
        values = getattr(self, name)
        if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
            raise TypeError(f"{name} is {values!r}; expected several values, such as (8, 32).")
        values = sorted(known(value) for value in values)
        if not values:
            raise ValueError(f"{name} is empty; expected one value or more.")
        for value, following in pairwise(values):
            if value == following:
                raise ValueError(f"{name} has {value:g} twice; expected each value once.")
        object.__setattr__(self, name, tuple(values))


QUICK = Plan(
    batch_sizes=(1, 2, 8, 32, 128, 512), rates=GRID[1:-2], seeds=(0, 1), epochs=20
)  # some seconds


def prepare(data):
    """Return (problem, X, labels) of data set `data`: softmax, and the instances held out.

    Pixels are divided by the largest value of the set (16 for digits, else 255), a column of ones
    is added. The split is stratified, by seed 0: the one of the lessons.

    >>> problem, X, labels = prepare("digits")
    >>> (problem.n, problem.d), X.shape
    ((1437, 650), (360, 65))
    """
    whole = load(data)
    largest = whole.X.max()
    training, held = hold_out(whole, _SETS[data].held)
    del whole  # of the larger sets each copy counts
    problem = Softmax(_scaled(training.X, largest), training.y)
    return problem, _scaled(held.X, largest), held.y


def _scaled(X, largest):
    """Return X / largest with a last column of ones, in one new array."""
    scaled = np.ones((len(X), X.shape[1] + 1))
    np.divide(X, largest, out=scaled[:, :-1])
    return scaled
