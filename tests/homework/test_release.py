"""From one source: the release, the solution, and the judge."""

import json
import random

import pytest

from sgdlab.homework import release, source
from sgdlab.homework.solution import Solution

from .toy import CELLS, TOY, notebook


@pytest.fixture(scope="module")
def solution():
    with Solution(TOY) as solution:
        yield solution


def text(cell):
    return "".join(cell["source"])


def test_the_release_has_no_solution_and_all_the_rest(toy):
    made = release.released(toy)
    whole = json.dumps(made)
    for solved in ("return 2 *", "8 - rate", "8 + rate", 'uphill.", 8', "points uphill"):
        assert solved not in whole
    ids = [cell["id"] for cell in made["cells"]]
    assert ids == [name for name, _, tag, _ in CELLS if not tag.startswith("keys")]
    answer = next(cell for cell in made["cells"] if cell["id"] == "toy-08-grad")
    assert text(answer) == "# q2: your answer\ndef grad(w, x, y):\n    ..."


def test_only_answers_can_be_edited_and_no_output_is_compared(toy):
    for cell in release.released(toy)["cells"]:
        tags = cell["metadata"].get("tags", [])
        role = tags[0].split(":")[0] if tags else ""
        assert cell["metadata"].get("editable", True) == (role in ("answer", "essay"))
        assert ("nbval-ignore-output" in tags) == (cell["cell_type"] == "code")


def test_two_releases_are_the_same_bytes(toy):
    assert release.released(toy) == release.released(toy)


def test_the_solution_is_the_release_with_the_answers(toy):
    solved, made = release.solved(toy), release.released(toy)
    assert [cell["id"] for cell in solved["cells"]] == [cell["id"] for cell in made["cells"]]
    assert text(solved["cells"][4]) == "# q1: your answer\nfirst = 8 - rate * 6"
    assert "seed=7" in text(release.solved(toy, seed=7)["cells"][0])


def test_a_solution_that_does_not_end_is_refused():
    with pytest.raises(ValueError, match="begins and does not end"):
        source.stub("### BEGIN SOLUTION\nx = 1")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ([], "is no notebook"),
        ({"nbformat": 3, "worksheets": [], "cells": 1}, "old format"),
        ({"nbformat": 3, "cells": []}, "format 3"),
        ({"nbformat": 4, "cells": [5]}, "a cell that is none"),
        ({"nbformat": 4, "cells": "no"}, "is no notebook"),
    ],
)
def test_what_is_no_notebook_is_refused_in_a_sentence(data, told):
    with pytest.raises(ValueError, match=told):
        source.parse(data, "hw1")


def test_files_that_cannot_be_read_are_refused_in_a_sentence(tmp_path, monkeypatch):
    broken = tmp_path / "hw1.ipynb"
    for content in (b"{", b"\xff\xfe", b"[" * 100_000, b""):
        broken.write_bytes(content)
        with pytest.raises(ValueError, match="cannot be read as a notebook"):
            source.read(broken)
    with pytest.raises(ValueError, match="cannot be read"):
        source.read(tmp_path / "none.ipynb")
    monkeypatch.setattr(source, "MOST_BYTES", 10)
    broken.write_text(json.dumps(notebook()), "utf-8")
    with pytest.raises(ValueError, match="more than 20 MB"):
        source.read(broken)


@pytest.mark.parametrize("metadata", [None, [], {"tags": 5}, {"tags": [5, "answer:q1"]}])
def test_odd_metadata_does_no_harm(metadata):
    cell = {"cell_type": "code", "metadata": metadata, "source": ["x", 5]}
    found = source.parse({"nbformat": 4, "cells": [cell]}, "hw1").cells[0]
    assert found.source == "x5" and found.id == ""


# the judge


def shown(question, *parts):
    parts = [{"what": what, "found": found} for what, found in parts]
    return {question: {"question": question, "variant": 3, "parts": parts}}


