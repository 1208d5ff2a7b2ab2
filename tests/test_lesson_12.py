"""Lesson 12: its exact times, what it claims of old gradients, and what its questions tell."""

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest

import sgdlab as sl
from sgdlab import widgets
from sgdlab.parallel import (
    Async,
    Chance,
    Cost,
    Evaluate,
    Straggler,
    Sync,
    Virtual,
    rehearse,
    replay,
    stability,
    staleness,
    train,
)

QUESTIONS = Path(widgets.__file__).parent / "questions" / "12-stragglers-and-asynchrony.toml"
CHANCE = Chance(0.1, 4)


def ms(policy, delays=None, queue=False, cost=staleness.PART, rounds=100):
    """The time of a run of four workers."""
    on = Virtual(cost, delays, queue)
    return rehearse(n=4 * rounds, batch_size=4, workers=4, policy=policy, on=on).time / 1000


def values(key):
    """The right number of a question, and those of its mistakes in their order."""
    entry = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))[key]
    return entry["right"], [mistake["value"] for mistake in entry["mistake"]]


# three clusters, five policies


@pytest.mark.parametrize(
    ("delays", "times"),
    [
        (None, [100, 100, 100, 100, 100]),
        (Straggler(0, 4), [400, 100, 400, 400, 124]),
        (CHANCE, [184, 138, 151, 145, 124]),
    ],
)
def test_the_fifteen_times(delays, times):
    policies = (Sync(), Sync(1), Async(3), Async())
    assert [*(ms(policy, delays) for policy in policies), ms(Async(), delays, True)] == times


def test_with_a_straggler_for_ever_no_bound_helps():
    assert {ms(Async(s), Straggler(0, 4)) for s in range(11)} == {400}
    assert (values("barrier")[0], values("nowait")[0], values("queue")[0]) == (400, 400, 124)
    assert values("barrier")[1] == [100, 100 * (4 + 1 + 1 + 1) / 4, 100 * (4 + 1 + 1 + 1), 300]
    assert pytest.approx(123.08, abs=0.01) == 400 / (3 + 1 / 4)
    assert values("queue")[1][2] == pytest.approx(400 / 3, abs=0.01)


def test_slow_by_chance_in_the_lessons_run_and_in_the_mean():
    bounds = (0, 1, 3, 8, 10, None)
    assert [ms(Async(s), CHANCE) for s in bounds] == [184, 163, 151, 145, 145, 145]
    mean = 1 + 3 * (1 - 0.9**4)
    assert values("chance")[0] == pytest.approx(mean, abs=1e-4)
    assert ms(Sync(), CHANCE, rounds=4000) / 4000 == pytest.approx(mean, rel=0.02)
    assert values("chance")[1][:2] == pytest.approx([0.9 + 0.1 * 4, 1 + 3 * 4 / 10])
    assert pytest.approx(3.96, abs=0.005) == 1 + 3 * (1 - 0.9**40)
    assert pytest.approx(0.656, abs=5e-4) == 0.9**4


def test_a_late_backup_goes_on_and_misses_the_next_rounds():
    two_slow = 1 - 0.9**4 - 4 * 0.1 * 0.9**3
    assert 1 + 3 * two_slow == pytest.approx(1.16, abs=0.005)
    assert ms(Sync(1), CHANCE, rounds=4000) / 4000 == pytest.approx(1.43, abs=0.02)


def test_what_a_backup_pays():
    slow = rehearse(
        n=1600, batch_size=16, workers=4, policy=Sync(1), on=Virtual(staleness.PART, Straggler())
    )
    used = [entry for entry in slow.log.entries if entry.used]
    assert len(used) == 300 and slow.dropped == 25 and 100 - slow.dropped == 75
    assert {entry.worker for entry in used} == {1, 2, 3}
    problem = sl.LeastSquares(np.eye(16), np.ones(16))
    run = train(
        problem, np.zeros(16), lr=1, batch_size=16, epochs=1, workers=4, policy=Sync(1),
        on=Virtual(staleness.PART, Straggler()),
    )  # fmt: skip
    assert len(run.path.batches[0]) == 12
    assert run.path.grad[0].sum() == pytest.approx(-2)  # a mean: -2 for each used, divided by 12


# old gradients


def grows(delay, a, steps=20000):
    w = [1.0] * (delay + 1)
    for _ in range(steps):
        w.append(w[-1] - a * w[-1 - delay])
        if abs(w[-1]) > 1e6:
            return True
    return max(map(abs, w[-100:])) > 1


