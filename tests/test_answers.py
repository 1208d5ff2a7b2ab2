"""Filling in the three stages: each known mistake is told by its number, the right one is right."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab.graph.folding import view
from sgdlab.stages.answers import asks, judge
from sgdlab.stages.filling import FillIn, last_hop
from sgdlab.stages.steps import steps


def graph_of(text, **inputs):
    return sl.trace(sl.expression.formula(text).f, **inputs)


def ask(graph, name, stage):
    """Return what is asked last under `name` in a stage."""
    found = [
        one
        for step in steps(graph, view(graph))
        for one in asks(graph, step)
        if step.stage == stage and one.name == name
    ]
    return found[-1]


SLIDE = graph_of("(x + y)*z", x=-2, y=5, z=-4)
TWICE = graph_of("u*u + u", u=3)
HOMEWORK = graph_of("(x + y)*maximum(x, z)", x=3, y=-1, z=2)
NEURON = graph_of("sigmoid(w0*x0 + w1*x1 + w2)", w0=2, x0=-1, w1=-3, x1=-2, w2=-3)
OFF = graph_of("3*relu(t)", t=-2)
ON = graph_of("3*relu(t)", t=2)
EQUAL = graph_of("5*maximum(a, b)", a=2, b=2)


@pytest.mark.parametrize(
    ("graph", "name", "stage", "typed", "mistake"),
    [
        (SLIDE, "v1", 1, -10, "product"),
        (SLIDE, "v1", 1, -7, "difference"),
        (SLIDE, "f", 1, -1, "sum"),
        (SLIDE, "f", 1, 12, "sign"),
        (SLIDE, "∂f/∂v1", 2, 3, "own factor"),
        (SLIDE, "∂f/∂v1", 2, -12, "product"),
        (SLIDE, "∂v1/∂x", 2, -2, "own"),
        (SLIDE, "∂v1/∂x", 2, 3, "value"),
        (SLIDE, "∂f/∂f", 3, -12, "value"),
        (SLIDE, "∂f/∂z", 3, -4, "own factor"),
        (SLIDE, "∂f/∂x", 3, 1, "incoming"),
        (SLIDE, "∂f/∂x", 3, 4, "sign"),
        (SLIDE, "∂f/∂x", 3, -3, "sum"),
        (SLIDE, "∂f/∂x", 3, -8, "double"),
        (TWICE, "∂f/∂u", 3, 3, "last flow"),
        (TWICE, "∂f/∂u", 3, 4, "no flow"),
        (TWICE, "∂f/∂u", 3, 3.5, "mean"),
        (TWICE, "∂f/∂u", 3, 12, "product"),
        (HOMEWORK, "∂f/∂x", 3, 3, "last flow"),
        (HOMEWORK, "∂f/∂x", 3, 6, "product"),
        (HOMEWORK, "∂f/∂z", 3, 2, "wrong side"),
        (HOMEWORK, "∂f/∂z", 3, 1, "split"),
        (HOMEWORK, "∂f/∂v1", 3, 2, "own factor"),
        (OFF, "∂v1/∂t", 2, 1, "switch"),
        (OFF, "∂f/∂t", 3, 3, "switch"),
        (OFF, "∂f/∂t", 3, 1.5, "split"),
        (ON, "∂f/∂t", 3, 0, "switch"),
        (ON, "∂f/∂t", 3, 1, "incoming"),
        (ON, "v1", 1, 0, "zero"),
        (OFF, "v1", 1, -2, "same"),
        (EQUAL, "∂f/∂a", 3, 5, "all"),
        (EQUAL, "∂f/∂a", 3, 0, "none"),
        (NEURON, "∂f/∂v4", 2, 0.7311, "slope lost"),
        (NEURON, "∂f/∂v4", 2, 0.269, "one factor"),
        (NEURON, "∂f/∂v4", 2, 0, "wrong number"),
        (NEURON, "f", 1, 0.2689, "turned"),
        (NEURON, "f", 1, 0.3679, "exp"),
        (NEURON, "f", 1, 0.1966, "slope"),
    ],
)
def test_each_mistake_is_named_by_its_number(graph, name, stage, typed, mistake):
    verdict = judge(ask(graph, name, stage), typed)
    assert (verdict.right, verdict.name) == (False, mistake)
    assert verdict.told.endswith((".", "?")) and "{" not in verdict.told


def test_the_texts_speak_of_the_numbers_there_are():
    assert judge(ask(SLIDE, "∂f/∂x", 3), 1).told == (
        "That is the local derivative alone. Multiply it by what comes in, ∂f/∂v1 = −4."
    )
    assert judge(ask(TWICE, "∂f/∂u", 3), 3).told == (
        "That is the new flow alone. Flows add: 4 came before."
    )
    told = judge(ask(HOMEWORK, "∂f/∂z", 3), 1).told
    assert told == "max does not split. z is not the larger one: nothing reaches it."
    assert judge(ask(SLIDE, "∂f/∂z", 3), 77).told == "Not so: ∂f/∂z is not 77."


def test_whoever_types_the_whole_sum_at_the_first_flow_hears_of_it():
    first = next(s for s in steps(TWICE, view(TWICE)) if s.left == 2)
    (one,) = asks(TWICE, first)
    assert one.right == 1 and judge(one, 7).name == "all flows"


@pytest.mark.parametrize(
    ("typed", "right", "name"),
    [
        (0.3932238665, True, ""), (0.3932, True, ""), (0.393, True, ""), (0.4, True, "rounded"),
        (0.38, True, "rounded"), (0.36, False, ""), (-0.3932, False, "sign"), (0.0, False, ""),
    ],
)  # fmt: skip
def test_a_rounded_number_counts_as_nearly_right(typed, right, name):
    verdict = judge(ask(NEURON, "∂f/∂x0", 3), typed)
    assert (verdict.right, verdict.name) == (right, name)
    if name == "rounded":
        assert verdict.told.endswith("is rounded. ∂f/∂x0 = 0.3932.")


def test_with_a_slope_rounded_to_a_fifth_the_whole_neuron_can_be_filled_in():
    rounded = {"∂f/∂w0": -0.2, "∂f/∂x0": 0.4, "∂f/∂w1": -0.4, "∂f/∂x1": -0.6, "∂f/∂w2": 0.2}
    for name, typed in rounded.items():
        assert judge(ask(NEURON, name, 3), typed).right


def test_a_small_number_is_not_rounded_away():
    tail = graph_of("sigmoid(t)", t=6)
    one = ask(tail, "∂f/∂t", 3)
    assert one.right == pytest.approx(0.00247, abs=1e-5)
    assert not judge(one, 0).right and not judge(one, 0.01).right and judge(one, 0.003).right
    nearly_gone = ask(graph_of("x*y - x*z", x=1, y=0.51, z=0.5), "∂f/∂x", 3)
    assert nearly_gone.right == pytest.approx(0.01) and not judge(nearly_gone, 0).right


TEXTS = (
    "(x + y)*z", "x*y - z/x", "sigmoid(x*y)*z", "relu(x - y)*z + x", "maximum(x, y)*minimum(y, z)",
    "exp(x)*y + z**2", "x*x*x + y*x", "tanh(x + y)/(z*z + 1)", "abs(x)*sqrt(y*y + 1) - cos(z)",
    "log(x*x + 1)*sin(y) + z", "-x*(y + x)**3 + 2**z",
)  # fmt: skip
NUMBER = st.floats(-3, 3).map(lambda x: round(x, 1))


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(TEXTS), NUMBER, NUMBER, NUMBER)
def test_right_is_right_and_a_listed_mistake_never_is(text, x, y, z):
    names = sl.expression.formula(text).names
    graph = graph_of(text, **{n: v for n, v in {"x": x, "y": y, "z": z}.items() if n in names})
    for step in steps(graph, view(graph)):
        for one in asks(graph, step):
            assert judge(one, one.right).right and np.isfinite(one.right)
            assert len(one.hints) == 2 and one.how
            values = [mistake.value for mistake in one.mistakes]
            assert len(values) == len(set(values))
            for mistake in one.mistakes:
                verdict = judge(one, mistake.value)
                assert not verdict.right and verdict.told


def test_arrays_boxes_and_what_is_not_finite_are_not_asked():
    many = sl.trace(lambda X, w: (X @ w).sum(), X=np.ones((2, 2)), w=np.ones(2))
    asked = [s.stage for s in steps(many, view(many)) if asks(many, s)]
    assert asked == []
    bad = graph_of("log(x)", x=-1)
    asked = [s for s in steps(bad, view(bad)) if asks(bad, s) and s.stage == 1]
    assert asked == []


# -- the turn -----------------------------------------------------------------------------------


def turn(graph, given=0):
    return FillIn(graph, steps(graph, view(graph)), given)


def test_the_whole_slide_can_be_filled_in():
    filling = turn(SLIDE)
    names = []
    while filling.ask:
        names.append(filling.ask.name)
        assert filling.answer(filling.ask.right).right
    assert names == [
        "v1", "f", "∂v1/∂x", "∂v1/∂y", "∂f/∂v1", "∂f/∂z",
        "∂f/∂f", "∂f/∂v1", "∂f/∂z", "∂f/∂x", "∂f/∂y",
    ]  # fmt: skip
    assert filling.reached == len(filling.steps) and filling.known == ()


def test_the_numbers_of_a_step_are_asked_one_by_one():
    filling = turn(SLIDE, 2)
    assert (filling.reached, filling.part, filling.known) == (2, 0, ())
    filling.answer(1)
    assert (filling.reached, filling.part) == (2, 1) and filling.known[0].name == "∂v1/∂x"
    filling.answer(1)
    assert (filling.reached, filling.part) == (3, 0)


def test_hints_come_after_the_second_wrong_answer_and_grow():
    filling = turn(SLIDE, 7)
    assert "Hint" not in filling.answer(1).told
    assert filling.answer(9).told.endswith("Hint: ∂f/∂x = incoming ∂f/∂v1 × local ∂v1/∂x")
    for _ in range(3):
        assert filling.answer(9).told.endswith("Hint: ∂f/∂x = (−4) × 1")
    assert filling.reached == 7
    assert filling.answer(-4).right
    assert "Hint" not in filling.answer(1).told


def test_it_can_be_shown():
    filling = turn(SLIDE, 7)
    assert filling.show().told == "Shown: ∂f/∂x = ∂f/∂v1 × ∂v1/∂x = −4 × 1 = −4."
    assert filling.reached == 8


@pytest.mark.parametrize(
    ("graph", "names"),
    [
        (SLIDE, ["∂f/∂x", "∂f/∂y"]),
        (TWICE, ["∂f/∂u", "∂f/∂u"]),
        (OFF, ["∂f/∂t"]),
        (graph_of("x", x=1), []),
    ],
)
def test_the_last_hop_is_what_follows_when_all_else_is_given(graph, names):
    walk = steps(graph, view(graph))
    filling = FillIn(graph, walk, last_hop(graph, walk))
    found = []
    while filling.ask:
        found.append(filling.ask.name)
        filling.show()
    assert found == names
