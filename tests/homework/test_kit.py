"""The homework kit: what it asks, what it tells, and what it keeps closed."""

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgdlab.homework.kit import Homework, keys
from sgdlab.homework.kit.checks import MIME, NotRight
from sgdlab.homework.kit.draw import Draw
from sgdlab.homework.kit.values import decode, encode, nothing, record

from .gradient import asked, draws, grad, loss

# values as data

plain = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | st.floats() | st.integers(-9, 9),
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner),
    max_leaves=20,
)


@given(plain)
def test_whatever_is_returned_is_json_without_nan(value):
    text = json.dumps(encode(value), allow_nan=False)
    assert json.loads(text) == encode(value)


@given(st.lists(st.floats(), min_size=1, max_size=6))
def test_numbers_travel_bit_for_bit(numbers):
    again = decode(json.loads(json.dumps(encode(np.array(numbers)))))
    np.testing.assert_array_equal(again, numbers)


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (len, "a builtin_function_or_method"),
        (np.zeros(20_000), "20000 numbers"),
        (np.array(["a"]), None),
        (1j, "a complex"),
        ({}, "a dict"),
        ([[[[[[[[1]]]]]]]], None),
    ],
)
def test_what_is_no_number_is_named_and_never_followed(value, what):
    found = encode(value)
    json.dumps(found)
    if what:
        assert found == {"is": what}


def test_a_list_that_holds_itself_ends():
    ring = []
    ring.append(ring)
    json.dumps(encode(ring))


def test_a_call_that_raises_or_changes_its_argument_is_a_fact():
    def spoils(w):
        w += 1
        return w

    assert record(spoils, np.zeros(2)) == {"value": [1.0, 1.0], "changed": True}
    assert record(lambda: [][0])["raised"] == "IndexError: list index out of range"
    assert nothing(record(lambda: ...)["value"]) and nothing(encode([1, None]))


# seeds


def test_a_draw_is_the_same_for_a_seed_and_another_for_another():
    one, again, other = (Draw(seed, "q1", "it", 0).dyadic(8) for seed in (1, 1, 2))
    assert (one == again).all() and (one != other).any()
    assert (one * 16 == np.round(one * 16)).all()


def test_in_grading_the_inputs_are_those_of_the_seed(displayed):
    seen = {}
    for seed in (5, 6):
        inputs = []
        with Homework("hw", seed=seed).check("q2", points=3) as c:
            c.seeded("it", lambda *args, inputs=inputs: inputs.append(args), draws)
        seen[seed] = inputs
    assert not np.array_equal(seen[5][0][0], seen[6][0][0]) and len(seen[5]) == 5


def test_in_grading_values_are_shown_and_nothing_is_said(displayed):
    asked(lambda w, x, y: 1 / 0, Homework("hw", seed=3))
    (data,) = displayed
    assert data[MIME]["question"] == "q2" and len(data[MIME]["parts"][0]["found"]) == 5
    assert "not right" not in str(data)


def test_in_grading_an_error_in_the_check_keeps_the_parts_before_it(displayed):
    with Homework("hw", seed=3).check("q1", points=1) as c:
        c.seeded("first", grad, draws)
        raise NameError("name 'b' is not defined")
    payload = displayed[0][MIME]
    assert payload["stopped"] == "NameError: name 'b' is not defined"
    assert [part["what"] for part in payload["parts"]] == ["first"]


# ids


def test_each_student_has_a_variant_and_all_sixteen_are_used():
    found = {keys.variant("hw1", str(number)) for number in range(300)}
    assert found == set(range(16))
    assert keys.variant("hw1", " Ada ") == keys.variant("hw1", "ada")


def test_without_an_id_it_is_variant_0_and_says_so(capsys):
    homework = Homework("hw1")
    homework.enter(...)
    assert homework.variant == 0 and "Type your id" in capsys.readouterr().out
    with pytest.raises(ValueError, match="3 options; expected 16"):
        homework.pick((1, 2, 3))


def test_after_a_restart_nobody_works_with_the_numbers_of_another(capsys):
    known = {number: {("q1", "it"): keys.Known(number, (), 0)} for number in range(16)}
    homework = Homework("hw1", keys.seal("hw1", known))
    assert homework.pick(range(16)) == 0
    assert "Run all cells above" in capsys.readouterr().out
    with pytest.raises(NotRight, match="it: your id is not entered"):  # noqa: SIM117
        with homework.check("q1", 1) as c:
            c.hand("it", 0)
    homework.enter("ada")
    with homework.check("q1", 1) as c:
        c.hand("it", homework.pick(range(16)))
    said = capsys.readouterr().out
    assert "Run all" not in said and "passes" in said


# closed


CLOSED = """
import sgdlab as sl
from sgdlab.homework import kit
hw = kit.start("hw1")
for text in ("sl.descend(1)", "sl2.LeastSquares", "__import__('sgdlab.problems')",
             "__import__('sgdlab.graph.backward')", "kit.slope"):
    import sgdlab as sl2
    try:
        print(eval(text).__name__)
    except Exception as error:
        print(type(error).__name__, error)
"""


def test_a_solving_function_says_that_it_is_the_question():
    run = [sys.executable, "-c", CLOSED]
    lines = subprocess.run(run, capture_output=True, text=True, check=True).stdout.splitlines()
    for line in lines[1:4]:
        assert "is closed in a homework" in line and "the question" in line
    assert "has no attribute 'slope'" in lines[-1]


def test_the_checks_own_slope_answers_no_question():
    checks = []

    def asks(w, x, y):
        return checks[0].slope(loss)(w, x, y)

    with pytest.raises(NotRight, match="this is the question"), Homework("hw").check("q2", 3) as c:
        checks.append(c)
        c.seeded("elsewhere", asks, draws, c.slope(loss))


def test_in_grading_the_checks_have_no_slope(displayed):
    taken = Homework("hw", seed=1).check("q9", points=0).slope(loss)
    with Homework("hw", seed=1).check("q2", points=3) as c:
        c.seeded("elsewhere", taken, draws, c.slope(loss))
    (part,) = displayed[0][MIME]["parts"]
    assert all("this is the question" in found["raised"] for found in part["found"])
