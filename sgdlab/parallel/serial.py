"""One worker after the other in one process: the run that all others are compared with."""

import time
from collections import deque
from dataclasses import dataclass

from .timeline import Span


@dataclass(frozen=True)
class Serial:
    """Compute the jobs in the order in which they were handed out."""

    def run(self, server, compute):
        """Carry the jobs of `server` until it is finished; return the timeline."""
        spans, jobs = [], deque(server.start())
        while not server.finished:
            job = jobs.popleft()
            began = time.perf_counter_ns() // 1000
            found = compute(job)
            done = time.perf_counter_ns() // 1000
            before = server.version
            jobs.extend(server.push(job, *found))
            spans.append(Span(job.worker, "compute", began, done, job.tick, job.version))
            if server.version > before:
                ended = time.perf_counter_ns() // 1000
                spans.append(Span("server", "update", done, ended, job.tick, job.version))
        return tuple(spans)
