"""How long a reader waits for Run All in each lesson."""

import tempfile
import time
from pathlib import Path

from sgdlab import course
from tests.browser.page import Notebook, opened
from tests.browser.server import ROOT, Server, copy_course

from .figures import Figure

# Seconds: 07 measures, 09 trains, 10 to 13 start a cluster.
PATIENCE = {"07-batch-size": 30, "09-neural-network": 30, "lecture": 30} | dict.fromkeys(
    ("10-parameter-server", "11-speedup", "12-stragglers-and-asynchrony", "13-at-scale"), 40
)


def measure():
    """Return the figures of this part: until the last cell has run and each picture is drawn."""
    found = []
    with tempfile.TemporaryDirectory() as name, opened() as context:
        place = Path(name)
        with Server(copy_course(place / "course"), place) as server:
            for path in course.pages(ROOT):
                lesson = path.stem
                notebook = Notebook(context, server, f"notebooks/{lesson}.ipynb")
                begun = time.perf_counter()
                notebook.run_all()
                took = time.perf_counter() - begun
                if trouble := notebook.trouble():
                    raise RuntimeError(f"Something went wrong in {lesson}: {trouble}")
                notebook.close()
                limit = PATIENCE.get(lesson, 10)
                found.append(Figure(f"Run All of {lesson}", took, None, "s", "most", limit))
    return found
