"""Gradient noise seen in a plane: the draws are those of `noise`, the words those of the plane."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import noise
from sgdlab.noise_plane import NoisePlane

TABLE = sl.LeastSquares([[0, 1], [1, 1], [0, 0], [1, 0]], [1, 1, -1, -1])


def cloud_problem(n=40, d=3):
    rng = np.random.RandomState(5)
    return sl.LeastSquares(rng.randn(n, d), rng.randn(n))


@settings(max_examples=30, deadline=None)
@given(m=st.integers(1, 40), seed=st.integers(0, 5))
def test_the_plane_shows_the_cloud_of_the_same_draws(m, seed):
    problem, w = cloud_problem(), np.array([0.5, -1.0, 2.0])
    plane = NoisePlane(problem, w, draws=6, seed=seed)
    drawn = noise.cloud(problem, w, m, draws=6, seed=seed)
    full = problem.gradient(w)
    assert plane.length == pytest.approx(np.linalg.norm(full))
    assert plane.at(m)[:, 0] == pytest.approx(drawn @ full / plane.length)
    assert plane.uphill(m) == np.mean(drawn @ full < 0)
    away = ((drawn - full) ** 2).sum(1)
    seen = ((plane.at(m) - (plane.length, 0)) ** 2).sum(1)
    assert (seen <= away + 1e-9).all()  # a plane never shows more than there is
    assert plane.sigma2 / m * (40 - m) / 39 == pytest.approx(noise.expected(problem, w, [m])[0])


def test_in_two_dimensions_the_plane_shows_all():
    w = np.array([1.0, 1.0])
    plane = NoisePlane(TABLE, w, draws=9)
    drawn = noise.cloud(TABLE, w, 2, draws=9)
    seen = ((plane.at(2) - (plane.length, 0)) ** 2).sum(1)
    assert seen == pytest.approx(((drawn - TABLE.gradient(w)) ** 2).sum(1))


def test_where_the_gradient_is_zero_no_size_is_enough():
    plane = NoisePlane(TABLE, np.array([-2 / 3, 4 / 3]), draws=2)
    assert plane.length == pytest.approx(0, abs=1e-12) and plane.even > 1e20
    assert NoisePlane(sl.LeastSquares([[1.0], [1.0]], [1.0, -1.0]), [0.0]).even == np.inf


def test_a_bad_start_or_size_is_refused():
    with pytest.raises(ValueError, match="w"):
        NoisePlane(TABLE, np.zeros(3))
    with pytest.raises(ValueError, match="batch"):
        NoisePlane(TABLE, np.zeros(2)).at(5)


@pytest.fixture(scope="module")
def explorer():
    return sl.widgets.noise_explorer()


def test_all_dots_move_towards_the_full_gradient(explorer):
    explorer.reset()
    cloud = explorer.scene._cloud
    spread = []
    for m in (1, 4, 16, 64, 256, 1437):
        explorer.m.value = m
        dots, star = cloud.dots.get_xydata(), cloud.full.get_xydata()[0]
        spread.append(((dots - star) ** 2).sum(1).mean())
        radius = np.hypot(*(cloud.ring.get_xydata() - star).T)
        assert radius == pytest.approx(np.sqrt(spread[-1]))
    assert all(a > 2.5 * b for a, b in pairwise(spread))
    assert spread[-1] == pytest.approx(0, abs=1e-20)
    assert "Every batch is the whole set: no noise." in explorer.canvas.text


def test_the_chart_draws_what_is_measured_beside_the_closed_form(explorer):
    explorer.reset()
    chart = explorer.scene._chart
    measured, exact = chart.dots.get_xydata(), dict(chart.line.get_xydata())
    assert len(measured) == 11
    for m, value in measured:
        assert value == pytest.approx(exact[m], rel=0.25)
    slopes = np.diff(np.log([exact[m] for m in (1, 2, 4, 8, 16)])) / np.log(2)
    assert slopes == pytest.approx([-1] * 4, abs=0.02)
    assert chart.level.get_ydata()[0] == pytest.approx(explorer._seen(1)[0].length ** 2)


@pytest.mark.parametrize("epochs", [0, 1, 5])
def test_its_code_measures_what_is_said(explorer, epochs):
    explorer.place.value, explorer.m.value = epochs, 16
    names = {}
    exec(explorer.code(), names)
    assert f"measured {names['measured'][0]:.3g}, " in explorer.canvas.text


def test_keys_pointer_and_reset(explorer):
    explorer.reset()
    explorer.press("ArrowRight")
    assert explorer.m.value == 2
    explorer.press("End")
    assert explorer.m.value == 1437
    explorer.drag(explorer.scene.chart, (30, 1e-3))
    assert explorer.m.value == 32
    explorer.drag(explorer.scene.plane, (0, 0))
    assert explorer.m.value == 32
    explorer.place.value = 5
    explorer.press("r")
    assert (explorer.m.value, explorer.place.value) == (1, 1)


def test_until_the_answer_the_chart_is_empty(tmp_path):
    lesson = sl.widgets.Lesson("07-batch-size", tmp_path)
    question = lesson.ask("noise")
    figure = sl.widgets.noise_explorer(after=question, lesson=lesson)
    figure.press("End")
    assert figure.m.value == 1 and figure.m.disabled
    assert not len(figure.scene._chart.line.get_xdata()) and "formula" not in figure.canvas.text
    question.answer = "1"
    assert len(figure.scene._chart.line.get_xdata()) and not figure.m.disabled


def test_gradients_outside_the_picture_are_counted():
    figure = sl.widgets.noise_explorer()
    figure.m.value = figure.m.options[0][1]
    x, y = figure.scene._cloud.dots.get_data()
    plane = figure.scene.plane
    inside = sum(
        plane.get_xlim()[0] <= a <= plane.get_xlim()[1]
        and plane.get_ylim()[0] <= b <= plane.get_ylim()[1]
        for a, b in zip(x, y, strict=True)
    )
    assert f"{len(x) - inside} lie outside the picture" in figure.canvas.text
    figure.m.value = figure.m.options[-1][1]
    assert "outside" not in figure.canvas.text
