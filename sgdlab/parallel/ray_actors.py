"""What runs in Ray's processes: plain classes; `Host` is the actor that becomes one of them."""

import os
import platform
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from . import ray_cluster
from .records import move
from .timeline import now
from .work import Job


def here():
    """Return the name of the clock: this computer, since it was switched on."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    return f"{platform.node()} {boot.read_text(encoding='ascii').strip() if boot.exists() else ''}"


class Host:
    """A process: for one run a worker or a server, then perhaps another for the next."""

    def __init__(self):
        threadpool_limits(1)
        self._it = None

    def be(self, kind, refs=(), *further):
        """Become a `kind` made of what `refs` stand for and of `further` (None: nothing)."""
        self._it = kind and kind(*map(ray_cluster.library().get, refs), *further)
        return self.hello()

    def hello(self):
        """Return the computer, the process and the time there."""
        return here(), os.getpid(), now()

    def call(self, what, *vectors):
        """Return what the worker or server answers; `what` is its method and the plain arguments.

        In one: Ray packs each argument for itself, which takes longer than the message.
        """
        method, *args = what
        return getattr(self._it, method)(*args, *vectors)


class Worker:
    """Holds what computes the gradients, with the data in it; w and the instances come."""

    def __init__(self, compute):
        self._compute = compute

    def sum(self, tick, part, instances, w):
        """Return the SUM of the gradients at `w`, and (their number, its beginning, its end)."""
        began = now()
        total, count = self._compute(Job(0, tick, part, 0, w, instances))
        return total, (count, began, now())

    def sums(self, tick, part, instances, cuts, *pieces):
        """Do the same with w in pieces; the sum comes in pieces too."""
        w = np.concatenate(pieces)
        w.flags.writeable = False  # as one that comes whole
        total, rest = self.sum(tick, part, instances, w)
        return *np.split(total, cuts), rest


class Shard:
    """A server of a piece of w: it moves it and gives it out."""

    def __init__(self, piece, version):
        self._w, self._version = piece, version

    def move(self, version, share, lr, *sums):
        """Move the piece from `version` on by `sums`; return it, the mean gradient, its square."""
        if version != self._version:
            raise RuntimeError(f"the shard is at version {self._version}, not at {version}.")
        self._w, grad = move(self._w, sums, share, lr)
        self._version += 1
        return self._w, grad, float(self._w @ self._w)
