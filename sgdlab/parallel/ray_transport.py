"""Workers as processes of a Ray cluster, on this computer or on many."""

import time
import warnings
from dataclasses import dataclass
from typing import NamedTuple

from threadpoolctl import threadpool_limits

from .. import validate
from . import ray_cluster, ray_store
from .ray_actors import Worker, now
from .ray_hosts import Hosts
from .ray_shards import Pieces, Shards
from .timeline import Span
from .work import Job


class WorkerLostError(RuntimeError):
    """A worker was lost more often than it may be replaced, or did not answer in time."""


@dataclass(frozen=True)
class Ray:
    """Run on Ray: every worker is a process that holds the problem and nothing else.

    `address` is "local" (a cluster of its own on this computer, started at the first run and ended
    with Python, or by `Ray.stop()`), "auto" (the one that runs here), "host:port" or
    "ray://host:port". With `servers` 0 this process is the server; with S, w lies in S server
    processes, a piece in each (`Sync` only).

    A worker whose process or computer is lost, or that has not answered after `deadline` seconds,
    is replaced and its part computed anew, at most `retries` times in a run. What a worker raises
    ends the run, or with `on_error` "drop" costs that part's gradient only. `crew(update)` says
    how many workers there shall be after so many updates: they join and leave.
    """

    address: str = "local"
    servers: int = 0
    deadline: float = 60.0
    on_error: str = "stop"
    retries: int = 3
    crew: object = None

    def __post_init__(self):
        validate.count("servers", self.servers, least=0)
        validate.count("retries", self.retries, least=0)
        if not isinstance(self.address, str):
            raise TypeError(f'address is {self.address!r}; expected a text such as "local".')
        if self.on_error not in ("stop", "drop"):
            raise ValueError(f'on_error is {self.on_error!r}; expected "stop" or "drop".')
        if validate.number("deadline", self.deadline) <= 0:
            raise ValueError(f"deadline is {self.deadline}; expected seconds, more than 0.")

    def run(self, server, compute):
        """Carry the jobs of `server` until it is finished; return the timeline."""
        memory = ray_store.memory(compute, server)
        cluster = ray_cluster.using(self.address, len(server.workers), memory)
        with cluster as ray, threadpool_limits(1):  # BLAS's threads would keep workers waiting
            return _Carrier(self, ray, server, compute).run()

    @staticmethod
    def stop():
        """End the cluster that was started here, or leave the one that was joined."""
        ray_cluster.stop()


class _Flight(NamedTuple):
    """A job on its way: the reference of w, what else was sent, when, and when it is overdue."""

    job: Job
    rest: object
    sent: int
    due: int


