"""A run of training that goes on epoch by epoch, and work in pieces that lets the kernel answer."""

import numpy as np

from ..batches import order, split
from ..descent import farthest, updates
from .study_run import kernel_loop

_PAUSE = 0.03  # seconds between two pieces: the kernel answers meanwhile, the eye follows


class NetworkRun:
    """A run of mini-batch SGD that is as long as was asked for so far.

    `w` (epochs + 1, d) and `loss` are lists, one entry for each epoch's end; `reason` is "" or a
    sentence: why there is no further epoch. It is the run of `descend(problem, w0, lr=lr,
    batch_size=m, shuffle=seed)` to the last bit.
    """

    def __init__(self, problem, w0, lr, m, seed):
        self.problem, self.lr, self.m, self.seed = problem, lr, m, seed
        self.w, self.loss, self.reason = [w0], [float(problem.loss(w0))], ""

    @property
    def epochs(self):
        """The number of epochs that were run."""
        return len(self.w) - 1

    def train(self):
        """Run one more epoch, unless the run has diverged."""
        batches = split(order(self.problem.n, self.epochs, self.seed), self.m)
        far = farthest(self.w[0])
        with np.errstate(all="ignore"):
            for update in updates(self.problem, self.w[-1], batches, self.lr):
                if not update.w.dot(update.w) <= far:  # also true for nan
                    self.reason = f"The run diverges in epoch {self.epochs + 1}: try a smaller lr."
                    return
            self.w.append(update.w)
            self.loss.append(float(self.problem.loss(update.w)))


class Pieces:
    """Calls `work()` again and again while it returns True; in between the kernel answers.

    Where there is no kernel, as in a script, all is done at once.
    """

    def __init__(self, work):
        self._work, self._waits = work, False

    def begin(self):
        """Go on working, unless that is under way."""
        if self._waits:
            return
        loop = kernel_loop()
        if loop is None:
            self._waits = True
            try:
                while self._work():
                    pass
            finally:
                self._waits = False
        else:
            self._wait(loop)

    def _wait(self, loop):
        self._waits = True
        loop.call_later(_PAUSE, self._turn, loop)

    def _turn(self, loop):
        self._waits = False
        if self._work():
            self._wait(loop)
