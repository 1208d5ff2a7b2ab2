"""Lesson 11: every number of its prose and of its questions, computed again."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from sgdlab.parallel import Cost, Virtual, curves, epochs, s1, s2, s3, train
from sgdlab.parallel.law import Law

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "sgdlab" / "widgets" / "questions" / "11-speedup.toml"
QUESTIONS = tomllib.loads(FILE.read_text(encoding="utf-8"))
# Notes of a 2-core machine with nothing else to do, ms an update: one BLAS thread, two, two Python
# threads, Ray with two workers. The lesson quotes them.
MEASURED = {
    64: (3.16, 2.68, 3.63, 16.3),
    1024: (32.4, 20.6, 19.3, 31.0),
    4096: (124, 81.5, 68.8, 85.0),
    8192: (279, 183, 163, 166),
}


@pytest.fixture(scope="module")
def at():
    """The lecture's cluster with four workers, {m: Point}."""
    return {point.batch_size: point for point in curves.against_batch()}


def mistakes(key):
    return [mistake["value"] for mistake in QUESTIONS[key]["mistake"]]


# by hand


def test_the_table_by_hand():
    first, second = (120, 30, 4), (96, 16, 150)
    assert [s1(serial, new) for serial, new, _ in (first, second)] == [4, 6]
    assert [s2(480, new) for _, new, _ in (first, second)] == [16, 30]
    assert [s3(480, 3, new, needs) for _, new, needs in (first, second)] == [12, 0.6]
    assert QUESTIONS["two"]["right"] == 16 and QUESTIONS["three"]["right"] == 0.6
    assert 480 / 120 == 4 and (480 * 3, 16 * 150) == (1440, 2400)


def test_each_wrong_number_comes_from_its_own_mistake():
    assert mistakes("two") == [120 / 30, 480 * 3 / (30 * 4), 30 / 480, 8, 480 / (30 * 8)]
    assert mistakes("three") == pytest.approx(
        [480 / 16, 96 / 16, 2400 / 1440, 480 / (16 * 150), 12, 480 * 150 / (16 * 3)], rel=1e-4
    )
    law = Law(0.95, 14)
    assert QUESTIONS["law"]["right"] == pytest.approx(38 / law.time(38, 2), abs=1e-4)
    assert mistakes("law") == pytest.approx(
        [2, 1.9, 38 / Law(1, 14).time(38, 2), law.time(38, 2) / 38, law.time(38, 2)], abs=1e-4
    )
    assert mistakes("baseline") == pytest.approx(
        [338 / 76, 169 / 76, 338 / 117, 76 / 117, 4], abs=0.006
    )


def test_the_homeworks_table_is_another():
    ours = {480, 3, 120, 30, 96, 16, 150}
    assert not ours & {600, 160, 60, 40}  # homework 3, question 4
    assert not {16, 30, 12, 0.6, 4, 6} & {2.67, 3.75, 10, 15, 6.67, 0.75}


# the virtual cluster


