"""A cluster in one process: real gradients, a virtual clock of whole microseconds.

A server's link is serial: messages wait for each other. Jobs that go out together are one
broadcast, and their workers start when all have been sent; what comes back is sent in turn. So a
synchronous round of P equal workers takes 2 P messages, one call and one update.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush

from .. import validate
from .cost import Cost
from .policies import Sync
from .timeline import Span, in_order


@dataclass(frozen=True)
class Virtual:
    """Run on a virtual cluster: `cost` its times, `delays` the extra time of each job.

    `delays(worker, tick, own)` returns by how much a computation that takes `own` takes longer, in
    microseconds: a model of `delays`, or any function. With `queue` a free worker takes the next
    part, whoever's it would be. With `servers` S each holds a piece of w and has a link of its own
    (`Sync` only).
    """

    cost: Cost = field(default_factory=Cost)
    delays: object = None
    queue: bool = False
    servers: int = 1

    def __post_init__(self):
        validate.count("servers", self.servers)
        if self.delays is not None and not callable(self.delays):
            raise TypeError(
                f"delays is {self.delays!r}; expected a model such as Chance(0.1, 4), "
                "or a function of (worker, tick, own)."
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
        if self.servers > 1 and not isinstance(server.policy, Sync):
            raise ValueError(
                "several servers go with Sync() only: the pieces that an asynchronous worker reads "
                "would be of different versions, and no run could be replayed."
            )
        return _Cluster(self, server, compute, parameters).run()


class _Cluster:
    """The events (time, number, has it arrived?, job); a link and the server are busy until then.

    All links carry the same at the same time, so one stands for all.
    """

    def __init__(self, how, server, compute, parameters):
        self.cost, self.delays, self.server, self.compute = how.cost, how.delays, server, compute
        self.message = how.cost.link(parameters, how.servers)
        self.events, self.count, self.link, self.free = [], 0, 0, 0
        self.times, self.spans = {}, []

    def run(self):
        server, events = self.server, self.events
        self._send(0, server.start())
        while not server.finished:
            now, _, arrived, job = heappop(events)
            while not arrived:
                self._at(self._message(now, job.worker, "push", job), True, job)
                now, _, arrived, job = heappop(events)
            self._arrived(now, job)
        return in_order(self.spans)

    def _at(self, time, arrived, job):
        heappush(self.events, (time, self.count, arrived, job))
        self.count += 1

    def _message(self, now, who, phase, job):
        """Send a message as soon as the link is free; return when it is there."""
        begin = max(now, self.link)
        self.link = begin + self.message
        there = self.link + self.cost.latency
        self.spans.append(Span(who, phase, begin, there, job.tick, job.version))
        return there

    def _send(self, now, jobs):
        """Broadcast `jobs`: each message in turn, all workers start at the end."""
        start = now
        for job in jobs:
            start = self._message(now, job.worker, "pull", job)
        for job in jobs:
            own = self._own(len(job.instances))
            extra = self.delays(job.worker, job.tick, own) if self.delays else 0
            end = start + max(0, own + int(extra))
            self.spans.append(Span(job.worker, "compute", start, end, job.tick, job.version))
            self._at(end, False, job)

    def _own(self, instances):
        if instances not in self.times:
            self.times[instances] = self.cost.compute(instances)
        return self.times[instances]

    def _arrived(self, now, job):
        server = self.server
        before = server.version
        jobs = server.push(job, *self.compute(job))
        if server.version == before:
            if jobs:
                self._send(now, jobs)
            return
        begin = max(now, self.free)
        self.free = now = begin + self.cost.update
        self.spans.append(Span("server", "update", begin, now, job.tick, job.version))
        self._send(now, jobs)
        if getattr(server.policy, "answer", "pusher") == "all" and not server.finished:
            asked = {job.worker for job in jobs}
            for _ in server.workers.keys() - asked:
                self._message(now, "server", "answer", job)
