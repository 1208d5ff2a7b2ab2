"""How long a reader waits for Run All in each of the first lessons."""

import tempfile
import time
from pathlib import Path

from tests.browser.page import Notebook, opened
from tests.browser.server import Server, copy_course

from .figures import Figure

LESSONS = ("01-models-and-losses", "02-one-parameter", "03-many-parameters")


def measure():
    """Return the figures of this part: until the last cell has run and each picture is drawn."""
    found = []
    with tempfile.TemporaryDirectory() as name, opened() as context:
        place = Path(name)
        with Server(copy_course(place / "course"), place) as server:
            for lesson in LESSONS:
                notebook = Notebook(context, server, f"notebooks/{lesson}.ipynb")
                begun = time.perf_counter()
                notebook.run_all()
                took = time.perf_counter() - begun
                if trouble := notebook.trouble():
                    raise RuntimeError(f"Something went wrong in {lesson}: {trouble}")
                notebook.close()
                found.append(Figure(f"Run All of {lesson}", took, None, "s", "most", 10))
    return found
