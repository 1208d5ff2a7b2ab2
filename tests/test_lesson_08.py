"""Lesson 08: the numbers of its slides, what its questions claim, and that its prose is true."""

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import checking, widgets
from sgdlab.gates import GATES, passing

SLIDE = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}


def f(x, y, z):
    q = x + y
    return q * z


def fine(w0, x0, w1, x1, w2):
    return 1 / (1 + np.exp(-(w0 * x0 + w1 * x1 + w2)))


def one(w0, x0, w1, x1, w2):
    return sl.sigmoid(w0 * x0 + w1 * x1 + w2)


def twice(u):
    return u * u + u


def gate(name, *values, incoming):
    return passing(GATES[name], values, incoming).flows


@pytest.fixture
def lesson(tmp_path):
    return widgets.Lesson("08-backpropagation", tmp_path)


def questions():
    folder = Path(widgets.__file__).parent / "questions"
    return tomllib.loads((folder / "08-backpropagation.toml").read_text(encoding="utf-8"))


def values(key):
    """The right number of a question, and those of its mistakes in their order."""
    entry = questions()[key]
    return entry["right"], [mistake["value"] for mistake in entry["mistake"]]


# the slides' numbers


def test_the_three_stages_of_the_slides():
    graph = sl.trace(f, x=-2, y=5, z=-4)
    x, y, z, q, end = graph.nodes
    assert [node.name for node in graph.nodes] == ["x", "y", "z", "q", "f"]
    assert (q.value, end.value) == (3, -12)
    assert q.local == (1, 1) and end.local == (-4, 3)
    assert graph.gradient(end) == 1 and graph.gradient(q) == -4
    assert graph.grads == {"x": -4, "y": -4, "z": 3}
    assert [(hop.node.name, hop.incoming, hop.flows) for hop in graph.hops] == [
        ("f", 1, (-4, 3)),
        ("q", -4, (-4, -4)),
    ]
    assert (x.parents, y.parents, z.parents) == ((), (), ())


def test_the_stages_as_text_have_the_slides_numbers():
    text = str(sl.trace(f, x=-2, y=5, z=-4))
    for line in (
        "q = x + y = 3", "f = q × z = −12", "∂q/∂x = 1", "∂f/∂q = z = −4", "∂f/∂z = q = 3",
        "∂f/∂f = 1", "to x from q: −4 × 1 = −4", "∂f/∂y = −4",
    ):  # fmt: skip
        assert line in text


def test_the_neuron_gate_by_gate_and_as_one_node():
    a, b = sl.trace(fine, **SLIDE), sl.trace(one, **SLIDE)
    assert (len(a.nodes), len(b.nodes)) == (13, 10)
    expected = {
        "w0": -0.1966119332, "x0": 0.3932238665, "w1": -0.3932238665, "x1": -0.5898357997,
        "w2": 0.1966119332,
    }  # fmt: skip
    for graph in (a, b):
        assert graph.value == pytest.approx(0.7310585786300049, rel=1e-15)
        assert graph.grads == pytest.approx(expected, abs=5e-11)
    assert a.grads == pytest.approx(b.grads, rel=1e-12)
    t = b.output.parents[0]
    assert t.value == 1 and b.gradient(t) == pytest.approx(0.1966, abs=5e-5)
    factors = [node.local[0] for node in a.nodes[-4:]]  # × -1, exp, 1 +, 1 /
    assert factors == pytest.approx([-1, 0.3679, 1, -0.5344], abs=5e-5)
    assert math.prod(factors) == pytest.approx(0.19661193324)


def test_rounded_early_the_neuron_gives_what_the_slides_print():
    assert (0.2 * SLIDE["w0"], 0.2 * SLIDE["w1"]) == (0.4, pytest.approx(-0.6))
    exact = sl.trace(one, **SLIDE).grads
    assert abs(0.4 - exact["x0"]) < 0.02 and abs(-0.6 - exact["x1"]) < 0.02


