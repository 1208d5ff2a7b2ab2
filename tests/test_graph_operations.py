"""Every operation of the graph against central differences, over random shapes and broadcasts."""

import operator
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import sgdlab as sl
from sgdlab.graph.rules import RULES

SEEDS = st.integers(0, 2**32 - 1)
SIDES = {"min_side": 1, "max_side": 4}


class Case(NamedTuple):
    """A function of arrays, the strategy of their shapes, and what values they may have.

    `values` is "any" (no two equal, none at 0), "positive" or "away" (at least 1/2 from 0).
    """

    f: object
    shapes: object
    values: str = "any"
    scalars: bool = True


def arrays(least=0, most=3):
    """One array."""
    return hnp.array_shapes(min_dims=least, max_dims=most, **SIDES).map(lambda shape: (shape,))


def pairs(count=2):
    """Arrays that broadcast to one shape."""
    broadcast = hnp.mutually_broadcastable_shapes(num_shapes=count, max_dims=3, **SIDES)
    return broadcast.map(lambda found: found.input_shapes)


def products():
    """Two operands of @: vectors, matrices, stacks of matrices that broadcast."""
    signature = hnp.mutually_broadcastable_shapes(
        signature=np.matmul.signature, max_dims=2, **SIDES
    )
    return signature.map(lambda found: found.input_shapes)


def alike(least=1, most=3):
    """Two arrays of one shape."""
    return arrays(least, most).map(lambda shapes: shapes * 2)


def fixed(*shapes):
    """These shapes alone."""
    return st.just(shapes)


