"""The mark of a right answer: no damage around it changes it, nor the file it comes in.

A mark depends on what runs and on the seed alone. What runs is the same, `test_merge` holds; here
it is run, by the kit, and judged.
"""

import json
import random
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgdlab.homework import grading_one
from sgdlab.homework.judging import Judge
from sgdlab.homework.submissions import find

from . import damage
from .grader import Plain, course
from .toy import TOY, solved

NAMES = (
    "{}.ipynb", "{}/toy.ipynb", "{}/my work/x.IPYNB", "{}_LATE_12_345_toy-2.ipynb",
    "{}_12_assignsubmission_file_/{}.ipynb", "{}_12_345_all.zip",
)  # fmt: skip
WORDS = st.text(
    st.characters(exclude_characters="/\\:*?\"<>|_.", exclude_categories=["C", "Z"]),
    min_size=1, max_size=20,
)  # fmt: skip


@pytest.fixture(scope="module")
def made():
    box = Plain()
    with Judge(TOY, 7) as judge:
        yield course(TOY, box=box), judge
    box.close()


def marks(made, folder):
    """Return the points of the one submission in a folder."""
    (submission,) = find(folder, "toy")
    merged = grading_one.prepare(made[0], submission)
    result, _ = grading_one.grade(*made, submission, merged)
    return {name: one["points"] for name, one in result["questions"].items()}


def write(place, data):
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.suffix == ".zip":
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("my/toy (1).ipynb", data)
    else:
        place.write_text(data, encoding="utf-8")


@given(st.integers(0, 2**32), st.sampled_from(NAMES), WORDS)
def test_no_damage_around_a_right_answer_and_no_name_changes_its_mark(made, seed, name, word):
    data = json.dumps(damage.mangled(solved(), random.Random(seed)))
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder, name.format(word, word)), data)
        assert marks(made, folder) == {"q1": 2, "q2": 3, "q3": None}


def test_these_marks_can_be_lost(made, tmp_path):
    data = solved()
    for cell in damage.tagged(data, "answer:q2"):
        cell["source"] = ["def grad(w, x, y):\n    return (w @ x - y) * x"]
    write(tmp_path / "a.ipynb", json.dumps(data))
    assert marks(made, tmp_path) == {"q1": 2, "q2": 0, "q3": None}
