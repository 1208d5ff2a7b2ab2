"""Lesson 13: the numbers with which it answers the five questions of the slide's page."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.parallel import Async, Chance, Cost, Straggler, Sync, Virtual, curves, rehearse

TABLE = sl.LeastSquares(*sl.load("table")[:2])


def test_1_the_same_result():
    ends = []
    for m in (1, 2, 4):
        path = sl.descend(TABLE, (0, 0), lr=0.5, batch_size=m, epochs=60)
        ends.append({round(loss, 4) for loss in path.loss[-4:]})
    assert ends == [{0.5, 1.0}, {0.34}, {0.3333}]
    for lr, gap in ((0.5, 0.943), (0.25, 0.236), (0.1, 0.073), (0.05, 0.034)):
        w = sl.descend(TABLE, (0, 0), lr=lr, batch_size=1, epochs=1000).w[-4:]
        far = np.linalg.norm(w - (-2 / 3, 4 / 3), axis=1).max()
        assert far == pytest.approx(gap, abs=6e-4)


def test_2_as_fast():
    found = {}
    for m in (1, 2, 4):
        swept = sl.sweep(
            TABLE, (0, 0), lr=np.arange(1, 14) / 10, batch_size=m, epochs=30, record="epochs"
        )
        near = TABLE.loss(swept.w) <= 1.01 / 3
        found[m] = int(np.where(near.any(axis=1), near.argmax(axis=1), 31).min())
    assert found == {1: 2, 2: 3, 4: 4} and [found[m] * 4 // m for m in found] == [8, 6, 4]
    total = {row.batch_size: row.total_ms for row in sl.study.stored().best()}
    least = min(total.values())
    flat = [m for m, ms in total.items() if ms <= 2 * least]
    assert (min(flat), max(flat)) == (16, 128)
    assert total[1] > 3 * least and total[1437] > 3 * least


def test_3_how_to_measure():
    last = curves.against_batch()[-1]
    assert last.batch_size == 2048
    assert f"{last.s1:.2f} {last.s2:.2f} {last.s3:.2f}" == "3.81 12.56 0.63"


def test_4_more_or_less():
    for message, m, most in ((0, 16, 8.4), (300, 128, 4.5), (3000, 256, 1.0)):
        best = max(curves.against_batch(Cost(message=message)), key=lambda point: point.s3)
        assert best.batch_size == m and best.s3 == pytest.approx(most, abs=0.05)


def slow(delays, policy, queue=False):
    cost = Cost(instance=0, call=1000, message=0, update=0)
    return rehearse(
        n=400, batch_size=4, workers=4, policy=policy, on=Virtual(cost, delays, queue)
    )  # fmt: skip


def test_5_one_slow_machine():
    one = Straggler(0, 4)
    times = [
        slow(one, policy).time / 1000
        for policy in (Sync(), Sync(backup=1), Async(bound=3), Async(bound=10), Async())
    ]
    assert times == pytest.approx([400, 100, 400, 400, 400], abs=4)
    assert slow(one, Async(), queue=True).time / 1000 == pytest.approx(124, abs=1)
    run = slow(one, Sync(backup=1))
    assert sum(entry.used for entry in run.log.entries) == pytest.approx(300, abs=4)


def test_5_slow_by_chance():
    late = 1 - 0.9**4
    assert 1 + 3 * late == pytest.approx(2.03, abs=0.005)
    two = late - 4 * 0.1 * 0.9**3  # at least two of four: then the backup is slow, too
    assert 1 + 3 * two == pytest.approx(1.16, abs=0.005)
    cost = Cost(instance=0, call=1000, message=0, update=0)
    run = rehearse(n=8000, batch_size=4, workers=4, on=Virtual(cost, Chance(0.1, 4)))
    assert run.time / 2000 / 1000 == pytest.approx(2.03, abs=0.1)