class _Carrier:
    """One run: the jobs on their way by the reference of their answer."""

    def __init__(self, how, ray, server, compute):
        self.how, self.ray, self.server = how, ray, server
        self.kept = ray_store.put(ray, compute)  # held: a worker that replaces one reads it too
        self.crew = Hosts(ray, Worker, how.deadline, cores=1)
        self.shards = Shards(ray, server, how) if how.servers else None
        self.flying, self.newest = {}, (None, None)
        self.spans, self.replaced = [], 0

    def run(self):
        try:
            self._hire(*sorted(self.server.workers))
            self.crew.wait()
            self._send(self.server.start())
            while not self.server.finished:
                self._step()
            if self.shards:
                self.shards.collect()
        finally:
            self.crew.end({flight.job.worker for flight in self.flying.values()})
            if self.shards:
                self.shards.end()
        return tuple(self.spans)

    def _hire(self, *numbers):
        self.crew.hire(dict.fromkeys(numbers, ([self.kept],)))

    def _send(self, jobs):
        limit = int(self.how.deadline * 1e9)
        for job in jobs:
            sent, actor = now(), self.crew.actor(job.worker)
            if self.shards:
                answer, rest = self.shards.ask(actor, job)
            elif job.w.nbytes <= ray_store.INLINE:
                answer, rest = actor.call.remote("sum", *job[1:3], job.w, job.instances), None
            else:  # a short answer is there at once, and tells of the long one
                call = actor.call.options(num_returns=2)
                rest, answer = call.remote("sum", *job[1:3], self._stored(job), job.instances)
            self.flying[answer] = _Flight(job, rest, sent, sent + limit)

    def _stored(self, job):
        """The reference of the job's w, which is put into the store once."""
        if self.newest[0] != job.version:
            self.newest = job.version, self.ray.put(job.w)
        return self.newest[1]

    def _step(self):
        """Wait for an answer, then take all that are there, in the order of their parts."""
        wait, answers = self.ray.wait, list(self.flying)
        left = min(flight.due for flight in self.flying.values()) - now()
        ready, late = wait(answers, num_returns=1, timeout=max(0, left / 1e9))
        if not ready:
            return self._hang()
        if late:
            ready += wait(late, num_returns=len(late), timeout=0)[0]
        arrived = now()
        ready.sort(key=lambda answer: self.flying[answer].job[1:3])
        for answer in ready:
            if answer in self.flying:  # not those of a worker who went meanwhile
                self._take(answer, arrived)
        return None

    def _take(self, answer, arrived):
        flight = self.flying.pop(answer)
        job, errors = flight.job, self.ray.exceptions
        try:
            total, (count, began, ended) = self._open(answer, flight.rest)
        except errors.RayTaskError as error:
            return self._give_up(job, _raised(error, job))
        except errors.ActorUnavailableError:
            time.sleep(0.1)  # it is not known to be dead
            return self._send([job])
        except errors.RayError as error:
            return self._replace(job, error)
        ahead = self.crew.ahead(job.worker)
        began, ended = began - ahead, ended - ahead
        began = max(began, flight.sent)  # another computer's clock is known to a little only
        self._span(job.worker, "pull", flight.sent, began, job)
        self._span(job.worker, "compute", began, max(began, ended), job)
        self._span(job.worker, "push", max(began, ended), max(arrived, began, ended), job)
        before, start = self.server.version, now()
        jobs = self.server.push(job, total, count)
        if self.server.version > before:
            self._span("server", "update", start, now(), job)
            self._size()
        return self._send([job for job in jobs if self.server.workers.get(job.worker) is job])

    def _open(self, answer, rest):
        if rest is None:
            return self.ray.get(answer)
        if self.shards:
            return Pieces(self.ray, rest), self.ray.get(answer)
        return self.ray.get([rest, answer])

    def _hang(self):
        """Replace the workers that have not answered in time."""
        late = [answer for answer, flight in self.flying.items() if flight.due <= now()]
        for answer in late:
            job = self.flying.pop(answer).job
            self._replace(job, TimeoutError(f"no answer within {self.how.deadline:g} s"))

    def _replace(self, job, error):
        self.replaced += 1
        what = str(error).strip().splitlines()
        said = f"worker {job.worker} was lost at part {job.part} of batch {job.tick}: {what[0]}"
        if self.replaced > self.how.retries:
            lost = WorkerLostError(f"{said} It had been replaced {self.how.retries} times.")
            lost.__cause__ = error
            if self.how.on_error == "stop":
                raise lost
            self._hire(job.worker)
            return self._give_up(job, lost)
        self._hire(job.worker)
        return self._send([job])

    def _give_up(self, job, error):
        if self.how.on_error == "stop":
            raise error
        text = f"dropped part {job.part} of batch {job.tick}: {type(error).__name__}: {error}"
        warnings.warn(text, RuntimeWarning, stacklevel=6)
        return self._send(self.server.fail(job))

    def _size(self):
        """Let workers join or leave, as `crew` wants it."""
        if self.how.crew is None or self.server.finished:
            return
        here = sorted(self.server.workers)
        wanted = validate.count("crew", self.how.crew(self.server.version))
        for number in range(here[-1] + 1, here[-1] + 1 + wanted - len(here)):
            self._hire(number)
            self._send(self.server.join(number))
        for number in here[wanted:]:
            self.crew.dismiss(number)
            gone = [ref for ref, flight in self.flying.items() if flight.job.worker == number]
            for answer in gone:
                del self.flying[answer]
            self._send(self.server.leave(number))

    def _span(self, who, phase, start, end, job):
        times = start // 1000, end // 1000
        self.spans.append(Span(who, phase, *times, job.tick, job.version))


def _raised(error, job):
    """What the worker raised, as it was raised, with a note of where."""
    cause = error.cause if isinstance(error.cause, Exception) else RuntimeError(str(error))
    cause.add_note(
        f"Raised by worker {job.worker} on part {job.part} of batch {job.tick}:\n{error}"
    )
    return cause
