"""What is not smooth or not finite: the rule at each kink, the first node that gave nan or inf."""

import math
import re

import numpy as np
import pytest

import sgdlab as sl

KINKS = {  # a stated rule at each kink: what central differences give too
    "relu": (sl.relu, {"x": 0}, {"x": 0}),
    "abs": (abs, {"x": 0}, {"x": 0}),
    "maximum": (np.maximum, {"x": 2, "y": 2}, {"x": 0.5, "y": 0.5}),
    "minimum": (np.minimum, {"x": 2, "y": 2}, {"x": 0.5, "y": 0.5}),
    "maximum of one": (lambda x: np.maximum(x, x), {"x": 2}, {"x": 1}),
    "max": (np.max, {"x": [1, 3, 3]}, {"x": [0, 0.5, 0.5]}),
    "min": (np.min, {"x": [1, 1, 3, 1]}, {"x": [1 / 3, 1 / 3, 0, 1 / 3]}),
    "max(0, x)": (lambda x: np.maximum(0, x), {"x": 0}, {"x": 0.5}),
    "0 squared": (lambda x: x**2, {"x": 0}, {"x": 0}),
    "0 ** 1": (lambda x: x**1, {"x": 0}, {"x": 1}),
    "0 ** 0": (lambda x: x**0, {"x": 0}, {"x": 0}),
    "x ** 0": (lambda x: x**0, {"x": 0}, {"x": 0}),
    "a square of a negative": (lambda x: x**2, {"x": -3}, {"x": -6}),
}


@pytest.mark.parametrize("name", KINKS)
def test_kinks_have_a_stated_rule(name):
    f, inputs, slopes = KINKS[name]
    named = {1: lambda x: f(x), 2: lambda x, y: f(x, y)}[len(inputs)]
    grads = sl.trace(named, **inputs).grads
    for key, slope in slopes.items():
        assert grads[key] == pytest.approx(slope)
    ones = {key: np.reshape(np.array(value, float), -1) for key, value in inputs.items()}
    arrays = sl.trace({1: lambda x: f(x).sum(), 2: lambda x, y: f(x, y).sum()}[len(inputs)], **ones)
    for key, slope in slopes.items():
        assert arrays.grads[key] == pytest.approx(np.reshape(slope, -1))


def overflow(x):
    a = np.exp(x)
    b = a * a
    return b - b


TROUBLE = {
    "division by 0": (lambda x: 1 / x, 0, "/ gave inf first, at .*1 / x with x = 0"),
    "log of 0": (lambda x: np.log(x) * 0, 0, "log gave -inf first"),
    "log of a negative": (lambda x: np.log(x) + 1, -1, "log gave nan first"),
    "a root": (lambda x: np.sqrt(x) + 1, -4, "sqrt gave nan first"),
    "a power": (lambda x: x**0.5 + 1, -4, r"\*\* gave nan first"),
    "overflow": (overflow, 800, r"exp gave inf first, at a = exp\(x\) with x = 800"),
    "a slope": (lambda x: np.sqrt(x) + x, 0, "the derivative of .* to x gave inf first"),
    "an array": (lambda x: np.log(x).sum(), [1, 0], "log gave -inf first"),
    "the input": (lambda x: x + 1, float("nan"), "x is nan from the start"),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_the_first_node_that_gave_nan_or_inf_is_named(name):
    f, x, says = TROUBLE[name]
    graph = sl.trace(f, x=x)  # without a warning: pytest makes an error of each
    assert re.search(says, graph.trouble) and graph.trouble in str(graph)
    _ = graph.grads, graph.hops
    with pytest.warns(RuntimeWarning, match=r"gave -?(inf|nan) first|nan from the start") as seen:
        sl.value_and_grad(f)(x)
    assert len(seen) == 1


@pytest.mark.parametrize("f", [lambda x: np.sqrt(x - x), lambda x: np.sqrt(sl.relu(-x)) * 0])
def test_zero_times_infinite_is_nan_and_the_infinite_slope_is_named(f):
    graph = sl.trace(f, x=2)
    assert graph.value == 0 and math.isnan(graph.grads["x"])
    assert re.search(
        r"the derivative of .* = sqrt\(v\d\) to v\d gave (inf|nan) first", graph.trouble
    )


@pytest.mark.parametrize("x", [1.0, [1.0, -1.0]])
def test_large_is_not_infinite(x):
    """No warning, though the sum of the squares overflows."""
    grad = sl.grad(lambda x: (x * 1e200).sum() if np.ndim(x) else x * 1e200)(x)
    assert np.ravel(grad).tolist() == [1e200] * np.size(x)


def test_a_mean_is_numpys_to_the_last_digit_and_that_of_nothing_is_nan():
    x = np.random.RandomState(0).standard_normal((7, 5, 3))
    for axis in (None, 0, 1, (0, 2)):
        mine = sl.trace(lambda x, axis=axis: (x.mean(axis=axis) * 1).sum(), x=x).nodes[1].value
        assert np.array_equal(mine, x.mean(axis=axis))
    with pytest.warns(RuntimeWarning, match="mean gave nan first"):
        value, grad = sl.value_and_grad(lambda x: x.mean())(np.ones((0, 3)))
    assert math.isnan(value) and grad.shape == (0, 3)


def test_a_power_of_a_negative_base_has_a_slope_to_the_base_alone():
    graph = sl.trace(lambda x, y: x**y, x=-2, y=3)
    assert graph.value == -8 and graph.grads["x"] == 12 and math.isnan(graph.grads["y"])
    assert sl.grad(lambda x: x**3)(-2) == 12


def test_large_scores_overflow_nowhere():
    scores = np.array([[1000.0, 0.0], [-1000.0, 1000.0]])
    graph = sl.trace(lambda s: (sl.softmax(s) * [[1, 2], [3, 4]]).sum(), s=scores)
    assert graph.value == 1 + 4 and graph.trouble is None
    assert graph.grads["s"].tolist() == [[0, 0], [0, 0]]
    assert sl.softmax(scores).tolist() == [[1, 0], [0, 1]]
    assert sl.cross_entropy(scores, [0, 0]).tolist() == [0, 2000]