@pytest.mark.parametrize("delay", range(8))
def test_the_limit_is_the_limit(delay):
    a = stability.limit(delay)
    assert not grows(delay, 0.99 * a) and grows(delay, 1.01 * a)
    roots = np.roots([1, -1, *[0] * (delay - 1), a]) if delay else np.array([1 - a])
    assert abs(roots).max() == pytest.approx(1)


def test_the_table_of_limits():
    limits = {P: stability.limit(P - 1) for P in (1, 2, 3, 4, 8)}
    assert list(limits.values()) == pytest.approx([2, 1, 0.618, 0.445, 0.209], abs=5e-4)
    largest = [P * a for P, a in limits.items()]
    assert largest == pytest.approx([2, 2, 1.854, 1.780, 1.672], abs=5e-4)
    assert 10**5 * stability.limit(10**5 - 1) == pytest.approx(math.pi / 2, rel=1e-4)
    assert math.pi / 2 > 0.78 * 2 and largest[-1] > 0.8 * 2


@pytest.mark.parametrize("workers", range(1, 9))
def test_equal_workers_are_the_recursion(workers):
    run = stability.equal_workers(workers, 0.3, updates=50)
    w = run.path.w[:, 0]
    assert len(w) == 51 and run.staleness.max() == workers - 1 == run.staleness[-1]
    for k in range(50):
        assert w[k + 1] == pytest.approx(w[k] - 0.3 * w[max(k - workers + 1, 0)], abs=1e-12)


def test_what_w_does_at_half_of_the_question():
    assert values("stale") == (3, [0, 4, 1, 2])
    at = {a: np.abs(stability.equal_workers(4, a, 200).path.w[:, 0]) for a in (0.4, 0.5)}
    assert at[0.5][-20:].max() > 10 and at[0.4][-20:].max() < 0.05
    serial = stability.equal_workers(1, 0.5, 10).path.w[:, 0]
    assert serial[1:] == pytest.approx(serial[:-1] / 2)


def test_the_quickest_step_is_a_quarter_of_the_limit():
    def slowest(a):
        return abs(np.roots([1, -1, 0, 0, a])).max()

    steps = np.arange(0.01, 0.44, 0.001)
    quickest = steps[np.argmin([slowest(a) for a in steps])]
    assert quickest == pytest.approx(27 / 256, abs=2e-3) == pytest.approx(0.11, abs=0.01)
    assert quickest / stability.limit(3) == pytest.approx(1 / 4, abs=0.03)
    assert stability.equal_workers(1, 1.0, 3).path.w[:, 0].tolist() == [1, 0, 0, 0]


def test_versions_are_about_P_times_ticks():
    run = rehearse(n=1600, batch_size=4, workers=4, policy=Async(3), on=Virtual(delays=CHANCE))
    assert run.ahead.max() == 3 and 4 < run.staleness.max() <= 4 * 4


# messages, replay, the stop


def test_an_answer_to_all_costs_and_changes_nothing_else():
    cost = Cost(instance=0, call=1000, message=100, update=0)
    runs = [
        rehearse(n=400, batch_size=4, workers=4, policy=policy, on=Virtual(cost))
        for policy in (Sync(), Async(), Async(answer="all"))
    ]
    assert [round(run.time / 1000) for run in runs] == [180, 131, 201]
    assert [round(run.messages / len(run.times)) for run in runs] == [8, 2, 5]
    assert [run.messages / 400 for run in runs[1:]] == [2, 5]
    assert (runs[1].staleness == runs[2].staleness).all()
    assert round(runs[1].staleness.mean()) == 3


@pytest.mark.parametrize("delays", [None, CHANCE])
def test_the_run_for_real_stops_at_its_goal_and_is_replayed(delays):
    problem, X, labels = sl.study.prepare("digits")
    run = train(
        problem, np.zeros(problem.d), lr=1, batch_size=96, epochs=8, workers=3, policy=Async(),
        on=Virtual(delays=delays), shuffle=0,
        evaluate=Evaluate(lambda w: problem.accuracy(w, X, labels), every=15, goal=0.95),
    )  # fmt: skip
    assert "reaches the goal 0.95" in run.path.reason and run.values[-1].value >= 0.95
    assert 15 < len(run.path) < 300 and run.staleness.max() > 0
    assert np.array_equal(replay(problem, run.log).path.w, run.path.w)
