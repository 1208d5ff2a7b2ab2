"""Lesson 07: what it claims of the stored study, and what its questions tell."""

import math
from itertools import pairwise

import pytest

import sgdlab as sl
from sgdlab import figures
from sgdlab.figures.study_table import quickest


@pytest.fixture(scope="module")
def study():
    return sl.study.stored()


@pytest.fixture(scope="module")
def best(study):
    return {row.batch_size: row for row in study.best()}


@pytest.fixture(scope="module")
def tuned(study):
    """The least loss after five epochs that any rate gives, for each m."""
    rates = zip(*(study.at_rate(lr) for lr in study.plan.rates), strict=True)
    return {rows[0].batch_size: min(row.loss for row in rows) for rows in rates}


# the two charts and their product


def test_the_stored_study_is_whole_and_says_where_it_was_made(study):
    assert study.complete and len(study.runs) == 400 and "cores" in study.machine
    assert study.plan == sl.study.Plan()


def test_an_epoch_gets_quicker_until_it_does_not(best):
    ms = [row.epoch_ms for row in best.values()]
    assert ms[0] > 10 * best[32].epoch_ms
    assert best[512].epoch_ms < 1.5 * best[1437].epoch_ms
    assert all(b < 1.1 * a for a, b in pairwise(ms))


def test_the_epochs_are_level_first_and_rise_then(best):
    assert max(best[m].epochs for m in (1, 2, 4, 8, 16, 32)) < 1.6
    assert best[512].epochs > 2.5 * best[128].epochs > 4 * best[32].epochs
    assert best[1437].epochs == 29 and best[1437].lr == 100 and best[1437].at_edge
    assert best[128].epoch_ms < 2 * best[512].epoch_ms


def test_the_best_rate_grows_with_the_batch(best):
    rates = [row.lr for row in best.values()]
    assert rates == sorted(rates) and rates[0] == 0.1


def test_the_least_time_is_in_the_middle_and_its_bottom_is_flat(best):
    top = quickest(best.values())
    assert 16 <= top.batch_size <= 128
    near = [m for m, row in best.items() if row.total_ms <= 2 * top.total_ms]
    assert len(near) >= 3 and {32, 64} <= set(near)
    assert best[1].total_ms > 8 * top.total_ms and best[1437].total_ms > 4 * top.total_ms


def test_whoever_fixes_the_rate_has_chosen_the_batch_size(study):
    small, large = (quickest(study.at_rate(lr)).batch_size for lr in (0.03, 100))
    assert small <= 16 < 64 <= large
    assert study.at_rate(0.03)[-1].arrived == 0


def test_an_update_of_32_takes_less_than_twice_that_of_one(study):
    us = study.update_us
    assert us[32] < 2 * us[1] and 32 <= figures.flat_until(us) <= 128
    assert us[1437] / 1437 == pytest.approx(us[512] / 512, rel=0.3)


# worse training error


def test_the_losses_after_five_epochs(study, tuned):
    one = {row.batch_size: row.loss for row in study.at_rate(1.0)}
    assert [one[m] for m in (8, 32, 128, 512, 1437)] == pytest.approx(
        [0.13, 0.19, 0.39, 0.87, 1.53], abs=0.02
    )
    assert [tuned[m] for m in (8, 32, 512, 1437)] == pytest.approx(
        [0.13, 0.125, 0.55, 1.3], rel=0.1
    )
    assert one[1] > 3 * tuned[1] and one[128] > 1.8 * tuned[128]
    assert max(tuned[m] for m in (1, 2, 4, 8, 16, 32)) < 0.15 < tuned[64]


def test_the_numbers_that_the_feedback_names(study):
    at = {lr: {row.batch_size: row.loss for row in study.at_rate(lr)} for lr in study.plan.rates}
    assert f"{at[1][128]:.2f}" == "0.38" and f"{at[10][128]:.2f}" == "0.20"
    assert f"{at[1][8]:.2f}" == "0.13"
    assert at[3][512] == pytest.approx(2 / 3 * at[1][512], rel=0.05)
    assert at[100][1437] > 200


# the scaling rule


def test_the_scaling_rule_carries_to_some_tens(study):
    rows = {row.batch_size: row for row in study.scaled(0.1)}
    first = rows[1].epochs
    assert max(rows[m].epochs for m in (2, 4, 8, 16, 32)) < 1.5 * first
    assert rows[64].epochs == pytest.approx(2 * first, rel=0.1)
    assert sl.study.breaks(tuple(rows.values())) == 128
    assert rows[1437].lr == pytest.approx(143.7) and rows[1437].epochs == 30
    assert rows[512].epochs == pytest.approx(9 * first, rel=0.1)
    for row in study.best():  # no rate of the grid does much better
        assert rows[row.batch_size].epochs == pytest.approx(row.epochs, rel=0.15)
    alone = {row.batch_size: row.epochs for row in study.at_rate(0.1)}
    assert alone[32] > 7 * first and alone[128] == math.inf


# noise


def test_late_in_training_half_of_the_single_instances_lead_up():
    figure = sl.widgets.noise_explorer()
    shares = {}
    for epochs in (0, 1, 5):
        figure.place.value = epochs
        plane = figure._seen(epochs)[0]
        shares[epochs] = plane.uphill(1), plane.even
    assert shares[0][0] < 0.05 and shares[5][0] == pytest.approx(0.5, abs=0.06)
    assert shares[0][1] < shares[1][1] < shares[5][1]


# iterations and the questions


def test_only_two_sizes_leave_no_short_batch():
    even = [m for m in range(2, 1437) if all(len(b) == m for b in sl.batches(1437, m))]
    assert even == [3, 479]
    assert [len(b) for b in sl.batches(1437, 718)] == [718, 718, 1]
    last = list(sl.batches(1437, 32))
    assert len(last) == 45 and len(last[-1]) == 29


def test_the_quicker_one():
    assert (23 * 30 * 4, 3 * 120 * 12) == (2760, 4320)