@pytest.mark.parametrize(
    ("t", "slope"), [(0, 0.25), (1, 0.1966), (-1, 0.1966), (4, 0.0177), (-4, 0.0177)]
)
def test_the_slope_of_the_sigmoid(t, slope):
    s = sl.sigmoid(float(t))
    assert passing(GATES["sigmoid"], (t,), 1).local == (pytest.approx(s * (1 - s)),)
    assert s * (1 - s) == pytest.approx(slope, abs=5e-5)


@given(st.floats(-30, 30))
def test_the_three_lines_of_its_derivation(t):
    e = math.exp(-t)
    first = e / (1 + e) ** 2
    second = 1 / (1 + e) * ((1 + e) - 1) / (1 + e)
    s = sl.sigmoid(t)
    assert first == pytest.approx(second, rel=1e-6, abs=1e-15)
    assert first == pytest.approx(s * (1 - s), rel=1e-3, abs=1e-12) and s * (1 - s) <= 0.25


def test_a_value_used_twice_adds_its_flows():
    graph = sl.trace(twice, u=3)
    assert graph.grads == {"u": 7} and graph.value == 12
    square, end = graph.nodes[1:]
    assert square.local == (3, 3) and end.local == (1, 1)
    assert sl.trace(lambda u: u**2 + u, u=3).grads == {"u": 7}


# backpropagation in six lines, and its two famous mistakes


def backward(nodes, add=True):
    flow = dict.fromkeys(nodes, 0.0) | {nodes[0]: 1.0}
    for node in nodes:
        for parent, local in zip(node.parents, node.local, strict=True):
            flow[parent] = (flow[parent] if add else 0) + flow[node] * local
    return flow[nodes[-1]]


def test_the_two_historic_mistakes():
    x, u, product, end = sl.trace(lambda x: twice(2 * x), x=1.5).nodes
    assert backward((end, product, u, x)) == 14
    assert backward((end, product, u, x), add=False) == 6  # 2 · 3, one edge of the product
    assert backward((end, u, product, x)) == 2  # 2 · 1, before the product has sent its 6


def test_overwriting_gives_6_where_the_square_is_one_node_and_1_where_the_sum_comes_last():
    x, u, square, end = sl.trace(lambda x: (lambda u: u**2 + u)(1 * x), x=3).nodes
    assert backward((end, square, u, x), add=False) == 6
    assert checking.BACKWARDS["last flow wins"](sl.trace(lambda u: u**2 + u, u=3)) == [6]
    assert {6, 1, 3} <= set(values("twice")[1])


def test_the_loss_of_lesson_04_hop_by_hop():
    graph = sl.trace(lambda w, x, y: (w * x - y) ** 2, w=2, x=3, y=1)
    assert graph.value == 25 and graph.grads["w"] == 30 == 2 * (2 * 3 - 1) * 3
    table = sl.LeastSquares([[3.0]], [1.0])
    assert table.grad_sum(np.array([2.0]), np.array([0])) == [30]


def test_the_first_turn_has_one_hop_to_type():
    assert sl.trace(f, x=3, y=1, z=2).grads == {"x": 2, "y": 2, "z": 4}


# the check and the losses of one's own


def loss(w0, w1, w2, x0, x1):
    s = sl.sigmoid(w0 * x0 + w1 * x1 + w2)
    return s * s


def test_the_check_of_the_lesson_offers_every_mistake_and_finds_each():
    figure = widgets.gradient_check(loss, **SLIDE)
    assert tuple(figure.found) == tuple(checking.BACKWARDS)
    for name, gradient in figure.found.items():
        away = checking.disagreement(gradient, figure.measured).min()
        assert (away < 1e-9) == (name == checking.RIGHT) and (away < 1e-9 or away > 0.25)
    assert sl.check_grad(loss, **SLIDE) < 1e-8


def test_two_flows_can_cancel():
    graph = sl.trace(lambda x: x**2 - 4 * x, x=2)
    assert graph.grads == {"x": 0}
    assert graph.hops[0].flows == (1, -1) and {h.flows for h in graph.hops[1:]} == {(4,), (-4,)}


