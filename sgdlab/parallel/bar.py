"""A line that tells how far a run is."""

import sys
import time

WIDTH = 30  # signs of the bar
PAUSE = 0.2  # seconds from one picture to the next


class ProgressBar:
    """Write how many updates are done and how long the rest will take: `train(progress=...)`.

    It is of its own, as this layer knows no other package. The line is written over and over in its
    place, in a terminal and in a notebook, to `file` (None: the standard output). A run that ends
    early leaves it as it was.

    >>> ProgressBar()(2, 8)
    [#######-----------------------] 2 of 8 updates
    """

    def __init__(self, file=None):
        self.file, self._begun, self._shown, self._long = file, None, 0.0, 0

    def __call__(self, done, total):
        now = time.monotonic()
        if self._begun is None or done <= self._begun[0]:  # a new run
            self._begun, self._shown = (done, now), -PAUSE
        if done < total and now - self._shown < PAUSE:
            return
        self._shown = now
        full = WIDTH * done // max(1, total)
        text = f"[{'#' * full}{'-' * (WIDTH - full)}] {done} of {total} updates"
        before, since = self._begun
        if before < done < total:
            text += f", {(now - since) * (total - done) / (done - before):.0f} s left"
        file = self.file or sys.stdout
        again = "\r" if self._long else ""
        file.write(f"{again}{text:{self._long}}" + "\n" * (done == total))
        file.flush()
        self._long = len(text) if done < total else 0