RANDOM = np.random.RandomState(0)
CASES = {
    "x + y": Case(operator.add, pairs()),
    "x + 3": Case(lambda x: x + 3, arrays()),
    "3 + x": Case(lambda x: 3 + x, arrays()),
    "x - y": Case(operator.sub, pairs()),
    "x - 3": Case(lambda x: x - 3, arrays()),
    "3 - x": Case(lambda x: 3 - x, arrays()),
    "x * y": Case(operator.mul, pairs()),
    "x * 3": Case(lambda x: x * 3, arrays()),
    "3 * x": Case(lambda x: 3 * x, arrays()),
    "x * x": Case(lambda x: x * x, arrays()),
    "x / y": Case(operator.truediv, pairs(), "away"),
    "x / 3": Case(lambda x: x / 3, arrays()),
    "3 / x": Case(lambda x: 3 / x, arrays(), "away"),
    "x ** y": Case(operator.pow, pairs(), "positive"),
    "x ** 2": Case(lambda x: x**2, arrays()),
    "x ** 3": Case(lambda x: x**3, arrays()),
    "x ** -1": Case(lambda x: x**-1.0, arrays(), "away"),
    "x ** 0": Case(lambda x: x**0, arrays()),
    "x ** 0.5": Case(lambda x: x**0.5, arrays(), "positive"),
    "2 ** x": Case(lambda x: 2**x, arrays()),
    "an array * x": Case(lambda x: np.array([[1.0], [2.0]]) * x, fixed((1, 3))),
    "np.float64 - x": Case(lambda x: np.float64(2) - x, arrays()),
    "a mask * x": Case(lambda x: np.array([True, False, True]) * x, fixed((2, 1))),
    "-x": Case(operator.neg, arrays()),
    "+x": Case(operator.pos, arrays()),
    "abs(x)": Case(abs, arrays()),
    "x @ y": Case(operator.matmul, products(), scalars=False),
    "constant @ y": Case(lambda y: RANDOM_34 @ y, fixed((4, 2)), scalars=False),
    "x @ constant": Case(lambda x: x @ RANDOM_34, fixed((2, 3)), scalars=False),
    "np.add": Case(np.add, pairs()),
    "np.subtract": Case(np.subtract, pairs()),
    "np.multiply": Case(np.multiply, pairs()),
    "np.divide": Case(np.divide, pairs(), "away"),
    "np.power": Case(np.power, pairs(), "positive"),
    "np.negative": Case(np.negative, arrays()),
    "np.matmul": Case(np.matmul, products(), scalars=False),
    "np.dot": Case(np.dot, fixed((2, 3), (3, 4)), scalars=False),
    "np.exp": Case(np.exp, arrays()),
    "np.log": Case(np.log, arrays(), "positive"),
    "np.sin": Case(np.sin, arrays()),
    "np.cos": Case(np.cos, arrays()),
    "np.tanh": Case(np.tanh, arrays()),
    "np.sqrt": Case(np.sqrt, arrays(), "positive"),
    "np.abs": Case(np.abs, arrays()),
    "np.square": Case(np.square, arrays()),
    "np.maximum": Case(np.maximum, pairs()),
    "np.maximum(0, x)": Case(lambda x: np.maximum(0, x), arrays()),
    "np.minimum": Case(np.minimum, pairs()),
    "np.minimum(x, 1)": Case(lambda x: np.minimum(x, 1.01), arrays()),
    "relu": Case(sl.relu, arrays()),
    "sigmoid": Case(sl.sigmoid, arrays()),
    "np.where": Case(lambda x, y: np.where(x > y, x * y, y), pairs()),
    "np.where of constants": Case(lambda x: np.where(x > 0, x, -1.0), arrays()),
    "np.where(constant, x, y)": Case(lambda x, y: np.where(MASK, x, y), fixed((3,), (2, 1))),
    "np.sum": Case(np.sum, arrays(1)),
    "x.sum(axis=0)": Case(lambda x: x.sum(axis=0), arrays(1), scalars=False),
    "x.sum(-1, keepdims)": Case(lambda x: x.sum(axis=-1, keepdims=True), arrays(1), scalars=False),
    "x.sum of two axes": Case(lambda x: x.sum(axis=(0, 2)), arrays(3), scalars=False),
    "np.mean": Case(np.mean, arrays(1)),
    "x.mean(axis=0)": Case(lambda x: x.mean(axis=0), arrays(1), scalars=False),
    "x.mean(-1, keepdims)": Case(lambda x: x.mean(-1, keepdims=True), arrays(1), scalars=False),
    "np.max": Case(np.max, arrays(1)),
    "x.max(axis=0)": Case(lambda x: x.max(axis=0), arrays(1), scalars=False),
    "x.max(-1, keepdims)": Case(lambda x: x.max(axis=-1, keepdims=True), arrays(1), scalars=False),
    "x.max of two axes": Case(lambda x: x.max(axis=(-1, 0)), arrays(2), scalars=False),
    "np.min": Case(np.min, arrays(1)),
    "x.min(axis=1)": Case(lambda x: x.min(axis=1), arrays(2), scalars=False),
    "x.reshape(-1)": Case(lambda x: x.reshape(-1), arrays(), scalars=False),
    "x.reshape(3, 2)": Case(lambda x: x.reshape(3, 2), fixed((2, 3)), scalars=False),
    "np.reshape": Case(lambda x: np.reshape(x, (3, -1)), fixed((2, 6)), scalars=False),
    "x.T": Case(lambda x: x.T, arrays(1), scalars=False),
    "np.transpose(axes)": Case(lambda x: np.transpose(x, (2, 0, 1)), arrays(3), scalars=False),
    "x.transpose(1, 0)": Case(lambda x: x.transpose(1, 0), arrays(2, 2), scalars=False),
    "x[0]": Case(lambda x: x[0], arrays(1), scalars=False),
    "x[..., -1]": Case(lambda x: x[..., -1], arrays(1), scalars=False),
    "x[:, None]": Case(lambda x: x[:, None], arrays(1), scalars=False),
    "x[::-2]": Case(lambda x: x[::-2], arrays(1), scalars=False),
    "x[1:]": Case(lambda x: x[1:], fixed((4, 2)), scalars=False),
    "x[1, 2]": Case(lambda x: x[1, 2], fixed((2, 3)), scalars=False),
    "x[an array, one twice]": Case(lambda x: x[np.array([0, 2, 0])], fixed((3, 2)), scalars=False),
    "x[a list]": Case(lambda x: x[[1, 1]], fixed((3,)), scalars=False),
    "x[rows, columns]": Case(lambda x: x[ROWS, [2, 0, 2]], fixed((3, 4)), scalars=False),
    "x[a mask]": Case(lambda x: x[MASK[0]], fixed((3, 2)), scalars=False),
    "np.concatenate": Case(lambda x, y: np.concatenate([x, y]), alike(), scalars=False),
    "np.concatenate(axis=-1)": Case(
        lambda x, y: np.concatenate([x, np.ones((2, 1)), y], axis=-1), fixed((2, 3), (2, 1)),
        scalars=False,
    ),
    "np.stack": Case(lambda x, y: np.stack([x, y]), alike(0)),
    "np.stack(axis=-1)": Case(lambda x, y: np.stack([x, y, x], axis=-1), alike(0)),
    "np.stack with a constant": Case(lambda x: np.stack([x, x * 0 + 2, x]), arrays(0)),
    "np.broadcast_to": Case(lambda x: np.broadcast_to(x, (2, 3, 4)), fixed((3, 1)), scalars=False),
    "softmax": Case(sl.softmax, arrays(1), scalars=False),
    "cross_entropy": Case(lambda x: sl.cross_entropy(x, [1, 0, 3]), fixed((3, 4)), scalars=False),
    "cross_entropy of one": Case(lambda x: sl.cross_entropy(x, 2), fixed((3,)), scalars=False),
    "cross_entropy of a stack": Case(
        lambda x: sl.cross_entropy(x, LABELS), fixed((2, 3, 4)), scalars=False
    ),
    "cross_entropy of a transpose": Case(
        lambda x: sl.cross_entropy(np.transpose(x, (1, 0, 2)), LABELS), fixed((3, 2, 4)),
        scalars=False,
    ),
}  # fmt: skip
RANDOM_34 = RANDOM.standard_normal((3, 4))
MASK = np.array([[True, False, True], [False, False, True]])
ROWS = np.arange(3)
LABELS = np.array([[0, 1, 3], [2, 2, 1]])


