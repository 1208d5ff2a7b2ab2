"""The parameter server: a state machine without clock, thread or network.

`start`, `push`, `join` and `leave` return the jobs that may go out now; whoever carries them (a
transport) adds the time. Slide "Parameter server", the four steps: hand out parts and the newest w,
compute, submit sums, move w.
"""

from typing import NamedTuple

import numpy as np

from .. import validate
from .work import Job


class Entry(NamedTuple):
    """One gradient that reached the server, in the order of arrival, and whether it was used."""

    worker: int
    tick: int
    part: int
    version: int
    used: bool


class Applied(NamedTuple):
    """One move of w: the new w (d,), the mean gradient (d,), the instances, the batch's number."""

    w: np.ndarray
    grad: np.ndarray
    instances: np.ndarray
    tick: int


class Server:
    """A run's state: w, its version, what is in work, what has come.

    `stream` is the work, `policy` says when w moves, `workers` are numbered. With `queue` a free
    worker takes the next part, whoever's it would be; else part p belongs to worker p mod P.
    """

    def __init__(self, w0, stream, lr, workers, policy, queue=False):
        self.w = self.first = np.array(w0, dtype=float)
        self.version = 0
        self.stream, self.policy, self.queue = stream, policy, queue
        self._rate = lr if callable(lr) else None
        self._lr = None if self._rate else validate.rate(lr)
        self.workers = dict.fromkeys(range(validate.count("workers", workers)))  # -> job or None
        self.next = [0] * stream.parts  # of each part the batch to be started next
        self.again = []  # (tick, part) whose worker was lost
        self.waiting = {}  # tick -> part -> (sum, count), come and not yet used
        self.log, self.applied = [], []
        self.stopped, self.moved = False, None

    @property
    def finished(self):
        """Tell whether no gradient is left that could still move w."""
        in_work = [job for job in self.workers.values() if job and self._wanted(job.tick)]
        return self.stopped or not (in_work or self._left())

    def start(self):
        """Return the first jobs."""
        return self._deal()

    def join(self, worker):
        """Take in a new worker; return the jobs that can go out now."""
        if worker in self.workers:
            raise ValueError(f"worker {worker} is here already; a new one needs a new number.")
        self.workers[worker] = None
        return self._deal()

    def leave(self, worker):
        """Let a worker go, whatever it was doing; return the jobs that can go out now."""
        if worker not in self.workers:
            raise ValueError(f"there is no worker {worker}; there are {sorted(self.workers)}.")
        if len(self.workers) == 1:
            raise ValueError(f"worker {worker} is the last one; the work would never end.")
        job = self.workers.pop(worker)
        if job is not None:
            self.again.append((job.tick, job.part))
        return self._deal()

    def push(self, job, total, count):
        """Take the SUM (d,) of `count` gradients for `job`; return the jobs that can go out now.

        A job that nobody has in work (told twice, or of a worker that left) changes nothing.
        """
        now = self.workers.get(job.worker)
        if now is None or (now.tick, now.part) != (job.tick, job.part):
            return []
        self.workers[job.worker] = None
        used = not self.stopped and self._wanted(job.tick)
        self.log.append(Entry(job.worker, job.tick, job.part, job.version, used))
        if used:
            self.waiting.setdefault(job.tick, {})[job.part] = (np.asarray(total), count)
            if parts := self.policy.due(job.tick, self):
                self._apply(job.tick, parts)
        return self._deal()

    def filled(self, tick):
        """Return how many parts of batch `tick` have instances."""
        return sum(len(part) > 0 for part in self.stream.parts_of(tick))

    def oldest(self):
        """Return the oldest batch of which a part is still to come."""
        ticks = [job.tick for job in self.workers.values() if job is not None]
        return min(self.next + ticks + [tick for tick, _ in self.again])

    def _wanted(self, tick):
        return self.policy.wanted(tick, self)

    def _left(self):
        """The parts (tick, part) that could be started next, the oldest first."""
        last = len(self.stream)
        for part, tick in enumerate(self.next):
            while tick < last and not (self._wanted(tick) and len(self._piece(tick, part))):
                tick += 1
            self.next[part] = tick
        self.again = [item for item in self.again if self._wanted(item[0])]
        fresh = [(tick, part) for part, tick in enumerate(self.next) if tick < last]
        return sorted(self.again + fresh)

    def _piece(self, tick, part):
        return self.stream.parts_of(tick)[part]

    def _deal(self):
        """Give each free worker the oldest part that it may start; return the new jobs."""
        jobs = []
        if self.stopped:
            return jobs
        here = sorted(self.workers)
        for place, worker in enumerate(here):
            if self.workers[worker] is not None:
                continue
            for tick, part in self._left():
                mine = self.queue or (tick, part) in self.again or part % len(here) == place
                if mine and self.policy.may_start(tick, self):
                    jobs.append(self._job(worker, tick, part))
                    break
        return jobs

    def _job(self, worker, tick, part):
        if (tick, part) in self.again:
            self.again.remove((tick, part))
        else:
            self.next[part] = tick + 1
        job = Job(worker, tick, part, self.version, self.w, self._piece(tick, part))
        self.workers[worker] = job
        return job

    def _apply(self, tick, parts):
        """Move w by the gradients of `parts`, added in their order and divided once."""
        share = self.policy.share(tick, parts, self)
        sums = [self.waiting[tick].pop(part)[0] for part in parts]
        total = sums[0]
        for one in sums[1:]:
            total = total + one
        grad = total / float(share)
        lr = validate.rate(self._rate(tick)) if self._rate else self._lr
        self.w = self.w - lr * grad  # a new array: who holds the old version keeps it
        self.version += 1
        pieces = self.stream.parts_of(tick)
        instances = np.concatenate([pieces[part] for part in parts])
        self.applied.append(Applied(self.w, grad, instances, tick))
        if not self.waiting[tick]:
            del self.waiting[tick]
        if self.moved:
            self.moved()
