"""The judge from outside: asked in data, it outlives what ends it; points go by shares."""

import pytest

from sgdlab.homework import judging, source
from sgdlab.homework.judging import Judge, earned

from .toy import CELLS, TOY, notebook


@pytest.fixture(scope="module")
def judge():
    with Judge(TOY, 7, seconds=20) as judge:
        yield judge


def reference(judge, variant=0):
    return {name: one["reference"] for name, one in judge.verdicts({}, variant)[0].items()}


def test_what_is_right_earns_all_and_nothing_earns_none(judge):
    right, failed = judge.verdicts(reference(judge), 0)
    assert {name: earned(one) for name, one in right.items()} == {"q1": 2, "q2": 3}
    none, _ = judge.verdicts({}, 0)
    assert {earned(one) for one in none.values()} == {0} and failed == {}


def test_numbers_of_another_variant_are_wrong(judge):
    verdicts, _ = judge.verdicts(reference(judge, 3), 4)
    assert (earned(verdicts["q1"]), earned(verdicts["q2"])) == (0, 3)


@pytest.mark.parametrize(
    ("shares", "told", "points"),
    [((1, 1), (None, "x"), 1.5), ((0, 1), ("x", None), 3), ((2, 1), (None, "x"), 2),
     ((0, 0), (None, None), 3), ((0, 0), (None, "x"), 0), ((1, 1, 1), (None, "x", "x"), 1)],
)  # fmt: skip
def test_points_follow_the_shares_of_the_parts(shares, told, points):
    parts = [{"share": share, "told": one} for share, one in zip(shares, told, strict=True)]
    assert earned({"points": 3, "parts": parts}) == points


def test_what_is_too_large_is_not_looked_at(judge):
    shown = reference(judge) | {"q1": {"parts": ["x" * (judging.MOST + 1)]}}
    verdicts, failed = judge.verdicts(shown, 0)
    assert failed == {"q1": "what was shown is too large"} and earned(verdicts["q2"]) == 3


def test_what_ends_the_judge_costs_its_own_question_only():
    ends = "    c.public('ends', lambda: __import__('os')._exit(1), (), 1)\n"
    cells = [(*cell[:3], cell[3] + ends if cell[2] == "check:q1" else cell[3]) for cell in CELLS]
    guarded = [
        (
            *cell[:3],
            cell[3].replace("    c.public('ends'", "    if hw.shown.get('q1'): c.public('e'"),
        )
        for cell in cells
    ]
    with Judge(source.parse(notebook(guarded), "toy"), 7) as judge:
        shown = reference(judge)
        verdicts, failed = judge.verdicts(shown, 0)
        assert failed == {"q1": "what was shown could not be judged"}
        assert earned(verdicts["q2"]) == 3
        assert earned(judge.verdicts({"q2": shown["q2"]}, 0)[0]["q2"]) == 3


def test_a_judge_that_takes_too_long_is_started_anew():
    slow = "    if hw.shown.get('q1'):\n        import time; time.sleep(60)\n"
    cells = [(*cell[:3], cell[3] + slow if cell[2] == "check:q1" else cell[3]) for cell in CELLS]
    with Judge(source.parse(notebook(cells), "toy"), 7, seconds=4) as judge:
        shown = reference(judge)
        verdicts, failed = judge.verdicts(shown, 0)
        assert list(failed) == ["q1"] and earned(verdicts["q2"]) == 3


def test_a_solution_that_does_not_run_is_refused_before_anything_is_graded():
    cells = [(*cell[:3], "1 / 0" if cell[2] == "answer:q2" else cell[3]) for cell in CELLS]
    with (
        Judge(source.parse(notebook(cells), "toy"), 7) as judge,
        pytest.raises(ValueError, match=r"toy: the solution did not run: cell toy-08-grad: Zero"),
    ):
        judge.reference()
