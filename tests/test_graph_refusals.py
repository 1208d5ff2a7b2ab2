"""What the graph cannot do is refused in one sentence: what came, what was expected, what to do."""

import math
import re
import sys

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.graph.rules import RULES

X, V, N = np.ones((3, 2)), np.ones(3), 1.0


def layer(X, w):
    hidden = X @ w
    return hidden.sum()


def assign(x):
    x[0] = 3
    return x.sum()


def assign_sum(x):
    x[0] += 3
    return x.sum()


def fill(x):
    out = np.zeros(3)
    out[0] = x
    return out.sum()


def collect(x):
    out = np.zeros(3)
    out += x
    return out.sum()


# f, its inputs, and what the sentence says: shapes, the operation, the reader's names, what to do
SHAPES = {
    "rows and columns": (layer, {"X": X, "w": V}, r"X \(3, 2\) @ w \(3,\) .*as many columns"),
    "a sum": (
        lambda u, v: (u + v).sum(), {"u": V, "v": V[:2]}, r"u \(3,\) \+ v \(2,\) .*equal or one",
    ),
    "a product": (lambda u, v: (u * v).sum(), {"u": X, "v": V}, r"u \(3, 2\) \* v \(3,\)"),
    "a maximum": (
        lambda u, v: np.maximum(u, v).sum(), {"u": V, "v": V[:2]},
        r"maximum of u \(3,\), v \(2,\) does not fit",
    ),
    "a constant": (
        lambda u: (u - np.ones(2)).sum(), {"u": V}, r"u \(3,\) - an array \(2,\) does not fit",
    ),
    "numbers as matrices": (lambda u, v: u @ v, {"u": N, "v": N}, r"u @ v does not fit"),
    "concatenate": (
        lambda u, v: np.concatenate([u, v]).sum(), {"u": X, "v": V},
        r"concatenate of u \(3, 2\), v \(3,\), axis 0 .*parts that agree",
    ),
    "stack": (
        lambda u, v: np.stack([u, v]).sum(), {"u": V, "v": V[:2]},
        r"stack of u \(3,\), v \(2,\), axis 0 .*parts of one shape",
    ),
    "reshape": (
        lambda u: u.reshape(4).sum(), {"u": V}, r"reshape of u \(3,\), shape \(4,\) does not fit",
    ),
    "no such axis": (lambda u: u.sum(axis=3), {"u": V}, r"sum of u \(3,\), axis 3"),
    "no such entry": (lambda u: u[5], {"u": V}, r"index of u \(3,\), key 5 .*out of bounds"),
    "too few labels": (
        lambda s: sl.cross_entropy(s, [0, 1]).sum(), {"s": X}, r"s \(3, 2\), an array \(2,\)",
    ),
    "a label too large": (
        lambda s: sl.cross_entropy(s, [0, 1, 2]).sum(), {"s": X}, "one class 0 .. c-1",
    ),
    "labels in a column": (
        lambda s: sl.cross_entropy(s, [[0], [1], [1]]).sum(), {"s": X},
        r"s \(3, 2\), an array \(3, 1\)",
    ),
}  # fmt: skip
LEAVES = {
    "float": (float, N, "float of x would leave the graph"),
    "float of an array": (float, V, "float of x would leave the graph"),
    "int": (int, N, "would leave the graph"),
    "math.exp": (math.exp, N, "np.exp for math.exp"),
    "math.sqrt": (math.sqrt, V, "np.exp for math.exp"),
    "range": (lambda x: sum(x for _ in range(x)), N, "would leave the graph"),
    "np.array": (lambda x: np.array([x, x]).sum(), N, r"np.stack\(\[a, b\]\)"),
    "np.array of arrays": (lambda x: np.array([x, x]).sum(), V, r"np.stack\(\[a, b\]\)"),
    "np.asarray": (lambda x: np.asarray(x).sum(), V, "would leave the graph"),
    "np.sum of a list": (lambda x: np.sum([x, x]), N, r"np.stack\(\[a, b\]\)"),
    "if": (lambda x: x.sum() if x > 0 else N, V, "np.where"),
    "if x": (lambda x: x.sum() if x else N, V, "np.where"),
    "bool": (bool, V, "np.where"),
    "while": (lambda x: [None for _ in iter(lambda: x > 0, 1)], V, "np.where|expected one number"),
    "max": (lambda x: max(x, 0).sum(), V, r"np.maximum\(a, b\)"),
    "assignment": (assign, V, r"np.where\(condition, new, old\)"),
    "assignment with +=": (assign_sum, V, "in place"),
    "assignment of a node": (fill, N, "would leave the graph"),
    "a plain array +=": (collect, N, "in place"),
    "out=": (lambda x: np.exp(x, out=np.ones(3)).sum(), V, "in place"),
    "an index": (lambda x: np.ones(3)[x], N, "would leave the graph"),
    "an index of a node": (lambda x: x[x[0]], V, "an index is a whole number"),
    "a condition": (lambda x: np.where(x, 1, 0).sum(), V, "x as its condition; .* such as x > 0"),
}  # fmt: skip
NOT_THERE = {
    "np.arctan": (np.arctan, N),
    "np.cumsum": (lambda x: np.cumsum(x).sum(), V),
    "np.prod": (np.prod, V),
    "np.linalg.norm": (np.linalg.norm, V),
    "np.fmax": (lambda x: np.fmax(x, math.nan), N),
    "np.einsum": (lambda x: np.einsum("i,i->", x, x), V),
    "np.add.reduce": (np.add.reduce, V),
    "np.exp with where": (lambda x: np.exp(x, where=[True]).sum(), V),
    "np.sum with dtype": (lambda x: np.sum(x, dtype=float), V),
    "%": (lambda x: x % 2, N),
    "//": (lambda x: 2 // x, N),
    "round": (round, N),
    "floor": (math.floor, N),
    "std": (lambda x: x.std(), V),
    "clip": (lambda x: x.clip(0, 1), V),
}
INPUTS = {
    "no function": (3, {}, "trace got 3; expected a function"),
    "one missing": (lambda x, y: x, {"x": 1}, r"takes \(x, y\), trace got \(x\)"),
    "one too many": (lambda x: x, {"x": 1, "z": 1}, r"takes \(x\), trace got \(x, z\)"),
    "no names": (np.exp, {"x": 1}, "without names; wrap it"),
    "a text": (lambda x: x, {"x": "a"}, "x is 'a'; expected a number or an array of numbers"),
    "nothing": (lambda x: x, {"x": None}, "x is None; expected a number"),
    "complex": (lambda x: x, {"x": 1j}, "x is 1j; expected a number"),
    "a ragged list": (lambda x: x, {"x": [[1], [1, 2]]}, "expected a number or an array"),
    "text in the code": (lambda x: x + "a", {"x": 1}, r"\+ got 'a'; expected real numbers"),
    "a ragged list in the code": (
        lambda x: np.sum(x * [[1, 2], [3]]),
        {"x": V},
        r"\* got \[\[1, 2\], \[3\]\]; expected",
    ),
    "a masked array": (
        lambda x: x.sum(),
        {"x": np.ma.array([1.0, 2], mask=[0, 1])},
        "x is masked_array",
    ),
    "a masked array in the code": (
        lambda x: (x * np.ma.array([1.0, 2, 3], mask=[0, 1, 0])).sum(),
        {"x": V},
        r"\* got masked_array",
    ),
    "returns a complex number": (lambda x: np.complex128(1j), {"x": 1}, "expected one number"),
    "None in the code": (lambda x: None * x, {"x": 1}, r"\* got None; expected real numbers"),
    "returns an array": (lambda x: x * 2, {"x": V}, r"shape \(3,\); .*\.sum\(\) or \.mean\(\)"),
    "returns nothing": (lambda x: None, {"x": 1}, "returned None; expected one number"),
    "returns a list": (lambda x: [x], {"x": 1}, "expected one number computed from its"),
    "a softmax of one": (lambda x: sl.softmax(x), {"x": 1}, "softmax got one number"),
}


def call(f):
    """Return `f` as a function of an argument named x."""
    return lambda x: f(x)


def refused(f, says, *args, **inputs):
    """Check that f is refused in one sentence, by `trace` and by `grad` alike; return it."""
    with pytest.raises((ValueError, TypeError, AttributeError)) as error:
        sl.trace(f, **inputs)
    assert type(error.value) in (ValueError, TypeError, AttributeError)
    said = str(error.value)
    assert re.search(says, said) and "\n" not in said and said.endswith(".")
    return said


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_that_do_not_fit_are_named_with_the_readers_names(name):
    f, inputs, says = SHAPES[name]
    refused(f, says, **inputs)
    with pytest.raises(ValueError, match=says):  # `grad` knows the names from the code as well
        sl.grad(f)(*inputs.values())


@pytest.mark.parametrize("name", LEAVES)
def test_what_would_leave_the_graph_is_refused_with_what_to_write_instead(name):
    f, x, says = LEAVES[name]
    refused(call(f), says, x=x)


@pytest.mark.parametrize("name", NOT_THERE)
def test_an_operation_that_is_not_there_is_named_with_those_that_are(name):
    f, x = NOT_THERE[name]
    said = refused(call(f), f"{re.escape(name)} is not an operation of the graph", x=x)
    listed = said.split("There are: ")[1].split("; ")[0].split(", ")
    assert sorted(listed) == sorted(RULES)


@pytest.mark.parametrize("name", INPUTS)
def test_what_comes_in_and_what_goes_out_is_checked(name):
    f, inputs, says = INPUTS[name]
    with pytest.raises((ValueError, TypeError), match=says) as error:
        sl.trace(f, **inputs)
    assert "\n" not in str(error.value)


def test_nothing_is_left_behind_by_a_refusal():
    before = sys.getprofile()
    with pytest.raises(ValueError):
        sl.trace(layer, X=X, w=V)
    assert sys.getprofile() is before
    assert sl.trace(layer, X=X, w=V[:2]).value == 6


def other():
    """Return a node of a trace that is over."""
    kept = []

    def f(x):
        kept.append(x)
        return x * 1

    sl.trace(f, x=5)
    return kept[0]


MIXED = {
    "a sum": lambda x, old: x + old,
    "the old one first": lambda x, old: old * x,
    "np.maximum": lambda x, old: np.maximum(x, old),
    "np.stack": lambda x, old: np.stack([old, x]).sum(),
}


@pytest.mark.parametrize("name", MIXED)
def test_nodes_of_two_traces_are_not_mixed(name):
    old = other()
    refused(lambda x: MIXED[name](x, old), "belong to two traces", x=1)
    refused(lambda x: old, "of another trace", x=1)


def test_a_trace_inside_a_trace_is_refused():
    def inner(y):
        return y * y

    nested = {
        "argument 1": lambda x: sl.grad(inner)(x),
        "y": lambda x: sl.trace(inner, y=x).value,
    }
    for name, f in nested.items():
        refused(f, f"{name} is a node of another trace; a trace inside a trace", x=1)
    with pytest.raises(TypeError, match="gradient of a gradient"):
        sl.grad(sl.grad(inner))(2.0)
    refused(lambda x: sl.grad(lambda y: x * y)(2.0), "belong to two traces", x=1)


def test_a_trace_of_its_own_inside_a_trace_is_a_constant():
    graph = sl.trace(lambda x: x * sl.grad(lambda y: y * y)(3.0), x=2)
    assert graph.value == 12 and graph.grads == {"x": 6.0}


def test_an_unused_input_has_gradient_0_and_it_is_said():
    graph = sl.trace(lambda x, y, z: x * 2, x=1, y=np.ones((2, 2)), z=3)
    assert graph.unused == ("y", "z")
    assert graph.grads["y"].tolist() == [[0, 0], [0, 0]] and graph.grads["z"] == 0
    assert "z is never used: its derivative is 0" in str(graph)
    value, (gx, gy) = sl.value_and_grad(lambda x, y: x * 2)(1, np.ones(3))
    assert (value, gx, gy.tolist()) == (2, 2, [0, 0, 0])


def test_an_output_without_inputs_is_a_constant():
    graph = sl.trace(lambda x: 3, x=1)
    assert graph.value == 3 and graph.grads == {"x": 0.0} and graph.unused == ("x",)


def test_a_function_s_own_error_stays_its_own():
    with pytest.raises(ZeroDivisionError):
        sl.trace(lambda x: x + 1 / 0, x=1)
    with pytest.raises(KeyError):
        sl.grad(lambda x: {}["no"])(1)


def test_whole_numbers_are_promoted():
    graph = sl.trace(lambda x, k: (x**k).sum(), x=np.array([1, 2, 3]), k=2)
    assert graph.inputs["x"].value.dtype == float and type(graph.inputs["k"].value) is float
    assert graph.grads["x"].tolist() == [2, 4, 6]
    assert sl.grad(lambda u: u / 2)(3) == 0.5
