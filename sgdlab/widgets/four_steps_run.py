"""A run in the four steps of the parameter server, each number at hand; and two wrong rules."""

from typing import NamedTuple

import numpy as np

from ..batches import batches

RULES = {
    "right": "as the slide: the sum over m",
    "mean of means": "mean of the workers' means",
    "sum of means": "sum of the workers' means",
}


class Round(NamedTuple):
    """One update: `w` (d,) was read, `new` (d,) came of it, `serial` (d,) is what one process gets.

    `parts` are the instances of each worker, which may be none; `grads` (k, d) their gradients, and
    `sums` (P, d) what the workers submit; `lr` and `m` are the rate and the batch's size.
    """

    w: np.ndarray
    lr: float
    m: int
    parts: tuple
    grads: tuple
    sums: np.ndarray
    new: np.ndarray
    serial: np.ndarray

    @property
    def busy(self):
        """The numbers of the workers that have instances."""
        return [p for p, part in enumerate(self.parts) if len(part)]

    @property
    def equal(self):
        """Tell whether the update is that of one process, up to rounding."""
        return bool(np.allclose(self.new, self.serial, rtol=1e-12, atol=1e-12))


def rounds(problem, w0, lr, batch_size, workers, epochs, rule="right"):
    """Return the updates of a run, a tuple of `Round`; `rule` is one of RULES.

    Slide "Parameter server": distribute, compute, submit, update. The rules but "right" are
    mistakes: "sum of means" is that of a well-known example.

    >>> import sgdlab as sl
    >>> table = sl.LeastSquares(*sl.load("table")[:2])
    >>> [one.new.tolist() for one in rounds(table, (0, 0), 0.5, 2, 2, 1)]
    [[0.5, 1.0], [-0.25, 1.0]]
    """
    found, w = [], np.array(w0, dtype=float)
    for batch in batches(problem.n, batch_size, epochs):
        parts = tuple(np.array_split(batch, workers))
        grads = tuple(
            np.array([problem.grad_sum(w, part[k : k + 1]) for k in range(len(part))]).reshape(
                -1, problem.d
            )
            for part in parts
        )
        sums = np.array([problem.grad_sum(w, part) for part in parts])
        m, busy = len(batch), [p for p in range(workers) if len(parts[p])]
        serial = w - lr * (problem.grad_sum(w, batch) / m)
        if rule == "right":
            new = w - lr * (sum(sums[p] for p in busy) / m)
        else:
            means = [sums[p] / len(parts[p]) for p in busy]
            new = w - lr * (sum(means) / (len(busy) if rule == "mean of means" else 1))
        found.append(Round(w, lr, m, parts, grads, sums, new, serial))
        w = new
    return tuple(found)
