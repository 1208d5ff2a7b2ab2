"""Failures: chances, the expected time of a run against its simulation, the best interval."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgdlab.parallel import failures
from sgdlab.parallel.failures import LongRun, daly, expected_time, simulated_times, young
from sgdlab.parallel.reported import JOBS

HOURS = st.floats(0.1, 5)


@settings(max_examples=15, deadline=None)
@given(
    mtbf=st.floats(2, 30), save=st.floats(0, 0.5), restart=st.floats(0, 1), every=HOURS,
    work=st.floats(3, 8), machines=st.integers(1, 3),
)  # fmt: skip
def test_formula_and_simulation_agree(mtbf, save, restart, every, work, machines):
    run = LongRun(work, machines, mtbf, save, restart)
    took = simulated_times(run, every, times=4000, seed=1)
    error = took.std() / math.sqrt(len(took))
    assert took.mean() == pytest.approx(expected_time(run, every), abs=5 * error + 1e-9)
    assert took.min() >= work + save - 1e-9


def test_the_simulation_sees_a_wrong_formula():
    run = LongRun(8, 1, mtbf=6, save=0.2, restart=0.5)
    took = simulated_times(run, 2, times=20_000)
    error = took.std() / math.sqrt(len(took))
    whole = expected_time(run, 2)
    without = expected_time(LongRun(8, 1, mtbf=6, save=0.2), 2)  # no time to begin again
    assert whole == pytest.approx(took.mean(), abs=5 * error)
    assert abs(without - took.mean()) > 20 * error


@given(save=st.floats(1e-3, 1), mtbf=st.floats(1, 1000))
def test_dalys_interval_is_nearly_the_best(save, mtbf):
    run = LongRun(1, 1, mtbf, save)

    def cost(every):
        return expected_time(LongRun(every, 1, mtbf, save), every) / every

    grid = np.geomspace(daly(run) / 5, 5 * daly(run), 400)
    assert cost(daly(run)) <= 1.005 * min(cost(every) for every in grid)


def test_where_failures_are_rare_young_and_daly_are_one():
    run = LongRun(1, 1, mtbf=1e6, save=1e-3)
    assert daly(run) == pytest.approx(young(run), rel=1e-4)
    often = LongRun(1, 1, mtbf=0.1, save=1)
    assert daly(often) == 0.1


def test_no_time_meets_no_failure():
    assert str(failures.chance(0, 5)) == "0.0"


def test_without_failures_a_run_takes_its_work_and_its_savings():
    run = LongRun(10, 1, mtbf=1e12, save=0.5)
    assert expected_time(run, 2) == pytest.approx(12.5)
    assert expected_time(run, 4) == pytest.approx(11.5)  # 4, 4 and a rest of 2
    assert expected_time(run) == pytest.approx(10.5)


def test_more_machines_fail_more_often():
    assert LongRun(1, 1000, mtbf=24_000).between == 24
    one, many = (expected_time(LongRun(24, p, mtbf=24_000)) for p in (1, 1000))
    assert one == pytest.approx(24, rel=1e-3) and many == pytest.approx(24 * (math.e - 1))


def test_a_seed_gives_the_same_times_and_another_others():
    run = LongRun(5, 1, mtbf=2)
    one, again, other = (simulated_times(run, 1, times=50, seed=s) for s in (3, 3, 4))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


def test_a_run_that_never_ends_has_a_finite_number():
    assert math.isfinite(expected_time(LongRun(1e9, 1000, mtbf=1)))


def test_no_constant_rate_fits_what_was_reported():
    rates = [failures.mtbf_of(job.share, job.hours) for job in JOBS]
    assert rates == pytest.approx([1231, 6787, 35_250], abs=1)
    assert failures.chance(100, rates[0]) == pytest.approx(0.078)
    assert [failures.chance(job.hours, rates[0]) for job in JOBS[1:]] == pytest.approx(
        [0.556, 0.9997], abs=1e-3
    )


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: LongRun(0, 1, 1), "work is 0"),
        (lambda: LongRun(1, 1, -2), "mtbf is -2"),
        (lambda: LongRun(1, 0, 1), "machines is 0"),
        (lambda: LongRun(1, 1, 1, save=-1), "save is -1"),
        (lambda: LongRun(1, 1, 1, restart="x"), "restart is 'x'"),
        (lambda: expected_time(LongRun(1, 1, 1), 0), "every is 0"),
        (lambda: simulated_times(LongRun(1, 1, 1), times=0), "times is 0"),
        (lambda: failures.chance(-1, 1), "machine_time is -1"),
        (lambda: failures.mtbf_of(1, 5), "share is 1"),
        (lambda: failures.chance(10**400, 1), "machine_time is 1000.*; expected a finite number"),
        (lambda: young(5), r"run is 5; expected LongRun\(...\)"),
        (lambda: daly(None), "run is None"),
        (lambda: expected_time("run"), "run is 'run'"),
        (lambda: simulated_times(LongRun(1, 1, 1), seed=-1), "seed is -1"),
        (lambda: simulated_times(LongRun(500, 1, 24)), "about 1e.09 pieces and failures"),
        (lambda: simulated_times(LongRun(500, 1, 24), 1e-9), "pieces and failures"),
    ],
)
def test_bad_times_get_a_sentence(make, says):
    with pytest.raises((ValueError, TypeError), match=says):
        make()
