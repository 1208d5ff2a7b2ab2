"""The sandbox that a submission is run in: which there are, what each cannot do, and one run.

A submission is hostile until it is graded. It gets a process, a folder and a home of its own, an
environment without a name or a token, limits on memory, time, files and processes, and on Linux
walls: it sees Python and the system's programs, and no file, network or process beyond.
"""

import contextlib
import functools
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from . import sandbox_filter, sandbox_process
from .sandbox_results import CellResult

SEES = "A submission can see what machine, system and Python this is, and where Python lies."
READS = "A submission can read every file that you can read: solutions, other submissions, keys."
WRITES = "A submission can change or delete your files and fill your disk."
TALKS = "A submission can talk to other programs of your account on this machine."
NETWORK = "A submission can use the network: it can send away what it reads."
REMAINS = "A process that a submission starts in a session of its own may go on after the run."
MEMORY = "The limit on memory counts for each process of a submission, not for all together."
CALLS = "On this processor system calls are not filtered: memory can be taken past the limit."
UNLIMITED = "A submission can take all memory, fill the disk and start any number of processes."
UBUNTU = "This Ubuntu keeps ordinary users from making one until"
INSTALL = {
    "bubblewrap": "`sudo apt install bubblewrap` or `sudo dnf install bubblewrap` brings it.",
    "unshare": "The package util-linux brings it.",
}
ELSEWHERE = "Grade on Linux: on a Mac in a virtual machine, on Windows in WSL2."


class Outcome(NamedTuple):
    """What one run gave: a result for each cell in order, seconds, and a sentence or ""."""

    cells: tuple[CellResult, ...]
    seconds: float
    note: str


class Box(NamedTuple):
    """A kind of sandbox, and in sentences what it does not stop; `run` starts a fresh one."""

    name: str
    lacks: tuple[str, ...]

    @property
    def weak(self) -> bool:
        """Say whether it has no walls."""
        return self.name == "limits"

    def run(
        self,
        cells: Iterable[tuple[str, str]],
        *,
        seconds_per_cell: float = 30,
        seconds: float = 60,
        extra_files: dict[str, str] | None = None,
        memory: int = 3 << 30,
        output: int = 1 << 20,
    ) -> Outcome:
        """Run one submission, cells (id, source), in a fresh kernel.

        `extra_files` {"lib/name.py": text} are there read-only, and `lib` is on Python's path.
        `memory` in bytes, `output` in bytes of JSON for each cell and eight times that in all. A
        cell that kills the kernel or never ends costs no other: a new kernel runs the cells before
        it again. Never raises because of what a submission does.
        """
        cells = [(str(name), str(source)) for name, source in cells]
        if len({name for name, _ in cells}) < len(cells):
            raise ValueError("Two cells have the same id; each needs its own to get its result.")
        task = _task(cells, seconds_per_cell, seconds, memory, output)
        began = time.perf_counter()
        found, note = sandbox_process.run(self.name, task, extra_files or {})
        results = tuple(found.get(name, CellResult(name)) for name, _ in cells)
        return Outcome(results, time.perf_counter() - began, note)


def _task(cells: list, seconds_per_cell: float, seconds: float, memory: int, output: int) -> dict:
    return {
        "cells": cells,
        "seconds_per_cell": seconds_per_cell,
        "seconds": seconds,
        "output": output,
        "room": 8 * output,
        "limits": {"memory": memory, "seconds": seconds},
    }


def kinds() -> tuple[Box, ...]:
    """Return the kinds of sandbox that work on this machine, the strongest first."""
    lacks = (SEES,) if sandbox_filter.available() else (SEES, CALLS)
    strong = [Box(name, lacks) for name in ("bubblewrap", "unshare") if not fault(name)]
    return (*strong, Box("limits", _weakness()))


def choose(kind: str | None = None, unsafe: bool = False) -> Box:
    """Return the strongest sandbox there is, or the one named.

    Raises ValueError in words for one that does not work here, and for "limits" without `unsafe`.
    """
    found = {each.name: each for each in kinds()}
    name = kind or next(iter(found))
    if name not in ("bubblewrap", "unshare", "limits"):
        raise ValueError(f'The sandbox {kind!r} is not known: "bubblewrap", "unshare" or "limits".')
    if name not in found:
        raise ValueError(f"The sandbox {name} does not work here. {fault(name)}")
    if found[name].weak and not unsafe:
        missing = "" if kind else f"No sandbox works here. {fault('bubblewrap')} "
        says = " ".join(found[name].lacks)
        raise ValueError(f"{missing}With limits only: {says} To grade all the same, add --unsafe.")
    return found[name]


def _weakness() -> tuple[str, ...]:
    if sandbox_filter.available():
        return (READS, WRITES, TALKS, MEMORY)
    memory = MEMORY if sys.platform == "linux" else UNLIMITED
    return (READS, WRITES, TALKS, NETWORK, REMAINS, memory)


@functools.cache
def fault(name: str) -> str:
    """Return why a sandbox with walls does not work here and what to do; "" where it works."""
    if sys.platform != "linux":
        return f"It is made for Linux. {ELSEWHERE}"
    try:
        _, note = sandbox_process.run(name, _task([], 10, 10, 3 << 30, 1 << 10), {})
    except FileNotFoundError as error:
        return f"{Path(error.filename).name} is missing. {INSTALL[name]}"
    return f"{note} {_refused()}" if note else ""


def _refused() -> str:
    place = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
    with contextlib.suppress(OSError):
        if place.read_text(encoding="utf-8").strip() == "1":
            return f"{UBUNTU} `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`."
    return "In a container, start that one with --privileged."
