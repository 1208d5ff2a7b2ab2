"""Ray: two workers against one thread, a round against bare calls, the start without its tax."""

import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
from threadpoolctl import threadpool_limits

import sgdlab as sl
from sgdlab.parallel import Ray, Serial, Span, Threads, ray_cluster, train

from .figures import Figure
from .published import Published

WORKERS = 2
SIZES = {"63 kB": None, "1.6 MB": 256}  # hidden units of a model 784-10: softmax or MLP
TINY, ROUNDS = 33, 60
PLAIN = """
import sys, time
begun = time.perf_counter()
import ray
ray.init("local", num_cpus=2, object_store_memory=400 << 20, include_dashboard=False,
         log_to_driver=False, logging_level="ERROR", _temp_dir=sys.argv[1])
print(time.perf_counter() - begun)
ray.shutdown()
"""
OURS = """
import time
begun = time.perf_counter()
from sgdlab.parallel import ray_cluster
with ray_cluster.using():
    print(time.perf_counter() - begun)
ray_cluster.stop()
"""


def measure():
    """Return the figures of this part."""
    try:
        found = [*published(), *overhead(), *network(), *scalar()]
    finally:
        Ray.stop()
    return [*found, start()]


def start(times=3):
    """Measure the start of a cluster, import included, with and without what we leave out."""
    took = {PLAIN: [], OURS: []}
    for _ in range(times):
        for code, kept in took.items():
            with tempfile.TemporaryDirectory(prefix="sgdlab-", ignore_cleanup_errors=True) as place:
                done = subprocess.run(
                    [sys.executable, "-c", code, place], capture_output=True, text=True,
                    env={**os.environ, "RAY_AUTH_MODE": "disabled"},
                )  # fmt: skip
            if done.returncode:  # a cold disk: Ray's first start may fail
                print("  a start failed and is not counted", file=sys.stderr)
            else:
                kept.append(float(done.stdout.split()[-1]))
    plain, ours = (statistics.median(kept) for kept in took.values())
    print(f"  starts: plain {took[PLAIN]}, ours {took[OURS]}", file=sys.stderr)
    return Figure("start of Ray, its import included", ours, plain, "s", "ratio", 0.6)


