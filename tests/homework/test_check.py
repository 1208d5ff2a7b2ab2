"""What a student hears from plain `pytest --nbval`, with and without the plug-in."""

import json
import re
import shutil
from pathlib import Path

import pytest

from sgdlab.homework import tally
from sgdlab.homework.kit.unanswered import HINT

from .desk import ROOT
from .student import handed_in, nbval, together


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
        ("endless", "  - name 'grad' is not defined: run the cells above first."),
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
    state, why = found.state("q1")
    first, second = why.splitlines()
    assert (state, first) == (NOT_YET, "  - the next w: You went uphill.")
    assert second == "  - no ... is left, but nothing came: is a return missing?"


def test_a_stub_is_not_asked_for_its_return(told):
    assert "is a return missing" not in told["untouched"]


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
