"""Lesson 10: when it pays to share the work out, by the lesson's formula and its runs."""

import math

import pytest

from sgdlab import widgets
from sgdlab.parallel import Cost, Virtual, train
from sgdlab.widgets.cluster_given import known

COST = Cost(instance=150, message=200)


def test_a_round_by_the_lessons_formula():
    for m in (16, 64):
        for P in (1, 2, 4, 8):
            assert COST.round(m, P) == 150 * math.ceil(m / P) + 200 + 2 * P * 200 + 30
    assert (COST.round(16, 4), COST.serial(16), COST.round(16, 8)) == (2430, 2630, 3730)
    figure = widgets.cluster_explorer(cost=COST, batch_size=16, epochs=5, zoom=4)
    assert figure.runs[0].run.time == 20 * 2430


@pytest.mark.parametrize(
    ("message", "m", "best"), [(200, 16, {3}), (200, 64, {5}), (50, 16, {5, 6}), (50, 64, {10, 11})]
)
def test_the_challenge(message, m, best):
    problem, w0 = known("made", None)
    on = Virtual(Cost(instance=150, message=message))
    how = {"lr": 0.1, "batch_size": m, "epochs": 5, "shuffle": 0, "on": on}
    times = {P: train(problem, w0, workers=P, **how).time for P in range(1, 17)}
    assert {P for P in times if times[P] == min(times.values())} == best
    balance = math.sqrt(150 * m / (2 * message))
    assert all(abs(P - balance) < 1.5 for P in best)
    if message == 200:
        assert f"{balance:.1f}" == {16: "2.4", 64: "4.9"}[m]
    for P, time in times.items():  # at most P messages less than the formula says
        each = time / (5 * 64 // m)
        assert -P * message <= each - on.cost.round(m, P) <= 0


def test_the_price_of_a_large_batch():
    problem, w0 = known("made", None)
    for m, loss in ((16, "0.4"), (64, "1.9")):
        path = train(problem, w0, lr=0.1, batch_size=m, epochs=5, workers=4, shuffle=0).path
        assert len(path) == {16: 20, 64: 5}[m]
        assert f"{problem.loss(path.w[-1]):.1f}" == loss
