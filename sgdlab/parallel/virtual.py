"""A cluster in one process: real gradients, a virtual clock of whole microseconds.

The server's link is serial: messages wait for each other. Jobs that go out together are one
broadcast, and their workers start when all have been sent; what comes back is sent in turn. So a
synchronous round of P equal workers takes 2 P messages, one call and one update.
"""

import heapq
from dataclasses import dataclass, field

from .cost import Cost
from .timeline import Span


@dataclass(frozen=True)
class Virtual:
    """Run on a virtual cluster: `cost` its times, `delays` the extra time of each job.

    `delays(worker, tick)` returns by how much a computation takes longer, in microseconds. With
    `queue` a free worker takes the next part, whoever's it would be.
    """

    cost: Cost = field(default_factory=Cost)
    delays: object = None
    queue: bool = False

    def run(self, server, compute):
        """Carry the jobs of `server` until it is finished; return the timeline."""
        return _Cluster(self, server, compute).run()


class _Cluster:
    def __init__(self, how, server, compute):
        self.how, self.cost, self.server, self.compute = how, how.cost, server, compute
        self.events, self.count, self.link = [], 0, 0  # the link is busy until then
        self.spans = []

    def run(self):
        self._send(0, self.server.start())
        while not self.server.finished:
            now, _, step, *what = heapq.heappop(self.events)
            step(now, *what)
        return tuple(sorted(self.spans, key=lambda span: (span.start, span.end, str(span.who))))

    def _at(self, time, step, *what):
        heapq.heappush(self.events, (time, self.count, step, *what))
        self.count += 1

    def _send(self, now, jobs):
        """Broadcast `jobs`: each message in turn, all workers start at the end."""
        for job in jobs:
            begin = max(now, self.link)
            self.link = begin + self.cost.message
            self._span(job.worker, "pull", begin, self.link, job)
        for job in jobs:
            extra = self.how.delays(job.worker, job.tick) if self.how.delays else 0
            end = self.link + self.cost.compute(len(job.instances)) + int(extra)
            self._span(job.worker, "compute", self.link, end, job)
            self._at(end, self._computed, job)

    def _computed(self, now, job):
        begin = max(now, self.link)
        self.link = begin + self.cost.message
        self._span(job.worker, "push", begin, self.link, job)
        self._at(self.link, self._arrived, job)

    def _arrived(self, now, job):
        before = self.server.version
        jobs = self.server.push(job, *self.compute(job))
        if self.server.version > before:
            self._span("server", "update", now, now + self.cost.update, job)
            now += self.cost.update
        self._send(now, jobs)

    def _span(self, who, phase, start, end, job):
        self.spans.append(Span(who, phase, start, end, job.tick, job.version))
