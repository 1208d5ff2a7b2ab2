"""What a student hears: `sgdlab check`, and plain `pytest --nbval` with and without the plug-in."""

import copy
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sgdlab.homework import packing, release, releasing, source, stubs

from .conftest import notebook

ROOT = Path(__file__).resolve().parent.parent.parent
RIGHT = "def grad(w, x, y):\n    return [2 * (w[0] * x[0] + w[1] * x[1] - y) * one for one in x]"
HALF = "def grad(w, x, y):\n    return (w @ x - y) * x"
RATE = "rate = hw.pick([k / 16 for k in range(1, 17)])\n"
ADDED = {
    "cell_type": "code", "id": "own", "metadata": {}, "source": "import time\ntime.time()",
    "execution_count": 1, "outputs": [{"output_type": "stream", "name": "stdout", "text": "5"}],
}  # fmt: skip


def edited(given, **sources):
    """Return a notebook with other texts in the cells of these ids (`grad` for toy-08-grad)."""
    made = copy.deepcopy(given)
    for cell in made["cells"]:
        for word, text in sources.items():
            if cell["id"].endswith(f"-{word}"):
                cell["source"] = text
    return made


def handed_in(given):
    """Return notebooks as students leave them, by name."""
    given = edited(given, id='# id: your answer\nstudent = "ada"')
    right = edited(given, grad=RIGHT, hand="first = 8 - rate * 6")
    found = {
        "untouched": given,
        "nobody": edited(given, id="student = 12345"),
        "right": right,
        "half": edited(given, grad=HALF, hand="first = 8 + rate * 6"),
        "dead": edited(right, grad="import os\nos._exit(0)"),
        "endless": edited(right, grad="while True:\n    pass"),
        "broken": edited(right, grad="def grad(w, x, y)\n    return 1"),
        "package": edited(right, grad="import sgdlab as sl\ngrad = sl.LeastSquares"),
        "written": edited(right, why="It points uphill."),
    }
    skipped = copy.deepcopy(found["half"])
    for cell in skipped["cells"]:
        if cell["metadata"].get("tags", [""])[0].startswith("check"):
            cell["source"] = ["# NBVAL_SKIP\n", *cell["source"]]
            cell["metadata"]["tags"].append("raises-exception")
    stale = copy.deepcopy(right)
    stale["metadata"]["kernelspec"]["name"] = "of-another-computer"
    error = {"output_type": "error", "ename": "NotYet", "evalue": "q2", "traceback": ["old"]}
    for cell in stale["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"execution_count": 3, "outputs": [error]}
    stale["cells"].insert(3, ADDED)
    return found | {"skipped": skipped, "stale": stale}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with one released homework."""
    root = tmp_path_factory.mktemp("course")
    own = root / "notebooks" / "homework" / "source"
    own.mkdir(parents=True)
    (root / "notebooks" / "00-start.ipynb").write_text("{}", "utf-8")
    (own / "toy.ipynb").write_text(json.dumps(notebook()), "utf-8")
    shutil.copy(ROOT / "notebooks" / "homework" / "pytest.ini", own.parent)
    return root


@pytest.fixture(scope="module")
def released(course):
    answer = sgdlab(course, "release", "toy", "--out", str(course / "dist"))
    assert answer.returncode == 0, answer.stderr
    return course


def sgdlab(folder, *words):
    """Run a command of ours in a folder."""
    command = [sys.executable, "-m", "sgdlab", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def told(released, tmp_path_factory):
    """What plain pytest says of all those notebooks at once, by name."""
    folder = tmp_path_factory.mktemp("handed")
    given = json.loads((released / "notebooks" / "homework" / "toy.ipynb").read_text("utf-8"))
    for name, data in handed_in(given).items():
        (folder / f"{name}.ipynb").write_text(json.dumps(data), "utf-8")
    answer = nbval(folder, "--nbval-cell-timeout=3")
    assert answer.returncode == 1
    found = re.split(r"=+ (\w+)\.ipynb, saved .* ago =+\n", answer.stdout.split("short test")[0])
    return dict(zip(found[1::2], found[2::2], strict=True)) | {"all": answer.stdout}


def nbval(folder, *words):
    """Run plain pytest on the notebooks of a folder."""
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", *words]
    command += ["-p", "no:cacheprovider", "--rootdir=.", "-c", "none.ini"]
    (folder / "none.ini").write_text("[pytest]\n", "utf-8")
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")


PASSES, NOT_YET, NOT_RIGHT = "passes its public checks", "not answered yet", "not right yet"


@pytest.mark.parametrize(
    ("name", "q1", "q2", "points"),
    [
        ("untouched", NOT_YET, NOT_YET, 0),
        ("right", PASSES, PASSES, 5),
        ("half", NOT_RIGHT, NOT_RIGHT, 0),
        ("dead", PASSES, "not run: the kernel died in a cell above.", 2),
        ("endless", PASSES, NOT_RIGHT, 2),
        ("broken", PASSES, NOT_RIGHT, 2),
        ("package", PASSES, NOT_RIGHT, 2),
        ("skipped", NOT_RIGHT, NOT_RIGHT, 0),
        ("stale", PASSES, PASSES, 5),
    ],
)
def test_each_question_has_its_state(told, name, q1, q2, points):
    lines = [re.sub(" +", " ", line) for line in told[name].splitlines()]
    assert f"q1 (2 points) {q1}" in lines and f"q2 (3 points) {q2}" in lines
    assert f"{points} of 5 points pass their public checks." in lines


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("half", "  - the next w: You went uphill."),
        ("half", "  - elsewhere: Differentiate the square: where does its 2 go?"),
        ("dead", "toy-08-grad: The kernel died in this cell: was it ended, or was no memory left?"),
        ("endless", "toy-08-grad: This cell ran longer than 3 seconds: does a loop never end?"),
        ("endless", "  - name 'grad' is not defined: run the answer cell above first."),
        ("broken", "SyntaxError: expected ':'"),
        ("package", "sgdlab.LeastSquares is closed in a homework: this function is the question."),
        ("untouched", "q3 (2 points)      not answered yet"),
        ("nobody", "no id yet: type it into the first answer cell, in quotes."),
        ("written", "q3 (2 points)      answered; marked by hand"),
    ],
)
def test_a_sentence_says_why(told, name, sentence):
    assert sentence in told[name]


def test_failures_have_the_questions_name_and_no_colours(told):
    assert "half.ipynb::q2 (3 points)" in told["all"] and "\x1b" not in told["all"]
    assert "Traceback" not in told["all"]


def test_bare_nbval_says_the_same_less_briefly(released):
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "notebooks/homework/toy.ipynb", "-p",
         "no:sgdlab", "-p", "no:cacheprovider"],
        cwd=released, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert answer.returncode == 1 and "2 failed, 5 passed" in answer.stdout
    assert "q2 (3 points): not answered yet\n  - replace the ... in the cell above" in answer.stdout


def test_a_release_fails_in_check_cells_only_and_says_not_answered_yet(told):
    failed = re.findall(r"FAILED untouched\.ipynb::(.*?) - (.*)", told["all"])
    assert failed == [
        ("q1 (2 points)", "q1 (2 points): not answered yet"),
        ("q2 (3 points)", "q2 (3 points): not answered yet"),
    ]


def test_the_solution_passes_strict_nbval_twice(released):
    folder = released / "notebooks" / "homework" / "solutions"
    text = (folder / "toy.ipynb").read_text("utf-8")
    assert "passes its public checks" in text  # a stored output, which is compared
    for _ in range(2):
        assert nbval(folder).returncode == 0
    broken = json.loads(text)
    broken["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "other"}]
    (folder / "toy.ipynb").write_text(json.dumps(broken), "utf-8")
    assert nbval(folder).returncode == 1
    (folder / "toy.ipynb").write_text(text, "utf-8", newline="\n")


# the command


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


@pytest.mark.parametrize("passes", [True, False])
def test_the_exit_code_tells_whether_every_check_passes(released, tmp_path, passes):
    given = json.loads((released / "notebooks" / "homework" / "toy.ipynb").read_text("utf-8"))
    own = {"id": 'student = "ada"', "hand": "first = 8 - rate * 6"}
    data = edited(given, grad=RIGHT if passes else HALF, **own)
    (tmp_path / "mine.ipynb").write_text(json.dumps(data), "utf-8")
    answer = sgdlab(tmp_path, "check", "mine.ipynb")
    assert answer.returncode == (0 if passes else 1), answer.stdout


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


# the release's files


def test_a_release_is_current_until_its_source_changes(released):
    assert sgdlab(released, "release", "--check").returncode == 0
    own = released / "notebooks" / "homework" / "source" / "toy.ipynb"
    before = own.read_text("utf-8")
    own.write_text(before.replace("(w @ x - y) * x", "(w @ x - y) * x  # new"), "utf-8")
    answer = sgdlab(released, "release", "--check")
    own.write_text(before, "utf-8")
    assert answer.returncode == 1
    assert "solutions" in answer.stdout and "is not what its source gives" in answer.stdout


def test_the_zip_for_the_course_site_holds_no_solution(released, toy):
    with zipfile.ZipFile(released / "dist" / "toy.zip") as made:
        assert made.namelist() == ["README.txt", "toy.ipynb"]
        text = made.read("toy.ipynb").decode()
    assert stubs.faults(toy, json.loads(text)) == []
    assert not [line for line in stubs.secrets(toy) if line in text]


def test_a_solution_left_in_a_given_cell_is_found(toy):
    data = release.released(toy)
    data["cells"][1]["source"] = ["    return 2 * (w @ x - y) * x"]
    assert stubs.faults(toy, data) == [
        "it holds a line of the solution: 'return 2 * (w @ x - y) * x'."
    ]


def test_packing_twice_gives_the_same_bytes(tmp_path):
    files = {"b.txt": "b", "a.txt": b"a"}
    one = packing.pack(tmp_path / "one.zip", files).read_bytes()
    assert one == packing.pack(tmp_path / "two.zip", dict(reversed(files.items()))).read_bytes()


def test_the_course_zip_holds_no_line_of_a_solution():
    files = packing.course_files(ROOT)
    names = set(files)
    assert {"sgdlab/start.py", "sgdlab/README.md", "sgdlab/sgdlab/descent.py"} <= names
    assert "sgdlab/notebooks/00-start.ipynb" in names
    assert not [name for name in names if "/source/" in name or "/solutions/" in name]
    own = [source.read(path) for path in releasing.sources(ROOT)]
    secret = {line for one in own for line in stubs.secrets(one)}
    assert len(own) == 3 and len(secret) > 100
    left = {name: found for name in names if (found := held(name, files[name]) & secret)}
    # what is in these is said of other things, or no answer by itself
    ordinary = {"continue", "return path", '"staleness",', "return found", "import numpy as np"}
    assert {name: found - ordinary for name, found in left.items() if found - ordinary} == {}


def test_a_solution_in_a_zip_would_be_found():
    path = ROOT / "notebooks" / "homework" / "solutions" / "hw1.ipynb"
    secret = stubs.secrets(source.read(path.parent.parent / "source" / "hw1.ipynb"))
    assert len(held(path.name, path.read_bytes()) & secret) > 20


def test_the_committed_homeworks_are_what_their_sources_give():
    answer = sgdlab(ROOT, "release", "--check")
    assert answer.returncode == 0, answer.stdout


def held(name, data):
    """Return the lines that a file of a zip holds, without their indents."""
    if name.endswith(".ipynb"):
        cells = json.loads(data)["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
    else:
        text = data.decode("utf-8", "replace")
    return {line.strip() for line in text.splitlines()}


def test_a_course_can_check_its_own_solution(released):
    answer = sgdlab(released, "check", "notebooks/homework/solutions/toy.ipynb")
    assert answer.returncode == 0 and "5 of 5 points pass" in answer.stdout, answer.stderr
