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

from sgdlab.homework import packing, release, releasing, source, stubs, tally
from sgdlab.homework.kit.checks import HINT

from .conftest import notebook

ROOT = Path(__file__).resolve().parent.parent.parent
RIGHT = "def grad(w, x, y):\n    return [2 * (w[0] * x[0] + w[1] * x[1] - y) * one for one in x]"
HALF = "def grad(w, x, y):\n    return (w @ x - y) * x"
RATE = "rate = hw.pick([k / 16 for k in range(1, 17)])\n"


def edited(given, **sources):
    """Return a notebook with other texts in the cells of these ids (`grad` for toy-08-grad)."""
    made = copy.deepcopy(given)
    for cell in made["cells"]:
        for word, text in sources.items():
            if cell["id"].endswith(f"-{word}"):
                cell["source"] = text
    return made


def own(source):
    """Return a cell that a student adds."""
    return {"cell_type": "code", "id": "own", "metadata": {}, "source": source,
            "execution_count": 1, "outputs": []}  # fmt: skip


def handed_in(given):
    """Return notebooks as students leave them, by name."""
    given = edited(given, id='# id: your answer\nstudent = "ada"')
    right = edited(given, grad=RIGHT, hand="first = 8 - rate * 6")
    found = {
        "untouched": given,
        "right": right,
        "half": edited(given, grad=HALF, hand="first = 8 + rate * 6"),
        "dead": edited(right, grad="import os\nos._exit(0)"),
        "endless": edited(right, grad="while True:\n    pass"),
        "broken": edited(right, grad="def grad(w, x, y)\n    return 1"),
        "package": edited(
            right, grad="import sgdlab as sl\ngrad = sl.LeastSquares", id="student = 12345"
        ),
    }
    skipped = copy.deepcopy(found["half"])
    for cell in skipped["cells"]:
        if cell["metadata"].get("tags", [""])[0].startswith("check"):
            cell["source"] = ["# NBVAL_SKIP\n", *cell["source"]]
            cell["metadata"]["tags"].append("raises-exception")
    stale = edited(right, why="It points uphill.")
    stale["metadata"]["kernelspec"]["name"] = "of-another-computer"
    error = {"output_type": "error", "ename": "NotYet", "evalue": "q2", "traceback": ["old"]}
    for cell in stale["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"execution_count": 3, "outputs": [error]}
    stale["cells"].insert(3, own("import time\ntime.time()"))
    partly = edited(given, grad=HALF.replace("return", "w += 1\n    return"))
    partly["cells"].insert(-1, own("1 / 0"))
    return found | {"skipped": skipped, "stale": stale, "partly": partly}


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


def sgdlab(folder, *words, timeout=None):
    """Run a command of ours in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "sgdlab", *words], cwd=folder, capture_output=True,
        encoding="utf-8", timeout=timeout,
    )  # fmt: skip


@pytest.fixture(scope="module")
def told(released, tmp_path_factory):
    """What plain pytest says of all those notebooks at once, by name."""
    folder = tmp_path_factory.mktemp("handed")
    given = json.loads((released / "notebooks" / "homework" / "toy.ipynb").read_text("utf-8"))
    for name, data in handed_in(given).items():
        (folder / f"{name}.ipynb").write_text(json.dumps(data), "utf-8")
    halves = [[f"{name}.ipynb" for name in list(handed_in(given))[first::2]] for first in (0, 1)]
    found = {"all": ""}
    for code, text in together(*(nbval(folder, "--nbval-cell-timeout=3", *one) for one in halves)):
        assert code == 1
        parts = re.split(r"=+ (\w+)\.ipynb, saved .* ago =+\n", text.split("short test")[0])
        found |= dict(zip(parts[1::2], parts[2::2], strict=True)) | {"all": found["all"] + text}
    return found


def nbval(folder, *words):
    """Return the command that runs plain pytest on the notebooks of a folder, and the folder."""
    command = ["--nbval", "--nbval-current-env", *words, "-p", "no:cacheprovider"]
    (folder / "none.ini").write_text("[pytest]\n", "utf-8")
    return folder, [*command, "--rootdir=.", "-c", "none.ini"]


def together(*commands):
    """Run plain pytest with these (folder, words), all at once; return (exit code, output)."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "pytest", *words], cwd=folder, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8",
        )
        for folder, words in commands
    ]  # fmt: skip
    said = [(one.communicate()[0], one.returncode) for one in started]
    return [(code, text) for text, code in said]


PASSES, NOT_YET, NOT_RIGHT = "passes its public checks", "not answered yet", "not right yet"


