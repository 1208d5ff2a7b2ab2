"""The steps of the three stages in words and numbers, and the chain rule of one node."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab.graph.folding import view
from sgdlab.stages.chain import chain, ways
from sgdlab.stages.notation import factor, put, shown
from sgdlab.stages.steps import steps


def slide(x, y, z):
    q = x + y
    return q * z


def neuron(w0, w1, w2):
    t = w0 * w1 + w2
    return sl.sigmoid(t)


def network(x, w1, w2):
    first = neuron(x, w1, w2)
    second = neuron(first, w2, w1)
    return first * second


def pair(a, b):
    total, gap = a + b, a - b
    return total * total, gap * a


def two_results(a, b):
    p, q = pair(a, b)
    return p * q + p


SLIDE = sl.trace(slide, x=-2, y=5, z=-4)
TWICE = sl.trace(lambda u: u * u + u, u=3)
BOTH = sl.trace(lambda x, y, z: (x + y) * np.maximum(x, z), x=3, y=-1, z=2)


def walk(graph, opened=()):
    return steps(graph, view(graph, opened))


def texts(graph, stage, opened=()):
    return [step.text for step in walk(graph, opened) if step.stage == stage]


# -- the slide ----------------------------------------------------------------------------------


def test_the_three_stages_of_the_slide():
    assert texts(SLIDE, 1) == ["q = x + y = −2 + 5 = 3", "slide = q × z = 3 × (−4) = −12"]
    assert texts(SLIDE, 2) == ["∂q/∂x = 1, ∂q/∂y = 1", "∂slide/∂q = z = −4, ∂slide/∂z = q = 3"]
    assert texts(SLIDE, 3) == [
        "∂slide/∂slide = 1: the way back starts here",
        "∂slide/∂q = ∂slide/∂slide × ∂slide/∂q = 1 × (−4) = −4",
        "∂slide/∂z = ∂slide/∂slide × ∂slide/∂z = 1 × 3 = 3",
        "∂slide/∂x = ∂slide/∂q × ∂q/∂x = −4 × 1 = −4",
        "∂slide/∂y = ∂slide/∂q × ∂q/∂y = −4 × 1 = −4",
    ]


def test_where_flows_meet_the_sum_is_written_out():
    assert texts(TWICE, 3)[2:] == [
        "∂f/∂u = ∂f/∂f × ∂f/∂u = 1 × 1 = 1 (2 more to come)",
        "∂f/∂u = so far + ∂f/∂v1 × ∂v1/∂u (left) = 1 + 1 × 3 = 4 (1 more to come)",
        "∂f/∂u = so far + ∂f/∂v1 × ∂v1/∂u (right) = 4 + 1 × 3 = 7",
    ]


def test_a_step_holds_what_is_computed():
    last = walk(TWICE)[-1]
    assert (last.stage, last.incoming, last.before, last.flow, last.grad) == (3, 1, 4, 3, 7)
    assert last.parent is TWICE.inputs["u"] and last.node.name == "v1" and last.k == 1
    assert [step.left for step in walk(TWICE) if step.flow is not None] == [0, 2, 1, 0]


# -- any graph ----------------------------------------------------------------------------------

SMALL = st.floats(-3, 3).map(lambda x: round(x, 2))


@settings(max_examples=60, deadline=None)
@given(SMALL, SMALL, SMALL, st.sampled_from([(), (0,), (0, 1)]), st.sampled_from([0, 1]))
def test_the_last_gradients_are_those_of_the_graph_however_it_is_folded(a, b, c, opened, which):
    graph = (
        sl.trace(network, x=a, w1=b, w2=c)
        if which
        else sl.trace(lambda a, b, c: two_results(a, b) * c, a=a, b=b, c=c)
    )
    seen = view(graph, [i for i in opened if i < len(graph.calls)])
    last = {}
    for step in steps(graph, seen):
        if step.parent is not None:
            last[step.parent.i] = (step.grad, step.left)
    for name, node in graph.inputs.items():
        grad, left = last[node.i]
        assert grad == pytest.approx(graph.grads[name], rel=1e-12, abs=1e-12) and left == 0


def test_every_item_that_computes_has_a_step_in_each_stage():
    for graph in (SLIDE, TWICE, BOTH, sl.trace(network, x=1, w1=2, w2=3)):
        seen = view(graph)
        does = [i for i, item in enumerate(seen.items) if getattr(item, "parents", True)]
        found = steps(graph, seen)
        assert [step.item for step in found if step.stage == 1] == does
        assert [step.item for step in found if step.stage == 2] == does
        assert [step.stage for step in found] == sorted(step.stage for step in found)
        back = [step.item for step in found if step.flow is not None]
        assert back == sorted(back, reverse=True) and set(back) == set(does)


def test_the_flows_go_along_the_edges_of_the_view():
    for graph in (SLIDE, TWICE, BOTH):
        seen = view(graph)
        hops = [(s.to, s.item, s.k) for s in steps(graph, seen) if s.flow is not None]
        assert sorted(hops) == sorted(map(tuple, seen.edges))


def test_a_folded_call_steps_as_one():
    graph = sl.trace(network, x=1, w1=2, w2=0.5)
    first = texts(graph, 1)
    assert first[0] == "neuron 1, 3 nodes in one box: first = 0.9241"
    assert "by the chain rule inside: ∂first/∂w2 = 0.0701" in texts(graph, 2)[0]
    assert any(text.endswith("from neuron 1") for text in texts(graph, 3))
    assert all(step.node is None for step in walk(graph) if "neuron" in step.text)
    assert "t = v1 + w2 = 2 + 0.5 = 2.5" in texts(graph, 1, opened=(0,))


def test_a_box_with_two_results_shows_both():
    graph = sl.trace(two_results, a=1, b=2)
    assert texts(graph, 1)[0] == "pair, 4 nodes in one box: p = 9, q = −1"


def test_arrays_step_in_shapes_and_small_ones_in_numbers():
    graph = sl.trace(lambda X, w: ((X @ w) ** 2).mean(), X=np.ones((4, 2)), w=np.array([1.0, 2]))
    assert texts(graph, 1)[0] == "v1 = X @ w = [3, 3, 3, 3]"
    assert texts(graph, 2)[0] == "∂v1/∂X = G @ wᵀ, ∂v1/∂w = Xᵀ @ G"
    assert texts(graph, 3)[-2:] == ["∂f/∂X = an array (4, 2)", "∂f/∂w = [6, 6]"]


def test_a_graph_of_an_input_or_of_nothing_has_one_step():
    assert [s.text for s in walk(sl.trace(lambda x: x, x=2))] == [
        "∂x/∂x = 1: the way back starts here"
    ]
    assert len(walk(sl.trace(lambda x: 3.0, x=2))) == 1


@pytest.mark.parametrize(
    ("f", "text"),
    [
        (lambda x: -x, "−(−2)"),
        (lambda x: x**2, "(−2)²"),
        (lambda x: x**-1, "(−2)^(−1)"),
        (lambda x: x - 3, "−2 − 3"),
        (lambda x: 3 - x, "3 − (−2)"),
        (lambda x: x / 3, "−2 / 3"),
        (lambda x: np.maximum(0, x), "max(0, −2)"),
        (lambda x: np.exp(x), "exp(−2)"),
    ],
)
def test_numbers_are_put_into_formulas_with_brackets_where_they_are_needed(f, text):
    assert put(sl.trace(f, x=-2).output) == text


def test_numbers_have_four_digits():
    assert [shown(v) for v in (1 / 3, -0.0, 1e9, -np.inf, np.nan)] == [
        "0.3333", "0", "1e+09", "−∞", "nan",
    ]  # fmt: skip
    assert factor(-np.inf) == "(−∞)" and shown(np.array([[1.0], [-2]])) == "[[1], [−2]]"


# -- the chain rule -----------------------------------------------------------------------------


def test_the_chain_rule_of_a_node_adds_all_ways():
    assert chain(BOTH, BOTH.inputs["x"]) == (
        "∂f/∂x = ∂f/∂v2 · ∂v2/∂x + ∂f/∂v1 · ∂v1/∂x = 2 × 1 + 3 × 1 = 5"
    )
    assert ways(BOTH, BOTH.inputs["x"]) == ["x → v2 → f: 1 × 2 = 2", "x → v1 → f: 1 × 3 = 3"]
    assert chain(BOTH, BOTH.output) == "∂f/∂f = 1: where the way back starts"
    unused = sl.trace(lambda x, y: x * 2, x=1, y=2)
    assert chain(unused, unused.inputs["y"]) == "f does not depend on y: ∂f/∂y = 0"


def test_the_terms_and_the_ways_sum_to_the_gradient():
    graph = sl.trace(network, x=0.3, w1=-1, w2=0.5)
    for node in graph.nodes[:-1]:
        total = chain(graph, node).rsplit("= ", 1)[1]
        assert total == shown(graph.gradient(node))
        along = [float(way.rsplit(" ", 1)[1].replace("−", "-")) for way in ways(graph, node)]
        assert not along or sum(along) == pytest.approx(graph.gradient(node), abs=2e-3)


def test_what_would_be_too_long_is_cut():
    graph = sl.trace(lambda x: sum(x * k for k in range(1, 12)), x=1)
    assert chain(graph, graph.inputs["x"]).endswith("+ … = 66")
    assert ways(graph, graph.inputs["x"]) == []
    deep = sl.trace(_deep, x=1.0)
    assert ways(deep, deep.inputs["x"]) == []


def _deep(x):
    for _ in range(40):
        x = x * x + x
    return x * 0
