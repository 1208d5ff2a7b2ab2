"""What the server writes down: the gradients that came, and the moves of w."""

from typing import NamedTuple

import numpy as np


class Entry(NamedTuple):
    """One gradient that reached the server, in the order of arrival, and whether it was used.

    `failed` marks one that was given up, since it could not be computed.
    """

    worker: int
    tick: int
    part: int
    version: int
    used: bool
    failed: bool = False


class Applied(NamedTuple):
    """One move of w: the new w (d,), the mean gradient (d,), the instances, the batch's number."""

    w: np.ndarray
    grad: np.ndarray
    instances: np.ndarray
    tick: int


def fixed(w):
    """Return a copy of `w` as floats that nobody can change: many hold it, and it is the run's."""
    w = np.array(w, dtype=float)
    w.flags.writeable = False
    return w


def move(w, sums, share, lr):
    """Return the new w (d,) and the mean gradient: `sums` added in their order, divided once.

    Nobody can change the new w: see `fixed`.
    """
    grad = sums[0] / float(share) if len(sums) == 1 else sums[0] + sums[1]
    for one in sums[2:]:
        grad += one
    if len(sums) > 1:
        grad /= float(share)
    new = lr * grad  # what came may be read-only, and who holds the old w keeps it
    np.subtract(w, new, out=new).flags.writeable = False
    return new, grad
