"""Each homework, done as a student would: each mistake on the way, then right in many ways."""

import ast
import re
from collections import Counter

import pytest

from sgdlab.homework import source, stubs, tally
from sgdlab.homework.solution import Solution

from . import right_hw1, right_hw2, right_hw3, wrong_hw1, wrong_hw2, wrong_hw3
from .desk import ROOT

WRONG = {"hw1": wrong_hw1, "hw2": wrong_hw2, "hw3": wrong_hw3}
WAYS = {"hw1": right_hw1.WAYS, "hw2": right_hw2.WAYS, "hw3": right_hw3.WAYS}
BY_HAND = [(name, *case) for name, one in WRONG.items() for case in one.BY_HAND]
IN_CODE = [(name, *case) for name, one in WRONG.items() for case in one.IN_CODE]

every_homework = pytest.mark.parametrize("name", WRONG)


def short(value):
    """Return what names a case: its homework, its question and the end of what is told."""
    return str(value)[-30:]


@every_homework
def test_before_it_is_answered_every_check_says_so_and_nothing_fails(desks, name):
    desk = desks(name)
    assert stubs.faults(desk.notebook, desk.data) == []
    said = desk.say({})
    for cell in desk.released.cells:
        if cell.role == "check":
            head = f"NotYet: {tally.title(cell)}: not answered yet"
            first, hint = said[cell.id].splitlines()
            assert first == head and hint.startswith("  - replace the ... in the cell above")
        elif cell.kind == "code":
            assert not re.search(r"Error|Traceback", said[cell.id]), cell.id
    assert len(desk.released.of("check")) == 5 and len(desk.released.of("essay")) == 1


@every_homework
def test_it_is_worth_20_points(desks, name):
    cells = desks(name).released.of("check") + desks(name).released.of("essay")
    assert sum(tally.points(cell) for cell in cells) == 20


@every_homework
def test_variant_0_is_known_and_no_number_is_right_for_half_of_the_class(desks, name):
    with Solution(desks(name).notebook) as solution:
        known = [solution.known(variant) for variant in range(16)]
    assert {what: one.right for (_, what), one in known[0].items()} == WRONG[name].VARIANT_0
    for blank in known[0]:
        ((_, most),) = Counter(one[blank].right for one in known).most_common(1)
        assert most <= 7, blank


@every_homework
def test_no_cell_binds_a_name_of_another_so_any_order_of_running_gives_the_same(desks, name):
    cells = [cell for cell in desks(name).released.cells if cell.kind == "code"]
    found = Counter(word for cell in cells for word in bound(cell.source))
    assert [word for word, count in found.items() if count > 1] == []


def bound(text):
    """Return the names that a cell binds where the student's code stands."""
    found, left = set(), list(ast.parse(text).body)
    while left:
        node = left.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif not isinstance(node, ast.ListComp | ast.GeneratorExp | ast.DictComp | ast.Lambda):
            left += ast.iter_child_nodes(node)
    return found


@pytest.mark.parametrize(("name", "question", "typed", "told"), BY_HAND, ids=short)
def test_each_number_that_is_a_known_mistake_is_told_so_and_nothing_else(
    desks, name, question, typed, told
):
    desk = desks(name)
    head, *lines = desk.told(question, desk.fit(question, **typed)).splitlines()
    assert "not right yet" in head
    (line,) = lines
    assert line.startswith(f"  - {told}")


@pytest.mark.parametrize(("name", "question", "text", "told"), IN_CODE, ids=short)
def test_each_mistake_in_code_is_told_so(desks, name, question, text, told):
    said = desks(name).told(question, text)
    assert "not right yet" in said and told in said


WAYS_OF = [(name, number) for name, ways in WAYS.items() for number in range(len(ways))]


@pytest.mark.parametrize(("name", "number"), WAYS_OF)
def test_another_way_is_right_too_in_the_lab_and_for_several_seeds(desks, judges, name, number):
    desk, answers = desks(name), WAYS[name][number]
    said = desk.say(answers)
    for cell in desk.notebook.of("check"):
        if cell.question in answers:
            assert "passes its public checks" in said[cell.id]
    for seed in range(number, number + 4):
        assert desk.wrong(judges(name), answers, seed) == []


@every_homework
def test_the_solution_has_full_marks_for_20_seeds(desks, judges, name):
    for seed in range(20):
        assert desks(name).wrong(judges(name), {}, seed) == []


@every_homework
def test_two_more_runs_of_the_solution_print_what_is_committed(desks, name):
    desk = desks(name)
    path = ROOT / "notebooks" / "homework" / "solutions" / f"{name}.ipynb"
    printed = {}
    for cell in source.read(path).cells:
        if cell.kind == "code":
            streams = [one for one in cell.cell["outputs"] if one["output_type"] == "stream"]
            printed[cell.id] = "".join(text for one in streams for text in one["text"])
    answers = dict.fromkeys([*desk.questions, "id"])
    assert desk.say(answers) == desk.say(answers) == printed
    assert sum("passes its public checks" in text for text in printed.values()) == 5
