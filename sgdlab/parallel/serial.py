"""One worker after the other in one process: the run that all others are compared with."""

from collections import deque
from dataclasses import dataclass

from .timeline import Span, now


@dataclass(frozen=True)
class Serial:
    """Compute the jobs in the order in which they were handed out."""

    width = 0  # nothing is sent

    def run(self, server, compute):
        """Carry the jobs of `server` until it is finished; return the timeline."""
        spans, jobs = [], deque(server.start())
        while not server.finished:
            job = jobs.popleft()
            began = now()
            found = compute(job)
            done = now()
            before = server.version
            jobs.extend(server.push(job, *found))
            spans.append(Span(job.worker, "compute", began, done, job.tick, job.version))
            if server.version > before:
                spans.append(Span("server", "update", done, now(), job.tick, job.version))
        return tuple(spans)