def test_the_reference_judges_itself_right_for_any_seed_and_variant(solution):
    for seed in range(20):
        variant = seed % 16
        first = solution.judge({}, variant, seed)
        assert all(part["told"] for one in first.values() for part in one["parts"])
        again = solution.judge(
            {name: one["reference"] for name, one in first.items()}, variant, seed
        )
        assert not any(part["told"] for one in again.values() for part in one["parts"])


def test_a_mistake_by_hand_is_told_and_its_reference_is_the_right_one(solution):
    verdict = solution.judge(shown("q1", ("the next w", [{"value": 9.5}])), 3, 7)["q1"]
    assert verdict["parts"][0] == {
        "what": "the next w", "share": 1, "told": "You went uphill.", "inputs": [],
        "got": {"value": 9.5}, "expected": 6.5,
    }  # fmt: skip
    assert verdict["reference"]["parts"][0]["found"] == [{"value": 6.5}]


def test_a_right_value_with_another_last_bit_stays_in_the_reference(solution):
    ref = solution.judge({}, 3, 7)["q2"]["reference"]
    ref["parts"][1]["found"][0]["value"][0] *= 1 + 1e-15
    verdict = solution.judge({"q2": ref}, 3, 7)["q2"]
    assert verdict["parts"][1]["told"] is None and verdict["reference"]["parts"] == ref["parts"]


def test_half_the_gradient_is_told_with_its_inputs(solution):
    ref = solution.judge({}, 3, 7)["q2"]["reference"]
    for part in ref["parts"]:
        for one in part["found"]:
            one["value"] = [number / 2 for number in one["value"]]
    verdict = solution.judge({"q2": ref}, 3, 7)["q2"]
    for part in verdict["parts"]:
        assert part["told"] == "Differentiate the square: where does its 2 go?"
        assert len(part["inputs"]) == 3


HOSTILE = (
    None, 5, [], "x", {}, {"parts": 5}, {"parts": [5]}, {"parts": [{"what": 1}]},
    {"parts": [{"what": "the next w", "found": 5}]},
    {"parts": [{"what": "the next w", "found": [5]}]},
    {"parts": [{"what": "the next w", "found": [{"value": {"is": "nothing"}}]}]},
    {"parts": [{"what": "the next w", "found": [{"value": {"a": 1}}]}]},
    {"parts": [{"what": "the next w", "found": [{"value": [[], [1.0], "a"]}]}]},
    {"parts": [{"what": "the next w", "found": [{"value": "1" * 10**5}]}]},
    {"parts": [{"what": "the next w", "found": [{"value": {"is": 5}}]}]},
    {"parts": [{"what": "the next w", "found": [{"raised": 5}]}]},
    {"parts": [{"what": "the next w", "found": [{"value": None}]}]},
    {"parts": [{"what": "the next w", "found": [{"value": {}, "changed": "x"}]}], "stopped": [1]},
)  # fmt: skip


@pytest.mark.parametrize("payload", HOSTILE, ids=lambda one: str(one)[:60])
def test_whatever_is_shown_the_judge_goes_on(solution, payload):
    verdicts = solution.judge({"q1": payload, "q2": payload}, 3, 7)
    assert verdicts["q1"]["parts"][0]["told"] and verdicts["q2"]["parts"][0]["told"]


def test_any_damage_to_the_right_payload_costs_points_or_nothing_at_all(solution):
    draw = random.Random(0)
    right = solution.judge({}, 3, 7)["q2"]["reference"]
    for _ in range(200):
        damaged = json.loads(json.dumps(right))
        where = draw.choice(damaged["parts"][1]["found"])["value"]
        where[draw.randrange(2)] = draw.choice([0.1, None, "1", [], {"is": "nan"}, True, 10**400])
        verdict = solution.judge({"q2": damaged}, 3, 7)["q2"]
        assert verdict["parts"][1]["told"]
