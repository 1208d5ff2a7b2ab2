"""Start a Ray cluster on this computer or join one, and leave no trace. Only here Ray is imported.

Three things that Ray does on its own are mended: a slow import (`ray_environment`); a folder of
messages that it never clears, which here goes with the cluster (`ray_folder`); and the first start
on a cold disk, which may fail (Ray issue 65983): it is tried once more.
"""

import atexit
import contextlib
import os
import sys
import threading

from . import ray_address, ray_environment, ray_folder
from .ray_address import ClusterError, first_line

MEMORY = 400 << 20  # bytes of shared memory; Ray alone would take 30 % of the computer's
MISSING = (
    "Ray cannot be imported here. No wheels exist for Macs with an Intel processor or for Windows "
    "on ARM; elsewhere `python -m pip install ray` brings it. on=Virtual() and on=Threads() train "
    "without it."
)
_QUIET = {"log_to_driver": False, "logging_level": "ERROR"}
_lock = threading.RLock()


class _Held:
    """The cluster of this process: address, folder if we started it, runs on it, idle workers."""

    address, folder, runs, idle, token, keeper = None, None, 0, (), "", None


_held = _Held()


def library():
    """Return Ray itself. Raises ModuleNotFoundError with what to do where there is none."""
    if "ray" not in sys.modules:  # what is set later Ray does not see
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        os.environ.setdefault("RAY_IGNORE_UNHANDLED_ERRORS", "1")  # they come back to us
    with ray_environment.quick():
        try:
            import ray
        except ImportError as error:
            raise ModuleNotFoundError(MISSING, name="ray") from error
    return ray


@contextlib.contextmanager
def using(address="local", workers=2, memory=MEMORY):
    """Give Ray, with a cluster at `address`; it is started where needed and stays for the next run.

    "local" is a cluster of its own on this computer, "auto" the one that runs here already,
    "host:port" or "ray://host:port" one elsewhere. A Ray that was begun before by `ray.init` is
    taken as it is.
    """
    ray = library()
    with _lock:
        if _held.address is not None and not ray.is_initialized():  # somebody else ended it
            _end()
        if _held.address is None and not ray.is_initialized():
            _start(ray, address, workers, memory)
        elif _held.address not in (None, address):
            if _held.runs:
                raise ClusterError(
                    f"a run on the cluster {_held.address!r} is under way in this process; "
                    f"wait for its end before you go to {address!r}."
                )
            stop()
            _start(ray, address, workers, memory)
        _held.runs += 1
    try:
        yield ray
    finally:
        with _lock:
            _held.runs -= 1


def stop():
    """End the cluster that was started here, or leave the one that was joined; its folder goes.

    Without it the end of Python does the same.
    """
    with _lock:
        if _held.address is None:
            return
        if _held.runs:
            raise ClusterError("a run is under way on the cluster; stop it when that has ended.")
        _end()


def folder():
    """Return the folder of our own cluster, or None."""
    return _held.folder


def idle():
    """Return the list of workers that wait for a run; None on a cluster that others started."""
    return _held.idle if _held.folder else None


def _end():
    with _lock:
        if _held.address is None:
            return
        folder, _held.address, _held.folder = _held.folder, None, None
        _held.idle = ()  # each run that is under way takes itself off `runs`
        try:
            library().shutdown()
        finally:  # whoever ends Python may lose patience
            ray_folder.clear(folder)
            ray_folder.dismiss(_held.keeper)


atexit.register(_end)


def _start(ray, address, workers, memory):
    """Start a cluster, or join the one at `address`, and note that we hold it."""
    folder = _begin(ray, workers, memory) if address == "local" else _join(ray, address)
    _held.address, _held.folder, _held.idle = address, folder, []
    _held.keeper = ray_folder.keeper(folder) if folder else None
    _hush()


def _begin(ray, workers, memory):
    """Begin a cluster of our own, tried twice; return its folder."""
    cores = min(os.cpu_count() or 1, max(2, workers))  # Ray starts a process for each
    own = {"num_cpus": cores, "object_store_memory": memory, "include_dashboard": False}
    _held.token = ray_environment.lock() or _held.token
    _read_again()
    for attempt in (1, 2):
        folder = ray_folder.new()
        try:
            with ray_environment.quick(folder):
                ray.init("local", _temp_dir=str(folder), **own, **_QUIET)
            return folder
        except BaseException as error:
            word = ray_folder.last_word(folder)
            ray.shutdown()
            ray_folder.clear(folder)
            if not isinstance(error, Exception):
                raise
            if attempt == 2:
                raise ClusterError(
                    f"Ray did not start, tried twice. It says: {word or first_line(error)}"
                ) from error


def _join(ray, address):
    """Join the cluster at `address`; it has no folder of ours."""
    ray_address.check(address)
    ray_environment.unlock(_held.token)
    _read_again()
    try:
        with ray_environment.quick():
            ray.init(address, **_QUIET)
    except Exception as error:
        ray.shutdown()
        raise ClusterError(
            f"no Ray cluster could be joined at {address!r}: {first_line(error)} "
            'Ray(address="local") starts one on this computer.'
        ) from error


def _hush():
    with contextlib.suppress(Exception):  # what died and was replaced is no news to the reader
        from ray._private import worker

        worker.print_to_stdstream = lambda data, ignore_prefix: None


def _read_again():
    with contextlib.suppress(Exception):  # Ray keeps what it read of the environment
        from ray._raylet import AuthenticationTokenLoader, Config

        Config.initialize("")
        AuthenticationTokenLoader.instance().reset_cache()
