"""A study in a thread of its own, which the kernel hears of in its own thread."""

import asyncio
import contextvars
import threading
import time

from .. import study

_OFTEN = 0.1  # seconds between two reports


def kernel_loop():
    """Return the event loop of the kernel; None where there is none, as in a script."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


class _Stopped(Exception):
    """The reader stopped the run."""


class StudyRun(threading.Thread):
    """A study in a thread of its own; what it has to say, the kernel's own thread hears."""

    def __init__(self, plan, progressed, ended):
        super().__init__(daemon=True)
        self.plan, self.progressed, self.ended = plan, progressed, ended
        self.stopped = threading.Event()
        self.begun = self.told = time.monotonic()
        self.context = contextvars.copy_context()  # the kernel's: whom to answer
        self.loop = kernel_loop()

    def run(self):
        found = error = None
        try:
            found = study.measure(self.plan, progress=self.heard)
        except _Stopped:
            pass
        except Exception as caught:
            error = caught
        self.tell(self.ended, found, error, time.monotonic() - self.begun)

    def heard(self, done, total):
        """Stop if that was asked; else move the bar, not too often."""
        if self.stopped.is_set():
            raise _Stopped
        now = time.monotonic()
        if now - self.told >= _OFTEN:
            self.told = now
            self.tell(self.progressed, done / total)

    def tell(self, hear, *what):
        if self.loop is None or self.loop.is_closed():  # the page that asked is gone
            hear(self, *what)
        else:
            self.loop.call_soon_threadsafe(hear, self, *what, context=self.context.copy())
