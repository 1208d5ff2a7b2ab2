"""Train with a parameter server: one call for every transport and policy, and its replay."""

import copy
from dataclasses import dataclass

import numpy as np

from .. import validate
from ..trajectory import Trajectory
from .policies import Sync
from .server import Server
from .virtual import Virtual
from .work import Stream

_SYNC, _VIRTUAL = Sync(), Virtual()


@dataclass(frozen=True)
class Log:
    """What replays a run: the call's arguments, and the gradients in their order of arrival."""

    arguments: dict
    entries: tuple


@dataclass(frozen=True, eq=False)
class Run:
    """A run: its `path`, a Trajectory; its `timeline` of spans; its `log`.

    `dropped` counts the gradients that came too late.
    """

    path: Trajectory
    timeline: tuple
    log: Log

    @property
    def dropped(self):
        """The number of gradients that came too late to be used."""
        return sum(not entry.used for entry in self.log.entries)

    @property
    def time(self):
        """The microseconds from the first span to the last update."""
        ends = [span.end for span in self.timeline if span.phase == "update"]
        return max(ends, default=0) - min((span.start for span in self.timeline), default=0)

    @property
    def staleness(self):
        """For each gradient used: how many updates w had moved on since it was read."""
        version, found = 0, []
        sync = isinstance(self.log.arguments["policy"], Sync)
        for entry in self.log.entries:
            if entry.used:
                found.append(0 if sync else version - entry.version)
                version += 1
        return np.array(found, dtype=int)


def train(
    problem, w0, *, lr, batch_size, epochs, workers, parts=None, policy=_SYNC, on=_VIRTUAL,
    shuffle=None, stop=(),
):  # fmt: skip
    """Run `epochs` epochs with `workers` workers and a parameter server; return the `Run`.

    Each batch is cut into `parts` (None: one for each worker); a worker returns the SUM of its
    part's gradients, the server divides once. `policy` is `Sync(backup)` or `Async(bound)`, `on` a
    transport. `lr` and `stop` as for `descend`; a rule is asked after each update.

    Slide "Example of mini-batch SGD", m = 2 with two workers:

    >>> import sgdlab as sl
    >>> table = sl.LeastSquares(*sl.load("table")[:2])
    >>> run = train(table, (0, 0), lr=0.5, batch_size=2, epochs=1, workers=2)
    >>> run.path.w.tolist()
    [[0.0, 0.0], [0.5, 1.0], [-0.25, 1.0]]
    """
    arguments = {
        "w0": validate.start(w0, validate.problem(problem).d), "lr": lr, "batch_size": batch_size,
        "epochs": epochs, "workers": workers, "parts": parts, "policy": policy,
        "queue": getattr(on, "queue", False), "shuffle": shuffle,
    }  # fmt: skip
    server = _server(problem, **arguments)
    rules = [copy.copy(rule) for rule in validate.rules(stop)]
    reason = []

    def ask():
        for rule in rules:
            t = server.version
            if getattr(rule, "at_epoch_end", False) and t % server.stream.per_epoch:
                continue
            if said := rule(t, server.w, lambda: problem.loss(server.w)):
                reason.append(said)
                server.stopped = True

    server.moved = ask if rules else None
    timeline = on.run(server, lambda job: _gradient(problem, job))
    said = reason[0] if reason else f"stopped after {server.version} updates, the number asked for"
    return Run(_path(problem, server, lr, said), timeline, Log(arguments, tuple(server.log)))


def replay(problem, log):
    """Return the `Run` of `log` once more, without clock: the same gradients in the same order.

    The w of every update is that of the first run, bit for bit.
    """
    server = _server(problem, **log.arguments)
    jobs = {(job.worker, job.tick, job.part): job for job in server.start()}
    for entry in log.entries:
        job = jobs.pop((entry.worker, entry.tick, entry.part))
        for new in server.push(job, *_gradient(problem, job)):
            jobs[new.worker, new.tick, new.part] = new
    said = f"stopped after {server.version} updates, those of the log"
    path = _path(problem, server, log.arguments["lr"], said)
    return Run(path, (), Log(log.arguments, tuple(server.log)))


def _server(problem, w0, lr, batch_size, epochs, workers, parts, policy, queue, shuffle):
    parts = validate.count("workers", workers) if parts is None else parts
    stream = Stream(problem.n, batch_size, epochs, shuffle, parts)
    return Server(w0, stream, lr, workers, policy, queue)


def _gradient(problem, job):
    """The SUM of the gradients of a job's instances, and their number."""
    return problem.grad_sum(job.w, job.instances), len(job.instances)


def _path(problem, server, lr, reason):
    w0 = server.first
    w = np.array([w0, *(move.w for move in server.applied)])
    grad = np.array([move.grad for move in server.applied]).reshape(-1, len(w0))
    used = tuple(move.instances for move in server.applied)
    return Trajectory(problem, w, grad, used, lr, server.stream.batch_size, reason)