def drawn(shapes, values, seed):
    """Return arrays of `shapes`: all entries at least 0.03 from each other and from 0."""
    random = np.random.RandomState(seed)
    count = sum(int(np.prod(shape)) for shape in shapes)
    spread = (random.permutation(count) + 0.5 - (0 if values == "positive" else count // 2)) * 0.1
    spread += random.uniform(-0.02, 0.02, count)
    if values == "positive":
        spread += 0.3
    elif values == "away":
        spread += 0.5 * np.sign(spread)
    parts = np.split(spread, np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def differences(f, at, h=1e-5):
    """Return d f(*at) / d at[k] for each k, shape of f's value + of at[k], by differences."""
    result = []
    for k, array in enumerate(at):
        columns = []
        for place in np.ndindex(array.shape):
            up, down = array.copy(), array.copy()
            up[place] += h
            down[place] -= h
            ends = (np.asarray(f(*at[:k], x, *at[k + 1 :])) for x in (up, down))
            columns.append(np.subtract(*ends) / (2 * h))
        shape = np.shape(columns[0])
        result.append(np.moveaxis(np.reshape(columns, (*array.shape, *shape)),
                                  range(array.ndim), range(-array.ndim, 0)))  # fmt: skip
    return result


def traced(f, at, random=None):
    """Return the graph of the sum of f(*at) times random weights, and these."""
    weights = (random or np.random.RandomState(1)).standard_normal(np.shape(f(*at)))
    inputs = {f"x{k}": array for k, array in enumerate(at)}
    return sl.trace(lambda **x: (f(*x.values()) * weights).sum(), **inputs), weights


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=25)
@given(data=st.data(), seed=SEEDS)
def test_operations_on_arrays(name, data, seed):
    case = CASES[name]
    at = drawn(data.draw(case.shapes), case.values, seed)
    graph, weights = traced(case.f, at)
    assert graph.value == pytest.approx(np.sum(case.f(*at) * weights), rel=1e-12, abs=1e-12)
    for array, slopes, mine in zip(at, differences(case.f, at), graph.grads.values(), strict=True):
        theirs = np.tensordot(weights, slopes, weights.ndim)
        assert np.shape(mine) == array.shape
        np.testing.assert_allclose(mine, theirs, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.scalars])
@settings(max_examples=10)
@given(data=st.data(), seed=SEEDS)
def test_operations_on_numbers(name, data, seed):
    case = CASES[name]
    count = len(data.draw(case.shapes))
    at = drawn([()] * count, case.values, seed)
    inputs = {f"x{k}": float(x) for k, x in enumerate(at)}
    graph = sl.trace(lambda **x: np.sum(case.f(*x.values())), **inputs)
    assert graph.value == pytest.approx(float(np.sum(case.f(*at))), rel=1e-12)
    slopes = differences(lambda *x: np.sum(case.f(*x)), at)
    assert list(graph.grads.values()) == pytest.approx([float(d) for d in slopes], rel=1e-6)
    assert all(type(grad) is float for grad in graph.grads.values())


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=5)
@given(data=st.data(), seed=SEEDS)
def test_every_node_knows_its_own_jacobian(name, data, seed):
    case = CASES[name]
    at = drawn(data.draw(case.shapes), case.values, seed)
    graph, _ = traced(case.f, at)
    random = np.random.RandomState(seed)
    for node in graph.nodes:
        incoming = random.standard_normal(node.shape) if node.shape else float(random.randn())
        flows = node.pull(incoming)
        assert len(flows) == len(node.parents)
        for k, (parent, flow) in enumerate(zip(node.parents, flows, strict=True)):
            jacobian = node.jacobian(k)
            assert jacobian.shape == node.shape + parent.shape and np.shape(flow) == parent.shape
            theirs = np.tensordot(incoming, jacobian, len(node.shape))
            np.testing.assert_allclose(flow, theirs, rtol=1e-9, atol=1e-12)
            if node.local is not None:
                assert node.local[k] == pytest.approx(float(jacobian))


