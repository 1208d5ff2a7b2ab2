"""Open the lessons in JupyterLab: the reader's copies, this interpreter, nothing asked outside."""

import importlib.util
import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from . import course, notebooks

# Defaults for JupyterLab (no news, no look for updates). They lie below the user's own settings:
# what the user has set wins, and nothing is written into the user's home.
CONFIG = Path(__file__).parent / "jupyter"


def lab(fresh: str | None = None, browser: bool = True, further: Sequence[str] = ()) -> int:
    """Open JupyterLab on the first lesson, or on a `fresh` copy of one; return its exit code.

    `further` goes on to JupyterLab. Raises FileNotFoundError where there are no lessons, ValueError
    for a lesson that does not exist, and ModuleNotFoundError without JupyterLab.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise ModuleNotFoundError(
            f"JupyterLab is not installed for {sys.executable}. Run `python start.py` in the "
            "course folder, or `python -m pip install jupyterlab`."
        )
    folder = course.find()
    page = course.fresh(folder, fresh) if fresh else course.copies(folder) / course.FIRST
    if not _served(folder):
        for copy in page.parent.glob("*.ipynb"):
            notebooks.rest(copy)
    return _wait(subprocess.Popen(command(folder, page, browser, further), env=environment(folder)))


def command(folder: Path, page: Path, browser: bool, further: Sequence[str]) -> list[str]:
    """Return the command that serves the course folder and opens `page`."""
    words = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    words.append(f"--LabApp.default_url=/lab/tree/{page.relative_to(folder).as_posix()}")
    if not browser:
        words.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--allow-root")  # in a container the reader is often root
    return [*words, *further]


def environment(folder: Path) -> dict[str, str]:
    """Return the server's environment: our defaults, and the course's own set of open tabs.

    In the lab's terminal `sgdlab` is found, whichever way the lab was started.
    """
    commands = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    paths = [str(CONFIG), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    tabs = folder / "my" / ".jupyterlab-workspaces"
    return {
        **os.environ,
        "PATH": os.pathsep.join(filter(None, commands)),
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths)),
        "JUPYTERLAB_WORKSPACES_DIR": os.environ.get("JUPYTERLAB_WORKSPACES_DIR", str(tabs)),
    }


def _served(folder: Path) -> bool:
    """Say whether another server has the course open: then its views may be alive."""
    from jupyter_core.paths import jupyter_runtime_dir

    for note in Path(jupyter_runtime_dir()).glob("jpserver-*.json"):
        try:
            server = json.loads(note.read_text(encoding="utf-8"))
            if folder.is_relative_to(Path(server["root_dir"]).resolve()):
                socket.create_connection(("127.0.0.1", server["port"]), timeout=1).close()
                return True
        except (OSError, ValueError, KeyError):
            continue  # the note of a server that is gone
    return False


def _wait(server: subprocess.Popen) -> int:
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:
            continue  # the server got it too, and asks whether to stop
