"""One block of a study: all rates of one batch size and one seed, side by side; and its clock."""

import platform
import statistics
import time
from datetime import date
from itertools import islice

import numpy as np
import threadpoolctl

from ..batches import batches, order, split, updates_per_epoch
from ..descent import farthest, step
from ..hardware import cores
from .plan import Run

_PATIENCE = 2.0  # seconds for the timing of one block
_LEAST = 5  # updates timed in any case


def run_block(plan, data, batch_size, seed, rates, ended=None):
    """Return the `Run` of each of `rates` with one batch size and one order of the instances.

    `data` is (problem, X, labels) of `prepare`. The runs take each update together and equal
    single runs; one leaves when it has arrived and settled, or diverged. `ended(epoch)` is called
    after each epoch.
    """
    problem, X, labels = data
    looks = checkpoints(updates_per_epoch(problem.n, batch_size), plan.checks)
    block = _Block(problem, rates)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for epoch in range(plan.epochs):
            parts = split(order(problem.n, epoch, seed), batch_size)
            for k, batch in enumerate(parts, start=1):
                block.step(batch)
                if k in looks:
                    block.look(X, labels, plan.target)
                    if epoch >= plan.settled:
                        block.drop_arrived()
                    if not len(block.alive):
                        break
            if epoch + 1 == plan.settled:
                block.settle()
                block.drop_arrived()
            if ended:
                ended(epoch + 1)
            if not len(block.alive):
                break
    return tuple(
        Run(
            batch_size,
            float(rates[r]),
            seed,
            bool(block.arrived[r]),
            int(block.updates[r]),
            plan.after(batch_size, int(block.updates[r])),
            float(block.accuracy[r]),
            float(block.loss[r]),
        )
        for r in range(len(rates))
    )


def checkpoints(per_epoch, checks):
    """Return the updates of an epoch after which the accuracy is looked at; the last is one.

    >>> sorted(checkpoints(45, 8)), sorted(checkpoints(3, 8))
    ([6, 12, 17, 23, 29, 34, 40, 45], [1, 2, 3])
    """
    return frozenset(-(-per_epoch * j // checks) for j in range(1, checks + 1))


class _Block:
    """R runs of which some are still alive: `w` (alive, d); all else has one entry for each run."""

    def __init__(self, problem, rates):
        runs = len(rates)
        self.problem = problem
        self.alive = np.arange(runs)
        self.w = np.zeros((runs, problem.d))
        self.lr = np.array(rates, dtype=float)[:, None]
        self.far = farthest(self.w[0])
        self.t = 0
        self.arrived = np.zeros(runs, dtype=bool)
        self.updates = np.zeros(runs, dtype=int)
        self.accuracy = np.zeros(runs)
        self.loss = np.full(runs, np.inf)

    def step(self, batch):
        new = step(self.problem, self.w, batch, self.lr).w
        if not np.vdot(new, new) <= self.far:  # also true for nan
            lost = ~((new * new).sum(-1) <= self.far)
            self._end(lost)
            new = new[~lost]
        self.w = new
        self.t += 1

    def look(self, X, labels, target):
        """Note the accuracy of those that have not arrived, and who arrives."""
        waiting = ~self.arrived[self.alive]
        if waiting.any():
            who = self.alive[waiting]
            self.accuracy[who] = self.problem.accuracy(self.w[waiting], X, labels)
            self.updates[who] = self.t
            self.arrived[who] = self.accuracy[who] >= target

    def settle(self):
        """Note the training loss; one too large for a float counts as inf."""
        loss = self.problem.loss(self.w)
        self.loss[self.alive] = np.where(np.isnan(loss), np.inf, loss)

    def drop_arrived(self):
        self._keep(~self.arrived[self.alive])

    def _end(self, lost):
        """Let go the runs that diverged; `t` updates counted."""
        who = self.alive[lost]
        late = who[~self.arrived[who]]
        self.updates[late] = self.t
        self._keep(~lost)

    def _keep(self, those):
        if not those.all():
            self.alive, self.w, self.lr = self.alive[those], self.w[those], self.lr[those]


def update_us(problem, batch_size, count, lr=0.1):
    """Return the median microseconds of one update over `count` updates of a whole batch.

    Fewer updates are timed where they take longer than two seconds together, as m = n of the
    larger data sets does.
    """
    stream = (b for b in batches(problem.n, batch_size, 10**9, shuffle=0) if len(b) == batch_size)
    w, seconds = np.zeros(problem.d), []
    for batch in islice(stream, count + 1):
        start = time.perf_counter()
        w = step(problem, w, batch, lr).w
        seconds.append(time.perf_counter() - start)
        if sum(seconds) > _PATIENCE and len(seconds) > _LEAST:
            break
    return 1e6 * statistics.median(seconds[1:])  # the first one warms up


def machine():
    """Return where and when this was measured, in a short sentence that names no one."""
    threads = [pool["num_threads"] for pool in threadpoolctl.threadpool_info()]
    return (
        f"{cores()} cores ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}, NumPy {np.__version__} on {max(threads, default=1)} "
        f"BLAS threads, {date.today().isoformat()}"
    )
