"""How much of an update's time goes into matrix products, measured on this computer.

Slide "Summary on SGD": matrix multiplication dominates each gradient update iteration. How far
that holds depends on the sizes.
"""

import statistics
import time
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from . import counts, validate
from .descent import step
from .problems import MLP

_SECONDS = 0.15  # for each of the two medians
_LEAST = 5


class Share(NamedTuple):
    """Median microseconds of one update with batches of `m`, and of its matrix products alone."""

    m: int
    update_us: float
    products_us: float

    @property
    def share(self):
        """The products' part of the update, about 0 to 1."""
        return self.products_us / self.update_us


def measure(sizes, batch_sizes=(1, 32, 1024), seed=0):
    """Return a tuple of `Share`, one for each batch size, of an MLP with layers of `sizes`.

    The update is one of `descend` on random inputs, the products are those of `counts.products`,
    on one thread. About a third of a second for each batch size.

    ValueError or TypeError for sizes that are none.

    >>> (found,) = measure((8, 4, 3), (2,))
    >>> found.m, 0 < found.products_us
    (2, True)
    """
    random = np.random.RandomState(validate.seed(seed))
    with threadpool_limits(1, user_api="blas"):
        return tuple(_share(counts.network(sizes, m), random) for m in batch_sizes)


def _share(cost, random):
    sizes = (cost.layers[0].inputs, *(layer.outputs for layer in cost.layers))
    n = max(cost.m, sizes[-1])  # every class is there
    X = random.standard_normal((n, sizes[0]))
    net = MLP(X, np.arange(n) % sizes[-1], sizes[1:-1])
    w, batch = net.initial(0), np.arange(cost.m)
    pairs = [
        (random.standard_normal((a, b)), random.standard_normal((b, c)))
        for a, b, c in counts.products(sizes, cost.m)
    ]
    update = _median(lambda: step(net, w, batch, 0.01))
    return Share(cost.m, update, _median(lambda: [A @ B for A, B in pairs]))


def _median(act):
    """The median time of `act` in microseconds, of as many calls as fit into `_SECONDS`."""
    act()
    times, end = [], time.perf_counter() + _SECONDS
    while len(times) < _LEAST or time.perf_counter() < end:
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return 1e6 * statistics.median(times)
