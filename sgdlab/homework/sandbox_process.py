"""One run of the runner in its sandbox, from outside: start, feed, read, end for certain."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path, PurePosixPath

from . import sandbox_walls
from .sandbox_results import CellResult, Reader, text

RUNNER = (
    *("inside.py", "limits.py", "sandbox_filter.py"),
    *("sandbox_kernel.py", "sandbox_outputs.py", "sandbox_wire.py"),
)
START = "import sys; sys.path.insert(0, sys.argv[1]); from runner import inside; inside.main()"
TASKS = 128  # processes and threads of one submission
SPARE = 10  # seconds beyond a run's own limit, after which the runner itself is ended
WORDS = 2000  # bytes kept of what the walls say
KEPT = ("LD_LIBRARY_PATH", "SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT")  # Python may need them


def run(kind: str, task: dict, files: dict[str, str]) -> tuple[dict[str, CellResult], str]:
    """Run one task in a sandbox of this kind; return the results by cell id and a note or ""."""
    folder = Path(tempfile.mkdtemp(prefix="sgdlab-"))
    try:
        given = folder / "given"
        _write(given, files)
        box = str(given) if kind == "limits" else sandbox_walls.BOX
        program = [sys.executable, "-I", "-c", START, box]
        walls = None if kind == "limits" else getattr(sandbox_walls, kind)
        command = walls(folder, program) if walls else program
        limits = task["limits"] | _rights(kind, given)
        return _run(command, task | {"box": box, "limits": limits}, environment(box))
    finally:
        with contextlib.suppress(OSError, RecursionError):  # what it left may be too deep
            shutil.rmtree(folder, ignore_errors=True)


def _write(given: Path, files: dict[str, str]) -> None:
    own = {f"runner/{name}": Path(__file__).with_name(name) for name in RUNNER}
    texts = {"runner/__init__.py": ""}
    texts |= {name: place.read_text(encoding="utf-8") for name, place in own.items()}
    for name, source in (files | texts).items():
        place = PurePosixPath(name)
        if place.is_absolute() or ".." in place.parts or "\\" in name or ":" in name:
            raise ValueError(f'A file for the sandbox is called {name!r}: expected "lib/name.py".')
        given.joinpath(*place.parts).parent.mkdir(parents=True, exist_ok=True)
        given.joinpath(*place.parts).write_text(source, encoding="utf-8", newline="\n")
    for place in (given, *given.rglob("*")):
        place.chmod(0o755 if place.is_dir() else 0o644)


def _rights(kind: str, given: Path) -> dict:
    """Return who the runner becomes, and how many processes and threads that user may have."""
    if sys.platform == "win32":
        return {"tasks": None, "user": None, "alone": False}
    user = sandbox_walls.user()
    if kind == "limits" and user is not None:
        user = user if _handed_over(given, user) else None
    tasks = TASKS if user is not None else _tasks()
    return {"tasks": tasks, "user": user, "alone": kind != "limits"}


def _handed_over(given: Path, user: int) -> bool:
    """Give the folder to the user that root becomes, where that user can read Python at all."""
    if not (_public(Path(sys.prefix)) and _public(Path(sys.base_prefix))):
        return False
    try:
        os.chown(given, user, user)
    except OSError:  # a root without that right
        return False
    given.parent.chmod(0o711)
    return True


def _public(place: Path) -> bool:
    return all(each.stat().st_mode & 0o001 for each in (place, *place.resolve().parents))


def _tasks() -> int | None:
    """Return TASKS more than this user has now: older systems count them all together."""
    if sys.platform != "linux":
        return None
    count = TASKS
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if place.stat().st_uid == os.geteuid():
                count += len(os.listdir(place / "task"))
    return count


def environment(box: str) -> dict[str, str]:
    """Return all that a submission finds in its environment: nothing of the grader's own."""
    home = str(Path(box, "home"))
    settings = {name: os.environ[name] for name in KEPT if name in os.environ}
    settings |= {"PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"])}
    settings |= dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), home)
    settings |= dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(Path(box, "tmp")))
    settings |= dict.fromkeys(("USER", "LOGNAME", "USERNAME"), "student")
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        settings[name] = str(Path(home, name.lower()))
    settings |= {"MPLCONFIGDIR": str(Path(home, "matplotlib")), "JUPYTER_PLATFORM_DIRS": "1"}
    settings |= {"PYTHONPATH": str(Path(box, "lib")), "PYTHONDONTWRITEBYTECODE": "1"}
    settings |= {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0", "LANG": "C.UTF-8"}
    settings |= {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return settings | dict.fromkeys(threads, "1")


def _run(command: list[str], task: dict, settings: dict) -> tuple[dict[str, CellResult], str]:
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=settings,
        start_new_session=True,
    )
    names = [name for name, _ in task["cells"]]
    reader = Reader(process.stdout, names, task["output"], task["room"])
    words = _Words(process.stderr)
    feeder = threading.Thread(target=_feed, args=(process.stdin, task), daemon=True)
    try:
        for thread in (reader, words, feeder):
            thread.start()
        late = _wait(process, task["seconds"] + SPARE)
    finally:
        _end(process)
    for thread in (reader, words, feeder):
        thread.join(2)
    return reader.cells, _note(reader, words, process.returncode, late)


def _feed(pipe, task: dict) -> None:
    with contextlib.suppress(OSError, ValueError):
        pipe.write(json.dumps(task).encode("utf-8") + b"\n")
        pipe.flush()  # and it stays open: its end is the sign that the grader is gone


def _wait(process: subprocess.Popen, seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


def _end(process: subprocess.Popen) -> None:
    """End the sandbox with all that is in it. Behind walls its first process takes all along."""
    others = _descendants(process.pid) if process.poll() is None else []
    with contextlib.suppress(OSError):
        process.stdin.close()
    if sys.platform != "win32":
        _wait(process, 2)
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    for other in others:
        with contextlib.suppress(Exception):  # psutil has its own for one that is gone
            other.kill()
    process.wait()


def _descendants(pid: int) -> list:
    import psutil  # it comes with ipykernel

    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


class _Words(threading.Thread):
    """Keeps the first words that are said on standard error and lets the rest go by."""

    def __init__(self, pipe):
        super().__init__(daemon=True)
        self.kept = b""
        self._pipe = pipe

    def run(self) -> None:
        while chunk := self._pipe.read1(WORDS):
            self.kept = (self.kept + chunk)[:WORDS]
        self._pipe.close()


def _note(reader: Reader, words: _Words, code: int, late: bool) -> str:
    if reader.complete or reader.note:
        return reader.note
    if late:
        return "The run did not end in its time and was ended from outside."
    said = text(words.kept.decode("utf-8", "replace")).strip().splitlines()
    return f"The run ended early: {said[-1] if said else f'exit code {code}'}."
