"""A student's check; then a class of 64 graded twice, by the command: rows, time, memory.

The memory is the grader's own peak, shared libraries included, without the kernels and solutions,
which are processes beside it: VmHWM on Linux, for `ru_maxrss` of RUSAGE_SELF counts there what the
process was before it began (a copy of this one); `ru_maxrss` on macOS; 0 on Windows.

Where nbgrader is installed (in this Python, or in that of $NBGRADER) it grades the same answers by
the same check cells, which raise where an answer is wrong; without a sandbox, drawn inputs of its
own, a solution to compare with, or pages for students.
"""

import csv
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sgdlab.homework import source
from tests.homework import crowd
from tests.homework.grader import hand_in

from . import check, nbgrader
from .figures import Figure

COUNT, ALONE = 64, 8
NAME = "hw1"
ROOT = Path(__file__).resolve().parent.parent
GRADER = """\
import re, sys
from sgdlab import cli
code = cli.main(sys.argv[1:])
if sys.platform == "linux":
    with open("/proc/self/status") as file:
        print("memory", 1024 * int(re.search(r"VmHWM:\\s*(\\d+) kB", file.read())[1]))
elif sys.platform == "darwin":
    import resource
    print("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(code)
"""


def measure():
    """Return the figures of this part. Raises ValueError where a mark is not as it must be."""
    path = ROOT / "notebooks" / "homework" / "source" / f"{NAME}.ipynb"
    notebook = source.read(path)
    checked = check.measure(notebook)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        crew = crowd.made(notebook, COUNT)
        subs = hand_in(place / "subs", {file: data for file, data, _ in crew})
        _, memory = _grade(path, subs, place / "one", "--jobs", "2", "--limit", "10")
        _grade(path, subs, place / "two", "--jobs", "2", "--limit", "10")
        _same(crew, place / "one", place / "two", notebook)
        right = crew[0][1]
        alone = {f"s{n}_{n}_{n}_{NAME}.ipynb": right for n in range(ALONE)}
        alone = hand_in(place / "alone", alone)
        started, _ = _grade(path, hand_in(place / "none", {"x.ipynb": b""}), place / "zero")
        one, _ = _grade(path, alone, place / "jobs1")
        two, _ = _grade(path, alone, place / "jobs2", "--jobs", "2")
        peer = nbgrader.seconds(json.loads(right), ALONE)
    each = (one - started) / ALONE
    found = [
        *checked,
        Figure("one submission on one job, its computing included", each, None, "s", "most", 2.5),
        Figure("300 on two jobs", 300 * (two - started) / ALONE / 60, None, "min", "most", 10),
        Figure("the grader's own memory", memory / 1e6, None, "MB", "most", 300),
    ]
    if peer is not None:  # the whole command on both sides, its start included
        for words, took, rule, limit in (
            (f"each of {ALONE} against nbgrader, one job", one, "ratio", 1.5),
            ("the same on two jobs; it has no second", two, "faster", 1),
        ):
            found.append(Figure(words, took / ALONE, peer, "s", rule, limit))
    return found


def _grade(path, subs, out, *more):
    """Grade by the command; return its seconds and its memory in bytes."""
    words = ["grade", str(path), str(subs), "--out", str(out), "--seed", "7", *more]
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", GRADER, *words], capture_output=True, encoding="utf-8", cwd=ROOT
    )
    took = time.perf_counter() - begun
    if done.returncode:
        raise ValueError(f"sgdlab grade ended with {done.returncode}: {done.stderr}")
    return took, int(done.stdout.partition("memory ")[2] or 0)


def _same(crew, one, two, notebook):
    """Raise ValueError where two gradings differ, or right answers did not get all points."""
    tables = [_rows(place, notebook.questions) for place in (one, two)]
    if different := [name for name in tables[0] if tables[0][name] != tables[1][name]]:
        raise ValueError(f"two gradings differ for {different}.")
    full = tables[0]["right0"]
    costs = {"nothing": lambda row: row == full, "all": lambda row: not any(map(_number, row))}
    for file, _, cost in crew:
        name = file.split("_")[0]
        if cost in costs and not costs[cost](tables[0][name]):
            raise ValueError(f"{name} must cost {cost}, and has {tables[0][name]} of {full}.")


def _number(text):
    return float(text or 0)


def _rows(place, questions):
    with open(place / "grades.csv", encoding="utf-8-sig", newline="") as file:
        return {
            row["student"]: [row[name] for name in [*questions, "total"]]
            for row in csv.DictReader(file)
        }
