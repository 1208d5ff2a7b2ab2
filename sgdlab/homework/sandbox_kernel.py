"""One kernel and what is said to it: runs inside the sandbox.

Only zmq is needed: jupyter_client would cost 0.3 s at each start.
"""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

from . import sandbox_wire
from .sandbox_outputs import Outputs

START = 30  # seconds for a kernel to say that it is there
GRACE = 2  # seconds from an interrupt to the end by force
LATE = 1  # seconds that outputs may come after the reply
WAIT = 0.1
BATCH = 200
MESSAGE = 128 << 20


class Kernel:
    """A kernel in a process of its own; `ready()` waits until it answers.

    `watch()` is asked ten times a second and says True where the kernel must be ended at once:
    also while it starts, since an earlier one may have left files that this one runs.
    """

    def __init__(self, folder: Path, number: int, watch):
        self._watch = watch
        self._key = secrets.token_hex(16)
        self._channels = sandbox_wire.places(folder, number)
        said = {f"{name}_port": port for name, (_, port) in self._channels.items()}
        place = folder / f"kernel-{number}.json"
        ipc = sys.platform != "win32"
        said |= {"transport": "ipc" if ipc else "tcp", "key": self._key}
        said |= {"ip": str(folder / f"k{number}") if ipc else "127.0.0.1"}
        said |= {"signature_scheme": "hmac-sha256", "kernel_name": ""}
        place.write_text(json.dumps(said), encoding="utf-8")
        quiet = ("--HistoryManager.enabled=False", "--log-level=50")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ipykernel_launcher", "-f", str(place), *quiet],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"JPY_PARENT_PID": str(os.getpid())} if ipc else None,
        )
        self._sockets: dict = {}

    def ready(self, end: float) -> bool:
        """Say whether the kernel answers, on both channels, before the time `end`."""
        self._connect()
        return self._answers(min(end, time.monotonic() + START))

    def _answers(self, end: float) -> bool:
        asked: set[str] = set()
        answered = heard = False
        while not (answered and heard):
            if not self.alive() or time.monotonic() > end or self._watch():
                return False
            asked.add(self._send("kernel_info_request", {}))  # again: the first were not heard
            for channel, _, parent, _ in self._receive():
                answered |= channel == "shell" and parent in asked
                heard |= channel == "iopub" and parent in asked
        return True

    def _connect(self) -> None:
        import zmq  # here, so that it is read while the kernel starts

        context = zmq.Context.instance()
        for name, kind in (("shell", zmq.DEALER), ("iopub", zmq.SUB)):
            link = context.socket(kind)
            link.linger = 0
            link.rcvhwm = 50
            link.reconnect_ivl = 10  # ms
            link.maxmsgsize = MESSAGE
            link.connect(self._channels[name][0])
            self._sockets[name] = link
        self._sockets["iopub"].subscribe(b"")

    def _send(self, kind: str, content: dict) -> str:
        name, frames = sandbox_wire.frames(kind, content, self._key)
        self._sockets["shell"].send_multipart(frames)
        return name

    def _receive(self):
        """Yield (channel, kind, parent, content) of messages, for at most about WAIT seconds."""
        import zmq

        poller = zmq.Poller()
        for link in self._sockets.values():
            poller.register(link, zmq.POLLIN)
        waiting = dict(poller.poll(WAIT * 1000))
        for channel, link in self._sockets.items():
            for _ in range(BATCH if link in waiting else 0):
                try:
                    frames = link.recv_multipart(zmq.NOBLOCK)
                except zmq.Again:
                    break
                if message := sandbox_wire.message(frames):
                    yield channel, *message

    def execute(self, source: str, outputs: Outputs, limit: float, end: float) -> str:
        """Run one cell; return "ok", "error", "timeout", "stuck" (no end, no way in) or "dead".

        `limit` in seconds for this cell, `end` the time at which all must be over.
        """
        asked = {"silent": False, "store_history": True, "user_expressions": {}}
        asked |= {"code": source, "allow_stdin": False, "stop_on_error": False}
        name = self._send("execute_request", asked)
        deadline = min(time.monotonic() + limit, end)
        status, replied, idle, interrupted = "", None, False, None
        while not (replied and idle):
            for channel, kind, parent, content in self._receive():
                if parent != name:
                    continue
                if channel == "shell":
                    status, replied = sandbox_wire.status(content), time.monotonic()
                elif kind == "status":
                    idle = idle or b"idle" in content
                else:
                    outputs.add(kind, content)
            now = time.monotonic()
            if self._watch():
                return "dead"
            if replied and now > replied + LATE:  # messages were lost, or the way out is blocked
                outputs.cut = True
                if not self._answers(now + GRACE):
                    return "stuck" if interrupted else "dead"
                break
            if not replied and not self.alive():
                return "dead"
            if not replied and interrupted and now > interrupted + GRACE:
                return "stuck"
            if not replied and not interrupted and now > deadline:
                interrupted = now
                self._interrupt()
        return "timeout" if interrupted and status != "dead" else status

    def _interrupt(self) -> None:
        if sys.platform != "win32":  # there a child has no such signal: it is ended by force
            os.kill(self.process.pid, signal.SIGINT)

    def alive(self) -> bool:
        """Say whether the process lives; as process 1, bury what others left."""
        if os.getpid() == 1:
            while (dead := _next_dead()) and dead != self.process.pid:
                os.waitpid(dead, 0)
        return self.process.poll() is None

    def end(self) -> None:
        """End the kernel and what it started by force."""
        for link in self._sockets.values():
            link.close()
        if os.getpid() == 1:
            with contextlib.suppress(ProcessLookupError):  # there is nobody else
                os.kill(-1, signal.SIGKILL)
        else:
            _end_children(self.process.pid)
        self.process.wait()


def _next_dead() -> int:
    try:
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return 0
    return found.si_pid if found else 0


def _end_children(pid: int) -> None:
    import psutil  # it comes with ipykernel

    try:
        kernel = psutil.Process(pid)
        for process in [*kernel.children(recursive=True), kernel]:
            process.kill()
    except psutil.Error:
        pass
