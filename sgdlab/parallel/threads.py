"""Workers as threads of this process: they share the data and, in Python, one lock."""

import queue
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .blas import one_thread
from .timeline import Span, now


@dataclass(frozen=True)
class Threads:
    """Compute each job in a thread; NumPy's products keep one thread each.

    Nothing is sent: a "pull" is the wait until a thread has taken up the job that was handed out, a
    "push" the wait until the server has taken the sum.
    """

    width = 0

    def run(self, server, compute):
        """Carry the jobs of `server` until it is finished; return the timeline."""
        spans, done = [], queue.SimpleQueue()

        def work(job, sent):
            began = now()
            try:
                done.put((job, compute(job), sent, began, now()))
            except BaseException as error:  # exit() too: who waits for this part must hear of it
                done.put((job, error, sent, began, 0))

        with one_thread(), ThreadPoolExecutor(len(server.workers)) as pool:
            jobs = server.start()
            while True:
                sent = now()
                for job in jobs:
                    pool.submit(work, job, sent)
                if server.finished:
                    return tuple(spans)
                job, found, sent, began, ended = done.get()
                if isinstance(found, BaseException):
                    raise found
                taken, before = now(), server.version
                jobs = server.push(job, *found)
                about = job.tick, job.version
                spans.append(Span(job.worker, "pull", sent, began, *about))
                spans.append(Span(job.worker, "compute", began, ended, *about))
                spans.append(Span(job.worker, "push", ended, taken, *about))
                if server.version > before:
                    spans.append(Span("server", "update", taken, now(), *about))
