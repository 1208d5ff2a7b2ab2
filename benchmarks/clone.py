"""From a fresh clone to an open lesson, with the packages in the installer's cache; and again."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.browser.page import Notebook, opened
from tests.browser.server import ROOT, Server

from .figures import Figure

START = (sys.executable, "start.py", "--no-browser", "--")


def measure():
    """Return the figures of this part. What is not committed is not in the clone."""
    with tempfile.TemporaryDirectory() as name, opened() as context:
        place, course = Path(name), Path(name) / "course"
        begun = time.perf_counter()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(course)], check=True)
        first = _opened(context, course, place / "first", begun)
        second = _opened(context, course, place / "second", time.perf_counter())
    return [
        Figure("fresh clone to an open lesson, warm package cache", first, None, "s", "most", 45),
        Figure("second start to the server's answer", second, None, "s", "most", 5),
    ]


def _opened(context, course, place, begun):
    """Return the seconds since `begun` until the lesson is on the page (at first), or served."""
    place.mkdir()
    with Server(course, place, START, patience=600) as server:
        took = time.perf_counter() - begun
        notebook = Notebook(context, server, "my/00-start.ipynb")
        on_page = time.perf_counter() - begun
        notebook.close()
    return on_page if place.name == "first" else took
