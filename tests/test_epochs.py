"""The experiment behind S3: repeated, and each of its words checked on single runs."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.parallel import Cost, curves, epochs, forecast
from sgdlab.parallel.law import Law, fit

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


def test_the_law_of_strong_scaling_and_its_fit():
    law = Law(0.95, 14)
    assert law.time(38, 2) == pytest.approx(34)
    assert law.time(law.needs(1.5, 2), 2) == pytest.approx(law.needs(1.5, 2) / 1.5)
    assert law.needs(1.95, 2) == np.inf
    serial = [3.0, 30.0, 120.0, 270.0]
    found = fit(serial, [law.time(one, 2) for one in serial], 2)
    assert found == pytest.approx(law)
    assert Law().time(100, 4) == 25  # the slide's


@pytest.mark.parametrize(
    ("serial", "parallel"),
    [
        ([1.0], [1.0]), ([1.0, 1.0], [1.0, 2.0]), ([1.0, 2.0], [2.0]), ([1, 2], [0, 1]),
        ([1, np.nan], [1, 1]), ([1, 2], [1, np.inf]), ([[1, 2]], [[1, 2]]),
    ],
)  # fmt: skip
def test_a_law_needs_two_different_times(serial, parallel):
    with pytest.raises(ValueError, match="two or more updates"):
        fit(serial, parallel, 2)


def test_times_that_fall_have_no_law():
    with pytest.raises(ValueError, match="measure again"):
        fit([1.0, 100.0], [50.0, 10.0], 2)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Law(0).time(1, 2), "efficiency is 0"),
        (lambda: Law(1, None).time(1, 2), "cost is None"),
        (lambda: Law().time(-1, 2), "serial is -1; expected a number above 0"),
        (lambda: Law().needs(0, 2), "speedup is 0"),
        (lambda: fit("x", [1, 2], 2), "serial is 'x', which is not an array of numbers"),
        (lambda: epochs.needed(sl.Softmax([[1.0]], [0]), 1), "problem is <.*expected LeastSquares"),
        (lambda: epochs.needed(SMALL, 3), "batch_size is 3; expected 1 to 2"),
        (lambda: epochs.needed(SMALL, 1, rates=()), "rates is empty"),
        (lambda: epochs.needed(SMALL, 1, orders=0), "orders is 0"),
        (lambda: epochs.needed(SMALL, 1, most=np.inf), "most is inf; expected a whole number"),
        (lambda: curves.against_batch(needed=()), "needed is empty"),
        (lambda: curves.against_batch(3), r"cost is 3; expected Cost\(...\)"),
        (lambda: curves.against_batch(n=0), "n is 0"),
        (lambda: forecast(Cost(), n=8, batch_size=4, workers=2, servers=0), "servers is 0"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence(make, says):
    with pytest.raises((ValueError, TypeError), match=says):
        make()
