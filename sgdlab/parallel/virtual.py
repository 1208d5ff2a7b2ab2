"""A cluster in one process: real gradients, a virtual clock of whole microseconds.

A server's link is serial: messages wait for each other. Jobs that go out together are one
broadcast, and their workers start when all have been sent; what comes back is sent in turn. So a
synchronous round of P equal workers takes 2 P messages, one call and one update.
"""

from collections import Counter
from dataclasses import dataclass, field
from heapq import heappop, heappush

from .. import validate
from .cost import Cost
from .policies import of_one_version
from .timeline import Loss, Span, in_order

_COMPUTED, _ARRIVED, _REPLACED = range(3)  # what happens to a job
_MOST_ATTEMPTS = 10_000  # of one computation, before its run is given up


@dataclass(frozen=True)
class Virtual:
    """Run on a virtual cluster: `cost` its times, `delays` the extra time of each job.

    `delays(worker, tick, own)` returns by how much a computation that takes `own` takes longer, in
    microseconds: a model of `delays`, or any function. With `queue` a free worker takes the next
    part, whoever's it would be. With `servers` S each holds a piece of w and has a link of its own
    (`Sync` only). `crashes` is a model of that module: workers that die and are replaced.
    """

    cost: Cost = field(default_factory=Cost)
    delays: object = None
    queue: bool = False
    servers: int = 1
    crashes: object = None

    def __post_init__(self):
        validate.count("servers", self.servers)
        if self.delays is not None and not callable(self.delays):
            raise TypeError(
                f"delays is {self.delays!r}; expected a model such as Chance(0.1, 4), "
                "or a function of (worker, tick, own)."
            )
        if self.crashes is not None and not callable(self.crashes):
            raise TypeError(
                f"crashes is {self.crashes!r}; expected a model such as Crashes(10**6), "
                "or a function of (worker, tick, attempt, time)."
            )

    @property
    def width(self):
        """The bytes that one parameter takes in a message."""
        return self.cost.width

    def run(self, server, compute):
        """Carry the jobs of `server` until it is finished; return the timeline."""
        return self.carry(server, compute, len(server.w))

    def carry(self, server, compute, parameters):
        """Carry the jobs of `server` as if w had so many parameters; return the timeline."""
        if self.servers > 1:
            of_one_version(server.policy, self.servers)
        return _Cluster(self, server, compute, parameters).run()


class _Cluster:
    """The events (time, number, what, job); a link and the server are busy until then.

    All links carry the same at the same time, so one stands for all.
    """

    def __init__(self, how, server, compute, parameters):
        self.cost, self.delays, self.server, self.compute = how.cost, how.delays, server, compute
        self.message, self.latency = how.cost.link(parameters, how.servers), how.cost.latency
        self.events, self.count, self.link, self.free = [], 0, 0, 0
        self.times, self.spans = {}, []
        self.crashes, self.attempts = how.crashes, Counter()
        self.everybody = getattr(server.policy, "answer", "pusher") == "all"

    def run(self):
        server, events = self.server, self.events
        self._send(0, server.start())
        while not server.finished:
            now, _, what, job = heappop(events)
            while what == _COMPUTED:
                self._at(self._message(now, job.worker, "push", job), _ARRIVED, job)
                now, _, what, job = heappop(events)
            if what == _ARRIVED:
                self._arrived(now, job)
            else:
                self._send(now, [job])
        return in_order(self.spans)

    def _at(self, time, what, job):
        heappush(self.events, (time, self.count, what, job))
        self.count += 1

    def _message(self, now, who, phase, job):
        """Send a message as soon as the link is free; return when it is there."""
        begin = now if now > self.link else self.link
        self.link = begin + self.message
        there = self.link + self.latency
        self.spans.append(Span(who, phase, begin, there, job.tick, job.version))
        return there

    def _send(self, now, jobs):
        """Broadcast `jobs`: each message in turn, all workers start at the end."""
        start = now
        for job in jobs:
            start = self._message(now, job.worker, "pull", job)
        for job in jobs:
            worker, tick, _, version, _, instances = job
            time = self.times.get(len(instances))
            if time is None:
                time = self.times[len(instances)] = self.cost.compute(len(instances))
            if self.delays:
                time = max(0, time + int(self.delays(worker, tick, time)))
            if self.crashes and self._crashed(start, time, job):
                continue
            self.spans.append(Span(worker, "compute", start, start + time, tick, version))
            self._at(start + time, _COMPUTED, job)

    def _crashed(self, start, time, job):
        """Tell whether the worker dies while it computes; then one in its place begins anew."""
        key = job.worker, job.tick
        found = self.crashes(*key, self.attempts[key], time)
        if found is None:
            return False
        self.attempts[key] += 1
        if self.attempts[key] > _MOST_ATTEMPTS:
            raise ValueError(
                f"worker {job.worker} died {_MOST_ATTEMPTS:,} times while it computed its part of "
                f"batch {job.tick}, {time} µs: with these crashes the run never ends."
            )
        dead = start + max(0, min(time, int(found[0])))
        back = dead + max(0, int(found[1]))
        self.spans.append(Loss(job.worker, "it crashed", dead, back))
        self._at(back, _REPLACED, job)
        return True

    def _arrived(self, now, job):
        server = self.server
        before = server.version
        jobs = server.push(job, *self.compute(job))
        if server.version > before:
            begin = now if now > self.free else self.free
            self.free = now = begin + self.cost.update
            self.spans.append(Span("server", "update", begin, now, job.tick, job.version))
            if self.everybody and not server.finished:
                return self._tell(now, job, jobs)
        return self._send(now, jobs)

    def _tell(self, now, job, jobs):
        """Send the new w to all: first to those who go on with it."""
        self._send(now, jobs)
        for _ in self.server.workers.keys() - {job.worker for job in jobs}:
            self._message(now, "server", "answer", job)
