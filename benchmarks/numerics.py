"""The core against bare NumPy: one update, a sweep, the import."""

import subprocess
import sys

import numpy as np

import sgdlab as sl

from .figures import Figure, medians

D = 20
SIZES = {1: 1, 32: 10, 1024: 60}  # batch size: epochs


def data(n):
    """Return made inputs (n, D) and targets (n,)."""
    random = np.random.RandomState(0)
    X = random.standard_normal((n, D))
    return X, X @ random.standard_normal(D) + 0.1 * random.standard_normal(n)


def bare_loop(X, y, lr, m, epochs):
    """Run mini-batch SGD with nothing but NumPy; return the same records as a trajectory."""
    n = len(X)
    order = np.arange(n)
    total = epochs * -(-n // m)
    w, grad, batches = np.empty((total + 1, D)), np.empty((total, D)), []
    w[0] = now = np.zeros(D)
    t = 0
    for _ in range(epochs):
        for i in range(0, n, m):
            batch = order[i : i + m]
            rows = X.take(batch, 0)
            mean = 2 * (rows.dot(now) - y.take(batch)).dot(rows) / len(batch)
            now = now - lr * mean
            w[t + 1], grad[t] = now, mean
            batches.append(batch)
            t += 1
    return w, grad, batches


def update(m):
    """Measure `descend` per update."""
    X, y = data(10_000)
    problem, start, epochs = sl.LeastSquares(X, y), np.zeros(D), SIZES[m]
    run = {"lr": 0.001, "epochs": epochs}

    def ours():
        return sl.descend(problem, start, batch_size=m, **run)

    def peer():
        return bare_loop(X, y, m=m, **run)

    if not np.allclose(ours().w, peer()[0], rtol=1e-12):
        raise AssertionError("descend and the bare loop do not agree")
    updates = epochs * -(-len(X) // m)
    us = [1e6 * seconds / updates for seconds in medians(9, ours, peer)]
    return Figure(f"descend, one update, m = {m}, against a bare loop", *us, "µs", "ratio", 1.35)


def sweep(m):
    """Measure 64 rates in lockstep against one single run."""
    problem, start = sl.LeastSquares(*data(2000)), np.zeros(D)
    rates = np.geomspace(1e-5, 1e-2, 64)
    epochs = 1 if m == 1 else 20
    both = medians(
        9,
        lambda: sl.sweep(problem, start, lr=rates, batch_size=m, epochs=epochs),
        lambda: sl.descend(problem, start, lr=rates[0], batch_size=m, epochs=epochs),
    )
    ms = [1e3 * seconds for seconds in both]
    return Figure(f"sweep of 64 rates, m = {m}, against one run", *ms, "ms", "ratio", 4)


def imports():
    """Measure `import sgdlab` in fresh processes."""

    def of(module):
        return lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True)

    ours, peer = medians(9, of("sgdlab"), of("numpy"))
    return Figure("import sgdlab, against import numpy", ours, peer, "s", "more", 0.1)


def measure():
    """Return the figures of this part."""
    return [*map(update, SIZES), sweep(1), sweep(32), imports()]
