"""Jacobi and Gauss-Seidel: what they read, and where they end."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab.relaxation import gauss_seidel, jacobi, normal_equations

TABLE = sl.load("table")
A, B = normal_equations(TABLE.X, TABLE.y)
METHODS = [jacobi, gauss_seidel]


@st.composite
def systems(draw):
    """Systems whose diagonal outweighs the rest of each row: both methods close in."""
    d = draw(st.integers(1, 5))
    numbers = st.integers(-5, 5)
    A = np.array(draw(st.lists(st.lists(numbers, min_size=d, max_size=d), min_size=d, max_size=d)))
    np.fill_diagonal(A, 0)
    signs = draw(st.lists(st.sampled_from([-1, 1]), min_size=d, max_size=d))
    A = A + np.diag((2 * np.abs(A).sum(axis=1) + 1) * signs)
    b, x0 = (np.array(draw(st.lists(numbers, min_size=d, max_size=d))) for _ in range(2))
    return A.astype(float), b, x0


@pytest.mark.parametrize("method", METHODS)
@given(systems())
def test_both_end_at_the_solution(method, system):
    A, b, x0 = system
    assert method(A, b, x0, 60).x[-1] == pytest.approx(np.linalg.solve(A, b), abs=1e-9)


@given(systems())
def test_a_sweep_of_jacobi_is_one_product_and_one_of_gauss_seidel_a_triangle(system):
    A, b, x0 = system
    diagonal, lower = np.diag(np.diag(A)), np.tril(A)
    old = jacobi(A, b, x0).x[1]
    new = gauss_seidel(A, b, x0).x[1]
    assert diagonal @ old == pytest.approx(b - (A - diagonal) @ x0, abs=1e-9)
    assert lower @ new == pytest.approx(b - (A - lower) @ x0, abs=1e-9)


@pytest.mark.parametrize("method", METHODS)
@given(systems())
def test_every_visit_read_what_the_visit_it_names_wrote(method, system):
    A, b, x0 = system
    d, visits = len(b), method(A, b, x0, 3).visits
    assert len(visits) == 3 * d
    for number, visit in enumerate(visits, start=1):
        sweep, i = divmod(number - 1, d)
        assert visit.unknown == i
        others = [j for j in range(d) if j != i]
        for j, read, made in zip(others, visit.read, visit.made, strict=True):
            assert read == (visits[made - 1].value if made else x0[j])
            assert made == 0 or visits[made - 1].unknown == j
            newest = max([v for v in range(1, number) if visits[v - 1].unknown == j], default=0)
            old = (sweep - 1) * d + j + 1 if sweep else 0
            assert made == (newest if method is gauss_seidel else old)


def test_on_the_table_both_walk_to_least_squares_gauss_seidel_twice_as_fast():
    end = np.array([-2 / 3, 4 / 3])
    assert np.linalg.solve(A, B) == pytest.approx(end)
    assert sl.LeastSquares(TABLE.X, TABLE.y).loss(end) == pytest.approx(1 / 3)
    old, new = jacobi(A, B, (0, 0), 9).x, gauss_seidel(A, B, (0, 0), 9).x
    assert old[:4].tolist() == [[0, 0], [0, 1], [-1 / 2, 1], [-1 / 2, 5 / 4]]
    assert new[:4].tolist() == [[0, 0], [0, 1], [-1 / 2, 5 / 4], [-5 / 8, 21 / 16]]
    # two sweeps of Jacobi do what one of Gauss-Seidel does: 1/4 of the error is left
    assert (old[4:] - end) == pytest.approx((old[2:-2] - end) / 4)
    assert (new[2:] - end) == pytest.approx((new[1:-1] - end) / 4)


def test_no_sweep_leaves_the_start_and_arguments_are_not_changed():
    x0 = np.array([3.0, 4.0])
    for method in METHODS:
        assert method(A, B, x0, 0).x.tolist() == [[3, 4]]
        method(A, B, x0, 2)
    assert x0.tolist() == [3, 4]


@pytest.mark.parametrize(
    ("A", "b", "x0", "sentence"),
    [
        ([[1, 2]], [1], [0], "A has shape (1, 2); expected one row for each unknown"),
        ([[0, 1], [1, 2]], [1, 2], [0, 0], "A[0, 0] is 0: equation 0 cannot be solved"),
        (
            [[2, 1], [1, 2]],
            [1],
            [0, 0],
            "b has shape (1,); expected one number for each of the 2 rows",
        ),
        ([[2, 1], [1, 2]], [1, 2], [0], "x0 has shape (1,)"),
    ],
)
def test_what_is_no_system_is_refused(A, b, x0, sentence):
    for method in METHODS:
        with pytest.raises(ValueError) as error:
            method(A, b, x0)
        assert sentence in str(error.value)


@pytest.mark.parametrize("bad", [[[1, 2], [3]], ["a", "b"], None])
def test_rows_of_different_length_are_named(bad):
    for b, x0 in ((bad, [0, 0]), ([0, 2], bad)):
        with pytest.raises(TypeError, match="which is not an array of numbers"):
            jacobi([[2, 1], [1, 2]], b, x0)
