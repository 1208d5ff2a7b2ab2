"""Folding: calls become boxes, the order stays, nothing is lost and no cycle appears."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab.graph.folding import Box, Edge, view
from sgdlab.stages.steps import steps


def neuron(x0, x1, w0, w1):
    z = w0 * x0 + w1 * x1
    return sl.sigmoid(z)


def pair(x0, x1, w0, w1):
    a = neuron(x0, x1, w0, w1)
    b = neuron(x1, x0, w0, w1)
    return a - b


def network(x0, x1, w0, w1):
    d = pair(x0, x1, w0, w1)
    return d * d + x0


def two_results(x):
    twice, square = 2 * x, x * x
    return twice, square


@pytest.fixture
def graph():
    return sl.trace(network, x0=1, x1=2, w0=0.5, w1=-0.25)


def number_of(graph, name):
    return [call.name for call in graph.calls].index(name)


def names(found):
    return [item.call.name if isinstance(item, Box) else item.name for item in found.items]


def test_calls_are_folded_and_inputs_stay(graph):
    found = view(graph)
    assert names(found) == ["x0", "x1", "w0", "w1", "pair", *names(found)[5:7]]
    box = found.items[4]
    assert box.call is graph.calls[box.i]
    assert len(box.nodes) == 9
    assert [node.name for node in box.outs] == ["d"]
    assert found.items[-1] is graph.output


def test_edges_into_a_box_are_one_for_each_item_and_into_a_node_one_for_each_operand(graph):
    found = view(graph)
    assert sorted(edge.start for edge in found.edges if edge.end == 4) == [0, 1, 2, 3]
    square, output = 5, 6
    assert [edge for edge in found.edges if edge.end == square] == [
        Edge(4, square, 0), Edge(4, square, 1),
    ]  # fmt: skip
    assert [edge for edge in found.edges if edge.end == output] == [
        Edge(square, output, 0), Edge(0, output, 1),
    ]  # fmt: skip


def test_an_opened_call_shows_its_parts_and_the_calls_in_it(graph):
    found = view(graph, {number_of(graph, "pair")})
    assert names(found)[4:6] == ["neuron 1", "neuron 2"]
    assert found.items[4].outs[0].name == "a"
    assert found.holders[4] == found.holders[6] == (number_of(graph, "pair"),)
    assert found.holders[0] == found.holders[-1] == ()


def test_a_call_within_a_folded_one_is_not_seen(graph):
    found = view(graph, {number_of(graph, "neuron 1")})
    assert found == view(graph)


def test_with_all_opened_every_node_is_seen(graph):
    found = view(graph, set(range(len(graph.calls))))
    assert found.items == graph.nodes
    assert len(found.edges) == sum(len(node.parents) for node in graph.nodes)


def test_a_box_has_as_many_results_as_are_used():
    def f(x):
        twice, square = two_results(x)
        return twice + square

    box = view(sl.trace(f, x=3)).items[1]
    assert [node.value for node in box.outs] == [6, 9]
    assert [edge.k for edge in view(sl.trace(f, x=3)).edges] == [0, 0, 1]


def test_a_call_whose_result_is_the_output_is_the_last_item():
    found = view(sl.trace(lambda x: neuron(x, x, x, 1), x=1.0))
    assert names(found) == ["x", "neuron"]
    assert found.edges == (Edge(0, 1, 0),)


def test_an_input_that_is_not_used_stays():
    assert names(view(sl.trace(lambda x, y: x * x, x=1, y=2)))[:2] == ["x", "y"]


def test_arrays_fold_as_numbers_do():
    graph = sl.trace(lambda X, w: neuron(X, X, w, w).sum(), X=np.ones(3), w=np.ones(3))
    assert names(view(graph))[2] == "neuron"


@pytest.mark.parametrize("opened", [{7}, {-1}, {"pair"}])
def test_a_call_that_is_not_there_is_refused(graph, opened):
    with pytest.raises(ValueError, match="numbered from 0"):
        view(graph, opened)


@given(st.sets(st.integers(0, 2)))
@settings(max_examples=8)
def test_every_node_is_in_one_item_and_every_edge_goes_on(opened):
    graph = sl.trace(network, x0=1, x1=2, w0=0.5, w1=-0.25)
    found = view(graph, opened)
    parts = [n for item in found.items for n in (item.nodes if isinstance(item, Box) else [item])]
    assert sorted(node.i for node in parts) == sorted(node.i for node in graph.nodes)
    assert all(edge.start < edge.end for edge in found.edges)
    assert len(set(found.edges)) == len(found.edges)
    at = {n.i: k for k, item in enumerate(found.items) for n in getattr(item, "nodes", (item,))}
    wanted = {(at[p.i], at[n.i]) for n in graph.nodes for p in n.parents} - {
        (k, k) for k in range(len(found.items))
    }
    assert {(edge.start, edge.end) for edge in found.edges} == wanted


def test_a_folded_call_that_returns_the_output_keeps_its_value_and_its_flows():
    def square(x):
        double = x + x
        return double * x

    graph = sl.trace(lambda x: square(x), x=3)
    folded = view(graph)
    (box,) = [item for item in folded.items if isinstance(item, Box)]
    assert box.outs == (graph.output,)
    assert [step.grad for step in steps(graph, folded) if step.stage == 3] == [1.0, 12.0]


def test_a_call_that_makes_one_node_is_no_box():
    def double(x):
        return x + x

    assert sl.trace(lambda x: double(x) * x, x=3).calls == ()
