"""The state of a run in a file, so that another process can go on from it.

The file is one npz: the arrays, and the rest as json text. It is written beside its place and then
put there, so that whoever reads finds the old one or the new one, never a half.
"""

import hashlib
import io
import json
import os
import threading
import zipfile
import zlib

import numpy as np

from .. import validate

FORMAT = 1
DATA = "X", "y", "labels"
BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, KeyError, EOFError, OSError,
          NotImplementedError, RuntimeError, TypeError)  # fmt: skip


class Checkpoint:
    """Where the state of `server` is kept, after every `every`-th update; `run` tells which run."""

    def __init__(self, path, every, run, server):
        self.path, self.every = path, validate.count("every", every)
        self.run, self.server, self._mine = run, server, None
        if not path.parent.is_dir():
            raise FileNotFoundError(f"there is no folder {path.parent} for the checkpoint.")
        if path.is_dir():
            raise IsADirectoryError(f"{path} is a folder; expected the name of a file in it.")

    def after(self, t, watch):
        """Keep the state after update `t`, if it is time."""
        if t % self.every == 0:
            self.save(watch)

    def save(self, watch):
        """Write the file. RuntimeError if it is not the one that was read or written last."""
        if _stamp(self.path) not in (None, self._mine):
            raise RuntimeError(
                f"another run has written {self.path} meanwhile; give each run a file of its own."
            )
        save(self.path, self.run, {"server": self.server.state(), "watch": watch.state()})
        self._mine = _stamp(self.path)

    def resume(self, watch):
        """Go on from the file, if there is one."""
        self._mine = _stamp(self.path)
        if self._mine:
            state = load(self.path, self.run)
            self.server.load(state["server"])
            watch.load(state["watch"])


def _stamp(path):
    """Return what tells a file from the one that is put in its place; None if there is none."""
    try:
        about = path.stat()
    except FileNotFoundError:
        return None
    return about.st_ino, about.st_mtime_ns, about.st_size


def save(path, run, state):
    """Write `state`, groups of plain values and arrays, as that of `run`, whole or not at all."""
    plain, arrays = {}, {}
    for group, values in state.items():
        plain[group] = {k: v for k, v in values.items() if not isinstance(v, np.ndarray)}
        arrays |= {f"{group}.{k}": v for k, v in values.items() if isinstance(v, np.ndarray)}
    about = json.dumps({"format": FORMAT, "run": run, "state": plain})
    whole = io.BytesIO()
    np.savez(whole, about=np.frombuffer(about.encode(), dtype=np.uint8), **arrays)
    beside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(whole.getbuffer())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def load(path, run):
    """Return the state in the file at `path`; ValueError if it is not whole, or not of `run`."""
    whole = io.BytesIO(path.read_bytes())
    try:
        with np.load(whole, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        about = json.loads(arrays.pop("about").tobytes().decode())
        written, theirs, state = about["format"], about["run"], about["state"]
    except BROKEN:
        raise ValueError(
            f"{path} is not a whole checkpoint; take another copy, or delete it to start anew."
        ) from None
    if written != FORMAT:
        raise ValueError(
            f"{path} has format {written}, this version of sgdlab reads format {FORMAT}; "
            "go on with the version that wrote it, or delete it to start anew."
        )
    if other := [name for name in run if theirs.get(name) != run[name]]:
        raise ValueError(
            f"{path} is a checkpoint of another run: its {other[0]} is {theirs.get(other[0])}, "
            f"not {run[other[0]]}. Take another file for this run."
        )
    for name, array in arrays.items():
        group, key = name.split(".")
        state[group][key] = array
    return state


def identity(problem, w0, lr, stream, policy, queue):
    """Return what tells a run from others, as plain values; not how long it goes on, or with whom.

    A rate that is a function, and a problem without arrays, are known by their names only.
    """
    data = [np.asarray(getattr(problem, name)) for name in DATA if hasattr(problem, name)]
    return {
        "problem": type(problem).__name__,
        "size": [problem.n, problem.d],
        "data": _digest(data),
        "w0": _digest([w0]),
        "lr": getattr(lr, "__qualname__", type(lr).__name__) if callable(lr) else float(lr),
        "batch_size": stream.batch_size,
        "parts": stream.parts,
        "shuffle": stream.shuffle,
        "policy": repr(policy),
        "queue": queue,
    }


def _digest(arrays):
    found = hashlib.blake2b(digest_size=8)
    for array in arrays:
        found.update(f"{array.dtype.str}{array.shape}".encode())
        found.update(np.ascontiguousarray(array).data.cast("B") if array.size else b"")
    return found.hexdigest()