@pytest.mark.parametrize(
    ("name", "q1", "q2", "points"),
    [
        ("untouched", NOT_YET, NOT_YET, 0),
        ("partly", NOT_YET, NOT_RIGHT, 0),
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
    lines = [re.sub(" +", " ", line) for line in told[name].splitlines() if "===" not in line]
    assert f"q1 (2 points) {q1}" in lines and f"q2 (3 points) {q2}" in lines
    left = ["q1"] * (q1 == NOT_YET) + ["q2"] * (q2 == NOT_YET) + ["q3"] * (name != "stale")
    more = f"; still to write: {', '.join(left)}" if left else ""
    assert lines[-1] == f"{points} of 5 points pass their public checks{more}."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("half", "  - the next w: You went uphill."),
        ("half", "  - elsewhere: Differentiate the square: where does its 2 go?"),
        (
            "dead",
            "your answer to q2: The kernel died in this cell: was it ended, or was no memory left?",
        ),
        (
            "endless",
            "your answer to q2: This cell ran longer than 3 seconds: does a loop never end?",
        ),
        ("endless", "  - name 'grad' is not defined: run the answer cell above first."),
        ("broken", "SyntaxError: expected ':'"),
        ("package", "sgdlab.LeastSquares is closed in a homework: this function is the question."),
        ("untouched", "q3 (2 points)      not answered yet"),
        ("package", "no id yet: type it into the first answer cell, in quotes."),
        ("stale", "q3 (2 points)      answered; marked by hand"),
        ("stale", "5 of 5 points pass their public checks."),
        ("partly", "your own cell after q2: This cell raised an error:"),
        ("partly", "    ZeroDivisionError: division by zero"),
        ("partly", "the numbers are others. And your function changed its argument: work on a"),
    ],
)
def test_a_sentence_says_why(told, name, sentence):
    assert sentence in told[name]


def test_of_a_question_in_parts_the_summary_says_what_is_wrong(toy):
    found = tally.Tally(Path("toy.ipynb"), toy)
    (cell,) = toy.of("check", "q1")
    found.note(cell, f"q1 (2 points): {NOT_YET}\n{HINT}\n  - the next w: You went uphill.")
    assert found.state("q1") == (NOT_YET, "  - the next w: You went uphill.")


def test_a_kernel_that_died_is_said_first_and_then_what_was_not_run(told):
    first, *lines = told["dead"].splitlines()
    assert first.startswith("your answer to q2: The kernel died in this cell")
    assert [line.split()[0] for line in lines] == ["q1", "q2", "q3", "2"]
    first, *_ = told["endless"].splitlines()
    assert first.startswith("your answer to q2: This cell ran longer than 3 seconds")


def test_failures_have_the_questions_name_and_no_colours(told):
    assert "half.ipynb::q2 (3 points)" in told["all"] and "\x1b" not in told["all"]
    assert "Traceback" not in told["all"]


@pytest.fixture(scope="module")
def plain(released, tmp_path_factory):
    """What `pytest --nbval` says without more words, by where the notebook lies."""
    away = tmp_path_factory.mktemp("away")
    shutil.copy(ROOT / "pyproject.toml", released)  # a checkout's: it asks for much else
    (released / "my").mkdir(exist_ok=True)
    given = released / "notebooks" / "homework" / "toy.ipynb"
    for folder in (away, released / "my"):
        shutil.copy(given, folder)
    places = {"my": (released, "my/toy.ipynb"), "away": (away, "toy.ipynb"),
              "given": (released, "notebooks/homework/toy.ipynb")}  # fmt: skip
    commands = [(folder, ["--nbval", name]) for folder, name in places.values()]
    bare = (released, [*commands[-1][1], "-p", "no:sgdlab"])
    return dict(zip([*places, "bare"], together(*commands, bare), strict=True))


@pytest.mark.parametrize("where", ["my", "away", "given"])
def test_plain_pytest_gives_the_summary_wherever_the_notebook_lies(plain, where):
    code, text = plain[where]
    assert code == 1 and "toy.ipynb, saved " in text
    assert "0 of 5 points pass their public checks; still to write: q1, q2, q3." in text


def test_bare_nbval_says_the_same_less_briefly(plain):
    code, text = plain["bare"]
    assert code == 1 and "2 failed, 5 passed" in text
    assert "q2 (3 points): not answered yet\n  - replace the ... in the cell above" in text


def test_a_release_fails_in_check_cells_only_and_says_not_answered_yet(told):
    failed = re.findall(r"FAILED untouched\.ipynb::(.*?) - (.*)", told["all"])
    assert failed == [
        ("q1 (2 points)", "q1 (2 points): not answered yet"),
        ("q2 (3 points)", "q2 (3 points): not answered yet"),
    ]


def test_the_solution_passes_strict_nbval_twice(released, tmp_path):
    folder = released / "notebooks" / "homework" / "solutions"
    text = (folder / "toy.ipynb").read_text("utf-8")
    assert "passes its public checks" in text  # a stored output, which is compared
    broken = json.loads(text)
    broken["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "other"}]
    for name in ("again", "broken"):
        (tmp_path / name).mkdir()
        copied = json.dumps(broken) if name == "broken" else text
        (tmp_path / name / "toy.ipynb").write_text(copied, "utf-8")
    twice = [(tmp_path / "again", ["toy.ipynb"])] * 2
    ran = together(
        *(nbval(folder, *words) for folder, words in [*twice, (tmp_path / "broken", ["toy.ipynb"])])
    )
    assert [code for code, _ in ran] == [0, 0, 1]


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
    ordinary = {
        "continue",
        "return path",
        '"staleness",',
        "return found",
        "import numpy as np",
        "return kept",
    }
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
