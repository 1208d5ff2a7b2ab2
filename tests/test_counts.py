"""The counts of a network's update against the graph that is traced, and the shares' arithmetic."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import counts, shares

SIZES = st.lists(st.integers(1, 7), min_size=2, max_size=5).map(tuple)


def traced(sizes, m):
    """Return the graph of the summed loss of `m` instances, the parameters as its inputs."""
    random = np.random.RandomState(0)
    X, labels = random.standard_normal((m, sizes[0])), np.arange(m) % sizes[-1]
    leaves = {}
    for i, (k, h) in enumerate(pairwise(sizes)):
        leaves |= {f"W{i}": random.standard_normal((k, h)), f"b{i}": random.standard_normal(h)}

    def loss(**w):
        a = X
        for i in range(len(sizes) - 1):
            a = a @ w[f"W{i}"] + w[f"b{i}"]
            a = np.tanh(a) if i < len(sizes) - 2 else a
        return sl.cross_entropy(a, labels).sum()

    names = ", ".join(leaves)
    call = eval(f"lambda {names}: loss({', '.join(f'{n}={n}' for n in leaves)})", {"loss": loss})
    return sl.trace(call, **leaves)


def operand_shapes(node):
    return [np.shape(getattr(a, "value", a)) for a in node.args]


@settings(max_examples=60, deadline=None)
@given(sizes=SIZES, m=st.integers(1, 9))
def test_multiply_adds_are_those_of_the_traced_products(sizes, m):
    graph, cost = traced(sizes, m), counts.network(sizes, m)
    forward = backward = 0
    found = []
    for node in (node for node in graph.nodes if node.op == "@"):
        (a, b), (_, c) = operand_shapes(node)
        forward += a * b * c
        backward += a * b * c * len(node.parents)  # a product for each operand that is a node
        found.append((a, b, c))
    assert (cost.forward, cost.backward) == (forward, backward)
    assert counts.products(sizes, m)[: len(found)] == found
    assert cost.parameters == sum(np.size(node.value) for node in graph.inputs.values())


@settings(max_examples=60, deadline=None)
@given(sizes=SIZES, m=st.integers(1, 9))
def test_what_is_kept_are_the_inputs_of_the_products_and_the_scores(sizes, m):
    graph, cost = traced(sizes, m), counts.network(sizes, m)
    kept = sum(np.prod(operand_shapes(node)[0]) for node in graph.nodes if node.op == "@")
    scores = next(node for node in graph.nodes if node.op == "cross_entropy").parents[0]
    assert cost.kept == kept + scores.value.size


@settings(max_examples=60, deadline=None)
@given(sizes=SIZES, m=st.integers(1, 9))
def test_the_backward_products_give_what_the_graph_gives(sizes, m):
    cost = counts.network(sizes, m)
    every = counts.products(sizes, m)
    assert sum(a * b * c for a, b, c in every) == cost.forward + cost.backward
    assert len(every) == 3 * (len(sizes) - 1) - 1
    assert cost.bytes == 8 * (2 * cost.parameters + cost.kept)
    for layer in cost.layers:
        assert layer.backward in (layer.forward, 2 * layer.forward)
    twice = counts.network(sizes, 2 * m)
    assert (twice.parameters, twice.kept) == (cost.parameters, 2 * cost.kept)
    assert (twice.forward, twice.backward) == (2 * cost.forward, 2 * cost.backward)


def test_the_parameters_are_those_of_the_problem():
    net = sl.MLP(np.zeros((10, 64)), np.arange(10), hidden=(32, 16))
    assert counts.network((64, 32, 16, 10), 1).parameters == net.d


@pytest.mark.parametrize(
    ("sizes", "m", "says"),
    [
        ((3,), 1, "expected two numbers or more"),
        ((3, 0), 1, "a layer's size is 0"),
        ((3, 2.5), 1, "expected a whole number"),
        ((3, 2), 0, "m is 0"),
    ],
)
def test_sizes_that_are_none_are_refused(sizes, m, says):
    with pytest.raises((ValueError, TypeError), match=says):
        counts.network(sizes, m)


def test_shares_are_of_times_that_were_measured():
    parts = shares.measure((6, 5, 3), (1, 4))
    assert [part.m for part in parts] == [1, 4]
    assert all(0 < part.products_us < part.update_us for part in parts)
    assert shares.Share(1, 8.0, 2.0).share == 0.25