def overhead():
    """Yield a synchronous round with nothing to compute, and what the timeline adds to it."""
    problem, part = Nothing(2 * WORKERS, TINY), np.arange(2)
    w, bare, ours = np.zeros(TINY), [], []
    with ray_cluster.using() as ray:
        actors = [ray.remote(Bare).options(num_cpus=0).remote() for _ in range(WORKERS)]
        for _ in range(5):  # in turn: a slow minute meets both
            times = []
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                ray.get([actor.sum.remote(w, part) for actor in actors])
                times.append(1e3 * (time.perf_counter() - begun))
            bare.append(statistics.median(times))
            ours.append(round_ms(problem, Ray(), problem.n, ROUNDS))
        for actor in actors:
            ray.kill(actor)
    ours, bare = statistics.median(ours), statistics.median(bare)
    yield Figure("round of 2 workers, against ray.get of 2 calls", ours, bare, "ms", "ratio", 1.3)
    begun = time.perf_counter()
    kept = [Span(0, "pull", k // 1000, k // 1000, 0, 0) for k in range(7000)]
    spans = 1e3 * (time.perf_counter() - begun) / len(kept) * (3 * WORKERS + 1)
    yield Figure("recording a round, as a share of it", spans, ours, "ms", "ratio", 0.03)


def published():
    """Yield a round of the same model, data and batch against the structure of Ray's example."""
    for size, hidden in SIZES.items():
        problem, m, ours, theirs = digits(2048, hidden), 256, [], []
        with ray_cluster.using() as ray:
            peer = Published(ray, problem, problem.initial(0), 0.1, m, WORKERS)
            peer.train(10)
            round_ms(problem, Ray(), m, 10)
            for _ in range(7):
                begun = time.perf_counter()
                last = peer.train(ROUNDS // 2)
                theirs.append(1e3 * (time.perf_counter() - begun) / (ROUNDS // 2))
                ours.append(round_ms(problem, Ray(), m, ROUNDS // 2))
            peer.end()
        if not np.isfinite(last).all():
            raise AssertionError("the peer diverged: it is not the same update")
        ours, theirs = statistics.median(ours), statistics.median(theirs)
        what = f"round with {size} of parameters, m = {m}, Ray's example"
        yield Figure(what, ours, theirs, "ms", "faster", 1)


def network(m=8192, times=5):
    """Yield an MLP 784-256-10 on all that one machine offers."""
    what = f"MLP 784-256-10, m = {m}"
    yield from compared(what, digits(m, 256), m, times, 1.5)


def scalar(times=5):
    """Yield the lecture's scalar graph in pure Python, a batch of some 200 ms."""
    problem = ScalarNet(4096)
    problem.grad_sum(problem.initial(0), np.arange(20))
    begun = time.perf_counter()
    problem.grad_sum(problem.initial(0), np.arange(100))
    m = min(problem.n, round(0.2 / (time.perf_counter() - begun) * 100))
    yield from compared(f"scalar graph 2-8-1, m = {m}", problem, m, times, 1.6)


def compared(what, problem, m, times, limit):
    """Yield Ray with two workers against one BLAS thread, two of them, and two Python threads."""
    places = {"ray": [], "1 BLAS thread": [], "2 BLAS threads": [], "2 Python threads": []}
    with threadpool_limits(1):  # the first calls warm up
        round_ms(problem, Ray(), m, 2)
    for _ in range(times):
        for place, kept in places.items():
            with threadpool_limits(2 if place == "2 BLAS threads" else 1):
                on, workers = Serial(), 1
                if not place.endswith(("thread", "BLAS threads")):
                    on, workers = Ray() if place == "ray" else Threads(), WORKERS
                kept.append(round_ms(problem, on, m, 5, workers))
    took = {place: statistics.median(kept) for place, kept in places.items()}
    ours = took.pop("ray")
    for place, peer in took.items():
        bound = limit if place == "1 BLAS thread" else 0
        yield Figure(f"{what}, Ray against {place}", ours, peer, "ms", "faster", bound)


def round_ms(problem, on, m, rounds, workers=WORKERS):
    """Return the median milliseconds from one update to the next."""
    per_epoch = -(-problem.n // m)
    run = train(
        problem, problem.initial(0), lr=0.1 if problem.d > TINY else 1e-3, batch_size=m,
        epochs=-(-(rounds + 1) // per_epoch), workers=workers, on=on,
    )  # fmt: skip
    return float(np.median(np.diff(run.times))) / 1e3


def digits(n, hidden):
    """Return a problem of `n` made pictures of 784 pixels and ten classes."""
    random = np.random.RandomState(0)
    X, labels = random.rand(n, 784), np.arange(n) % 10
    return sl.Softmax(X, labels) if hidden is None else sl.MLP(X, labels, hidden)


class Bare:
    """What a worker sends and gets, without any work."""

    def sum(self, w, instances):
        """Return as much as a worker does."""
        return np.zeros(len(w)), len(instances), time.monotonic_ns(), time.monotonic_ns()


class Nothing:
    """A problem whose gradient costs nothing."""

    def __init__(self, n, d):
        self.n, self.d = n, d

    def initial(self, seed):
        """Return zeros."""
        return np.zeros(self.d)

    def loss(self, w, batch=None):
        """Return 0."""
        return 0.0

    def grad_sum(self, w, batch):
        """Return zeros."""
        return np.zeros(self.d)


class ScalarNet:
    """A net 2-8-1 number by number: one traced graph for each instance."""

    def __init__(self, n):
        random = np.random.RandomState(0)
        self.n, self.d = n, 33
        self.X = random.rand(n, 2)
        self.y = np.sign(self.X[:, 0] - self.X[:, 1])

    def initial(self, seed):
        """Return random starting parameters."""
        return 0.5 * np.random.RandomState(seed).standard_normal(self.d)

    def loss(self, w, batch=None):
        """Return the average loss."""
        batch = range(self.n) if batch is None else batch
        return np.mean([net(*w.tolist(), *self.X[i].tolist(), self.y[i]) for i in batch])

    def grad_sum(self, w, batch):
        """Return the SUM of the gradients, instance by instance."""
        both, total = sl.value_and_grad(net), np.zeros(self.d)
        numbers = w.tolist()
        for i in batch.tolist():
            total += both(*numbers, *self.X[i].tolist(), float(self.y[i]))[1][: self.d]
        return total


def net(*numbers):
    """Return the squared error of tanh units: 16 weights, 8 biases, 8 weights, a bias; x1 x2 y."""
    *w, x1, x2, y = numbers
    out = w[32]
    for k in range(8):
        out = out + w[24 + k] * np.tanh(w[2 * k] * x1 + w[2 * k + 1] * x2 + w[16 + k])
    return (out - y) ** 2
