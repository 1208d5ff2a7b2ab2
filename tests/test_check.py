"""The gradient check: right passes agree with differences, each planted mistake does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import checking, figures, widgets

PLACE = {"w0": 2, "w1": -3, "w2": -3, "x0": -1, "x1": -2}
MISTAKES = [name for name in checking.BACKWARDS if name != checking.RIGHT]


def loss(w0, w1, w2, x0, x1):
    s = sl.sigmoid(w0 * x0 + w1 * x1 + w2)
    return s * s


@pytest.fixture(scope="module")
def check():
    return widgets.gradient_check(loss, **PLACE)


def test_the_right_pass_is_that_of_the_graph():
    graph = sl.trace(loss, **PLACE)
    mine = checking.BACKWARDS["right"](graph)
    assert mine == pytest.approx(list(graph.grads.values()), rel=1e-14)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("last flow wins", 7, 3),
        ("incoming forgotten", 14, 2),
        ("own factor", 12, 24),
        ("sigmoid unfinished", 0.25, 0.5),
    ],
)
def test_what_each_mistake_gives(name, right, wrong):
    functions = {
        "last flow wins": (lambda u: u * u + u, {"u": 3}),
        "incoming forgotten": (lambda x: _double(x) * 7, {"x": 1}),
        "own factor": (lambda x, y: x * y, {"x": 24, "y": 12}),
        "sigmoid unfinished": (lambda t: sl.sigmoid(t), {"t": 0}),
    }
    f, inputs = functions[name]
    graph = sl.trace(f, **inputs)
    assert checking.BACKWARDS["right"](graph)[0] == right
    assert checking.BACKWARDS[name](graph)[0] == wrong


def _double(x):
    return 2 * x


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-2, 2), min_size=5, max_size=5))
def test_the_right_pass_agrees_with_differences_anywhere(values):
    place = dict(zip(PLACE, values, strict=True))
    gradient = checking.BACKWARDS["right"](sl.trace(loss, **place))
    (measured,) = checking.central(loss, place, [1e-5])
    assert measured == pytest.approx(gradient, abs=1e-9)


@pytest.mark.parametrize("name", MISTAKES)
def test_no_h_hides_a_mistake(check, name):
    away = checking.disagreement(check.found[name], check.measured)
    assert away.min() > 0.25
    check.backward.value = name
    assert "no h helps: it is wrong" in check.canvas.text
    assert check.scene.line.get_ydata().min() > 0.25


def test_the_right_pass_agrees_to_ten_digits_and_worse_on_both_sides(check):
    check.reset()
    away = dict(zip(figures.CHECK_H, check.scene.line.get_ydata(), strict=True))
    assert min(away[h] for h in (1e-4, 3.2e-5, 1e-5, 3.2e-6, 1e-6)) < 1e-9
    assert away[0.1] > 1e-3 and away[1e-15] > 1e-3
    assert "the gradient is right" in check.canvas.text


def test_h_moves_the_differences_and_the_pass_the_backward_marks(check):
    check.reset()
    before = check.scene.differences.get_xdata().copy()
    check.h.value = 1.0
    assert (check.scene.differences.get_xdata() != before).any()
    assert check.scene.backward.get_xdata() == pytest.approx(check.found["right"])
    check.backward.value = "own factor"
    assert check.scene.backward.get_xdata() == pytest.approx(check.found["own factor"])


def test_only_mistakes_that_show_are_offered():
    straight = widgets.gradient_check(lambda x, y: x + y, x=1, y=2)
    assert tuple(straight.found) == ("right",)
    with pytest.raises(ValueError, match="backward is 'own factor'; here are right"):
        widgets.gradient_check(lambda x, y: x + y, x=1, y=2, backward="own factor")


def test_keys_pointer_and_reset(check):
    check.reset()
    check.press("ArrowRight")
    check.press("ArrowDown")
    assert (check.h.value, check.backward.index) == (0.032, 1)
    check.press("ArrowUp")
    check.press("ArrowUp")
    assert check.backward.index == 0
    check.press("End")
    assert check.h.value == 1e-15
    check.press("ArrowRight")
    assert check.h.value == 1e-15
    check.drag(check.scene.right, (2e-6, 1.0))
    assert check.h.value == 1e-6 or check.h.value == 3.2e-6
    check.drag(check.scene.left, (1.0, 1.0))
    check.press("r")
    assert (check.h.value, check.backward.value) == (0.1, "right")


def test_the_code_gives_the_number_shown(check, capsys):
    check.reset()
    check.backward.value, check.h.value = "own factor", 1e-5
    exec(check.code(), {"f": loss})
    away = checking.disagreement(check.found["own factor"], check.measured)
    assert capsys.readouterr().out == f"{away[[check.h.index]]}\n"


def test_the_table_has_both_derivatives(check):
    check.reset()
    check.h.value = 1e-5
    table = check.canvas.table
    assert table.count("<tr") == 6 and table.count("<td>−0.8624090427</td>") == 2


def test_locked_until_the_question_is_answered(tmp_path):
    lesson = widgets.Lesson("08-backpropagation", tmp_path)
    question = lesson.ask("smallest")
    figure = widgets.gradient_check(loss, **PLACE, after=question, lesson=lesson)
    figure.press("ArrowRight")
    assert figure.locked and figure.h.value == 0.1 and figure.canvas.table == ""
    assert not figure.scene.line.get_visible()
    question.answer = "1"
    assert not figure.locked and figure.scene.line.get_visible()
    lesson.projector = True
    assert figure.look.projector and figure.canvas.error == ""


@pytest.mark.parametrize(
    ("inputs", "error"),
    [({"x": "a"}, (TypeError, ValueError)), ({}, (TypeError, ValueError))],
)
def test_what_is_no_input_is_refused_in_words(inputs, error):
    with pytest.raises(error) as caught:
        widgets.gradient_check(lambda x: x * x, **inputs)
    assert "\n" not in str(caught.value) and "x" in str(caught.value)


def test_a_difference_needs_two_evaluations_for_each_input():
    calls = []
    checking.central(lambda x, y: calls.append(0) or x * y, {"x": 1.0, "y": 2.0}, [1e-5])
    assert len(calls) == 4


def test_disagreement_is_relative_and_nothing_where_all_is_zero():
    zeros = np.zeros(2)
    assert checking.disagreement(zeros, zeros[None]) == [0.0]
    assert checking.disagreement(np.array([10.0, 1.0]), np.array([[10.0, 3.0]])) == [0.2]


@pytest.mark.parametrize(
    ("f", "inputs"),
    [
        (lambda x: np.log(x), {"x": 0.05}),
        (lambda x: np.sqrt(x), {"x": 0.0005}),
        (lambda x, y: x / y, {"x": 1, "y": 0.1}),  # y - h is 0
    ],
)
def test_a_right_pass_is_right_where_f_has_no_value_at_a_large_h(f, inputs):
    figure = widgets.gradient_check(f, **inputs)
    assert "f has no value so far away" in figure.canvas.text
    assert "the gradient is right" in figure.canvas.text and figure.canvas.error == ""


@pytest.mark.parametrize("f", [lambda x: np.abs(x), lambda x: x * 0])
def test_a_gradient_of_zeros_can_be_drawn(f):
    assert "the gradient is right" in widgets.gradient_check(f, x=0).canvas.text


@pytest.mark.parametrize(("f", "x"), [(np.sqrt, 0), (np.log, -1), (np.exp, 709)])
def test_a_gradient_that_cannot_be_drawn_is_refused_in_words(f, x):
    with pytest.raises(ValueError, match=f"the gradient at x = {x} cannot be checked: .*"):
        widgets.gradient_check(lambda x: f(x), x=x)


def test_the_check_of_a_gradient_that_is_no_number_is_no_number():
    """Not 0, which would tell that all is right."""
    with pytest.warns(RuntimeWarning, match="sqrt"):
        assert np.isnan(sl.check_grad(lambda x: np.sqrt(x), x=0.0))
    with pytest.warns(RuntimeWarning, match="gave inf first"):
        assert np.isnan(sl.check_grad(lambda x, y: x / y, x=1.0, y=0.0))


def test_the_check_takes_inputs_by_the_names_of_the_function():
    with pytest.raises(TypeError, match=r"takes \(x\), check_grad got \(y\)"):
        sl.check_grad(lambda x: x, y=3)
    assert sl.check_grad(lambda: 3.0) == 0
