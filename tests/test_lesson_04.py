"""Lesson 04: what it says of SGD on the table, of other rates, orders and models, holds."""

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import mistakes, rates, widgets
from sgdlab.widgets.controls import rate_slider

DATA = sl.load("table")
TABLE = sl.LeastSquares(DATA.X, DATA.y)
BEST = np.array([-2 / 3, 4 / 3])
CIRCLE = [(-1, 1), (0, 2), (0, 2), (-1, 2)]
ONE = [np.array([i]) for i in range(4)]
VALLEY = sl.presets.valley_data(0.2, 4.0, n=40, noise=0.6, seed=3)


@pytest.fixture
def lesson(tmp_path):
    return widgets.Lesson("04-sgd", tmp_path)


def sgd(lr=0.5, epochs=10, w0=(0, 0), **more):
    return sl.descend(TABLE, w0, lr=lr, batch_size=1, epochs=epochs, **more)


def far(w, best=BEST):
    return np.linalg.norm(w - best, axis=-1)


# the table of the slides; all of it is dyadic, so it is equal to the last bit


def test_the_two_updates_on_the_slide_and_those_that_follow():
    rows = sgd(epochs=2).table()
    assert [(r.instances, r.prediction, r.error, r.gradient, r.new_w) for r in rows] == [
        ((0,), (0,), (-1,), (0, -2), (0, 1)),
        ((1,), (1,), (0,), (0, 0), (0, 1)),
        ((2,), (0,), (1,), (0, 0), (0, 1)),
        ((3,), (0,), (1,), (2, 0), (-1, 1)),
        ((0,), (1,), (0,), (0, 0), (-1, 1)),
        ((1,), (0,), (-1,), (-2, -2), (0, 2)),
        ((2,), (0,), (1,), (0, 0), (0, 2)),
        ((3,), (0,), (1,), (2, 0), (-1, 2)),
    ]


def test_the_pulls_at_the_start():
    pulls = [TABLE.grad_sum(np.zeros(2), batch).tolist() for batch in ONE]
    assert pulls == [[0, -2], [-2, -2], [0, 0], [2, 0]]
    assert TABLE.gradient((0.0, 0.0)).tolist() == [0, -1]


def test_from_update_5_on_it_is_a_circle():
    path = sgd(epochs=50)
    assert path.w[5:].reshape(-1, 2).tolist() == [
        list(CIRCLE[t % 4]) for t in range(len(path.w) - 5)
    ]
    assert path.loss[:9].tolist() == [1, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 0.5]


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_the_circle_is_the_same_from_any_start_after_two_epochs(w1, w2):
    path = sgd(w0=(w1, w2), epochs=3)
    assert path.w[9:].tolist() == [pytest.approx(w, abs=1e-12) for w in CIRCLE]


@pytest.mark.parametrize("lr", [0.1, 0.25, 0.5, 0.7])
def test_an_update_multiplies_the_error_of_its_instance(lr):
    path = sgd(lr, 8)
    for t, (i,) in enumerate(path.batches):
        before, after = (float(TABLE.errors(w, [i])[0]) for w in path.w[t : t + 2])
        assert after == pytest.approx((1 - 2 * lr * TABLE.X[i] @ TABLE.X[i]) * before, abs=1e-12)


def test_at_one_half_only_eight_places_are_within_reach():
    seen, new = set(), {(0.0, 0.0)}
    while new:
        seen |= new
        new = {tuple(sl.step(TABLE, np.array(w), i, 0.5).w) for w in new for i in ONE} - seen
    assert sorted(seen) == [(-1, 0), (-1, 1), (-1, 2), (0, 0), (0, 1), (0, 2), (1, 1), (1, 2)]
    losses = [float(TABLE.loss(np.array(w))) for w in sorted(seen)]
    assert losses == [1.5, 0.5, 0.5, 1, 0.5, 1, 1.5, 2.5]
    assert min(losses) == 0.5


def test_loss_and_decision_differ():
    right = [4 * TABLE.accuracy(np.array(w, dtype=float), DATA.X, DATA.y) for w in CIRCLE]
    assert right == [3, 4, 4, 4]
    assert [float(TABLE.loss(np.array(w))) for w in CIRCLE] == [0.5, 1, 1, 0.5]


