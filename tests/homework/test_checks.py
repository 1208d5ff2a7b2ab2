"""What a check says of an answer: right, what it looks like, or what is left to do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgdlab.homework.kit import Homework
from sgdlab.homework.kit.checks import NotRight, NotYet
from sgdlab.homework.kit.draw import Draw
from sgdlab.homework.kit.judge import judge, same
from sgdlab.homework.kit.values import record

from .gradient import asked, draws, grad, loss


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (lambda w, x, y: (w @ x - y) * x, "where does its 2 go?"),
        (lambda w, x, y: grad(w, x, y).sum(), "it returned one number, expected 2 numbers."),
        (lambda w, x, y: grad(w, x, y) * np.nan, "it returned nan or inf."),
        (lambda w, x, y: grad(w, x, y) + 1, "the numbers are others."),
        (lambda w, x, y: 1 / 0, "it raised ZeroDivisionError: division by zero"),
        (lambda w, x, y: "two", "it returned something else than was asked for"),
        (lambda w, x, y: {}, "it returned a dict, expected numbers."),
    ],
)
def test_each_mistake_has_its_own_sentence(function, told):
    with pytest.raises(NotRight, match="not right yet") as caught:
        asked(function)
    assert f"  - elsewhere: {told}" in str(caught.value)


@pytest.mark.parametrize(
    ("got", "told"),
    [
        ((11, "end"), "the values are others."), ((5, 3), "something else"),
        ("end", "something else"), ((5, "no improvement", 1), "something else"),
    ],
)  # fmt: skip
def test_other_values_of_the_form_asked_for_are_told_from_another_form(got, told):
    assert told in judge(record(lambda: got), (5, "no improvement"))


def test_a_function_that_changes_its_argument_is_told_so():
    def changes(w, x, y):
        found = grad(w, x, y)
        w -= 0.5 * found
        return found

    with pytest.raises(NotRight, match="changed its argument: work on a copy"):
        asked(changes)


def test_a_changed_argument_is_told_beside_a_wrong_value():
    def steps(w, x, y):
        w -= grad(w, x, y)
        return w

    with pytest.raises(NotRight, match=r"the numbers are others\. And your function changed its"):
        asked(steps)
    found = {"value": [2.0, 0.0], "changed": True}
    assert judge(found, None, must=[lambda got: "no."]) == f"no. And {judge(found, None)}"
    assert judge(found, None, must=[lambda got: None]).startswith("the value is right, but your")


def test_the_right_answer_passes_and_another_way_too(capsys):
    asked(grad)
    asked(lambda w, x, y: [2 * (w[0] * x[0] + w[1] * x[1] - y) * one for one in x])
    assert capsys.readouterr().out == "q2 (3 points): passes its public checks\n" * 2


@pytest.mark.parametrize("unanswered", [lambda w, x, y: None, lambda w, x, y: ...])
def test_no_answer_yet_is_said_so(unanswered):
    with pytest.raises(NotYet, match=r"q2 \(3 points\): not answered yet"):
        asked(unanswered)


# who reads it


class Shell:
    def __init__(self, **content):
        self.get_parent = lambda: {"content": content}


@pytest.mark.parametrize(
    ("shell", "goes_on"),
    [
        (Shell(allow_stdin=True), True),
        (Shell(allow_stdin=False), False),
        (Shell(), False),
        (object(), False),
        (None, False),
    ],
)
def test_a_check_stops_a_program_and_not_run_all(monkeypatch, capsys, shell, goes_on):
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    for function, kind in ((lambda *_: None, NotYet), (lambda *_: 5, NotRight)):
        if goes_on:
            asked(function)
            said = capsys.readouterr()
            place = said.out if kind is NotYet else said.err  # a blank is no error: no red
            assert place.startswith("q2 (3 points): not ") and said.out + said.err == place
        else:
            with pytest.raises(kind):
                asked(function)


def test_who_stops_an_endless_loop_is_told_so_in_a_line_and_run_all_ends(monkeypatch):
    def endless(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asked(endless)
    monkeypatch.setattr("IPython.get_ipython", lambda: Shell(allow_stdin=True))
    with pytest.raises((NotRight, KeyboardInterrupt)) as caught:
        asked(endless)
    assert caught.type is NotRight and "\n  - you stopped it: does a loop" in str(caught.value)


def test_a_name_that_is_missing_is_said_so():
    with pytest.raises(NotRight, match=r"missing.* run the cells above first"):  # noqa: SIM117
        with Homework("hw").check("q1", points=1) as c:
            c.hand("it", missing)  # noqa: F821


def test_a_property_decides_where_no_value_can():
    def all_once(got, n):
        return None if sorted(got) == list(range(n)) else "an instance is missing or came twice."

    assert judge({"value": [2.0, 0.0, 1.0]}, None, (3,), must=[all_once]) is None
    assert "twice" in judge({"value": [0.0, 0.0, 1.0]}, None, (3,), must=[all_once])


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_agreement_is_that_of_rounding(a, b):
    assert same(a, b) == (abs(a - b) <= 1e-9 + 1e-6 * abs(b))


@given(st.integers(0, 2**32))
def test_the_checks_slope_is_as_exact_as_a_solution(seed):
    def bent(w, x, y):
        return np.tanh(w @ x) ** 2 + loss(w, x, y)

    def exact(w, x, y):
        t = np.tanh(w @ x)
        return 2 * t * (1 - t * t) * x + grad(w, x, y)

    for function, right in ((loss, grad), (bent, exact)):
        args = draws(Draw(seed, "q"))
        found = Homework("hw").check("q", points=1).slope(function)(*args)
        np.testing.assert_allclose(found, right(*args), rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("h", [1e-5, 1e-6])
def test_forward_differences_do_not_pass_in_the_lab_and_lose_points_later(h):
    def forward(w, x, y):
        return [(loss(w + h * e, x, y) - loss(w, x, y)) / h for e in np.eye(2)]

    def central(w, x, y):
        return [(loss(w + h * e, x, y) - loss(w - h * e, x, y)) / (2 * h) for e in np.eye(2)]

    with pytest.raises(NotRight, match="the numbers are others"):
        asked(forward)
    asked(central)  # right to rounding, here and when it is compared with the solution
    for seed in range(50):
        args = draws(Draw(seed, "q"))
        assert judge(record(central, *args), grad(*args)) is None


@pytest.mark.parametrize(("one", "other"), [(True, 1.0), ("1", 1.0), (["a", 1.0], ["a", 2.0])])
def test_a_truth_is_no_number_and_a_text_no_number(one, other):
    assert not same(one, other) and same(one, one)
