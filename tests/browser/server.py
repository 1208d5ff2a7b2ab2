"""A JupyterLab server of this interpreter, apart from everything that the user has."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat

from sgdlab import lab, notebooks

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = (
    *("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"),
    *("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "MPLCONFIGDIR"),
)
TOKEN = "tests"


def copy_course(place):
    """Copy the lessons and the data to the new folder `place`, as a reader has them; return it."""
    place.mkdir(parents=True)
    for folder in ("notebooks", "data"):
        ignored = shutil.ignore_patterns(".ipynb_checkpoints", "predictions*.json")
        shutil.copytree(ROOT / folder, place / folder, ignore=ignored)
    return place


def write(folder, sources):
    """Write a notebook of code cells to the new `folder` below the root; return its path there."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=notebooks.METADATA)
    folder.mkdir()
    nbformat.write(notebook, folder / "made.ipynb")
    return f"{folder.name}/made.ipynb"


class Server:
    """A JupyterLab on 127.0.0.1 for the folder `root`, with everything else of its own in `place`.

    Its `address` is known once it answers, within `patience` seconds. `command` starts it another
    way. Use it as a context: at the end it stops, its kernels with it.
    """

    def __init__(self, root, place, command=None, patience=60):
        self.root, self._log, self.address = root, place / "lab.log", None
        served = (f"--ServerApp.root_dir={root}", "--no-browser", *_as_root())
        self._command = command or (sys.executable, "-m", "jupyterlab", *served)
        self._patience = patience
        self._environment = lab.environment(root)
        for name in FOLDERS:
            folder = place / name.lower()
            folder.mkdir(parents=True, exist_ok=True)
            self._environment[name] = str(folder)
        self._notes = place / "jupyter_runtime_dir"

    def __enter__(self):
        words = (
            *("--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"),
            *(f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"),
        )
        with self._log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [*self._command, *words], env=self._environment, cwd=self.root,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        end = time.monotonic() + self._patience
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                self.__exit__()
                said = self._log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise RuntimeError(f"JupyterLab did not start within {self._patience} s: {said}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        try:
            self._ask("api/shutdown", "POST")  # the whole chain of processes ends with the last
            self._process.wait(15)
        except (OSError, TypeError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()

    def _answers(self):
        for note in self._notes.glob("jpserver-*.json"):
            try:
                self.address = json.loads(note.read_text(encoding="utf-8"))["url"]
                self._ask("api/status")
                return True
            except (OSError, ValueError, KeyError):
                continue  # not yet written, or not yet listening
        return False

    def _ask(self, path, method="GET"):
        known = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(self.address + path, method=method, headers=known)
        urllib.request.urlopen(request, timeout=5).close()


def _as_root():
    return ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
