"""The grading of a small class, as the command does it."""

import csv
import json
import threading

from sgdlab.homework import grading, release, running, sandbox, source
from sgdlab.homework.grading_course import Course
from sgdlab.homework.judging import Judge
from sgdlab.homework.kit import keys
from sgdlab.homework.kit.checks import MIME
from sgdlab.homework.merge import student_id
from sgdlab.homework.release import solved
from sgdlab.homework.sandbox_results import CellResult

from .desk import Process

LIMITS = running.Limits(10, 60)


def course(notebook, seed=7, box=None, limits=LIMITS):
    """Return the `Course` of a homework in the strongest sandbox there is."""
    pristine = source.parse(release.released(notebook), notebook.name)
    return Course(notebook, pristine, seed, box or sandbox.choose(unsafe=True), "0", limits)


def hand_in(folder, files):
    """Write submissions, {file name: a notebook's data, or bytes}."""
    for name, data in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return folder


def grade(made, place, out, **asked):
    """Grade a folder or zip and return the `Grading`."""
    run = grading.Grading(made, grading.Asked(place, out, **{"seed": 7, **asked}))
    run.run()
    return run


def rows(out):
    """Return the rows of the grades by student."""
    with open(out / "grades.csv", encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


class Plain:
    """A box without walls or kernel, for answers that do no harm: their cells run in one process.

    What a check showed is taken, and of all other cells what they said; each counts as run.
    """

    name, weak, lacks = "plain", False, ("It is none.",)

    def __init__(self):
        self._process, self._lock = Process(), threading.Lock()
        self.close = self._process.close

    def run(self, cells, **_):
        """Run the cells of one submission."""
        with self._lock:
            said = self._process.run(cells)
        found = [CellResult(name, (_output(said[name]),), "ok") for name, _ in cells]
        return sandbox.Outcome(tuple(found), 0.1, "")


def _output(said):
    if isinstance(said, str):
        return {"output_type": "stream", "name": "stdout", "text": said}
    return {"output_type": "display_data", "data": {MIME: said}, "metadata": {}}


class Oracle:
    """Stands for a sandbox where nothing is to be run: a solved answer shows what is right.

    `ran` counts its runs; `before` is called with each run's cells.
    """

    name, weak, lacks = "oracle", False, ("It is none.",)

    def __init__(self, notebook, seed=7, before=lambda cells: None):
        self.ran, self.seed, self.before, self.judge = 0, seed, before, Judge(notebook, seed)
        self._right = {cell["id"]: "".join(cell["source"]) for cell in solved(notebook)["cells"]}
        self._roles = {cell.id: cell for cell in notebook.cells}
        self._lock = threading.Lock()

    def run(self, cells, **_):
        """Show, for each check whose answers are the solution's, what is right."""
        self.before(cells)
        with self._lock:
            self.ran += 1
            return self._show(dict(cells))

    def _show(self, cells):
        (about,) = [text for name, text in cells.items() if self._role(name) == ("answer", "id")]
        variant = keys.variant("toy", student_id(about) or "nobody")
        verdicts, _ = self.judge.verdicts({}, variant)
        results = []
        for name in cells:
            role, question = self._role(name)
            own = [other for other in cells if self._role(other) == ("answer", question)]
            shown = ()
            if role == "check" and all(cells[n].strip() == self._right[n] for n in own):
                data = {MIME: verdicts[question]["reference"]}
                shown = ({"output_type": "display_data", "data": data, "metadata": {}},)
            results.append(CellResult(name, shown, "ok"))
        return sandbox.Outcome(tuple(results), 0.1, "")

    def _role(self, name):
        cell = self._roles.get(name)
        return (cell.role, cell.question) if cell else ("own", "")

    def close(self):
        """End its judge."""
        self.judge.close()
