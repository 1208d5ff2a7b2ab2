"""Lesson 03: its figures follow their controls, and show what the closed forms say."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import diagnosis, figures, widgets
from sgdlab.widgets.valley import STEEP

VALLEY = sl.PRESETS["valley"].problem


@pytest.fixture
def lesson(tmp_path):
    return widgets.Lesson("03-many-parameters", tmp_path)


def points(line):
    return np.column_stack(line.get_data())


# how many steps a quadratic needs


@pytest.mark.parametrize(("condition", "steps"), [(1, 1), (10, 37), (100, 363)])
def test_steps_at_the_best_rate_grow_like_the_condition_number(condition, steps):
    h = STEEP / condition, STEEP
    lr = diagnosis.best_rate(h)
    path = sl.descend(sl.presets.valley(*h), (1, 1), lr=lr, epochs=400)
    assert np.argmax(np.linalg.norm(path.w, axis=1) <= 1e-3) == steps
    assert diagnosis.steps_to(1e-3, h, (1, 1), lr) == steps


@given(st.floats(0.02, 4), st.floats(0.02, 0.49), st.floats(-2, 2), st.floats(-1, 1))
@settings(max_examples=60, deadline=None)
def test_steps_to_agrees_with_the_run(flat, lr, w1, w2):
    h = flat, STEEP
    steps = diagnosis.steps_to(0.1, h, (w1, w2), lr)
    path = sl.descend(sl.presets.valley(*h), (w1, w2), lr=lr, epochs=steps)
    far = np.linalg.norm(path.w, axis=1)
    assert far[-1] <= 0.1 + 1e-9
    assert (far[:-1] > 0.1 - 1e-9).all()


@pytest.mark.parametrize("lr", [0.5, 0.51, 5.0])
def test_a_rate_at_or_above_the_border_never_arrives(lr):
    assert diagnosis.steps_to(1e-3, (0.2, 4), (1, 1), lr) == math.inf
    assert diagnosis.steps_to(1e-3, (0.2, 4), (1e-4, 1e-4), lr) == 0


@given(st.floats(0.01, 5), st.floats(0.01, 5), st.floats(0.001, 3))
def test_at_the_best_rate_both_directions_keep_the_same_and_at_any_other_one_keeps_more(a, b, lr):
    h = np.array([a, b])
    best = diagnosis.best_rate(h)
    shares = np.abs(1 - best * h)
    assert shares[0] == pytest.approx(shares[1], abs=1e-12)
    assert np.abs(1 - lr * h).max() >= shares.max() - 1e-12


# the valley explorer


def valley_at(condition, lr, steps=40):
    figure = widgets.valley_explorer()
    figure.condition.value = condition
    figure.panel.rate.value = str(lr)
    figure.panel.step.value = steps
    return figure


@pytest.mark.parametrize("condition", [1, 2, 10, 100])
@pytest.mark.parametrize("lr", [0.1, 0.45])
def test_the_walk_is_the_closed_form(condition, lr):
    figure = valley_at(condition, lr)
    k = np.arange(41)[:, None]
    h = np.array([STEEP / condition, STEEP])
    assert points(figure.scene._walks[0].trail) == pytest.approx((1 - lr * h) ** k, abs=1e-12)


def test_the_condition_number_keeps_start_rate_and_number_of_steps():
    figure = valley_at(10, 0.25)
    figure.panel.start[0].value = -1.2
    figure.panel.steps.value = 25
    before = figure.scene.fig
    figure.condition.value = 50
    assert figure.scene.fig is not before
    assert (figure.panel.w0, figure.panel.lr.value) == ([-1.2, 1.0], 0.25)
    assert (figure.panel.steps.value, figure.panel.step.value) == (25, 25)
    assert VALLEY.gradient((1, 1)) == pytest.approx((0.2, 4))
    assert figure.preset.problem.gradient((1, 1)) == pytest.approx((STEEP / 50, STEEP))


@pytest.mark.parametrize(("condition", "steps"), [(1, "1 step."), (10, "37 steps."), (100, "363")])
def test_the_best_rate_button_and_what_is_said(condition, steps):
    figure = valley_at(condition, 0.3)
    figure.best.click()
    assert figure.panel.lr.value == pytest.approx(2 / (STEEP / condition + STEEP))
    assert f"Within 0.001 of the minimum: after {steps}" in figure.canvas.text
    figure.panel.rate.value = "0.5"
    assert "Within 0.001 of the minimum: never." in figure.canvas.text


def test_reset_brings_the_first_valley_back():
    figure = valley_at(100, 0.05)
    figure.panel.reset.click()
    assert (figure.condition.value, figure.panel.lr.value) == (10, 0.3)
    assert "0.2 w₁²" in figure.scene.ground.get_title(loc="left") + figure.scene.ground.get_title()


def test_its_code_makes_the_run_shown():
    figure = valley_at(20, 0.45)
    names = {}
    exec(figure.code(), names)
    assert np.array_equal(names["path"].w, figure.path.w)


def test_the_drawer_offers_no_other_loss():
    figure = widgets.valley_explorer()
    figure.panel.more.value = True
    shown = [control for line in figure.panel.drawer.children for control in line.children]
    assert figure.panel.choice not in shown and figure.panel.formula not in shown
    assert figure.panel.start[0] in shown


# the gradient explorer


def test_the_step_is_at_a_right_angle_to_the_contour_also_in_pixels():
    figure = widgets.gradient_explorer()
    for place in [(-4, 1.5), (3, -0.5), (1.1, 2), (4.9, 0.05)]:
        figure.move_to(place)
        scene = figure.scene
        w, step = np.array(figure.place), -0.25 * VALLEY.gradient(figure.place)
        assert points(scene.now)[0] == pytest.approx(w)
        ends = scene.ground.transData.transform(points(scene.tangent))
        tip = scene.ground.transData.transform([w, w + step])
        along, down = np.diff(ends, axis=0)[0], np.diff(tip, axis=0)[0]
        cosine = along @ down / np.linalg.norm(along) / np.linalg.norm(down)
        assert abs(cosine) < 1e-9
        level = points(scene.level)
        level = level[np.isfinite(level).all(axis=1)]
        assert VALLEY.loss(level) == pytest.approx(VALLEY.loss(w), rel=0.03)


def test_in_the_round_bowl_the_step_points_at_the_minimum_and_in_the_valley_not():
    figure = widgets.gradient_explorer()
    assert "61.8° beside the minimum" in figure.canvas.text
    figure.loss.value = "round"
    assert "straight at the minimum" in figure.canvas.text


def test_where_the_gradient_is_zero_no_direction_is_shown():
    figure = widgets.gradient_explorer()
    figure.move_to((0, 0))
    assert "(0, 0): no direction" in figure.canvas.text
    assert not figure.scene.step.get_visible() and not figure.scene.short.get_visible()
    figure.move_to((1, 1))
    assert figure.scene.step.get_visible()


def test_drag_keys_and_reset_move_the_point():
    figure = widgets.gradient_explorer()
    scene = figure.scene
    x, y = scene.ground.transData.transform((2, -1))
    for i in range(3):
        at = [x + 0.01 * i, scene.fig.bbox.height - y]
        figure.canvas.pointer = [*at, *at]
    assert figure.place == pytest.approx((2, -1))
    figure.press("ArrowRight")
    figure.press("Shift+ArrowUp")
    assert figure.place == pytest.approx((2.1, -0.95))
    figure.loss.value = "round"
    figure.press("r")
    assert figure.place == pytest.approx((-4, 1.5)) and figure.loss.value == "valley"


def test_a_press_beside_the_panel_moves_nothing():
    figure = widgets.gradient_explorer()
    figure.canvas.pointer = [1, 1, 1, 1]
    figure.canvas.pointer = [400, 400, 1, 1]
    assert figure.place == pytest.approx((-4, 1.5))


def test_the_table_moves_one_parameter_at_a_time():
    html = figures.gradient_table(VALLEY, (-4, 1.5))
    # L(-4.1, 1.5), L(-3.9, 1.5) and L(-4, 1.4), L(-4, 1.6), by hand
    for cells in (
        ("w1", "−4", "6.181", "6.021", "−0.8", "−0.8"),
        ("w2", "1.5", "5.52", "6.72", "6", "6"),
    ):
        assert "".join(f"<td>{cell}</td>" for cell in cells) in html


def test_the_locked_valley_shows_its_start_alone(lesson):
    question = lesson.ask("steps")
    figure = widgets.valley_explorer(after=question, lesson=lesson)
    assert figure.locked and len(figure.path) == 0 and figure.panel.step.max == 0
    assert "Answer the question above" in figure.canvas.text
    question.answer = "1"
    assert not figure.locked and len(figure.path) == figure.panel.step.max == 40
    assert "Answer the question above" not in figure.canvas.text


def test_the_locked_gradient_hides_step_and_table(lesson):
    question = lesson.ask("aim")
    figure = widgets.gradient_explorer(after=question, lesson=lesson)
    assert not any(artist.get_visible() for artist in figure.scene.answer)
    assert figure.canvas.table == ""
    figure.move_to((1, 1))
    assert not any(artist.get_visible() for artist in figure.scene.answer)
    question.answer = "0"
    assert figure.scene.step.get_visible() and "∂L/∂w" in figure.canvas.table


def test_the_best_rate_waits_for_the_answer(lesson):
    question = lesson.ask("steps")
    figure = widgets.valley_explorer(after=question, lesson=lesson)
    assert figure.best.disabled
    question.answer = "1"
    assert not figure.best.disabled


# the level spheres


def test_the_circles_lie_on_their_spheres():
    figure = widgets.sphere_explorer()
    for c in (-3.2, -2.0, -0.1, 0.0, 0.9, 1.0, 1.5, 2.9):
        figure.cut.value = c
        cut = figure.scene.cut
        for r, circle in zip(cut.radii, cut.circles, strict=True):
            assert circle.get_visible() == (abs(c) < r)
            if abs(c) < r:
                assert (points(circle) ** 2).sum(axis=1) + c * c == pytest.approx(r * r)


def test_what_is_said_of_a_cut():
    figure = widgets.sphere_explorer()
    figure.cut.value = 2.0
    assert figure.canvas.text == (
        "x3 = 2. f = 1 is missed. f = 4 is touched in one point. "
        "f = 9 is cut in a circle of radius 2.236."
    )
    figure.press("ArrowRight")
    assert figure.cut.value == pytest.approx(2.1)
    figure.press("r")
    assert figure.cut.value == 0.5


# one rate for three losses


def test_only_one_rate_of_the_scale_solves_the_challenge():
    figure = widgets.one_rate()
    solved = []
    for label, lr in figure.lr.options:
        figure.lr.value = lr
        rest = [path.reason.startswith("at rest") for path in figure.paths]
        if all(rest) and max(map(len, figure.paths)) <= 120:
            solved.append(label)
        assert ("All three rest within 120 steps." in figure.canvas.text) == (
            solved[-1:] == [label]
        )
    assert solved == ["0.2"]


def test_one_rate_says_how_each_run_ends():
    figure = widgets.one_rate()
    figure.lr.value = 0.3
    assert figure.canvas.text == (
        "lr 0.3. round bowl: at rest after 17 steps; steep and flat valley: at rest after 71 "
        "steps; two minima: diverges."
    )
    figure.press("ArrowRight")
    assert figure.lr.label == "1/3"
    figure.again.click()
    assert figure.lr.value == 0.05


# what the questions claim


def test_the_numbers_in_the_questions(lesson):
    losses = [
        sl.descend(VALLEY, (1, 1), lr=lr, epochs=60).loss[-1] for lr in (0.1, 0.45, 0.49, 0.51)
    ]
    assert np.argmin(losses) == 1
    saddle = sl.PRESETS["saddle"]
    end = sl.descend(saddle.problem, (2, 0), lr=0.2, epochs=200).w[-1]
    assert end == pytest.approx((0, 0), abs=1e-9)
    assert saddle.problem.loss(end) == pytest.approx(0.25)
    assert sl.Curve(lambda q, z: q * z).gradient((3.0, -4.0)) == pytest.approx((-4, 3))
    assert diagnosis.best_rate((1, 9)) == 0.2
    assert lesson.ask("kept")._judge("-1/5").told == "Right: -1/5."
