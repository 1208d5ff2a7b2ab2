"""Gradient noise: measured against the closed form, and against every batch there is."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import noise
from sgdlab.study import prepare

TABLE = sl.LeastSquares([[0, 1], [1, 1], [0, 0], [1, 0]], [1, 1, -1, -1])


def points(seed, n=9):
    drawn = np.random.RandomState(seed)
    return sl.LeastSquares(drawn.standard_normal((n, 3)), drawn.standard_normal(n))


@given(st.integers(0, 10**6), st.integers(1, 9))
def test_the_closed_form_is_the_mean_over_all_batches(seed, m):
    problem = points(seed)
    w = problem.initial(seed)
    full = problem.gradient(w)
    away = [problem.grad_sum(w, np.array(b)) / m - full for b in combinations(range(9), m)]
    every = np.mean([gap @ gap for gap in away])
    assert noise.expected(problem, w, [m])[0] == pytest.approx(every, rel=1e-9, abs=1e-12)


def test_the_table_by_hand():
    """At (0, 0) the gradients are (0,-2) (-2,-2) (0,0) (2,0), their mean (0,-1): sigma^2 = 3."""
    assert noise.expected(TABLE, np.zeros(2), (1, 2, 4)) == pytest.approx([3, 1, 0])


@pytest.mark.parametrize("rows", [1, 7, 10**6])
def test_blocks_of_instances_give_the_same(monkeypatch, rows):
    problem = points(3)
    whole = noise.expected(problem, np.ones(3), (1, 2))
    monkeypatch.setattr(noise, "_BLOCK", rows)
    assert noise.expected(problem, np.ones(3), (1, 2)) == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize("kind", [sl.Logistic, sl.Perceptron, sl.Softmax])
def test_every_problem_has_its_noise(kind):
    drawn = np.random.RandomState(0)
    y = drawn.randint(0, 2, 30)
    problem = kind(drawn.standard_normal((30, 2)), y if kind is sl.Softmax else 2 * y - 1)
    w = problem.initial(1)
    sizes = (1, 3, 10)
    measured = noise.variance(problem, w, sizes, draws=1500)
    assert measured == pytest.approx(noise.expected(problem, w, sizes), rel=0.15)


def test_on_the_digits_it_falls_with_1_over_m():
    problem = prepare("digits")[0]
    sizes = (1, 4, 16, 64, 256, problem.n)
    measured = noise.variance(problem, np.zeros(problem.d), sizes, draws=300)
    expected = noise.expected(problem, np.zeros(problem.d), sizes)
    assert measured[:-1] == pytest.approx(expected[:-1], rel=0.2)
    assert measured[-1] < 1e-20 and expected[-1] == 0
    slope = np.polyfit(np.log(sizes[:4]), np.log(measured[:4]), 1)[0]
    assert slope == pytest.approx(-1, abs=0.1)


def test_a_seed_draws_the_same_again():
    one, again = (noise.cloud(TABLE, np.zeros(2), 2, draws=20, seed=5) for _ in range(2))
    assert one.shape == (20, 2) and np.array_equal(one, again)
    assert not np.array_equal(one, noise.cloud(TABLE, np.zeros(2), 2, draws=20, seed=6))
    assert (noise.cloud(TABLE, np.zeros(2), 4, draws=3) == [0, -1]).all()


@pytest.mark.parametrize(
    ("sizes", "draws", "w", "said"),
    [
        ((0,), 2, (0, 0), "expected 1 to 4"),
        ((5,), 2, (0, 0), "expected 1 to 4"),
        ((1,), 0, (0, 0), "draws is 0"),
        ((1,), 2, (0, 0, 0), "the problem has 2 parameters"),
    ],
)
def test_bad_questions_are_refused(sizes, draws, w, said):
    with pytest.raises(ValueError, match=said):
        noise.variance(TABLE, w, sizes, draws)
