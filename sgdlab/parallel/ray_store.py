"""What goes through Ray's store of shared memory: the problem, and every w that is long."""

import numpy as np

from .ray_address import first_line
from .ray_cluster import MEMORY

INLINE = 100_000  # bytes; what is longer Ray stores anew for each call, unless it is put once


def put(ray, compute):
    """Put what computes the gradients, with its data; return the reference. TypeError if not."""
    try:
        return ray.put(compute)
    except Exception as error:  # Ray says it in many ways, at length
        raise TypeError(
            f"the problem cannot be sent to the workers: {first_line(error)} Keep open files, "
            "locks and connections out of it."
        ) from error


def memory(compute, server):
    """Return the bytes to take: the data twice, and what comes and goes until Ray clears up."""
    held = getattr(getattr(compute, "problem", compute), "__dict__", {}).values()
    data = sum(one.nbytes for one in held if isinstance(one, np.ndarray))
    second = min(1 << 30, 64 * (len(server.workers) + 1) * np.asarray(server.w).nbytes)
    return max(MEMORY, 2 * data + second)
