"""The experiment behind S3: repeated, and each of its words checked on single runs."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.parallel import epochs

SMALL = sl.LeastSquares([[1.0], [2.0]], [1.0, 1.0])


@pytest.fixture(scope="module")
def problem():
    return epochs.made()


def test_what_is_stored_is_what_is_measured():
    assert epochs.measured() == epochs.STORED
    assert tuple(one.batch_size for one in epochs.STORED) == epochs.SIZES


def test_no_best_rate_is_at_the_edge_of_the_grid():
    assert not any(one.at_edge for one in epochs.STORED)
    assert all(one.lr in epochs.RATES for one in epochs.STORED)


def arrival(problem, m, lr, order, most=16):
    """Count with `descend`, loss by loss, when a run is first seen at the goal."""
    goal = (1 + epochs.ABOVE) * problem.loss(np.linalg.lstsq(problem.X, problem.y)[0])
    path = sl.descend(problem, np.zeros(problem.d), lr=lr, batch_size=m, epochs=most, shuffle=order)
    each = -(-problem.n // m)
    for look in range(1, epochs.CHECKS * most + 1):
        update = -(-look * each // epochs.CHECKS)
        if update < len(path.w) and problem.loss(path.w[update]) <= goal:
            return update / each
    return np.inf


@pytest.mark.parametrize(("m", "most"), [(64, 2), (128, 2), (512, 3), (2048, 11)])
def test_an_entry_is_the_median_of_single_runs(problem, m, most):
    (one,) = (one for one in epochs.STORED if one.batch_size == m)
    found = [arrival(problem, m, one.lr, order, most) for order in range(epochs.ORDERS)]
    assert np.median(found) == one.epochs
    assert (min(found), max(found)) == (one.low, one.high)


def test_no_other_rate_is_better(problem):
    for m, most in ((256, 2), (2048, 11)):
        (one,) = (one for one in epochs.STORED if one.batch_size == m)
        medians = [
            np.median([arrival(problem, m, lr, order, most) for order in range(epochs.ORDERS)])
            for lr in epochs.RATES
        ]
        assert min(medians) == one.epochs
        assert epochs.RATES[int(np.argmin(medians))] == one.lr


def test_where_no_rate_arrives_it_is_never(problem):
    one = epochs.needed(problem, 2048, rates=(1e-4, 5.0), most=8)
    assert one.epochs == one.low == one.high == np.inf and one.at_edge


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: epochs.needed(sl.Softmax([[1.0]], [0]), 1), "problem is <.*expected LeastSquares"),
        (lambda: epochs.needed(SMALL, 3), "batch_size is 3; expected 1 to 2"),
        (lambda: epochs.needed(SMALL, 1, rates=()), "rates is empty"),
        (lambda: epochs.needed(SMALL, 1, orders=0), "orders is 0"),
        (lambda: epochs.needed(SMALL, 1, most=np.inf), "most is inf; expected a whole number"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence(make, says):
    with pytest.raises((ValueError, TypeError), match=says):
        make()
