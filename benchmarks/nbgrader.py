"""The same answers graded by nbgrader, where it is installed: a peer of `sgdlab grade`."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'bench'\n"


def seconds(right, count):
    """Return nbgrader's seconds for one of `count` copies of a right notebook; None without it."""
    python = os.environ.get("NBGRADER") or sys.executable
    if "NBGRADER" not in os.environ and importlib.util.find_spec("nbgrader") is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
        data = json.dumps(_theirs(right))
        _put(place / "source" / "hw" / "hw.ipynb", data)
        _run(python, place, "generate_assignment", "hw", "--force")
        for number in range(count):
            _put(place / "submitted" / f"s{number}" / "hw" / "hw.ipynb", data)
        begun = time.perf_counter()
        _run(python, place, "autograde", "hw")
        return (time.perf_counter() - begun) / count


def _theirs(right):
    """Return the notebook with nbgrader's kinds of cells: answers, and tests worth points.

    Its tests are the check cells as in the lab: a wrong answer raises there, and costs the points.
    """
    cells = []
    for cell in right["cells"]:
        if cell["cell_type"] == "code":
            tags = cell["metadata"].get("tags", [])
            kind = next((tag.split(":")[0] for tag in tags), "")
            about = {"schema_version": 3, "grade_id": cell["id"], "task": False}
            about |= {"locked": kind != "answer", "solution": kind == "answer"}
            about |= {"grade": kind == "check"} | ({"points": 3} if kind == "check" else {})
            cell = cell | {"metadata": {"nbgrader": about}, "outputs": [], "execution_count": None}
        cells.append(cell)
    return right | {"cells": cells}


def _put(place, text):
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


def _run(python, place, *words):
    own = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    own["PATH"] = os.pathsep.join([str(Path(python).parent), own["PATH"]])  # it calls alembic
    done = subprocess.run(
        [python, "-m", "nbgrader", *words], cwd=place, env=own, capture_output=True, text=True
    )
    if done.returncode:
        raise ValueError(f"nbgrader {words[0]}: {done.stderr[-2000:]}")
