"""Answers in the pristine notebook: found by id, tag or marker; nothing else comes along."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgdlab.homework import release, source
from sgdlab.homework.merge import merge, student_id

from . import damage
from .toy import TOY, solved

PRISTINE = source.parse(release.released(TOY), "toy")


def merged(data):
    return merge(PRISTINE, source.parse(data, "toy"))


def said(found):
    return " ".join(flag.text for flag in found.flags)


RIGHT = merged(solved())


def test_the_solution_handed_in_is_the_solution_without_a_flag():
    assert RIGHT.flags == () and RIGHT.student == "solution"
    assert RIGHT.answers["q2"].endswith("return 2 * (w @ x - y) * x")
    assert RIGHT.essays == {"q3": "The gradient points uphill."}
    assert [cell.id for cell in RIGHT.cells] == [cell.id for cell in PRISTINE.cells]


@given(st.integers(0, 2**32))
def test_no_damage_around_the_answers_changes_them_or_what_runs(seed):
    found = merged(damage.mangled(solved(), random.Random(seed)))
    assert {name: text.strip() for name, text in found.answers.items()} == RIGHT.answers
    assert found.student == "solution"
    assert found.essays["q3"].startswith(RIGHT.essays["q3"])
    kept = [cell for cell in found.cells if cell.role != "own"]
    assert [cell.id for cell in kept] == [cell.id for cell in PRISTINE.cells]
    for one, other in zip(kept, RIGHT.cells, strict=True):
        assert one.source.rstrip("\n") == other.source or one.role == "essay"
    own = [cell.source.strip() for cell in found.cells if cell.role == "own"]
    assert set(own) <= {"1 + 1", "print('hm')", "1 / 0", "x = ("}


@pytest.mark.parametrize("maker", [damage.without_ids, damage.without_tags, damage.without_checks])
def test_ids_tags_or_checks_may_be_gone(maker):
    found = merged(maker(solved(), None))
    assert (found.answers, found.essays) == (RIGHT.answers, RIGHT.essays)


def test_the_marker_alone_is_enough():
    data = damage.without_tags(damage.without_ids(solved(), None), None)
    found = merged(data | {"cells": random.Random(1).sample(data["cells"], len(data["cells"]))})
    assert found.answers == RIGHT.answers


def test_edited_checks_are_restored_and_said():
    found = merged(damage.edited_checks(solved(), None))
    assert "the check cells of q1, q2 were edited (restored)" in said(found)
    assert [cell.source for cell in found.cells] == [cell.source for cell in RIGHT.cells]


def test_a_copy_of_a_check_is_no_edit_of_it():
    data = solved()
    (check,) = damage.tagged(data, "check:q2")
    data["cells"].append(check | {"id": "x1", "source": ["print('mine')"]})
    found = merged(data)
    assert "edited" not in said(found) and "a copy of the check cell of q2 (left out)" in said(
        found
    )
    assert not any("mine" in cell.source for cell in found.cells)


def test_a_filled_in_copy_is_taken_where_the_original_was_left_empty():
    data, stub = solved(), {cell.id: cell for cell in PRISTINE.cells}
    place = next(n for n, cell in enumerate(data["cells"]) if cell["id"] == "toy-08-grad")
    again = data["cells"][place] | {"id": "x1"}
    data["cells"][place] = stub["toy-08-grad"].cell
    data["cells"].insert(place + 1, again)
    found = merged(data)
    assert found.answers == RIGHT.answers and "a copy of the answer cell of q2" in said(found)


def test_an_answer_that_was_split_runs_whole():
    data = solved()
    place = next(n for n, cell in enumerate(data["cells"]) if cell["id"] == "toy-08-grad")
    cell = data["cells"][place]
    cell["source"] = ["# q2: your answer\ntwo = 2"]
    data["cells"].insert(
        place + 1, cell | {"id": "x2", "source": ["def grad(w, x, y):\n    return"]}
    )
    order = [cell.source for cell in merged(data).code]
    first = order.index("# q2: your answer\ntwo = 2")
    assert order[first + 1].startswith("def grad") and "hw.check" in order[first + 2]


def test_an_extra_cell_stays_where_it_stood_and_belongs_to_the_question_after_it():
    data = solved()
    place = next(n for n, cell in enumerate(data["cells"]) if cell["id"] == "toy-08-grad")
    data["cells"].insert(place, damage.extra("def helper(): ..."))
    cells = merged(data).cells
    own = next(n for n, cell in enumerate(cells) if cell.role == "own")
    assert cells[own + 1].id == "toy-08-grad" and cells[own].question == "q2"


def test_an_extra_cell_that_starts_the_homework_again_is_left_out():
    data = damage.put(solved(), 5, damage.extra('hw = kit.start("toy")'))
    found = merged(data)
    assert "starts the homework again" in said(found)
    assert not any(cell.role == "own" for cell in found.cells)


def test_an_answer_in_a_markdown_cell_is_code_all_the_same():
    data = solved()
    for cell in damage.tagged(data, "answer:q2"):
        cell["cell_type"] = "markdown"
    found = merged(data)
    assert found.answers == RIGHT.answers and "is a markdown cell" in said(found)


def test_a_text_written_below_its_cell_is_part_of_it():
    data = solved()
    for cell in damage.tagged(data, "essay:q3:2"):
        cell["source"] = ["*Your answer to q3: write it here.*"]
    data["cells"].append(damage.extra("Because.", "markdown"))
    assert merged(data).essays == {"q3": "Because."}


def test_missing_answers_are_the_stub_and_said():
    data = solved()
    gone = damage.tagged(data, "answer:q2") + damage.tagged(data, "answer:id")
    found = merged(data | {"cells": [cell for cell in data["cells"] if cell not in gone]})
    assert "the answer cell of q2 is missing" in said(found) and found.student is None
    assert found.answers["q2"].endswith("...")


def test_a_cell_of_endless_length_is_left_out():
    data = damage.put(solved(), 5, damage.extra("x" * 300_000))
    for cell in damage.tagged(data, "answer:q2"):
        cell["source"] = ["#" * 300_000]
    found = merged(data)
    assert "more than 200,000" in said(found) and "too long" in said(found)
    assert sum(len(cell.source) for cell in found.cells) < 20_000


def test_a_notebook_in_which_no_answer_was_found_is_told_from_one_in_which_some_were():
    data = solved()
    assert RIGHT.found == 4 and merged(data | {"cells": data["cells"][:3]}).found == 1
    checks = damage.tagged(data, "check:q1") + data["cells"][:2]
    assert merged(data | {"cells": checks}).found == 0


@pytest.mark.parametrize(
    ("text", "student"),
    [('student = " am1 "', "am1"), ("student = ...", None), ("student = f(", None),
     ('student = ""', None), ('student = "a"\nstudent = "b"', "b"), ("", None),
     ("student: str = 1", None), ("x, student = 1, 2", None), ("student = " + "(" * 300, None)],
)  # fmt: skip
def test_the_id_is_read_and_never_run(text, student):
    assert student_id(text) == student