@pytest.mark.parametrize("m", [32, 128, 512])
def test_the_runs_take_what_the_formula_says(m):
    problem = epochs.made()
    run = train(
        problem, problem.initial(0), lr=0.1, batch_size=m, epochs=1, workers=4, shuffle=0,
        on=Virtual(Cost()),
    )  # fmt: skip
    assert run.time == len(run.path) * (100 * m // 4 + 200 + 8 * 300 + 30)
    assert run.time == pytest.approx(Cost().round(m, 4) * len(run.path))
    assert Cost().serial(m) == 100 * m + 200 + 30


def test_the_curves(at):
    assert (at[2048].s1, at[2048].s3) == pytest.approx((3.81, 0.63), abs=0.006)
    assert (at[16].s1, at[16].s3) == pytest.approx((0.60, 1.74), abs=0.006)
    assert [m for m, point in at.items() if point.s1 > 1 > point.s3] == [2048]
    assert [m for m, point in at.items() if point.s1 < 1 < point.s3] == [16]
    assert 1 / at[1].s1 == pytest.approx(8.3, abs=0.05)
    assert at[2048].epochs / at[2048].sgd_epochs == 20 and at[2048].epochs == 10
    gains = [(point.s1, point.s2) for point in at.values()]
    assert gains == sorted(gains) and gains[-1][0] < 4 and gains[-1][1] < 13.2
    assert 330 / 25 == 13.2


def test_the_slides_quotient(at):
    assert at[32].slide_epoch == pytest.approx(55e3, rel=0.01)
    assert at[32].times.epoch == at[32].times.serial_epoch == pytest.approx(220e3, rel=0.01)
    late = at[2048].slide_epoch, at[2048].times.epoch
    assert [round(time / 1000) for time in late] == [51, 54]


def test_faster_than_the_best_without_a_cluster(at):
    points = tuple(at.values())
    alone, top = curves.best_serial(points), curves.best(points)
    assert (alone.batch_size, top.batch_size) == (16, 128)
    ms = at[1].serial_to_goal, alone.serial_to_goal, at[128].serial_to_goal, top.to_goal
    assert [round(time / 1000) for time in ms] == [338, 117, 169, 76]
    assert alone.serial_to_goal / top.to_goal == pytest.approx(
        QUESTIONS["baseline"]["right"], rel=QUESTIONS["baseline"]["tolerance"]
    )


def test_messages_want_a_larger_batch_to_a_point():
    best, gain, clusters = {}, {}, {}
    for message in (0, 30, 100, 300, 1000, 3000):
        points = curves.against_batch(replace(Cost(), message=message))
        top, alone = curves.best(points), curves.best_serial(points)
        best[message] = top.batch_size, round(top.s3, 2)
        gain[message] = alone.serial_to_goal / top.to_goal
        clusters[message] = {point.batch_size: round(point.s3, 2) for point in points}
    assert best[0] == (16, 8.38) and best[3000] == (256, 1.0)
    assert [best[m][0] for m in (30, 100, 300, 1000)] == [128] * 4
    assert best[300][1] == 4.46 and best[1000][1] == 2.27
    assert gain[300] > 1 > gain[1000] > gain[3000] and 1 / gain[3000] == pytest.approx(2.9, abs=0.1)
    assert clusters[3000][2048] == 0.45 and clusters[3000][128] == 0.95


def test_more_workers_are_slower():
    tops = {w: curves.best(curves.against_batch(workers=w)) for w in (2, 4, 8, 16)}
    assert [round(top.s3, 2) for top in tops.values()] == [3.32, 4.46, 3.92, 2.69]
    assert tops[4].batch_size == 128 and tops[16].batch_size == 256
    alone = curves.best_serial(curves.against_batch())
    assert tops[16].to_goal > alone.serial_to_goal
    assert pytest.approx(19, abs=0.3) == 100 / 4 - 100 / 16 and (32 - 8) * 300 == 7200
    for m, most in ((128, 4), (1024, 13)):
        times = {w: Cost().round(m, w) for w in range(1, 65)}
        assert min(times, key=times.get) in (most, most + 1)
        assert times[most] == min(times.values())
    assert Cost().round(1200, 5) - Cost().round(1200, 4) == 600 - 100 * (300 - 240)


# the machine


def test_the_law_explains_what_was_measured():
    law = Law(0.95, 14)
    assert law.needs(1.5, 2) == pytest.approx(100, abs=1)
    assert Law(0.95, 4.6).needs(1.5, 2) == pytest.approx(33, abs=0.5)
    for one, _, _, ray in MEASURED.values():
        assert law.time(one, 2) == pytest.approx(ray, rel=0.08)


def test_the_ratios_of_the_measured_bars():
    ratios = {m: (one / ray, two / ray) for m, (one, two, _, ray) in MEASURED.items()}
    assert ratios[4096] == pytest.approx((1.46, 0.96), abs=0.005)
    assert ratios[8192] == pytest.approx((1.68, 1.10), abs=0.005)
    assert MEASURED[64][3] / MEASURED[64][0] == pytest.approx(5, abs=0.2)
    assert max(MEASURED[4096][1:]) < 4 / 3 * min(MEASURED[4096][1:])
    assert min(MEASURED[4096][1:]) > 124 / 2
    assert pytest.approx((0.96, 1.72), abs=0.005) == (116 / 121, 116 / 67.6)


def test_the_lesson_quotes_them():
    text = (ROOT / "notebooks" / "11-speedup.ipynb").read_text(encoding="utf-8")
    for m, row in MEASURED.items():
        assert f"| {m} | {' | '.join(f'{value}' for value in row)} |" in text
