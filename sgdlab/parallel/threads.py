"""Workers as threads of this process: they share the data and, in Python, one lock."""

import queue
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from .timeline import Span


@dataclass(frozen=True)
class Threads:
    """Compute each job in a thread; NumPy's products keep one thread each."""

    def run(self, server, compute):
        """Carry the jobs of `server` until it is finished; return the timeline."""
        spans, done = [], queue.SimpleQueue()

        def work(job):
            began = time.perf_counter_ns() // 1000
            try:
                done.put((job, compute(job), began, time.perf_counter_ns() // 1000))
            except Exception as error:
                done.put((job, error, began, 0))

        with threadpool_limits(1), ThreadPoolExecutor(len(server.workers)) as pool:
            pool.map(work, server.start())
            while not server.finished:
                job, found, began, ended = done.get()
                if isinstance(found, Exception):
                    raise found
                before = server.version
                jobs = server.push(job, *found)
                spans.append(Span(job.worker, "compute", began, ended, job.tick, job.version))
                if server.version > before:
                    now = time.perf_counter_ns() // 1000
                    spans.append(Span("server", "update", ended, now, job.tick, job.version))
                pool.map(work, jobs)
        return tuple(spans)
