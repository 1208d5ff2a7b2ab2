"""Each homework through the whole grading: its own solution has full marks, twelve of a class."""

import json
import random
from pathlib import Path

import pytest

from sgdlab.homework import release, source
from sgdlab.homework.judging import earned
from sgdlab.homework.solution import Solution

from . import crowd
from .grader import course, grade, hand_in, rows

SOURCES = sorted(
    (Path(__file__).resolve().parents[2] / "notebooks" / "homework" / "source").glob("*.ipynb")
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_what_the_solution_shows_has_full_marks_for_twenty_seeds(path):
    with Solution(source.read(path)) as solution:
        for seed in range(20):
            right = solution.judge({}, seed % 16, seed)
            shown = {name: one["reference"] for name, one in right.items()}
            again = solution.judge(shown, seed % 16, seed)
            assert {name: earned(one) for name, one in again.items()} == {
                name: one["points"] for name, one in right.items()
            }


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_few_of_a_class_are_graded_twice_with_equal_points(path, tmp_path):
    notebook = source.read(path)
    solved = release.solved(notebook)
    files = {"right.ipynb": solved, "stub.ipynb": release.released(notebook)}
    again = json.loads(json.dumps(solved))
    files["mixed.ipynb"] = crowd.mangled(again, random.Random(path.stem))
    subs = hand_in(tmp_path / "subs", files)
    tables = []
    for out in ("one", "two"):
        made = course(notebook)
        grade(made, subs, tmp_path / out, jobs=2)
        names = [*notebook.questions, "total", "out_of"]
        found = rows(tmp_path / out)
        tables.append({name: [row[column] for column in names] for name, row in found.items()})
    assert tables[0] == tables[1]
    essays = sum(cell.points for cell in notebook.of("essay"))
    whole = float(tables[0]["right"][-1])
    assert float(tables[0]["right"][-2]) == whole - essays and whole == sum(made.points.values())
    assert tables[0]["mixed"] == tables[0]["right"] and float(tables[0]["stub"][-2]) == 0
