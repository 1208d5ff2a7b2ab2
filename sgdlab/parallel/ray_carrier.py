"""One run on Ray: jobs on their way, taken when they are answered, sent anew when they are lost."""

import time
import warnings
from typing import NamedTuple

from .. import validate
from . import ray_store
from .ray_actors import Worker
from .ray_address import first_line
from .ray_hosts import Hosts
from .ray_shards import Shards
from .timeline import Loss, Span, now
from .work import Job


class WorkerLostError(RuntimeError):
    """A worker was lost more often than it may be replaced, or did not answer in time."""


class _Flight(NamedTuple):
    """A job on its way: the reference of w, what else was sent, when, and when it is overdue."""

    job: Job
    rest: object
    sent: int
    due: int


class Carrier:
    """One run: the jobs on their way by the reference of their answer."""

    def __init__(self, how, ray, server, compute):
        self.how, self.ray, self.server = how, ray, server
        self.kept = ray_store.put(ray, compute)  # held: a worker that replaces one reads it too
        self.hosts = Hosts(ray, Worker, how.deadline, cores=1)
        self.spans, self.losses = [], []
        self.shards = Shards(ray, server, how, compute, self.losses) if how.servers else None
        self.flying, self.newest, self.replaced = {}, (None, None), 0

    def run(self):
        try:
            self._hire(*sorted(self.server.workers))
            self.hosts.wait()
            self._send(self.server.start())
            while not self.server.finished:
                self._step()
            if self.shards:
                self.shards.collect()
        finally:
            self.hosts.end({flight.job.worker for flight in self.flying.values()})
            if self.shards:
                self.shards.end()
        return tuple(self.spans + self.losses)

    def _hire(self, *numbers):
        self.hosts.hire(dict.fromkeys(numbers, ([self.kept],)))

    def _send(self, jobs):
        limit = round(self.how.deadline * 1e6)
        for job in jobs:
            sent, actor = now(), self.hosts.actor(job.worker)
            if self.shards:
                answer, rest = self.shards.ask(actor, job)
            elif job.w.nbytes + job.instances.nbytes <= ray_store.INLINE:
                answer, rest = actor.call.remote(("sum", *job[1:3], job.instances, job.w)), None
            else:  # a short answer is there at once, and tells of the long one
                call = actor.call.options(num_returns=2)
                rest, answer = call.remote(("sum", *job[1:3], job.instances), self._stored(job))
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
        ready, late = wait(answers, num_returns=1, timeout=max(0, left / 1e6))
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
            total, (count, began, ended) = self._open(answer, flight.rest, job)
        except errors.ObjectLostError as error:
            return self._mend(flight) if self.shards else self._replace(flight, error)
        except errors.RayTaskError as error:
            return self._give_up(job, _raised(error, job))
        except errors.ActorUnavailableError:
            time.sleep(0.1)  # it is not known to be dead
            return self._send([job])
        except errors.RayError as error:
            return self._replace(flight, error)
        ahead = self.hosts.ahead(job.worker)
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

    def _open(self, answer, rest, job):
        if rest is None:
            return self.ray.get(answer)
        if self.shards:
            return self.shards.sum(rest, job), self.ray.get(answer)
        return self.ray.get([rest, answer])

    def _hang(self):
        """Replace the workers that have not answered in time."""
        late = [answer for answer, flight in self.flying.items() if flight.due <= now()]
        for answer in late:
            flight = self.flying.pop(answer)
            self._replace(flight, TimeoutError(f"no answer within {self.how.deadline:g} s"))

    def _mend(self, flight):
        """Send a job once more: pieces of its w were lost with the computer they lay on."""
        job = flight.job
        if flight.sent > self.shards.mended:
            self.shards.mend()
        if self.server.wanted(job.tick):
            return self._send([job])
        return self._send(self.server.push(job, None, 0))  # too late anyway

    def _replace(self, flight, error):
        job = flight.job
        self.replaced += 1
        why = first_line(error)
        self.losses.append(Loss(job.worker, why, flight.sent, now()))
        said = f"worker {job.worker} was lost at part {job.part} of batch {job.tick}: {why}"
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
            self.hosts.dismiss(number)
            gone = [ref for ref, flight in self.flying.items() if flight.job.worker == number]
            for answer in gone:
                del self.flying[answer]
            self._send(self.server.leave(number))

    def _span(self, who, phase, start, end, job):
        self.spans.append(Span(who, phase, start, end, job.tick, job.version))


def _raised(error, job):
    """What the worker raised, as it was raised, with a note of where."""
    cause = error.cause if isinstance(error.cause, Exception) else RuntimeError(str(error))
    cause.add_note(
        f"Raised by worker {job.worker} on part {job.part} of batch {job.tick}:\n{error}"
    )
    return cause
