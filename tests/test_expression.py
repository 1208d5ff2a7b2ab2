"""Typed functions: what is read, and what is refused before anything runs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgdlab import expression

ONE, TWO = ((-5.0, 5.0),), ((-5.0, 5.0),) * 2


@pytest.mark.parametrize(
    ("text", "w", "value"),
    [
        ("w", [3], 3),
        ("3 + (w - 4)**2", [12], 67),
        ("exp(-w) + w**2", [0], 1),
        ("-w1 * w2 + pi - e", [2, 3], -6 + np.pi - np.e),
        ("maximum(0, w) + abs(-w) / 2", [4], 6),
        ("sin(w)**2 + cos(w)**2", [0.3], 1),
        ("sqrt(w2) + log(w1) + tanh(0*w1)", [1, 9], 3),
        (" 2e1 * w ", [1], 20),
        ("w² − 3×w", [1], -2),
    ],
)
def test_arithmetic_is_read(text, w, value):
    curve = expression.parse(text)
    assert curve.d == len(w)
    assert float(curve.loss(np.array(w, dtype=float))) == pytest.approx(value)


REFUSED = {
    "": "nothing was typed",
    "   ": "nothing was typed",
    "3 + 4": "has no variable",
    "w +": "not complete arithmetic",
    "w^2": "write \\*\\* for a power",
    "2w": "lacks a \\*",
    "2x": "lacks a \\* in '2x'",
    "3.5sin(w)": "lacks a \\*",
    "2e*w": "lacks a \\*",
    "w # + 3": "has a #",
    "__debug__ * w": "more than arithmetic",
    "(w)(w)": "lacks a \\*",
    "w + x": "unknown name 'x'",
    "x**2": "unknown name 'x'",
    "log10(w)": "calls 'log10'",
    "w + w1": "mixes w with w1",
    "foo(w)": "calls 'foo'",
    "exp(w, w)": "gives exp 2",
    "maximum(w)": "gives maximum 1",
    "exp + w": "more than arithmetic",
    "w if w else 0": "more than arithmetic",
    "w.real": "more than arithmetic",
    "w[0]": "more than arithmetic",
    "(lambda: w)": "more than arithmetic",
    "__import__('os').system('true') + w": "more than arithmetic",
    "[w for w in (1,)]": "more than arithmetic",
    "w + 'a'": "more than arithmetic",
    "w + True": "more than arithmetic",
    "w + 1j": "more than arithmetic",
    "exp(w=1)": "more than arithmetic",
    "w := 3": "not complete arithmetic",
    "w // 2": "more than arithmetic",
    "w @ w": "more than arithmetic",
    "w < 2": "more than arithmetic",
    "1/0 + w": "divides by zero",
    "9**9**9**9 * w": "too large",
    "w + (-8)**0.5": "root of a negative",
    "w" + " + w" * 100: "at most 200 are read",
}


@pytest.mark.parametrize(("text", "says"), REFUSED.items())
def test_anything_else_gets_a_sentence(text, says):
    with pytest.raises(ValueError, match=says) as error:
        expression.parse(text)
    assert "\n" not in str(error.value)


@given(st.text(alphabet="w12+-*/()., expablogsqrt_'[]{}:=<>^%&|~@\n\x00", max_size=40))
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_curve_or_a_sentence(text):
    try:
        with np.errstate(all="ignore"):
            curve = expression.parse(text)
    except ValueError as error:
        assert str(error)
    else:
        assert curve.d in (1, 2)


def numbers(leaf):
    pair = st.tuples(leaf, leaf)
    return st.one_of(
        pair.map(lambda p: f"({p[0]} + {p[1]})"),
        pair.map(lambda p: f"({p[0]} - {p[1]})"),
        pair.map(lambda p: f"({p[0]} * {p[1]})"),
        leaf.map(lambda x: f"sin({x})"),
        leaf.map(lambda x: f"(-{x})"),
    )


@given(
    text=st.recursive(st.sampled_from(["w1", "w2", "3", "0.5"]), numbers, max_leaves=8),
    w1=st.floats(-2, 2),
    w2=st.floats(-2, 2),
)
@settings(deadline=None)
def test_values_equal_python_s_own(text, w1, w2):
    text = f"w1 + w2 + {text}"
    mine = float(expression.parse(text).loss(np.array([w1, w2])))
    theirs = eval(text, {"sin": np.sin, "w1": w1, "w2": w2})
    assert mine == pytest.approx(theirs, rel=1e-12, abs=1e-12)


def test_a_function_without_value_over_half_the_picture_is_refused():
    for text, window in (("log(w - 1)", ONE), ("sqrt(-w1 - 1) + w2", TWO)):
        with pytest.raises(ValueError, match="not a finite number at 6"):
            expression.start(expression.parse(text), window, text)


def test_a_start_has_a_finite_loss_and_lies_in_the_window():
    curve = expression.parse("log(5 - w1) + w2**2")
    window = ((-5.0, 8.0), (-1.0, 1.0))
    w0 = np.array(expression.start(curve, window, "..."))
    assert np.isfinite(curve.loss(w0)) and w0[0] < 5
    assert expression.start(expression.parse("w"), ONE, "w") == (3.5,)
