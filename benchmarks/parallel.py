"""The virtual cluster: how many events it carries, and how large a cluster it can rehearse."""

import gc
import statistics
import time

import numpy as np

import sgdlab as sl
from sgdlab.parallel import (
    Async,
    Chance,
    Cost,
    Server,
    Span,
    Stream,
    Sync,
    Threads,
    Virtual,
    rehearse,
    train,
)
from sgdlab.parallel.timeline import now, without

from .figures import Figure, medians

EVENTS = 100_000  # entries of the heap in a second, at least
ROUNDS = 2000


def measure():
    """Return the figures of this part."""
    return [*events(), large(), recording()]


def events():
    """Yield the microseconds of an event, the gradients being given."""
    given = np.zeros(1), 1
    for workers in (4, 16, 64):
        for policy in (Sync(), Async()):
            jobs = ROUNDS * 16

            def carry(workers=workers, policy=policy, jobs=jobs):
                stream = Stream(jobs, workers, 1, None, workers)
                server = Server(given[0], stream, 0.1, workers, policy)
                Virtual().run(server, lambda job: given)
                if len(server.log) != jobs:
                    raise AssertionError(f"{len(server.log)} gradients came of {jobs}")

            took = cpu(5, carry)
            name = f"an event, {workers} workers, {type(policy).__name__}"
            yield Figure(name, 1e6 * took / (2 * jobs), None, "µs", "most", 1e6 / EVENTS)


def cpu(rounds, task):
    """Return the median seconds of the processor: one thread, whatever else the machine does."""
    task()
    seconds = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        task()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def large():
    """Measure 1,000 workers, 200 rounds, a hundred million parameters, without gradients."""
    on = Virtual(Cost(bandwidth=1250), Chance(0.1, 4), servers=10)

    def rehearsal():
        run = rehearse(n=800_000, batch_size=4000, workers=1000, parameters=10**8, on=on)
        if len(run.times) != 200:
            raise AssertionError(f"{len(run.times)} rounds of 200")

    took = cpu(1, rehearsal)
    return Figure("1,000 workers, 200 rounds, 10^8 parameters", took, None, "s", "most", 10)


def recording(workers=2, m=1024):
    """Measure what the spans of a real round add to it: softmax on the digits, on threads."""
    data = sl.load("digits")
    problem = sl.Softmax(data.X / 16, data.y)
    how = {"lr": 0.1, "batch_size": m, "epochs": 10, "workers": workers, "on": Threads()}
    rounds = 10 * -(-problem.n // m)

    def record():
        spans = []
        for _ in range(rounds):
            for k in range(workers):
                a, b, c, d = now(), now(), now(), now()
                for phase, start, end in (("pull", a, b), ("compute", b, c), ("push", c, d)):
                    spans.append(Span(k, phase, start, end, k, k))
            spans.append(Span("server", "update", d, now(), k, k))
        without(spans, [])

    took, recorded = medians(9, lambda: train(problem, np.zeros(problem.d), **how), record)
    both = [1e3 * seconds / rounds for seconds in (took, took - recorded)]
    return Figure(f"a round with its spans, {workers} threads", *both, "ms", "ratio", 1.03)