def test_at_least_squares_three_instances_are_one_third_off_and_x3_costs_1():
    errors = np.abs(TABLE.errors(BEST, np.arange(4)))
    assert errors == pytest.approx([1 / 3, 1 / 3, 1, 1 / 3])
    assert TABLE.loss(BEST) == pytest.approx(1 / 4 + 1 / 12)


# rates


@pytest.mark.parametrize(
    ("lr", "end", "gap"),
    [
        (0.5, (-1, 2), 0.943),
        (0.25, (-3 / 4, 3 / 2), 0.236),
        (0.1, (-9 / 13, 18 / 13), 0.073),
        (0.05, (-0.6785714, 1.3571429), 0.034),
    ],
)
def test_the_circle_of_each_rate(lr, end, gap):
    cycle = sgd(lr, 400).w[-4:]
    assert cycle[-1] == pytest.approx(end, abs=1e-6)
    assert cycle[-1] == pytest.approx(2 * (1 - lr) / (3 - 4 * lr) * np.array([-1, 2]))
    assert f"{far(cycle).max():.3f}" == f"{gap:.3f}"


def test_from_three_quarters_on_it_leaves_but_for_one_start_at_1():
    assert far(sgd(0.74, 4000).w[-1]) < 70  # 2 (1 - .74) / (3 - 2.96) = 13 times (-1, 2)
    ends = [far(sgd(0.75, epochs).w[-1]) for epochs in (20, 40, 80)]
    assert ends == sorted(ends) and ends[-1] > 60
    assert sgd(0.8, 200).diverged
    assert (sgd(1.0, 20).w[::4] == 0).all()
    assert sgd(1.0, 200, w0=(0.5, 0.3)).diverged


def test_of_the_decaying_rates_six_tenths_ends_nearest():
    offered = [lr for _, lr in rate_slider().options]
    gaps = {lr: far(sgd(rates.decaying(lr, 4), 25).w[-4:]).max() for lr in offered}
    assert min(gaps, key=gaps.get) == 0.6
    assert gaps[0.6] == pytest.approx(0.018, abs=5e-4)
    assert gaps[0.1] > 30 * gaps[0.6] and gaps[2.0] > 3 * gaps[0.6]
    assert np.abs(sgd(rates.decaying(2.0, 4), 25).w).max() > 20


def test_a_decaying_rate_comes_to_least_squares():
    gaps = [far(sgd(rates.decaying(0.5, 4), epochs).w[-4:]).max() for epochs in (12, 100, 1000)]
    assert gaps == pytest.approx([0.050, 0.0050, 0.00043], rel=0.02)
    lr = rates.decaying(0.5, 4)
    assert all(lr(4 * e) == 0.5 / (1 + e) for e in range(50))


# models and orders


def test_with_a_bias_the_instances_agree():
    agreed = sl.LeastSquares(sl.with_ones(DATA.X), DATA.y)
    assert agreed.loss(np.array([0.0, 2.0, -1.0])) == 0
    rests, circles = (
        sl.descend(agreed, (0, 0, 0), lr=lr, batch_size=1, epochs=60) for lr in (0.25, 0.5)
    )
    assert rests.loss[4 * 13] < 1e-6 < rests.loss[4 * 12]
    assert rests.w[-1] == pytest.approx([0, 2, -1])
    assert (circles.w[::4] == 0).all() and (circles.loss[::4] == 1).all()


def test_24_orders_have_two_circles_and_four_ends():
    ends, circles = {}, {}
    for order in itertools.permutations(range(4)):
        batches = [ONE[i] for i in order] * 10
        w = np.array([update.w for update in sl.updates(TABLE, (0, 0), batches, lr=0.5)])
        assert np.array_equal(w[-4:], w[-8:-4])
        ends.setdefault(tuple(w[-1].tolist()), []).append(order)
        movers = [i for i in order if i != 2]  # x3 moves nothing
        turn = movers.index(0)
        circles.setdefault(tuple(movers[turn:] + movers[:turn]), set()).add(
            frozenset(map(tuple, w[-4:].tolist()))
        )
    assert circles == {
        (0, 1, 3): {frozenset({(-1, 1), (0, 2), (-1, 2)})},
        (0, 3, 1): {frozenset({(-1, 1), (0, 2), (0, 1)})},
    }
    assert sorted(ends) == [(-1, 1), (-1, 2), (0, 1), (0, 2)]
    assert (3, 2, 1, 0) in ends[0, 1] and (0, 1, 2, 3) in ends[-1, 2]


