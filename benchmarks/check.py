"""`sgdlab check hw1` on a finished homework, cold: a new process each time.

The floor is the same notebook run by nbclient in a new process: a kernel, the cells, and no word
about them.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sgdlab.homework import release

from .figures import Figure

ROUNDS = 5
FLOOR = """\
import sys
sys.modules.setdefault("rfc3987_syntax", None)  # nbformat waits for its grammar; neither needs it
import nbclient, nbformat
nbclient.NotebookClient(nbformat.read(sys.argv[1], as_version=4), timeout=60).execute()
"""


def measure(notebook):
    """Return the figures of a check of a source's solution, handed in by a student with an id."""
    data = release.solved(notebook)
    for cell in data["cells"]:
        if cell["metadata"].get("tags", [""])[0] == "answer:id":
            cell["source"] = ['student = "ada"']
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"{notebook.name}.ipynb"
        path.write_text(json.dumps(data), encoding="utf-8")
        ours, floor = _medians(["-m", "sgdlab", "check", str(path)], ["-c", FLOOR, str(path)])
    return [
        Figure(f"sgdlab check {notebook.name}, finished, cold", ours, None, "s", "most", 5),
        Figure("sgdlab check against nbclient's bare run", ours, floor, "s", "ratio", 2),
    ]


def _medians(*tasks):
    """Return the median seconds of commands that take turns, each run once before for the disk."""
    seconds = [[] for _ in tasks]
    for turn in range(ROUNDS + 1):
        for words, kept in zip(tasks, seconds, strict=True):
            begun = time.perf_counter()
            done = subprocess.run([sys.executable, *words], capture_output=True, encoding="utf-8")
            if done.returncode:
                raise ValueError(f"{words[:3]} ended with {done.returncode}: {done.stdout[-2000:]}")
            kept += [time.perf_counter() - begun] * bool(turn)
    return [statistics.median(kept) for kept in seconds]