def test_a_curve_needs_no_derivative():
    path = sl.descend(sl.Curve(lambda w: np.exp(-w) + w**2), 2, lr=0.3, epochs=40)
    assert path.w[-1, 0] == pytest.approx(0.3517337112, abs=1e-9)
    assert path.grad[0, 0] == 4 - math.exp(-2)  # exact, not by differences


def test_the_own_loss_stays_with_the_seven():
    points = sl.load("line")
    X, y = sl.with_ones(points.X), points.y.copy()
    y[7] = 0.825
    own = sl.CustomLoss(lambda w, X, y: np.log(1 + (X @ w - y) ** 2), X, y, 2)
    w = sl.descend(own, (0, 0), lr=0.1, epochs=2000).w[-1]
    squares = np.linalg.lstsq(X, y)[0]
    right = np.linalg.lstsq(X, points.y)[0]
    assert w == pytest.approx([0.679, 1.551], abs=5e-4) and right == pytest.approx([0.75, 1.5])
    assert squares == pytest.approx([0.153, 3.257], abs=5e-4)
    seven = np.arange(7)
    off = [np.abs(X[seven] @ v - y[seven]).mean() for v in (w, squares)]
    assert 2 * off[0] < off[1]
    assert own.gradient(np.zeros(2)) == pytest.approx(
        X.T @ (2 * (0 - y) / (1 + y**2)) / 8, rel=1e-12
    )
    assert math.log(1 + 5**2) == pytest.approx(3.3, abs=0.05)


def test_a_far_point_pulls_less_and_less():
    pull = sl.grad(lambda e: np.log(1 + e**2))
    assert pull(1.0) == 1 and max(pull(e) for e in np.linspace(0, 9, 901)) == pytest.approx(1)
    assert pull(8.0) < pull(4.0) < pull(2.0) < pull(1.0)


# what the questions claim


def test_the_typed_numbers():
    assert f(-1, 5, -4) - f(-2, 5, -4) == values("grows")[0]
    assert gate("multiply", 3, -2, incoming=4)[0] == values("product")[0]
    assert gate("max", 3, -2, incoming=4) == (4, 0)
    assert gate("ReLU", -0.5, incoming=4)[0] == values("relu")[0]
    assert passing(GATES["sigmoid"], (0,), 1).local[0] == values("steep")[0]
    assert sl.trace(one, **SLIDE).grads["w1"] == pytest.approx(values("neuron")[0], abs=1e-10)
    assert sl.trace(twice, u=3).grads["u"] == values("twice")[0]
    assert sl.trace(lambda x, y: (x + y) * x, x=2, y=1).grads["x"] == values("ways")[0]


def test_the_mistakes_are_those_that_are_named():
    x, y, incoming = 3, -2, 4
    assert values("product")[1] == [incoming * x, y, incoming, incoming * x * y, -incoming * y]
    s = sl.sigmoid(1.0)
    slope, x1, w1 = s * (1 - s), SLIDE["x1"], SLIDE["w1"]
    assert values("neuron")[1] == pytest.approx([x1, slope * w1, s * x1, slope], abs=5e-4)
    assert values("twice")[1] == [2 * 3, 1, 3 + 1, 3, 3 * 3 + 3]
    x, y = 2, 1
    assert values("ways")[1] == [x + y, x, (x + y) * x, 1]
    assert values("grows")[1] == [1, 4, f(-1, 5, -4), 3]


@pytest.mark.parametrize(("typed", "right"), [("-0.39", True), ("-0.4", True), ("-2", False)])
def test_a_rounded_slope_is_near_enough(lesson, typed, right):
    assert lesson.ask("neuron")._judge(typed).right == right


def test_differences_at_the_ends_agree_little(lesson):
    """What the options of the question on h say of a large and of a tiny h."""
    gradient = checking.BACKWARDS["right"](sl.trace(loss, **SLIDE))
    away = checking.disagreement(gradient, checking.central(loss, SLIDE, [0.1, 1e-5, 1e-15]))
    assert 1e-3 < away[0] < 1e-1 and away[1] < 1e-9 and away[2] > 1e-2
