"""The patterns in the plane: sizes, classes, seeds, and what no single line can do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import patterns


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(patterns.NAMES), n=st.integers(4, 300), seed=st.integers(0, 2**32 - 1))
def test_every_pattern_has_two_equal_classes_within_the_window(name, n, seed):
    X, y, columns, source = patterns.make(name, n, seed=seed)
    assert X.shape == (n, 2) and y.shape == (n,) and columns == ("x1", "x2")
    assert (y == 1).sum() == n // 2 and set(y.tolist()) == {0, 1}
    low, high = np.array(patterns.WINDOW).T
    assert (low < X).all() and (high > X).all()
    assert str(seed) in source


@pytest.mark.parametrize("name", patterns.NAMES)
def test_a_seed_gives_the_same_points_and_another_seed_others(name):
    one, again, other = (patterns.make(name, 20, seed=seed).X for seed in (1, 1, 2))
    assert (one == again).all() and (one != other).any()


@pytest.mark.parametrize("name", patterns.NAMES)
def test_no_line_parts_a_pattern(name):
    points = patterns.make(name, 200)
    line = sl.Softmax(sl.with_ones(points.X), points.y)
    w = sl.descend(line, np.zeros(line.d), lr=0.5, batch_size=20, epochs=200, shuffle=0).w[-1]
    assert line.accuracy(w, line.X, points.y) < 0.9


def test_the_shapes_without_noise():
    X, y, *_ = patterns.make("xor", 400, noise=0)
    assert ((X[:, 0] * X[:, 1] < 0) == (y == 1)).all() and np.abs(X).min() >= 0.1
    X, y, *_ = patterns.make("circles", 400, noise=0)
    radius = np.hypot(*X.T)
    assert radius[y == 1].max() <= 0.42 and radius[y == 0] == pytest.approx(0.82)
    X, y, *_ = patterns.make("spiral", 400, noise=0)
    turn = np.arctan2(X[:, 1], X[:, 0]) - 3 * np.pi * np.hypot(*X.T) - np.pi * y
    assert np.cos(turn) == pytest.approx(1)


def test_the_points_are_in_a_random_order():
    y = patterns.make("moons", 200).y
    assert 60 < (y[1:] != y[:-1]).sum() < 140


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"name": "star"}, "there are xor, circles, moons, spiral"),
        ({"name": "xor", "n": 3}, "n is 3; expected a whole number, 4 or more"),
        ({"name": "xor", "noise": -1}, "noise is -1; expected a number, 0 or more"),
        ({"name": "xor", "noise": "x"}, "expected a finite number"),
        ({"name": "xor", "seed": -1}, "seed is -1; expected a seed"),
    ],
)
def test_what_makes_no_pattern_is_refused(arguments, says):
    with pytest.raises((ValueError, TypeError), match=says):
        patterns.make(**arguments)
