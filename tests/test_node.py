"""The node explorer and its gates: three steps, against calculus and central differences."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

import sgdlab as sl
from sgdlab import figures, gates, widgets

numbers = st.floats(-4, 4).map(lambda v: round(v, 2) + 0.0)


@pytest.fixture(scope="module")
def explorer():
    return widgets.node_explorer(tuple(gates.GATES))


# gates


@given(x=numbers, y=numbers, incoming=numbers)
def test_what_each_gate_hands_back(x, y, incoming):
    def back(name, *values):
        return gates.passing(gates.GATES[name], values, incoming).flows

    s = 1 / (1 + math.exp(-x))
    assert back("add", x, y) == (incoming, incoming)
    assert back("multiply", x, y) == pytest.approx((incoming * y, incoming * x))
    share = 1.0 if x > y else 0.5 if x == y else 0.0
    assert back("max", x, y) == pytest.approx((incoming * share, incoming * (1 - share)))
    assert back("ReLU", x) == (incoming * (x > 0),)
    assert back("sigmoid", x) == pytest.approx((incoming * s * (1 - s),))


@given(name=st.sampled_from(list(gates.GATES)), x=numbers, y=numbers)
def test_a_local_derivative_is_the_slope(name, x, y):
    gate = gates.GATES[name]
    kink = (name == "max" and abs(x - y) < 0.01) or (name == "ReLU" and abs(x) < 0.01)
    assume(not kink)
    values = (x, y)[: len(gate.inputs)]
    passed = gates.passing(gate, values, 1.0)
    assert passed.value == pytest.approx(float(gate.f(*values)), abs=1e-12)
    for k, local in enumerate(passed.local):
        ends = [gate.f(*(v + s * (j == k) for j, v in enumerate(values))) for s in (1e-6, -1e-6)]
        assert local == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-6)


def test_letters_and_the_number_of_inputs():
    multiply, maximum = gates.GATES["multiply"], gates.GATES["max"]
    assert gates.passing(multiply, (3, -2), 4).letters == ("y", "x")
    assert gates.passing(maximum, (2, 2), 4).letters == ("0.5", "0.5")
    with pytest.raises(ValueError, match=r"1 value\(s\) were given; the gate × has .* x, y"):
        gates.passing(multiply, (3,), 4)


# the picture


def texts(explorer):
    return {artist.get_text() for artist in explorer.scene.node.artists if isinstance(artist, Text)}


def test_the_three_steps_show_one_thing_after_the_other(explorer):
    explorer.reset()
    explorer.gate.value = "multiply"
    node = explorer.scene.node
    seen = []
    for step in range(5):
        explorer.go_to(step)
        seen.append(texts(explorer))
    assert {"x = 3", "y = −2", "q = −6", "Forward: the value q"} <= seen[0]
    assert seen[1] - seen[0] == {"Step 1: local", "∂q/∂x = y = −2", "∂q/∂y = x = 3"}
    assert seen[2] - seen[1] == {"Step 2: incoming", "∂f/∂q = 4", "incoming"}
    assert seen[3] - seen[2] == {"Step 3: multiply, to x", "4 × (−2)", "∂f/∂x = −8"}
    assert seen[4] - seen[3] == {"Step 3: multiply, to y", "4 × 3", "∂f/∂y = 12"}
    assert [arrow.get_visible() for arrow in node.back] == [True, True, True]
    assert "A switcher: each side gets" in explorer.canvas.text
    explorer.go_to(9)
    assert explorer.bar.step.value == 4


def test_the_curves_and_their_tangents(explorer):
    explorer.reset()
    explorer.gate.value = "sigmoid"
    explorer.x.value = 1
    explorer.go_to(1)
    curve, slope = explorer.scene.curves
    x, q = curve.line.get_data()
    assert q == pytest.approx(1 / (1 + np.exp(-x)))
    assert curve.note.get_text() == "slope 0.1966"
    ends = curve.tangent.get_xydata()
    assert np.diff(ends[:, 1]) / np.diff(ends[:, 0]) == pytest.approx([0.1966119], abs=1e-6)
    assert slope.line.get_ydata().max() == pytest.approx(0.25)
    assert slope.dot.get_xydata() == pytest.approx(np.array([[1, 0.1966119]]), abs=1e-6)
    explorer.gate.value = "max"
    first, second = explorer.scene.curves
    assert first.line.get_ydata() == pytest.approx(np.maximum(x, -2))
    assert second.line.get_ydata() == pytest.approx(np.maximum(1, x))


def test_what_moves_can_be_stroked_and_every_artist_is_told(explorer):
    for name in gates.GATES:
        explorer.gate.value = name
        scene = explorer.scene
        assert all(isinstance(artist, Line2D | Patch | Text) for artist in scene.moving)
        for part in (scene.node, *scene.curves):
            own = {v for v in vars(part).values() if isinstance(v, Line2D | Patch | Text)}
            assert own - {getattr(part, "line", None)} <= set(scene.moving)


@pytest.mark.parametrize("name", gates.GATES)
def test_no_word_leaves_its_place(name):
    """At the widest numbers the words of the node stay beside the box and inside the panel."""
    lesson = None
    figure = widgets.node_explorer(name, x=-3.35, y=-2.85, incoming=-3.75, lesson=lesson)
    figure.go_to(figure.last)
    for artist in figure.scene.node.artists:
        artist.set_animated(False)
    figure.scene.fig.draw_without_rendering()
    box = figure.scene.fig.axes[0].transData.transform([(3.55, 0), (6.95, 0), (10, 0)])[:, 0]
    for text in (t for t in figure.scene.node.artists if isinstance(t, Text) and t.get_text()):
        extent = text.get_window_extent()
        if text is figure.scene.node.title:
            assert extent.x1 < box[2]
        elif text in figure.scene.node.local:
            assert box[0] < extent.x0 and extent.x1 < box[1]
        else:
            assert extent.x1 < box[0] or (box[1] < extent.x0 and extent.x1 < box[2] + 5)


# the controls


def test_the_incoming_slider_shows_what_it_moves(explorer):
    explorer.reset()
    explorer.incoming.value = -1.0
    assert explorer.bar.step.value == 2 and "∂f/∂q = −1" in texts(explorer)
    explorer.go_to(4)
    explorer.incoming.value = 2.0
    assert explorer.bar.step.value == 4


def test_a_gate_of_one_input_has_one_slider_and_a_step_less(explorer):
    explorer.reset()
    explorer.go_to(4)
    explorer.gate.value = "ReLU"
    assert (explorer.bar.step.value, explorer.bar.step.max) == (3, 3)
    assert explorer.y not in explorer._numbers.children
    explorer.gate.value = "add"
    assert explorer.y in explorer._numbers.children and explorer.bar.step.max == 4


def test_keys_and_the_pointer(explorer):
    explorer.reset()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowLeft", "Shift+ArrowUp"):
        explorer.press(key)
    assert explorer.bar.step.value == 2
    assert explorer.incoming.value == pytest.approx(4)  # the end of its range
    assert explorer.values == pytest.approx((2.95, -1.95))
    explorer.press("End")
    assert explorer.bar.step.value == 4
    explorer.press("Home")
    assert explorer.bar.step.value == 0
    explorer.drag(explorer.scene.plots[0], (-1.0, 0))
    explorer.drag(explorer.scene.plots[1], (99.0, 0))
    assert explorer.values == (-1.0, 4.0)
    explorer.gate.value = "sigmoid"
    explorer.drag(explorer.scene.plots[1], (2.0, 0))
    assert explorer.values == (2.0,)
    explorer.press("r")
    assert (explorer.gate.value, explorer.values) == ("add", (3.0, -2.0))


def test_the_code_gives_the_numbers_shown(explorer, capsys):
    explorer.reset()
    explorer.gate.value = "max"
    exec(explorer.code(), {})
    assert capsys.readouterr().out == "3.0 (1.0, 0.0) (4.0, 0.0)\n"


def test_until_the_question_is_answered_nothing_passes(tmp_path):
    lesson = widgets.Lesson("08-backpropagation", tmp_path)
    question = lesson.ask("product")
    figure = widgets.node_explorer(after=question, lesson=lesson)
    assert figure.locked and "Answer the question above" in figure.canvas.text
    figure.press("ArrowRight")
    figure.drag(figure.scene.plots[0], (1.0, 0))
    assert figure.bar.step.value == 0 and figure.values == (3.0, -2.0)
    assert figure.canvas.table == "" and figure.x.disabled
    assert not figure.scene.curves[0].tangent.get_visible()
    question.answer = "-8"
    assert not figure.locked and not figure.x.disabled
    figure.press("End")
    assert "<td>−8</td>" in figure.canvas.table


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(list(gates.GATES)), x=numbers, y=numbers, incoming=numbers,
    step=st.integers(0, 5),
)  # fmt: skip
def test_whatever_is_set_the_picture_follows(explorer, name, x, y, incoming, step):
    explorer.gate.value = name
    explorer.x.value, explorer.y.value, explorer.incoming.value = x, y, incoming
    explorer.go_to(step)
    assert explorer.canvas.error == ""
    passed = gates.passing(gates.GATES[name], explorer.values, explorer.incoming.value)
    assert f"q = {figures.number(passed.value)}" in texts(explorer)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"gates": "xor"}, "choose some of add, multiply, max, ReLU, sigmoid"),
        ({"gates": ()}, "choose some of"),
        ({"x": 5}, "x is 5; expected a number from -4 to 4"),
        ({"incoming": float("nan")}, "incoming is nan"),
    ],
)
def test_a_node_that_makes_no_sense_is_refused(given, says):
    with pytest.raises((ValueError, TypeError), match=says):
        sl.widgets.node_explorer(**given)
