"""What a study found: for each batch size its best rate, one rate for all, or scaled rates."""

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from .. import validate
from ..batches import updates_per_epoch
from .block import run_block
from .plan import Plan, Run, prepare


class Best(NamedTuple):
    """The runs of one batch size at one rate, one for each seed.

    `arrived` of `runs` reached the target. `epochs` is the median over all of them, `low` and
    `high` the least and the most; one that never arrived counts as inf. `update_us` microseconds
    take one update, `epoch_ms` milliseconds one epoch, `total_ms` the median way to the target.
    `loss` is the median training loss after the plan's `settled` epochs. `at_edge` says that no
    smaller or no larger rate was tried: the best one may lie outside.
    """

    batch_size: int
    lr: float
    at_edge: bool
    arrived: int
    runs: int
    epochs: float
    low: float
    high: float
    update_us: float
    epoch_ms: float
    total_ms: float
    loss: float


_BETTER = {
    "epochs": lambda row: (-row.arrived, row.epochs, row.loss),
    "loss": lambda row: row.loss,
}


@dataclass(frozen=True)
class Study:
    """What was measured: `runs` in the order of the plan, `update_us` for each batch size.

    `machine` is a short sentence. A study that was interrupted holds the finished blocks only and
    is not `complete`.

    >>> from sgdlab.study import stored
    >>> study = stored()
    >>> len(study.runs), study.complete, [row.batch_size for row in study.best()][:4]
    (400, True, [1, 2, 4, 8])
    """

    plan: Plan
    machine: str
    runs: tuple[Run, ...]
    update_us: dict[int, float]

    @property
    def complete(self):
        """Tell whether every run of the plan is there."""
        return len(self.runs) == len(self.plan.blocks) * len(self.plan.rates)

    def best(self, by="epochs"):
        """Return for each batch size the row of its best rate.

        By "epochs" that is the rate at which most runs arrived; of those the one with the least
        median of epochs, then of loss. By "loss" it is the rate with the least median of loss.
        """
        validate.one_of("by", by, _BETTER)
        rows = defaultdict(list)
        for (m, lr), runs in self._groups().items():
            rows[m].append(self._row(m, lr, runs))
        return tuple(min(rows[m], key=_BETTER[by]) for m in sorted(rows))

    def at_rate(self, lr):
        """Return for each batch size the row of `lr`, one of the plan's rates."""
        if lr not in self.plan.rates:
            tried = ", ".join(f"{rate:g}" for rate in self.plan.rates)
            raise ValueError(f"lr is {lr!r}; expected a rate of this study: {tried}.")
        groups = self._groups()
        return tuple(self._row(m, lr, groups[m, lr]) for m in sorted(self.update_us))

    def scaled(self, base=None):
        """Return for each batch size the row of the rate base * m / m0, run now.

        m0 is the smallest size, `base` its rate (None: its best one). This is the linear scaling
        rule (P. Goyal et al., 2017, arXiv:1706.02677): with it loss and epochs should stay
        the same; `breaks` says where they do not. The times are those of the study.
        """
        sizes = sorted(self.update_us)
        if not sizes:
            return ()
        base = self.best()[0].lr if base is None else validate.rate(base)
        data = prepare(self.plan.data)
        rows = []
        for m in sizes:
            lr = base * m / sizes[0]
            runs = [run_block(self.plan, data, m, seed, (lr,))[0] for seed in self.plan.seeds]
            rows.append(self._row(m, lr, runs))
        return tuple(rows)

    def _groups(self):
        groups = defaultdict(list)
        for run in self.runs:
            groups[run.batch_size, run.lr].append(run)
        return groups

    def _row(self, m, lr, runs):
        epochs = [run.epochs if run.arrived else math.inf for run in runs]
        updates = [run.updates if run.arrived else math.inf for run in runs]
        us = self.update_us[m]
        return Best(
            batch_size=m,
            lr=lr,
            at_edge=lr <= self.plan.rates[0] or lr >= self.plan.rates[-1],
            arrived=sum(run.arrived for run in runs),
            runs=len(runs),
            epochs=statistics.median(epochs),
            low=min(epochs),
            high=max(epochs),
            update_us=us,
            epoch_ms=us * updates_per_epoch(self.plan.n, m) / 1000,
            total_ms=us * statistics.median(updates) / 1000,
            loss=statistics.median(run.loss for run in runs),
        )


def breaks(rows, factor=1.5):
    """Return the first batch size of `rows` whose loss is above `factor` times that of the first.

    None where there is none. While the linear scaling rule holds, the loss after the same number
    of epochs is nearly the same for all sizes.

    >>> from sgdlab.study import stored
    >>> breaks(stored().at_rate(1.0)[3:])  # one rate for all, from m = 8
    64
    """
    large = [row.batch_size for row in rows if not row.loss <= factor * rows[0].loss]
    return large[0] if large else None
