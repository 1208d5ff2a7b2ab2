"""Random typed expressions: the graph's value is Python's own, its gradient that of differences."""

import math
import re

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import expression

NAMES = ("x", "y", "z")
MANY = settings(
    max_examples=1000, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)

# Python's own, so that nothing of ours takes part in what is expected.
PLAIN = {
    "exp": math.exp, "log": math.log, "sin": math.sin, "cos": math.cos, "tanh": math.tanh,
    "sqrt": math.sqrt, "abs": math.fabs, "minimum": min, "maximum": max,
    "relu": lambda t: max(0.0, t),
    "sigmoid": lambda t: 1 / (1 + math.exp(-t)), "pi": math.pi, "e": math.e,
}  # fmt: skip
ONE = ("exp", "log", "sin", "cos", "tanh", "sqrt", "abs", "relu", "sigmoid")
POWERS = ("**2", "**3", "**0.5", "**(-1)", "**1", "**0")


def grown(part):
    """Return the strategy of the texts made of one or two shorter ones."""
    return st.one_of(
        st.builds("({} {} {})".format, part, st.sampled_from("+-*/"), part),
        st.builds("((0.25 + abs({})) ** {})".format, part, part),  # below 0: a test of its own
        st.builds("({} ** {})".format, st.sampled_from(["2", "0.5", "e"]), part),
        st.builds("({}){}".format, part, st.sampled_from(POWERS)),
        st.builds("{}({})".format, st.sampled_from(ONE), part),
        st.builds("{}({}, {})".format, st.sampled_from(["minimum", "maximum"]), part, part),
        st.builds("(-{})".format, part),
        st.builds("(+{})".format, part),
    )


LEAF = st.sampled_from([*NAMES, *NAMES, "2", "0.5", "3.25", "1e-1", "pi", "e"])
SOME = st.recursive(LEAF, grown, max_leaves=8)
TEXT = grown(grown(SOME)).filter(lambda text: len(text) < 200)
AT = st.tuples(*[st.integers(-40, 40).map(lambda k: k / 16 + 1 / 64)] * 3)


def plain(text):
    """Return `text` as a function of its values by name, in Python's own arithmetic."""
    code = compile(text, "<plain>", "eval")
    return lambda **at: float(eval(code, {"__builtins__": {}, **PLAIN}, at))


def slope(f, at, name):
    """Return df/dname by central differences of order four, or None where they cannot be trusted.

    They are taken with two widths; near a kink, a pole or the end of a domain these disagree.
    """

    def central(h):
        near = [f(**{**at, name: at[name] + k * h}) for k in (-2, -1, 1, 2)]
        return (8 * (near[2] - near[1]) - (near[3] - near[0])) / (12 * h), max(map(abs, near))

    (wide, most), (narrow, _) = central(2e-3), central(1e-3)
    trusted = abs(wide - narrow) <= 1e-7 * max(1, abs(narrow)) and most <= 1e4
    return narrow if trusted else None


def expected(text, at):
    """Return (value, slopes) in plain arithmetic; the example is dropped where there is none."""
    f = plain(text)
    try:
        value = f(**at)
        slopes = {name: slope(f, at, name) for name in at}
    except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex power has no float
        assume(False)
    assume(None not in slopes.values())
    return value, slopes


def smooth(graph):
    """Drop the example that meets a kink, or an infinite slope as in sqrt(x - x), on its way.

    The rules for these are stated in test_graph_kinks.py; a kink of a kink has no right answer.
    """
    for node in graph.nodes:
        assume(np.isfinite(node.local).all())
        values = [getattr(arg, "value", arg) for arg in node.args]
        assume(not (node.op in ("relu", "abs") and values[0] == 0))
        assume(not (node.op in ("maximum", "minimum") and values[0] == values[1]))
    return graph


def formula(text):
    """Return the typed function and the names of its inputs, if it has any."""
    assume(re.search(r"\b[xyz]\b", text))
    read = expression.formula(text)
    return read.f, read.names


@MANY
@given(text=TEXT, place=AT)
def test_value_and_gradient_of_any_expression(text, place):
    f, names = formula(text)
    at = {name: dict(zip(NAMES, place, strict=True))[name] for name in names}
    value, slopes = expected(text, at)
    graph = smooth(sl.trace(f, **at))
    # large values and flows may cancel, and leave what they were rounded by
    largest = max(1, *(abs(node.value) for node in graph.nodes))
    steepest = max((abs(flow) for hop in graph.hops for flow in hop.flows), default=0)
    assert graph.value == pytest.approx(value, rel=1e-12, abs=1e-12 * largest)
    assert graph.grads == pytest.approx(slopes, rel=1e-5, abs=1e-5 + 1e-12 * steepest)
    assert graph.trouble is None
    # what Stage 1 and Stage 2 hold is what Stage 3 multiplies
    for node, incoming, flows in graph.hops:
        assert incoming == pytest.approx(graph.gradient(node), rel=1e-12)
        assert flows == pytest.approx([incoming * local for local in node.local], rel=1e-12)


@settings(max_examples=300, suppress_health_check=[HealthCheck.filter_too_much])
@given(text=TEXT, place=AT)
def test_numbers_and_arrays_of_one_give_the_same(text, place):
    f, names = formula(text)
    at = {name: dict(zip(NAMES, place, strict=True))[name] for name in names}
    expected(text, at)
    numbers = smooth(sl.trace(f, **at))
    arrays = sl.trace(lambda **by: f(*by.values()).sum(), **{n: np.array([at[n]]) for n in names})
    assert arrays.value == pytest.approx(numbers.value, rel=1e-12, abs=1e-12)
    for name in names:
        assert arrays.grads[name].shape == (1,)
        assert float(arrays.grads[name][0]) == pytest.approx(
            numbers.grads[name], rel=1e-12, abs=1e-12
        )


@settings(max_examples=200, suppress_health_check=[HealthCheck.filter_too_much])
@given(text=TEXT, place=AT)
def test_grad_and_value_and_grad_and_the_check_say_the_same(text, place):
    f, names = formula(text)
    at = {name: dict(zip(NAMES, place, strict=True))[name] for name in names}
    expected(text, at)
    graph = smooth(sl.trace(f, **at))
    flows = tuple(graph.grads.values())
    value, both = sl.value_and_grad(f)(*at.values())
    only = sl.grad(f)(*at.values())
    if len(names) == 1:
        both, only = (both,), (only,)
    assert value == graph.value and both == only == flows
    assert sl.check_grad(f, **at) < 1e-5
