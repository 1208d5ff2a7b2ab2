"""The law of strong scaling, and its fit to measured times."""

import numpy as np
import pytest

from sgdlab.parallel.law import Law, fit


def test_the_law_of_strong_scaling_and_its_fit():
    law = Law(0.95, 14)
    assert law.time(38, 2) == pytest.approx(34)
    assert law.time(law.needs(1.5, 2), 2) == pytest.approx(law.needs(1.5, 2) / 1.5)
    assert law.needs(1.95, 2) == np.inf
    serial = [3.0, 30.0, 120.0, 270.0]
    found = fit(serial, [law.time(one, 2) for one in serial], 2)
    assert (found.efficiency, found.cost) == pytest.approx((0.95, 14))
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
        (lambda: Law(0), "efficiency is 0"),
        (lambda: Law(1, None), "cost is None"),
        (lambda: Law().time(-1, 2), "serial is -1; expected a number above 0"),
        (lambda: Law().needs(0, 2), "speedup is 0"),
        (lambda: fit("x", [1, 2], 2), "serial is 'x', which is not an array of numbers"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence(make, says):
    with pytest.raises((ValueError, TypeError), match=says):
        make()
