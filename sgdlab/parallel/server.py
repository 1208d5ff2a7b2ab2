"""The parameter server: a state machine without clock, thread or network.

`start`, `push`, `join` and `leave` return the jobs that may go out now; whoever carries them (a
transport) adds the time. Slide "Parameter server", the four steps: hand out parts and the newest w,
compute, submit sums, move w.
"""

import numpy as np

from .. import validate
from .backlog import Backlog
from .policies import Async, Sync
from .records import Applied, Entry, fixed, move
from .work import Job


class Server:
    """A run's state: w, its version, what is in work, what has come.

    `stream` is the work, `policy` says when w moves, `workers` are numbered. With `queue` a free
    worker takes the next part, whoever's it would be; else part p belongs to worker p mod P.
    """

    def __init__(self, w0, stream, lr, workers, policy, queue=False):
        self.w = self.first = fixed(w0)
        self.version = 0
        if not isinstance(policy, (Sync, Async)):
            raise TypeError(f"policy is {policy!r}; expected Sync(...) or Async(...).")
        self.stream, self.policy, self.queue = stream, policy, queue
        self._rate = lr if callable(lr) else None
        self._lr = None if self._rate else validate.rate(lr)
        self.workers = dict.fromkeys(range(validate.count("workers", workers)))  # -> job or None
        self.backlog = Backlog(stream, queue)
        self.backlog.seat(self.workers)
        self._limit, self._closed = None, False
        self.waiting = {}  # tick -> part -> (sum, count, instances), not yet used
        self.missing = {}  # tick -> parts that were given up
        self.move = move  # a transport may do it elsewhere, w and the sums being its own then
        self.log, self.applied = [], []
        self.stopped, self.moved = False, None

    @property
    def finished(self):
        """Tell whether no gradient is left that could still move w."""
        return self.stopped or self.policy.done(self)

    def start(self):
        """Return the first jobs."""
        return self._deal()

    def join(self, worker):
        """Take in a new worker; return the jobs that can go out now."""
        if worker in self.workers:
            raise ValueError(f"worker {worker} is here already; a new one needs a new number.")
        self.workers[worker] = None
        self.backlog.seat(self.workers)
        return self._deal()

    def leave(self, worker):
        """Let a worker go, whatever it was doing; return the jobs that can go out now."""
        if worker not in self.workers:
            raise ValueError(f"there is no worker {worker}; there are {sorted(self.workers)}.")
        if len(self.workers) == 1:
            raise ValueError(f"worker {worker} is the last one; the work would never end.")
        job = self.workers.pop(worker)
        if job is not None:
            self.backlog.again.append((job.tick, job.part))
        self.backlog.seat(self.workers)
        return self._deal()

    def push(self, job, total, count):
        """Take the SUM (d,) of `count` gradients for `job`; return the jobs that can go out now.

        A job that nobody has in work (told twice, or of a worker that left) changes nothing.
        """
        now = self.workers.get(job.worker)
        if now is None or (now.tick, now.part) != (job.tick, job.part):
            return []
        self.workers[job.worker] = None
        used = not self.stopped and self.wanted(job.tick)
        self.log.append(Entry(job.worker, job.tick, job.part, job.version, used))
        if used:
            self.backlog.come(job.tick)
            self.waiting.setdefault(job.tick, {})[job.part] = total, count, now.instances
            if parts := self.policy.due(job.tick, self):
                self._apply(job.tick, parts)
        return self._deal(job.worker)

    def fail(self, job):
        """Go on without the gradient of `job`, for it cannot be had; return jobs as `push` does.

        RuntimeError where no gradient of its batch is left to move w.
        """
        now = self.workers.get(job.worker)
        if now is None or (now.tick, now.part) != (job.tick, job.part):
            return []
        self.workers[job.worker] = None
        self.log.append(Entry(job.worker, job.tick, job.part, job.version, False, True))
        if not self.stopped and self.wanted(job.tick):
            self.backlog.come(job.tick)
            self.missing.setdefault(job.tick, set()).add(job.part)
            if not self.filled(job.tick):
                raise RuntimeError(f"no gradient of batch {job.tick} could be computed.")
            if job.tick in self.waiting and (parts := self.policy.due(job.tick, self)):
                self._apply(job.tick, parts)
        return self._deal(job.worker)

    def adopt(self, entry):
        """Return the job of a log's `entry`, in work as it was then, for `push` or `fail`."""
        w = self.applied[entry.version - 1].w if entry.version else self.first
        piece = self.stream.part(entry.tick, entry.part)
        job = Job(entry.worker, entry.tick, entry.part, entry.version, w, piece)
        self.workers, self._closed = {entry.worker: job}, True  # the log says what goes out
        return job

    def state(self):
        """Return what another server needs to go on from here: plain values and arrays.

        What is in work is lost: its parts are to be computed again, with the newest w.
        """
        books = self.backlog
        lost = [(job.tick, job.part) for job in self.workers.values() if job]
        come = [(t, p, *one) for t, parts in self.waiting.items() for p, one in parts.items()]
        sums = np.array([np.asarray(total) for _, _, total, *_ in come])
        return {
            "w": np.array(self.w),
            "version": self.version,
            "next": list(books.next),
            "again": sorted(books.again + [one for one in lost if self.wanted(one[0])]),
            "waiting": [(tick, part, count) for tick, part, _, count, _ in come],
            "sums": sums.reshape(-1, len(self.first)),
            "missing": [(tick, part) for tick, parts in self.missing.items() for part in parts],
            "log": np.array(self.log, dtype=np.int64).reshape(-1, len(Entry._fields)),
        }

    def load(self, state):
        """Go on from the `state` of a server with the same stream; its history starts there."""
        self.w = self.first = fixed(state["w"])
        self.version, self.applied = state["version"], []
        self.log = [Entry(*row[:4], *map(bool, row[4:])) for row in state["log"].tolist()]
        self.waiting, self.missing = {}, {}
        for (tick, part, count), total in zip(state["waiting"], state["sums"], strict=True):
            piece = self.stream.part(tick, part)
            self.waiting.setdefault(tick, {})[part] = np.array(total), count, piece
        for tick, part in state["missing"]:
            self.missing.setdefault(tick, set()).add(part)
        self.backlog = Backlog(self.stream, self.queue)
        self.backlog.next = list(state["next"])
        self.backlog.again = [tuple(one) for one in state["again"]]
        for entry in self.log:
            if entry.used or entry.failed:
                self.backlog.come(entry.tick)
        self.workers = dict.fromkeys(self.workers)
        self.backlog.seat(self.workers)

    def filled(self, tick):
        """Return how many parts of batch `tick` have instances and were not given up."""
        return self.stream.pieces(tick) - len(self.missing.get(tick, ()))

    def wanted(self, tick):
        """Tell whether a gradient of batch `tick` still counts."""
        return self.policy.wanted(tick, self)

    def _deal(self, pusher=None):
        """Give each free worker the oldest part that it may start; return the new jobs.

        As long as the policy's limit stays, and nothing came back, only the pusher can go on.
        """
        if self.stopped or self._closed:
            return []
        before, self._limit = self._limit, self.policy.limit(self)
        if pusher is not None and before == self._limit and not self.backlog.again:
            job = self._next(pusher)
            return [job] if job else []
        free = sorted(worker for worker, job in self.workers.items() if job is None)
        return [job for job in map(self._next, free) if job]

    def _next(self, worker):
        """Put the oldest part that a free worker may start into its hands; return the job."""
        item = self.backlog.take(worker, self._limit, self.wanted)
        if item is None:
            return None
        job = Job(worker, *item, self.version, self.w, self.stream.part(*item))
        self.workers[worker] = job
        return job

    def _apply(self, tick, parts):
        """Move w by the gradients of `parts`, added in their order and divided once."""
        share = self.policy.share(tick, parts, self)
        here = self.waiting[tick]
        sums, _, pieces = zip(*[here.pop(part) for part in parts], strict=True)
        lr = validate.rate(self._rate(tick)) if self._rate else self._lr
        self.w, grad = self.move(self.w, sums, share, lr)
        self.version += 1
        instances = np.concatenate(pieces) if len(pieces) > 1 else pieces[0]
        self.applied.append(Applied(self.w, grad, instances, tick))
        if not here:
            del self.waiting[tick]
        if self.moved:
            self.moved()