EMPTY = {
    "sum": (lambda x: x.sum(), (0, 3)),
    "@": (lambda x: (x @ np.ones((3, 2))).sum(), (0, 3)),
    "vectors": (lambda x: x @ x, (0,)),
    "max of rows": (lambda x: x.max(axis=1).sum(), (0, 3)),
    "index": (lambda x: x[:0].sum(), (2, 3)),
    "cross_entropy": (lambda x: sl.cross_entropy(x, np.zeros(0, int)).sum(), (0, 3)),
    "softmax": (lambda x: sl.softmax(x).sum(), (0, 3)),
    "concatenate": (lambda x: np.concatenate([x, x]).sum(), (0, 3)),
}


@pytest.mark.parametrize("name", EMPTY)
def test_no_instances_give_zeros(name):
    f, shape = EMPTY[name]
    value, grad = sl.value_and_grad(f)(np.ones(shape))
    assert value == 0 and grad.shape == shape and not grad.any()


def first(shapes):
    """Return the first shapes that come from a strategy."""
    kept = []
    settings(max_examples=1)(given(shapes)(lambda drawn: kept.append(drawn)))()
    return kept[0]


def test_every_rule_of_the_table_is_among_the_cases():
    met = set()
    for case in CASES.values():
        graph, _ = traced(case.f, drawn(first(case.shapes), case.values, 0))
        met |= {node.op for node in graph.nodes}
    assert set(RULES) <= met
