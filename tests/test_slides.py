"""The numbers of the lecture, as they stand on the slides or follow from them."""

import numpy as np
import pytest

import sgdlab as sl

LEAST_SQUARES = np.array([-2 / 3, 4 / 3])


@pytest.fixture
def table():
    return sl.LeastSquares(*sl.load("table")[:2])


@pytest.fixture
def bowl():
    return sl.PRESETS["bowl"].problem


@pytest.mark.parametrize(
    ("lr", "walk"),
    [
        (0.1, [12, 10.4, 9.12, 8.096, 7.2768]),
        (0.5, [12, 4, 4, 4, 4]),
        (0.9, [12, -2.4, 9.12, -0.096, 7.2768]),
        (1.0, [12, -4, 12, -4, 12]),
        (1.1, [12, -5.6, 15.52, -9.824, 20.5888]),
    ],
)
def test_walks_on_the_bowl(bowl, lr, walk):
    path = sl.descend(bowl, 12, lr=lr, epochs=4)
    assert path.w.ravel() == pytest.approx(walk, abs=1e-12)
    assert path.loss == pytest.approx(3 + (np.array(walk) - 4) ** 2)


def test_rates_mirrored_at_one_half_keep_the_same_distance(bowl):
    slow, fast = (sl.descend(bowl, 12, lr=lr, epochs=20).w for lr in (0.1, 0.9))
    assert np.abs(slow - 4) == pytest.approx(np.abs(fast - 4))


def test_the_walk_drawn_on_the_slide():
    drawn = sl.PRESETS["drawn"].problem
    path = sl.descend(drawn, 12, lr=1 / 3, epochs=3)
    assert path.w.ravel() == pytest.approx([12, 10, 9, 25 / 3], abs=1e-12)
    assert path.grad.ravel().tolist() == [6, 3, 2]


def test_the_drawn_slopes_are_not_those_of_the_formula(bowl):
    slopes = [float(bowl.gradient(np.array([w]))[0]) for w in (12.0, 10.0, 9.0)]
    assert slopes == [16, 12, 10]


def test_the_only_quadratic_slope_through_the_drawn_points_has_no_root():
    a, b, c = np.polyfit([12, 10, 9], [6, 3, 2], 2)
    assert [a, b, c] == pytest.approx([1 / 6, -13 / 6, 8])
    assert b * b - 4 * a * c < 0


def test_the_drawn_curve_is_convex_and_its_loss_has_its_slope():
    drawn = sl.PRESETS["drawn"].problem
    w = np.linspace(-1, 15, 801)[:, None]
    slope = drawn.gradient(w)[:, 0]
    assert (np.diff(slope) > 0).all()
    numbers = (drawn.loss(w + 1e-5) - drawn.loss(w - 1e-5)) / 2e-5
    assert slope == pytest.approx(numbers, abs=1e-4)
    assert float(drawn.gradient(np.array([4.0]))[0]) == 0
    assert float(drawn.loss(np.array([4.0]))) == 3


def test_no_closed_form(bowl):
    problem = sl.PRESETS["exponential"].problem
    path = sl.descend(problem, 2, lr=0.3, epochs=60)
    root = 0.3517337112  # Lambert W(1/2)
    assert path.w[-1, 0] == pytest.approx(root, abs=1e-9)
    assert path.loss[-1] == pytest.approx(0.8271840261, abs=1e-10)
    assert sl.diagnosis.curvatures(problem, [root])[0] == pytest.approx(2 / 0.7398, rel=1e-4)


@pytest.mark.parametrize(("lr", "steps"), [(0.1, 47), (0.3, 10), (0.37, 4), (0.5, 14), (0.7, 126)])
def test_steps_to_a_millionth_depend_on_the_rate(lr, steps):
    path = sl.descend(sl.PRESETS["exponential"].problem, 2, lr=lr, epochs=200)
    far = np.abs(path.w[:, 0] - 0.3517337112490) > 1e-6
    assert np.flatnonzero(far)[-1] + 1 == steps


@pytest.mark.parametrize(
    ("batch_size", "walk"),
    [
        (1, [(0, 1), (0, 1), (0, 1), (-1, 1), (-1, 1), (0, 2), (0, 2), (-1, 2)]),
        (2, [(1 / 2, 1), (-1 / 4, 1), (-1 / 8, 9 / 8), (-9 / 16, 9 / 8), (-11 / 32, 41 / 32),
             (-43 / 64, 41 / 32)]),
        (4, [(0, 1 / 2), (-1 / 8, 3 / 4), (-1 / 4, 29 / 32)]),
    ],
)  # fmt: skip
def test_the_table_in_three_batch_sizes(table, batch_size, walk):
    path = sl.descend(table, (0, 0), lr=0.5, batch_size=batch_size, epochs=3)
    assert path.w[1 : len(walk) + 1].tolist() == [list(map(float, w)) for w in walk]  # dyadic


