"""Twelve of a class, four of each homework, graded; two of each once more, in the sandbox.

That solutions have full marks for twenty seeds, and other ways to be right, `test_homeworks` holds.
"""

import json
import random
from pathlib import Path

import pytest

from sgdlab.homework import release, source

from . import damage
from .grader import Plain, course, grade, hand_in, rows

SOURCES = sorted(
    (Path(__file__).resolve().parents[2] / "notebooks" / "homework" / "source").glob("*.ipynb")
)


def class_of(notebook):
    """Return {file name: data}: right, right under a heap of changes, partly right, not begun."""
    solved, released = release.solved(notebook), release.released(notebook)
    mixed = damage.mangled(solved, random.Random(notebook.name))
    last = notebook.of("check")[-1].question
    partly = damage.blank(released, last)(json.loads(json.dumps(solved)), None)
    made = {"right": solved, "mixed": mixed, "partly": partly, "stub": released}
    return {f"{name}.ipynb": data for name, data in made.items()}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_four_of_a_class_are_graded_and_in_the_sandbox_with_equal_points(path, tmp_path):
    notebook = source.read(path)
    files, plain = class_of(notebook), Plain()
    again = {name: files[name] for name in ("mixed.ipynb", "partly.ipynb")}
    tables = []
    for out, handed, box, jobs in (("one", files, plain, 1), ("two", again, None, 2)):
        made = course(notebook, box=box)
        grade(made, hand_in(tmp_path / f"subs-{out}", handed), tmp_path / out, jobs=jobs)
        names = [*notebook.questions, "total", "out_of"]
        found = rows(tmp_path / out)
        tables.append({name: [row[column] for column in names] for name, row in found.items()})
    plain.close()
    assert tables[1] == {name: tables[0][name] for name in ("mixed", "partly")}
    essays = sum(cell.points for cell in notebook.of("essay"))
    whole, last = sum(made.points.values()), made.points[notebook.of("check")[-1].question]
    totals = {name: float(row[-2]) for name, row in tables[0].items()}
    right = whole - essays
    assert totals == {"right": right, "mixed": right, "partly": right - last, "stub": 0}
    assert {float(row[-1]) for row in tables[0].values()} == {whole}
