"""Start a Ray cluster on this computer or join one, and leave no trace. Only here Ray is imported.

Three things that Ray does on its own are mended. JupyterLab brings a package (rfc3987-syntax) that
compiles a grammar when it is imported, and every process of Ray imports it, for nothing: here none
does. Ray's messages come in a folder that it never clears: here it goes with the cluster. And the
first start on a cold disk may fail (Ray issue 65983): it is tried once more.
"""

import atexit
import contextlib
import importlib.util
import os
import re
import secrets
import socket
import sys
import threading

from . import ray_folder

MEMORY = 400 << 20  # bytes of shared memory; Ray alone would take 30 % of the computer's
PATIENCE = 5  # seconds until an address that does not answer is given up
MISSING = (
    "Ray cannot be imported here. No wheels exist for Macs with an Intel processor or for Windows "
    "on ARM; elsewhere `python -m pip install ray` brings it. on=Virtual() and on=Threads() train "
    "without it."
)
_SLOW = "rfc3987_syntax"
_STUB = 'raise ImportError("left out: it takes seconds, and Ray does not use it")\n'
_lock = threading.RLock()


class ClusterError(RuntimeError):
    """No cluster could be started or reached."""


class _Held:
    """The cluster of this process: address, folder if we started it, runs on it, idle workers."""

    address, folder, runs, idle, token = None, None, 0, (), ""


_held = _Held()


def library():
    """Return Ray itself. Raises ModuleNotFoundError with what to do where there is none."""
    if "ray" not in sys.modules:  # what is set later Ray does not see
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    with _quick():
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
        if _held.address is not None:
            library().shutdown()
            ray_folder.clear(_held.folder)
            _held.address = _held.folder = None
            _held.runs, _held.idle = 0, ()


atexit.register(_end)


def _start(ray, address, workers, memory):
    quiet = {"log_to_driver": False, "logging_level": "ERROR"}
    if address == "local":
        cores = min(os.cpu_count() or 1, max(2, workers))  # Ray starts a process for each
        own = {"num_cpus": cores, "object_store_memory": memory, "include_dashboard": False}
        _own_token()
        for attempt in (1, 2):
            folder = ray_folder.new()
            try:
                with _quick(folder):
                    ray.init("local", _temp_dir=str(folder), **own, **quiet)
                break
            except BaseException as error:
                word = ray_folder.last_word(folder)
                ray.shutdown()
                ray_folder.clear(folder)
                if not isinstance(error, Exception):
                    raise
                if attempt == 2:
                    raise ClusterError(
                        f"Ray did not start, tried twice. It says: {word or _first_line(error)}"
                    ) from error
    else:
        folder = None
        _answers(address)
        _forget_token(ray)
        try:
            with _quick():
                ray.init(address, **quiet)
        except Exception as error:
            ray.shutdown()
            raise ClusterError(
                f"no Ray cluster could be joined at {address!r}: {_first_line(error)} "
                'Ray(address="local") starts one on this computer.'
            ) from error
    _held.address, _held.folder, _held.idle = address, folder, []
    with contextlib.suppress(Exception):  # what died and was replaced is no news to the reader
        from ray._private import worker

        worker.print_to_stdstream = lambda data, ignore_prefix: None


@contextlib.contextmanager
def _quick(folder=None):
    """Leave out the slow import here and, where a folder is given, in the processes begun there."""
    hidden = _SLOW not in sys.modules
    if hidden:
        sys.modules[_SLOW] = None
    before = os.environ.get("PYTHONPATH")
    if folder:
        place = folder / "quick"
        place.mkdir()
        (place / f"{_SLOW}.py").write_text(_STUB, encoding="utf-8")
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(place), before]))
    try:
        yield
    finally:
        if hidden:
            sys.modules.pop(_SLOW, None)
        if folder:
            os.environ.pop("PYTHONPATH")
            if before is not None:
                os.environ["PYTHONPATH"] = before


_TOKEN = ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN")


def _own_token():
    """Lock our cluster to others on this computer, without Ray's file in the user's home."""
    if not any(name.startswith("RAY_AUTH") for name in os.environ):
        os.environ.update(zip(_TOKEN, ("token", secrets.token_hex(32)), strict=True))
        _held.token = os.environ["RAY_AUTH_TOKEN"]
        _read_again()


def _forget_token(ray):
    """Take back our own token: another cluster has another."""
    if os.environ.get("RAY_AUTH_TOKEN") == _held.token:
        for name in _TOKEN:
            os.environ.pop(name)
        _read_again()


def _read_again():
    with contextlib.suppress(Exception):  # Ray keeps what it read of the environment
        from ray._raylet import AuthenticationTokenLoader, Config

        Config.initialize("")
        AuthenticationTokenLoader.instance().reset_cache()


def _answers(address):
    """Refuse an address at which nobody answers: Ray itself might end the process."""
    where = os.environ.get("RAY_ADDRESS", "") if address == "auto" else address
    found = re.fullmatch(r"(?:ray://)?\[?([^/\]]+)\]?:(\d+)", where)
    if not found:
        if address != "auto":
            raise ClusterError(
                f'the address is {address!r}; expected "local", "auto", "host:port" or '
                '"ray://host:port".'
            )
        return
    try:
        socket.create_connection((found[1], int(found[2])), timeout=PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise ClusterError(
            f"nobody answers at {where} ({_first_line(error)}). Is the cluster up, and is the "
            "port right: 6379 for host:port, 10001 for ray://host:port?"
        ) from error
    if where.startswith("ray://") and importlib.util.find_spec("grpc") is None:
        raise ClusterError(
            f"{where} needs grpcio: `python -m pip install grpcio`. Or run the script on the "
            'cluster by `ray job submit`, with Ray("auto").'
        )


def _first_line(error):
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