def test_sgd_on_the_table_cycles_for_ever(table):
    path = sl.descend(table, (0, 0), lr=0.5, batch_size=1, epochs=40)
    assert (path.w[8::4] == [-1, 2]).all()
    assert sorted({tuple(w) for w in path.w[4:]}) == [(-1, 1), (-1, 2), (0, 2)]


def test_mini_batches_end_in_a_cycle_of_two(table):
    path = sl.descend(table, (0, 0), lr=0.5, batch_size=2, epochs=100)
    assert path.w[-2:] == pytest.approx(np.array([(-0.6, 1.4), (-0.8, 1.4)]), abs=1e-12)


def test_gradient_descent_ends_at_least_squares(table):
    path = sl.descend(table, (0, 0), lr=0.5, epochs=200)
    assert path.w[-1] == pytest.approx(LEAST_SQUARES, abs=1e-12)
    assert np.linalg.lstsq(table.X, table.y)[0] == pytest.approx(LEAST_SQUARES)


@pytest.mark.parametrize(
    ("w", "loss"),
    [
        ((0, 0), 1), ((0, 1), 1 / 2), ((-1, 1), 1 / 2), ((-0.6, 1.4), 0.34), ((-0.8, 1.4), 0.34),
        ((0, 2), 1), ((-1, 2), 1 / 2), ((1 / 2, 1), 7 / 8), ((-1 / 4, 1), 13 / 32),
        ((0, 1 / 2), 5 / 8), ((-2 / 3, 4 / 3), 1 / 3),
    ],
)  # fmt: skip
def test_average_losses_of_the_table(table, w, loss):
    assert table.loss(np.array(w, dtype=float)) == pytest.approx(loss, abs=1e-15)


@pytest.mark.parametrize("lr", [0.1, 0.25, 0.5, 0.7])
def test_where_the_cycle_of_sgd_ends_each_epoch(table, lr):
    path = sl.descend(table, (0, 0), lr=lr, batch_size=1, epochs=400)
    assert path.w[-1] == pytest.approx(2 * (1 - lr) / (3 - 4 * lr) * np.array([-1, 2]), abs=1e-9)


@pytest.mark.parametrize(("lr", "gap"), [(0.5, 0.943), (0.25, 0.236), (0.1, 0.073), (0.05, 0.034)])
def test_the_gap_to_least_squares_closes_with_the_rate(table, lr, gap):
    path = sl.descend(table, (0, 0), lr=lr, batch_size=1, epochs=400)
    far = np.linalg.norm(path.w[-4:] - LEAST_SQUARES, axis=1).max()
    assert far == pytest.approx(gap, abs=6e-4)


@pytest.mark.parametrize(("batch_size", "limit"), [(1, 3 / 4), (2, 1), (4, 4 / 3)])
def test_largest_rates_that_do_not_diverge(table, batch_size, limit):
    stays, leaves = (
        sl.descend(table, (0.1, 0.3), lr=limit * s, batch_size=batch_size, epochs=4000)
        for s in (0.99, 1.01)
    )
    assert not stays.diverged and np.abs(stays.w).max() < 200
    assert leaves.diverged


def test_with_a_bias_the_instances_agree_and_sgd_rests(table):
    problem = sl.LeastSquares(sl.with_ones(table.X), table.y)
    path = sl.descend(problem, (0, 0, 0), lr=0.25, batch_size=1, epochs=60)
    assert path.w[-1] == pytest.approx([0, 2, -1], abs=1e-9)
    assert path.loss[13 * 4] < 1e-6


def test_the_slide_s_row_of_the_table(table):
    first, second = sl.descend(table, (0, 0), lr=0.5, batch_size=1).table()[:2]
    assert first == sl.Row(1, (0, 0), (0,), (0,), (-1,), (0, -2), (0, 1))
    assert (second.prediction, second.error, second.new_w) == ((1,), (0,), (0, 1))


def test_the_flat_and_the_steep_direction():
    valley = sl.PRESETS["valley"].problem
    w = sl.descend(valley, (1, 1), lr=0.45, epochs=20).w
    k = np.arange(21)
    assert w == pytest.approx(np.column_stack([0.91**k, (-0.8) ** k]))


@pytest.mark.parametrize(("condition", "steps"), [(1, 1), (10, 37), (100, 363)])
def test_steps_at_the_best_rate_grow_with_the_condition_number(condition, steps):
    problem = sl.presets.valley(1, condition)
    lr = sl.diagnosis.best_rate((1, condition))
    path = sl.descend(problem, (1, 1), lr=lr, epochs=400)
    assert np.flatnonzero(np.linalg.norm(path.w, axis=1) > 1e-3)[-1] + 1 == steps
