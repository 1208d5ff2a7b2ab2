"""`sgdlab check`: what it says, its exit code, and names that are wrong."""

import json

import pytest

from .student import RIGHT, edited, handed_in, sgdlab


def test_check_says_what_stands_and_what_was_changed(released):
    own = released / "my" / "toy.ipynb"
    own.parent.mkdir(exist_ok=True)
    given = json.loads((released / "notebooks" / "homework" / "toy.ipynb").read_text("utf-8"))
    data = edited(given, grad=RIGHT, hand="first = 8 - rate * 6")
    data["cells"] = [cell for cell in data["cells"] if cell["id"] != "toy-07-check"]
    data["cells"][-2]["source"].append("pass\n")
    own.write_text(json.dumps(data), "utf-8")
    answer = sgdlab(released, "check", "toy")
    assert answer.stdout.startswith("toy.ipynb, saved ") and answer.stderr == ""
    assert "q1: its check cell is gone. Grading puts it back." in answer.stdout
    assert "q2: its check cell was changed. Grading puts the given one back." in answer.stdout


@pytest.mark.parametrize(("name", "code"), [("stale", 0), ("dead", 1)])
def test_the_exit_code_tells_and_a_dead_kernel_is_not_waited_for(released, tmp_path, name, code):
    given = json.loads((released / "notebooks" / "homework" / "toy.ipynb").read_text("utf-8"))
    (tmp_path / "mine.ipynb").write_text(json.dumps(handed_in(given)[name]), "utf-8")
    answer = sgdlab(tmp_path, "check", "mine.ipynb", "--limit", "600", timeout=120)
    assert answer.returncode == code, answer.stdout
    assert ("The kernel died in this cell" in answer.stdout) == (name == "dead")


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("hw9", "'hw9' is no homework; there is toy."),
        ("none.ipynb", "none.ipynb is not there. Is it in another folder?"),
        ("notebooks/00-start.ipynb", "00-start is no notebook."),
    ],
)
def test_a_wrong_name_is_told_in_a_sentence(released, word, sentence):
    answer = sgdlab(released, "check", word)
    assert (answer.returncode, answer.stdout) == (2, "") and sentence in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_course_can_check_its_own_solution(released):
    answer = sgdlab(released, "check", "notebooks/homework/solutions/toy.ipynb")
    assert answer.returncode == 0 and "5 of 5 points pass" in answer.stdout, answer.stderr