@pytest.mark.parametrize("seed", range(5))
def test_putting_back_scatters_more_than_shuffling(seed):
    drawn = np.random.RandomState(seed).randint(4, size=(4000, 1))
    putting_back = np.array([u.w for u in sl.updates(TABLE, (0, 0), drawn, lr=0.1)])
    shuffled = sgd(0.1, 1000, shuffle=seed).w[1:]
    typical = [np.sqrt((far(w[400:]) ** 2).mean()) for w in (putting_back, shuffled)]
    assert typical == pytest.approx([0.161, 0.068], abs=0.006)
    missed = np.mean([len(set(epoch)) < 4 for epoch in drawn[:, 0].reshape(-1, 4)])
    assert missed == pytest.approx(1 - 24 / 4**4, abs=0.03)


# the valley


@given(st.floats(-5, 5), st.floats(-2.5, 2.5))
def test_the_average_of_the_instances_is_the_valley_of_lesson_03(w1, w2):
    w = np.array([w1, w2])
    assert VALLEY.loss(w) == pytest.approx(sl.PRESETS["valley"].problem.loss(w) + 0.36)
    assert VALLEY.gradient(w) == pytest.approx(sl.PRESETS["valley"].problem.gradient(w), abs=1e-12)


def test_valley_data_of_any_shape():
    data = sl.presets.valley_data(1.0, 9.0, n=7, noise=0.0, seed=0)
    assert data.n == 7 and data.loss(np.zeros(2)) == 0
    assert data.loss(np.array([[1.0, 0.0], [0.0, 1.0]])) == pytest.approx([0.5, 4.5])


def test_sgd_in_the_valley_is_ahead_at_first_and_never_rests():
    gd = sl.descend(VALLEY, (-4, 1.5), lr=0.45, epochs=160)
    run = sl.descend(VALLEY, (-4, 1.5), lr=0.05, batch_size=1, epochs=160, shuffle=1)
    for epochs, slow, fast in ((1, 4.56, 0.98), (2, 3.30, 0.64), (4, 1.87, 0.42)):
        assert gd.loss[epochs] == pytest.approx(slow, abs=0.005)
        assert run.loss[40 * epochs] == pytest.approx(fast, abs=0.005)
    assert gd.loss[-1] == pytest.approx(0.36, abs=1e-6)
    tail = far(run.w[-400:], (0, 0))
    assert tail.max() < 1 and tail.std() > 0.05
    thrown = sl.descend(VALLEY, (-4, 1.5), lr=0.45, batch_size=1, epochs=4, shuffle=1)
    assert thrown.loss[20:].min() > 10 and thrown.loss[-1] > 1e5


# what the questions claim


def test_the_mistakes_of_the_typed_question_are_those_of_the_stepper():
    # x2 comes second in the order given; the w before it is (1, 1)
    path = sl.descend(TABLE, (1, 1), lr=0.25, batch_size=1, epochs=1)
    assert path.w[1].tolist() == [1, 1]  # x1 has no error there
    entry = questions()["turn"]
    by_name = {m.name: m.w[0] for m in mistakes.mistakes(path, 1)}
    assert entry["right"] == path.w[2, 0] == 0.5
    assert {m["value"] for m in entry["mistake"]} == {
        by_name[name] for name in ("factor 2", "uphill", "rate", "stay", "mean")
    }


def test_the_border_of_one_instance():
    alone = sl.LeastSquares([[3, 4]], [1])
    for lr, grows in ((0.02, False), (0.0399, False), (0.0401, True)):
        before, after = sl.descend(alone, (1, 1), lr=lr).loss
        assert (after > before) == grows
    assert sl.descend(alone, (1, 1), lr=0.02).loss[1] < 1e-20
    assert questions()["border"]["right"] == 1 / 25


def questions():
    folder = Path(widgets.__file__).parent / "questions"
    return tomllib.loads((folder / "04-sgd.toml").read_text(encoding="utf-8"))
