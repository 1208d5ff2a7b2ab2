"""Train with a parameter server: one call for every transport and policy, and its replay."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from .. import validate
from ..arrays import NUMPY
from ..descent import farthest
from ..trajectory import Trajectory
from .checkpoint import Checkpoint, identity
from .policies import Sync
from .run import Log, Run
from .server import Server
from .timeline import split, without
from .virtual import Virtual
from .watch import Watch, end_if_diverged
from .work import Stream

_SYNC, _VIRTUAL = Sync(), Virtual()


def train(
    problem, w0, *, lr, batch_size, epochs, workers, parts=None, policy=_SYNC, on=_VIRTUAL,
    shuffle=None, stop=(), evaluate=None, checkpoint=None, every=100, progress=None,
):  # fmt: skip
    """Run `epochs` epochs with `workers` workers and a parameter server; return the `Run`.

    Each batch is cut into `parts` (None: one for each worker); a worker returns the SUM of its
    part's gradients, the server divides once. `policy` is `Sync(backup)` or `Async(bound)`, `on` a
    transport. `lr` and `stop` as for `descend`; a rule is asked after each update, and
    `progress(done, total)` is called, the numbers of updates: what it raises ends the run. The
    clock stands still for both, and for `evaluate`, an `Evaluate`.

    `checkpoint` names a file in which the server is kept after every `every` updates and at the
    end. If it is there, the run goes on from it: its path starts at the w that was kept, and its
    log tells the whole. Also with more `epochs` or, in the same parts, other workers. What was in
    work is computed again, so `Sync()` ends with the bits of a run that was never interrupted.

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
    if isinstance(on, type) or not hasattr(on, "run"):
        raise TypeError(
            f"on is {on!r}; expected a transport such as Virtual(), Threads() or Ray()."
        )
    server, kept = _server(problem, **arguments), None
    if checkpoint is not None:
        run = identity(problem, server.w, lr, server.stream, policy, server.queue)
        kept = Checkpoint(Path(checkpoint), every, run, server)
    watch = Watch(server, problem, stop, evaluate, kept, progress)
    if kept:
        kept.resume(watch)
    server.moved = watch
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        watch.begin()
        timeline = on.run(server, Gradient(problem))
    if kept and not watch.diverged:
        kept.save(watch)
    if not isinstance(on, Virtual):
        timeline = without(timeline, watch.pauses)
    timeline, lost = split(timeline)
    said = watch.reason or f"stopped after {server.version} updates, the number asked for"
    return Run(
        _path(problem, server, lr, said), timeline, Log(arguments, tuple(server.log), problem.n),
        server.stream, tuple(watch.values), problem.d, getattr(on, "width", 8),
        max(1, getattr(on, "servers", 1)), lost,
    )  # fmt: skip


def replay(problem, log):
    """Return the `Run` of `log` once more, without clock: the same gradients in the same order.

    The w of every update is that of the first run, bit for bit. `problem` is that run's, `log` its
    `run.log`; that of a rehearsal has no gradients. TypeError or ValueError where they are not.
    """
    if validate.of("log", log, Log).n != validate.problem(problem).n:
        raise ValueError(
            f"the log is of a run on {log.n} instances, but the problem has {problem.n}; "
            "give the problem of that run."
        )
    if "w0" not in log.arguments:
        raise ValueError("the log is of a rehearsal, which has no gradients; give one of train.")
    validate.start(log.arguments["w0"], problem.d)
    server, compute = _server(problem, **log.arguments), Gradient(problem)
    far = farthest(server.first)
    server.moved = lambda: end_if_diverged(server, far)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for entry in log.entries:
            job = server.adopt(entry)
            server.stopped = not (entry.used or entry.failed)  # it came after the end, or too late
            server.fail(job) if entry.failed else server.push(job, *compute(job))
    said = f"stopped after {server.version} updates, those of the log"
    path = _path(problem, server, log.arguments["lr"], said)
    return Run(path, (), replace(log, entries=tuple(server.log)), server.stream)


def _server(problem, w0, lr, batch_size, epochs, workers, parts, policy, queue, shuffle):
    parts = validate.count("workers", workers) if parts is None else parts
    stream = Stream(problem.n, batch_size, epochs, shuffle, parts)
    return Server(w0, stream, lr, workers, policy, queue)


class Gradient:
    """What workers compute of a job: the SUM of its instances' gradients (d,), and their number.

    A gradient may not change w, which is the server's: ValueError.
    """

    def __init__(self, problem):
        self.problem = problem
        self._elsewhere = getattr(problem, "library", NUMPY) is not NUMPY

    def __call__(self, job):
        w = job.w.copy() if self._elsewhere else job.w  # tensors want what can be written
        try:
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                total = self.problem.grad_sum(w, job.instances)
        except ValueError as error:
            if "read-only" not in str(error):  # NumPy's word for what nobody may change
                raise
            raise ValueError(
                f"the gradient of part {job.part} of batch {job.tick} changes an array in place "
                f"that is not its own ({error}): w is the server's; compute with w.copy()."
            ) from error
        if np.shape(total) != job.w.shape:
            raise ValueError(
                f"the gradient of part {job.part} of batch {job.tick} has shape {np.shape(total)}; "
                f"expected {job.w.shape}, one number for each parameter."
            )
        return np.asarray(total, dtype=float), len(job.instances)


def _path(problem, server, lr, reason):
    w0 = server.first
    w = np.array([w0, *(move.w for move in server.applied)])
    grad = np.array([move.grad for move in server.applied]).reshape(-1, len(w0))
    used = tuple(move.instances for move in server.applied)
    return Trajectory(problem, w, grad, used, lr, server.stream.batch_size, reason)
