"""What famous engines once did wrong, planted here, and what a tracer must never do."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sgdlab as sl


def ours(graph):
    """Return the gradients by node number, as the graph has them."""
    return {node.i: graph.gradient(node) for node in graph.nodes}


def eager(graph):
    """The first bug: a node passes on what it has as soon as it is met, not when it has all."""
    grads = {node.i: 0.0 for node in graph.nodes}
    grads[graph.output.i], seen = 1.0, set()

    def visit(node):
        if node.i in seen:
            return
        seen.add(node.i)
        for parent, flow in zip(node.parents, node.pull(grads[node.i]), strict=True):
            grads[parent.i] = grads[parent.i] + flow
            visit(parent)

    visit(graph.output)
    return grads


def last_wins(graph):
    """The second bug: a flow overwrites those that came before it, where it should be added."""
    grads = {node.i: 0.0 for node in graph.nodes}
    grads[graph.output.i] = 1.0
    for node in reversed(graph.nodes):
        for parent, flow in zip(node.parents, node.pull(grads[node.i]), strict=True):
            grads[parent.i] = flow
    return grads


def once_for_each_parent(graph):
    """A third: parents kept in a set, so that u * u has one edge."""
    grads = {node.i: 0.0 for node in graph.nodes}
    grads[graph.output.i] = 1.0
    for node in reversed(graph.nodes):
        flows = dict(zip((p.i for p in node.parents), node.pull(grads[node.i]), strict=True))
        for i, flow in flows.items():
            grads[i] = grads[i] + flow
    return grads


def shared(x):
    """A node in the middle is used near the output and far from it."""
    u = x * x
    v = u + 1
    w = v * u
    return w + u + v  # 2u + u^2 + u + ... : all meet in u


def shared_twice(x):
    """A diamond within a diamond."""
    a = x + 1
    b = a * 2
    c = a * b
    d = b - c
    return c * d + a


def squared(x):
    """The same node on both sides."""
    u = x + 0.5
    return u * u + u


def late(x):
    """The output uses its input directly as well as at the end of a chain."""
    y = x
    for _ in range(4):
        y = y * 0.5 + x
    return x * y


SHARED = {f.__name__: f for f in (shared, shared_twice, squared, late)}


def agrees(backward, f, x):
    """Tell whether the gradients of `backward` at all inputs of f(x) are the differences'."""
    graph = sl.trace(f, x=x)
    h = 1e-5
    slope = (f(x + h) - f(x - h)) / (2 * h)
    return backward(graph)[graph.inputs["x"].i] == pytest.approx(slope, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("f", SHARED.values(), ids=SHARED)
@given(x=st.floats(-3, 3))
def test_shared_nodes_collect_all_flows_before_they_pass_them_on(f, x):
    assert agrees(ours, f, x)


@pytest.mark.parametrize("bug", [eager, last_wins, once_for_each_parent])
def test_each_planted_bug_is_found(bug):
    assert not all(agrees(bug, f, 1.3) for f in SHARED.values())


def test_the_bugs_are_right_where_nothing_is_shared():
    """So it is sharing that finds them, not a slip in the planted copies."""
    for bug in (eager, last_wins, once_for_each_parent):
        assert agrees(bug, lambda x: np.exp(-x) + 3, 0.4)


def test_the_lectures_value_used_twice():
    graph = sl.trace(lambda u: u * u + u, u=3)
    assert graph.grads == {"u": 7.0}
    square = graph.nodes[1]
    assert square.parents == (graph.inputs["u"],) * 2 and square.local == (3.0, 3.0)


def test_a_deep_chain_works():
    depth = 5_000

    def chain(x):
        for _ in range(depth):
            x = x * 1.0001 - 0.00001
        return x

    graph = sl.trace(chain, x=0.5)
    assert len(graph.nodes) == 2 * depth + 1
    assert graph.grads["x"] == pytest.approx(1.0001**depth, rel=1e-9)
    assert sl.grad(chain)(0.5) == graph.grads["x"]


def test_a_deep_chain_of_arrays_works():
    def chain(x):
        for _ in range(5_000):
            x = x + 1
        return x.sum()

    assert sl.grad(chain)(np.zeros(2)).tolist() == [1.0, 1.0]


def network(X, w, b):
    """A layer used twice, with fan-out, broadcasting and a reduction."""
    hidden = np.tanh(X @ w + b)
    return (sl.softmax(hidden) * hidden).sum() + (b * b).sum()


def at():
    """Return inputs of `network`."""
    random = np.random.RandomState(2)
    return {"X": random.randn(4, 3), "w": random.randn(3, 2), "b": random.randn(2)}


SLOTS = ("args", "i", "local", "op", "options", "parents", "value")


def state(graph):
    """Return all that the nodes hold, deeply enough to see a change."""
    return [
        {
            name: np.array(held, copy=True).tolist() if name == "value" else held
            for name in SLOTS
            for held in [getattr(node, name, None)]
        }
        for node in graph.nodes
    ]


@pytest.mark.parametrize(
    ("f", "inputs"), [(network, at()), (shared_twice, {"x": 1.5})], ids=["arrays", "numbers"]
)
def test_two_backward_passes_agree_and_write_nothing(f, inputs):
    graph = sl.trace(f, **inputs)
    before = state(graph)
    first = {name: np.array(grad, copy=True) for name, grad in graph.grads.items()}
    hops, text = graph.hops, str(graph)
    for node in graph.nodes:
        graph.gradient(node)
        for k in range(len(node.parents)):
            node.jacobian(k)
    assert [hop.node for hop in graph.hops] == [hop.node for hop in hops] and str(graph) == text
    assert all((graph.grads[name] == grad).all() for name, grad in first.items())
    again = sl.trace(f, **inputs)
    assert all((again.grads[name] == grad).all() for name, grad in first.items())
    for mine, then in zip(state(graph), before, strict=True):
        for name in SLOTS:
            assert mine[name] is then[name] or repr(mine[name]) == repr(then[name])


def test_what_a_caller_does_to_a_result_changes_no_graph():
    inputs = at()
    graph = sl.trace(network, **inputs)
    kept = {name: np.array(grad, copy=True) for name, grad in graph.grads.items()}
    graph.grads["b"] = None
    for result in (graph.gradient(graph.inputs["w"]), graph.grads["w"], graph.inputs["X"].value):
        try:
            result += 1
        except ValueError as error:  # a read-only array
            assert "read-only" in str(error)
    inputs["X"] += 1  # the reader's own array
    for name, grad in kept.items():
        assert (graph.grads[name] == grad).all()
    assert graph.inputs["X"].value == pytest.approx(at()["X"], abs=0)


@pytest.mark.parametrize(
    "take", [lambda f: sl.grad(f)(np.zeros(2)), lambda f: sl.trace(f, x=[0, 0])]
)
def test_a_constant_cannot_change_while_the_graph_needs_it(take):
    weights = np.array([1.0, 2.0])

    def f(x):
        first = (x * weights).sum()
        weights[:] = 100
        return first

    with pytest.raises(TypeError, match="in place that the graph has read"):
        take(f)
    assert weights.tolist() == [1.0, 2.0] and weights.flags.writeable


@pytest.mark.parametrize("way", [sl.grad, lambda f: lambda x: sl.trace(f, x=x)])
def test_a_constant_cannot_change_between_its_use_and_the_way_back(way):
    weights, fixed = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    fixed.flags.writeable = False

    def f(x, change=True):
        used = (x * weights + x * fixed + x * weights[::-1]).sum()
        if change:
            weights[:] = 100
        return used

    with pytest.raises(TypeError, match="change an array in place that the graph has read"):
        way(f)(np.zeros(2))
    assert weights.flags.writeable and not fixed.flags.writeable
    graph = sl.trace(lambda x: f(x, False), x=np.zeros(2))
    weights[:] = 100  # afterwards it is the reader's again, and the graph has what it was
    assert graph.grads["x"].tolist() == [6, 7]
    assert sl.grad(lambda x: f(x, False))(np.zeros(2)).tolist() == [203, 204]


SHARING = {
    "both sides of a sum": lambda x, y: (x + y).sum(),
    "a view": lambda x, y: (x.T * 2).sum() + (y.reshape(4) * 3).sum(),
    "parts": lambda x, y: np.concatenate([x, y]).max() + np.stack([x, y]).sum(),
    "copies": lambda x, y: np.broadcast_to(x, (3, 2, 2)).sum() + y.mean(axis=0).sum(),
}


@pytest.mark.parametrize("name", SHARING)
def test_gradients_share_no_memory(name):
    ones = np.ones((2, 2))
    gx, gy = sl.value_and_grad(SHARING[name])(ones, ones)[1]
    assert not np.shares_memory(gx, gy)
    for grad in (gx, gy):
        assert grad.flags.owndata and grad.flags.writeable and not np.shares_memory(grad, ones)


def test_nodes_are_numbered_within_the_trace():
    first, second = sl.trace(shared_twice, x=1), sl.trace(shared_twice, x=1)
    sl.grad(shared)(2.0)
    third = sl.trace(shared_twice, x=1)
    for other in (second, third):
        assert [node.i for node in first.nodes] == [node.i for node in other.nodes]
        assert [node.name for node in first.nodes] == [node.name for node in other.nodes]
    assert str(first) == str(second) == str(third)


def test_nodes_come_in_topological_order_inputs_first_output_last():
    graph = sl.trace(lambda x, y, z: (y * z + x) * y, x=1, y=2, z=3)
    assert [node.op for node in graph.nodes[:3]] == ["input"] * 3
    assert list(graph.inputs) == ["x", "y", "z"] and graph.nodes[-1] is graph.output
    place = {node: position for position, node in enumerate(graph.nodes)}
    assert all(place[p] < place[node] for node in graph.nodes for p in node.parents)


def test_what_the_output_does_not_need_is_not_in_the_graph():
    def f(x, y):
        np.exp(x * y)
        return x + 1

    graph = sl.trace(f, x=1, y=2)
    assert [node.op for node in graph.nodes] == ["input", "input", "+"]
    assert graph.grads == {"x": 1.0, "y": 0.0} and list(graph.unused) == ["y"]


@given(seed=st.integers(0, 999))
def test_random_graphs_agree_with_the_chain_rule_written_as_matrices(seed):
    """The product of all paths, by solving (1 - D^T) g = e: no order of nodes takes part."""
    random = np.random.RandomState(seed)

    def f(x, y):
        values = [x, y]
        for _ in range(12):
            a, b = (values[random.randint(len(values))] for _ in range(2))
            kind = random.randint(4)
            values.append([a + b, a * b * 0.3, np.tanh(a), a - b * 0.5][kind])
        return values[-1] + values[-2] * x

    graph = sl.trace(f, x=0.7, y=-0.4)
    place = {node: position for position, node in enumerate(graph.nodes)}
    direct = np.zeros((len(place), len(place)))
    for node in graph.nodes:
        for parent, local in zip(node.parents, node.local, strict=True):
            direct[place[node], place[parent]] += local
    start = np.zeros(len(place))
    start[-1] = 1
    every = np.linalg.solve(np.eye(len(place)) - direct.T, start)
    assert [graph.gradient(node) for node in graph.nodes] == pytest.approx(every.tolist())


def test_axes_may_be_counted_from_the_end():
    weights = np.arange(27.0).reshape(3, 3, 3)
    for axes in ((-1, 0, 1), (0, -1, 1), (1, -1, 0), (-3, -1, -2)):
        back = sl.grad(lambda x, axes=axes: (np.transpose(x, axes) * weights).sum())
        expected = np.empty((3, 3, 3))
        np.transpose(expected, axes)[...] = weights
        assert back(np.ones((3, 3, 3))).tolist() == expected.tolist()


def test_parts_may_be_joined_into_one_vector():
    def f(x, y):
        return (np.concatenate([x, [1.0, 2.0], y], axis=None) ** 2).sum()

    assert sl.check_grad(f, x=[[1, 2], [3, 4]], y=[5]) < 1e-8


def test_what_shares_memory_with_the_readers_array_cannot_change_either():
    class Column:
        """A column of a table, as other packages have them."""

        values = np.array([1.0, 2.0])

        def __array__(self, dtype=None, copy=None):
            return self.values

    column = Column()

    def f(x):
        first = (x * column).sum()
        column.values[:] = 100
        return first

    with pytest.raises(TypeError, match="in place that the graph has read"):
        sl.grad(f)(np.zeros(2))
    assert column.values.tolist() == [1, 2] and column.values.flags.writeable


def test_thousands_of_calls_and_inputs_take_no_time():
    """The names, the calls and the unused inputs are found in one walk, not in one for each."""

    def neuron(w, x):
        z = w * x + 1
        return sl.sigmoid(z)

    def total(w):
        return sum(neuron(w, 0.1 * i) for i in range(3000))

    start = time.perf_counter()
    graph = sl.trace(total, w=1.0)
    assert time.perf_counter() - start < 2
    assert len(graph.calls) == 3000
    assert graph.calls[2999].nodes[-2].name == "z_3000"


def test_a_graph_answers_for_its_own_nodes_only_and_cannot_be_written_to():
    one, other = (sl.trace(lambda x: (x * x).sum(), x=[1, 2]) for _ in range(2))
    with pytest.raises(ValueError, match="a node of another graph"):
        one.gradient(other.output)
    for hop in one.hops:
        assert hop.node.shape == () or not hop.incoming.flags.writeable
    one.grads["x"][:] = 9
    assert one.grads["x"].tolist() == [2, 4]
