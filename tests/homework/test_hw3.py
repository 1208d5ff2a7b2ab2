"""Homework 3 beside what `test_homeworks` holds of all: its numbers, and its cluster on paper."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sgdlab.homework.kit import bounded, computing
from sgdlab.parallel import Async, Cost, Straggler, Sync, Virtual, rehearse

SECOND = 1_000_000


def test_no_speed_up_lies_so_that_two_digits_could_be_rounded_either_way():
    for k in range(1, 17):
        a, b, c = 600 + 8 * k, 160 + 4 * k, 150 - 2 * k
        for value in (b / 60, a / 60, a / 90, c / 40, a / 40, a / 800, a / b):
            assert abs(100 * value % 1 - 0.5) > 0.02


# the kit's cluster against the virtual one

EXACT = {"cost": Cost(instance=0, call=SECOND, message=0, update=0)}


def virtual(policy, count, workers, slow, factor):
    on = Virtual(**EXACT, delays=Straggler(slow, factor))
    run = rehearse(n=workers * count, batch_size=workers, workers=workers, policy=policy, on=on)
    return run.time / SECOND


@given(st.integers(1, 30), st.integers(2, 5), st.integers(1, 5), st.integers(0, 12), st.data())
def test_bounded_staleness_takes_as_long_as_on_the_virtual_cluster(count, P, factor, bound, data):
    slow = data.draw(st.integers(0, P - 1))
    ends = bounded(computing(count, P, slow, factor), bound)
    assert ends.max() == virtual(Async(bound), count, P, slow, factor)
    assert bounded(computing(count, P, slow, factor), 0).max() == count * factor


def test_the_figures_of_question_6():
    T = computing(100, 4, slow=0, factor=4)
    assert virtual(Sync(), 100, 4, 0, 4) == bounded(T, 0).max() == T.max(axis=1).sum() == 400
    assert virtual(Sync(backup=1), 100, 4, 0, 4) == np.sort(T)[:, -2].sum() == 100
    assert virtual(Async(10), 100, 4, 0, 4) == bounded(T, 10).max() == 400
