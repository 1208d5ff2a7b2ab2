"""What runs INSIDE the sandbox: it drives the kernels and tells the results, one line a cell.

It reads one line of JSON, the task, from its input, then waits there for the end of the grader. As
the first process of its process namespace it cannot be killed or stopped by what it runs, and all
ends with it. Nothing of sgdlab is needed but the files beside this one.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

from . import limits
from .sandbox_kernel import Kernel
from .sandbox_outputs import Outputs

RESTARTS = 6
FOLDERS = ("home", "tmp", "work", "run")


def main() -> None:
    """Do the one task that stands on standard input."""
    results = os.dup(1)  # the only way out; no child gets it
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    task = json.loads(sys.stdin.buffer.readline())
    limits.apply(**task["limits"])
    threading.Thread(target=_follow, daemon=True).start()
    box = Path(task["box"])
    for name in FOLDERS:
        (box / name).mkdir(exist_ok=True)
    os.chdir(box / "work")
    run = Run(task, lambda line: _write(results, line))
    run.all()
    _write(results, {"note": run.note})
    run.end()
    os._exit(0)  # nobody is waited for


def _follow() -> None:
    """End when the grader does: its end of the pipe closes."""
    while os.read(0, 1 << 16):
        pass
    if sys.platform != "win32" and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _write(pipe: int, line: dict) -> None:
    data = memoryview(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    while data:
        data = data[os.write(pipe, data) :]


class Run:
    """One submission: its cells in order, in as many kernels as it takes."""

    def __init__(self, task: dict, tell):
        self.cells = task["cells"]
        self.note = ""
        self._task, self._tell = task, tell
        self._end = time.monotonic() + task["seconds"]
        self._room = task["room"]
        self._harmful: set[int] = set()  # not run again
        self._started = 0
        self._kernel: Kernel | None = None

    def all(self) -> None:
        """Run every cell, tell each result once.

        A cell that kills its kernel or cannot be stopped costs no other cell: a new kernel runs
        the cells before it again, without it, and goes on.
        """
        for i, (name, source) in enumerate(self.cells):
            kernel = self._ready(i)
            if kernel is None:
                self._tell(_line(name, "not run"))
                continue
            began = time.monotonic()
            outputs = Outputs(max(0, min(self._task["output"], self._room)))
            status = self._execute(kernel, i, source, outputs)
            line = _line(name, status, time.monotonic() - began, outputs)
            self._room -= sum(map(len, line["outputs"]))
            self._tell(line)

    def end(self) -> None:
        """End the last kernel and what it started."""
        if self._kernel:
            self._kernel.end()

    def _execute(self, kernel: Kernel, i: int, source: str, outputs: Outputs) -> str:
        limit = self._task["seconds_per_cell"]
        status = kernel.execute(source, outputs, limit, self._end)
        if status in ("dead", "stuck", "timeout"):
            self._harmful.add(i)
        if status in ("dead", "stuck"):
            kernel.end()
            self._kernel = None
        return "timeout" if status == "stuck" else status

    def _ready(self, i: int) -> Kernel | None:
        """Return a kernel in which the harmless cells before `i` were run, or None."""
        if self._kernel and not self._kernel.alive():  # it died after its last cell was over
            self._harmful.add(i - 1)
            self.end()
            self._kernel = None
        while self._kernel is None:
            if time.monotonic() > self._end:
                self.note = self.note or f"The {self._task['seconds']:g} s of the run were over."
                return None
            if self._started > RESTARTS:
                self.note = self.note or f"The kernel died more than {RESTARTS} times."
                return None
            kernel = Kernel(Path(self._task["box"], "run"), self._started, self._too_much)
            self._started += 1
            if not kernel.ready(self._end):
                kernel.end()
                if time.monotonic() < self._end:
                    self.note = self.note or "A kernel did not start."
                continue
            self._kernel = kernel
            for j in range(i):
                if self._kernel and j not in self._harmful:
                    self._execute(kernel, j, self.cells[j][1], Outputs(0))
        if time.monotonic() > self._end:
            self.note = self.note or f"The {self._task['seconds']:g} s of the run were over."
            return None
        return self._kernel

    def _too_much(self) -> bool:
        """Say whether all processes together hold more memory than they may (own /proc only)."""
        if os.getpid() != 1 or memory() <= self._task["limits"]["memory"]:
            return False
        self.note = "All processes together took more memory than they may."
        return True


def memory() -> int:
    """Return the bytes that the processes of this sandbox hold for themselves alone."""
    pages = 0
    for place in Path("/proc").glob("[0-9]*/statm"):
        try:
            _, resident, shared, *_ = map(int, place.read_text().split())
        except (OSError, ValueError):
            continue  # it has ended
        pages += resident - shared
    return pages * os.sysconf("SC_PAGE_SIZE")


def _line(name: str, status: str, seconds: float = 0.0, outputs: Outputs | None = None) -> dict:
    encoded = outputs.encoded() if outputs else []
    cut = outputs.cut if outputs else False
    return {"id": name, "status": status, "seconds": seconds, "cut": cut, "outputs": encoded}
