"""NumPy's products on one thread while runs are under way, however many at once."""

import contextlib
import threading

from threadpoolctl import threadpool_limits

_lock = threading.Lock()
_held = {"runs": 0, "limits": None}


@contextlib.contextmanager
def one_thread():
    """Keep one BLAS thread until the last run that asked for it has ended.

    The limit belongs to the process. If every run put back what it had found, the first to end
    would take it from the others, and the last would leave it for ever.
    """
    with _lock:
        if not _held["runs"]:
            _held["limits"] = threadpool_limits(1)
        _held["runs"] += 1
    try:
        yield
    finally:
        with _lock:
            _held["runs"] -= 1
            if not _held["runs"]:
                _held["limits"].restore_original_limits()
