"""When to stop, and why it stopped (slide "Mini-batch SGD with two parameters").

A rule is any callable `(t, w, loss) -> sentence or None`: `t` updates are done, `w` is the newest
parameter vector and `loss()` computes the average loss when it is called. `descend` asks a rule
after each update, or only at the end of each epoch when the rule's `at_epoch_end` is true. Rules
that remember something are copied for each run, so one rule serves many runs.
"""

import math
from dataclasses import dataclass, field

from . import validate


@dataclass
class MaxSteps:
    """Stop after `steps` updates.

    >>> MaxSteps(3)(3, None, None)
    'stopped after 3 updates, the number asked for'
    """

    steps: int

    def __post_init__(self):
        validate.count("steps", self.steps)

    def __call__(self, t, w, loss):
        if t >= self.steps:
            return f"stopped after {t} updates, the number asked for"
        return None


@dataclass
class LossBelow:
    """Stop at the end of an epoch when the average loss is below `bound`.

    >>> LossBelow(0.5)(8, None, lambda: 0.25)
    'stopped after update 8: the loss 0.25 is below 0.5'
    """

    bound: float
    at_epoch_end = True

    def __post_init__(self):
        validate.number("bound", self.bound)

    def __call__(self, t, w, loss):
        value = float(loss())
        if value < self.bound:
            return f"stopped after update {t}: the loss {value:.6g} is below {self.bound:g}"
        return None


@dataclass
class NoImprovement:
    """Stop when the loss has not fallen more than `tol` below its best for `patience` epochs.

    It compares with the best so far: one bad epoch is normal in SGD.

    >>> rule = NoImprovement(patience=2, tol=0)
    >>> [rule(t, None, lambda: 1.0) for t in (1, 2)]
    [None, None]
    >>> rule(3, None, lambda: 1.0)
    'stopped after update 3: no better loss than 1 for 2 epochs'
    """

    patience: int
    tol: float = 0.0
    at_epoch_end = True
    _best: float = field(default=math.inf, init=False, repr=False)
    _bad: int = field(default=0, init=False, repr=False)

    def __post_init__(self):
        validate.count("patience", self.patience)
        validate.number("tol", self.tol)

    def __call__(self, t, w, loss):
        value = float(loss())
        if value < self._best - self.tol:
            self._best, self._bad = value, 0
            return None
        self._bad += 1
        if self._bad < self.patience:
            return None
        epochs = f"{self.patience} epoch{'s' * (self.patience > 1)}"
        return f"stopped after update {t}: no better loss than {self._best:.6g} for {epochs}"
