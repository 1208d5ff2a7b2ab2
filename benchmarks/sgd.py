"""One epoch of linear regression against scikit-learn's compiled SGD and a loop in PyTorch."""

import sys
import warnings
from importlib.util import find_spec

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import SGDRegressor

import sgdlab as sl

from .figures import Figure, medians
from .numerics import D, data

N, LR = 10_000, 0.001
LIMITS = {32: 2.5, 128: 1.0, 1024: 1.0}  # batch size: times scikit-learn's fit


def fit(X, y):
    """Return a task: one fit of one epoch, whose squared error has a factor 1/2."""
    peer = SGDRegressor(
        max_iter=1, tol=None, penalty=None, fit_intercept=False, learning_rate="constant",
        eta0=2 * LR,
    )  # fmt: skip
    return lambda: peer.fit(X, y)


def epoch(problem, m):
    """Return a task: one epoch through `updates`, of which the last w is kept."""

    def run():
        for update in sl.updates(problem, np.zeros(D), sl.batches(problem.n, m, shuffle=0), LR):
            w = update.w
        return w

    return run


def torch_epoch(X, y, m):
    """Return a task: the same epoch as a usual PyTorch loop on the CPU."""
    import torch

    inputs, targets = torch.from_numpy(X), torch.from_numpy(y)

    def run():
        layer = torch.nn.Linear(D, 1, bias=False, dtype=torch.float64)
        torch.nn.init.zeros_(layer.weight)
        loss = torch.nn.MSELoss()
        optimizer = torch.optim.SGD(layer.parameters(), lr=LR)
        for batch in map(torch.from_numpy, sl.batches(len(X), m, shuffle=0)):
            optimizer.zero_grad()
            loss(layer(inputs[batch])[:, 0], targets[batch]).backward()
            optimizer.step()
        return layer.weight.detach().numpy()[0]

    return run


def against_scikit_learn(X, y):
    """Measure single runs, and 64 runs in lockstep for each one of them."""
    problem, start = sl.LeastSquares(X, y), np.zeros(D)
    many = {"batch_size": 1, "record": "epochs"}
    rates, seeds = np.geomspace(1e-5, LR, 64), range(64)
    tasks = {
        **{f"one epoch, m = {m}": (epoch(problem, m), 1, at) for m, at in LIMITS.items()},
        "64 rates in a sweep, m = 1, each": (
            lambda: sl.sweep(problem, start, lr=rates, **many), 64, 1.5,
        ),
        "64 seeds in a sweep, m = 1, each": (
            lambda: sl.sweep(problem, start, lr=LR, seeds=seeds, **many), 64, 3,
        ),
    }  # fmt: skip
    peer, *seconds = medians(7, fit(X, y), *(task for task, _, _ in tasks.values()))
    for (name, (_, runs, limit)), took in zip(tasks.items(), seconds, strict=True):
        ours = 1e3 * took / runs
        yield Figure(f"{name}, against SGDRegressor", ours, 1e3 * peer, "ms", "ratio", limit)


def against_torch(X, y):
    """Measure single runs of small batches, where PyTorch is installed."""
    if not find_spec("torch"):
        print("  PyTorch is not installed: its figures are left out.", file=sys.stderr)
        return
    problem = sl.LeastSquares(X, y)
    for m in (1, 32):
        ours, peer = epoch(problem, m), torch_epoch(X, y, m)
        if not np.allclose(ours(), peer(), rtol=1e-10):
            raise AssertionError("our epoch and PyTorch's do not agree")
        both = [1e3 * seconds for seconds in medians(3, ours, peer)]
        yield Figure(f"one epoch, m = {m}, against a PyTorch loop", *both, "ms", "faster", 10)


def measure():
    """Return the figures of this part."""
    X, y = data(N)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # one epoch is what is asked for
        return [*against_scikit_learn(X, y), *against_torch(X, y)]
