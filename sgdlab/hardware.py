"""The same gradient on one core, on several and on a GPU: what this computer has and what it lacks.

Slide "Parallel Mini-batch SGD on GPU or a multi-core machine": the gradient of a batch is two
products with the matrix of its instances, and a product can be shared out by rows. Nothing of a
problem changes for that. The BLAS library below NumPy has threads of its own, and PyTorch, where
it is installed, computes with tensors on the processor or on a GPU.
"""

import os
import statistics
import time
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
from threadpoolctl import ThreadpoolController

from . import arrays, validate
from .problems import LeastSquares, Softmax

# How far a result may be from NumPy's on one thread: sums in another order round differently.
TOLERANCE = {"float64": 1e-10, "float32": 1e-4}
_TIMES = 7
_SECONDS = 0.25  # for each line of the result, if _TIMES would take longer


class Timing(NamedTuple):
    """One place and the median time of a gradient there.

    `threads` is None where nobody says how many work (a GPU, a BLAS library that cannot be asked).
    `difference` is the largest difference of the gradient from NumPy's on one thread, as a part of
    its largest component; it must be within `tolerance`, that of the place's precision.
    """

    where: str
    threads: int | None
    milliseconds: float
    difference: float
    tolerance: float


def measure(n=10_000, d=400, classes=10, seed=0):
    """Return a tuple of `Timing`: the gradient over `n` instances in each place this computer has.

    With `classes` the problem is `Softmax`: that many products of the matrix X (n, d) and a vector
    at once. `classes` None takes `LeastSquares`, a single one, for which the memory is the limit:
    threads help little. First comes NumPy on one thread, which the others are compared with; then
    2, 4, 8, ... threads up to the number of cores; then PyTorch, if it is installed: on the
    processor, on a GPU in float64 (where that has it) and in float32. A clock stops when the GPU
    is done.

    Takes about a second, longer where PyTorch must be loaded first, and 32 n d bytes of memory.
    TypeError or ValueError for n, d, classes or a seed that are none.

    >>> first, *others = measure(n=100, d=3)
    >>> first.where, first.difference, all(t.difference <= t.tolerance for t in others)
    ('NumPy', 0.0, True)
    """
    classes = classes if classes is None else validate.count("classes", classes, least=2)
    n, d = validate.count("n", n, least=classes or 1), validate.count("d", d)
    kind, X, y = _data(n, d, classes, validate.seed(seed))
    problem = kind(X, y)
    w, batch = problem.initial(seed), np.arange(n)
    expected, timings, blas = None, [], _blas()
    for threads in _counts(blas, cores()):
        with blas.limit(limits=threads):
            gradient, milliseconds = _timed(problem, w, batch)
        expected = gradient if expected is None else expected
        timings.append(_timing("NumPy", threads, milliseconds, gradient, expected, "float64"))
    del problem
    torch, _ = _torch()
    for device, precision in _places(torch):
        put = {"dtype": getattr(torch, precision), "device": device}
        there = kind(torch.asarray(X, **put), y)
        done = None if device == "cpu" else getattr(torch, device).synchronize
        gradient, milliseconds = _timed(there, torch.asarray(w, **put), batch, done)
        threads = torch.get_num_threads() if device == "cpu" else None
        where = f"PyTorch, {'processor' if device == 'cpu' else f'GPU, {precision}'}"
        timings.append(_timing(where, threads, milliseconds, gradient, expected, precision))
    return tuple(timings)


def missing():
    """Return a tuple of sentences: what this computer lacks for a whole `measure`; () if nothing.

    >>> all(sentence.endswith(".") for sentence in missing())
    True
    """
    found = []
    if cores() == 1:
        found.append("This computer lends one core: there is no second thread to compare with.")
    if not _blas():
        found.append(
            "The threads of this NumPy cannot be set (Apple's Accelerate lets nobody): it is timed "
            "as it is."
        )
    torch, why = _torch()
    device, why = (None, why) if torch is None else _gpu(torch)
    return (*found, *([] if device else [why]))


def cores():
    """Return how many cores this program may use."""
    if hasattr(os, "sched_getaffinity"):  # Linux: a program may be given fewer than there are
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _data(n, d, classes, seed):
    random = np.random.RandomState(seed)
    X = random.standard_normal((n, d))
    if classes is None:
        return LeastSquares, X, random.standard_normal(n)
    return Softmax, X, np.arange(n) % classes


def _blas():
    return ThreadpoolController().select(user_api="blas")


def _counts(blas, most):
    """1, 2, 4, ... and `most` threads, as far as BLAS takes them: it is built for so many."""
    if not blas:
        return [None]
    with blas.limit(limits=most):
        most = min(most, max(library["num_threads"] for library in blas.info()))
    return sorted({most, *(2**i for i in range(most.bit_length()))})


def _torch():
    """PyTorch, or None and the sentence why it is not there."""
    if find_spec("torch") is None:
        return None, (
            "PyTorch is not installed, so no GPU is measured; `python -m pip install torch` brings "
            "it (some gigabytes)."
        )
    try:
        import torch
    except Exception as error:  # a broken installation: libraries of the system that are missing
        return None, f"PyTorch is installed but cannot be loaded ({error}); no GPU is measured."
    return torch, ""


def _gpu(torch):
    """The GPU that PyTorch can use, or None and the sentence why there is none."""
    names = ("cuda", "mps")
    there = (torch.cuda.is_available(), torch.backends.mps.is_available())
    for name in (name for name, found in zip(names, there, strict=True) if found):
        try:
            torch.ones(1, device=name).sum().item()
        except RuntimeError as error:  # one this PyTorch was not built for, or one that is full
            return None, f"PyTorch finds a GPU but cannot use it ({str(error).splitlines()[0]})."
        return name, ""
    return None, "PyTorch finds no GPU here."


def _places(torch):
    """Pairs (device, precision) to measure; Apple's GPUs have no float64."""
    if torch is None:
        return
    yield "cpu", "float64"
    device, _ = _gpu(torch)
    if device == "cuda":
        yield device, "float64"
    if device:
        yield device, "float32"


def _timed(problem, w, batch, done=None):
    """The gradient, and the median time in milliseconds of some runs after one that warms up.

    `done` waits until a GPU has done all that it was given.
    """
    times, end = [], time.perf_counter() + _SECONDS
    while len(times) <= 3 or (len(times) <= _TIMES and time.perf_counter() < end):
        start = time.perf_counter()
        gradient = problem.grad_sum(w, batch)
        if done:
            done()
        times.append(1000 * (time.perf_counter() - start))
    return gradient, statistics.median(times[1:])


def _timing(where, threads, milliseconds, gradient, expected, precision):
    gradient = np.asarray(arrays.home(gradient), dtype=float)
    difference = float(np.abs(gradient - expected).max() / np.abs(expected).max())
    return Timing(where, threads, milliseconds, difference, TOLERANCE[precision])
