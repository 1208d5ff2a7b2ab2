"""Homework 1 beside what `test_homeworks` holds of all."""

import pytest

from .wrong_hw1 import grad


@pytest.fixture
def desk(desks):
    return desks("hw1")


def test_a_mistake_that_is_carried_on_is_told_once(desk):
    halves = {"after_1": (0.5, 0), "after_2": (0.625, 0.125), "after_3": (0.625, 0.34375)}
    lines = desk.told("q1", desk.fit("q1", **halves)).splitlines()
    assert "You moved half as far" in lines[1]
    assert lines[2].endswith("It follows from a line above: mend that one first.")
    assert lines[3].endswith("It follows from a line above: mend that one first.")


def test_another_student_has_other_numbers(desk):
    ada = desk.told("q1", desk.fit("q1", after_1=(0, 0)), student="ada")
    assert "not right yet" in ada
    assert "passes" in desk.told("q1", desk.solution("q1"), student="ada")


def test_the_given_cells_of_question_4_hold_no_rule_to_read_the_answer_off(desk):
    (given,) = [cell for cell in desk.released.cells if cell.id.endswith("q4-given")]
    assert not [line for line in given.source.splitlines() if "/" in line or "* " in line]


def test_what_is_right_in_the_public_cases_only_loses_points(desk, judges):
    learned = "def grad(w, x, y):\n    return np.array([0, -2])"
    cases = "{10: (7, 'no improvement'), 5: (4, 'no improvement'), 4: (2, 'not finite')}"
    stops = f"def stop_at(losses, *_):\n    return {cases}.get(len(losses), (1, 'not finite'))\n"
    wrong = desk.wrong(judges("hw1"), {"q2": learned, "q5": stops + "bound = s * s / 3"}, 3)
    assert {"other instances", "other losses"} <= {part["what"] for _, part in wrong}


def test_the_figure_is_drawn_from_a_gradient_that_is_a_list(desk):
    said = desk.say({"q2": grad("return [2 * (w @ x - y) * one for one in x]")})
    (run,) = [text for name, text in said.items() if name.endswith("q6-run")]
    assert run == ""
