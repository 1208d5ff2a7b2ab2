"""Lesson 01: the line and digit explorers by their controls, and the numbers that it tells."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex

import sgdlab as sl
from sgdlab import figures

LESSON = Path(__file__).resolve().parent.parent / "notebooks" / "01-models-and-losses.ipynb"


@pytest.fixture
def lesson(tmp_path):
    return sl.widgets.Lesson("01-models-and-losses", folder=tmp_path)


@pytest.fixture
def line():
    return sl.widgets.line_explorer()


@pytest.fixture(scope="module")
def trained():
    digits = sl.load("digits")
    X, labels = sl.with_ones(digits.X / 16), digits.y
    training, held_out = sl.batches(len(X), 1437, shuffle=0)
    problem = sl.Softmax(X[training], labels[training])
    path = sl.descend(problem, np.zeros(650), lr=0.5, batch_size=32, epochs=10, shuffle=0)
    return problem, path, X[held_out], labels[held_out]


@pytest.fixture(scope="module")
def digits(trained):
    problem, path, X, labels = trained
    return sl.widgets.digit_explorer(problem, path.w[-1], X, labels)


def drag(explorer, *places):
    """Press the pointer at the first (w, b) of the map and drag it over the others."""
    height = explorer.scene.fig.bbox.height
    pixels = explorer.scene.ground.transData.transform(places) * (1, -1) + (0, height)
    for place in pixels.tolist():
        explorer.canvas.pointer = [*place, *pixels[0].tolist()]


def shown(explorer):
    """Return the line and the mark that the scene shows: (w, b) of each."""
    x, y = explorer.scene.moving[8].get_data()
    w = (y[1] - y[0]) / (x[1] - x[0])
    return (w, y[0] - w * x[0]), tuple(explorer.scene.moving[-1].get_xydata()[0])


# the line


def test_the_line_starts_at_zero_with_the_sum_and_the_average(line):
    assert line.canvas.text.startswith("w = 0, b = 0: sum of the 8 squared errors 225.6, ")
    assert "average loss 28.2." in line.canvas.text
    assert np.allclose(shown(line), 0)


def test_the_sliders_move_line_bars_mark_and_words(line):
    line.w.value, line.b.value = 0.5, 3.0
    assert np.allclose(shown(line), (0.5, 3))
    bar = line.scene.moving[0].get_ydata()
    assert list(bar) == [1.5, 3.5]
    assert "sum of the 8 squared errors 8.625, average loss 1.078." in line.canvas.text


def test_least_squares_gives_one_half_and_meets_the_challenge(line):
    line.go_to((0.7, 1.75))
    assert "Challenge: below 0.51." in line.canvas.text
    line.go_to((0.75, 1.5))
    assert "sum of the 8 squared errors 4, average loss 0.5." in line.canvas.text
    assert "challenge met" in line.canvas.text


@given(st.floats(-0.5, 2), st.floats(-2, 5))
def test_no_place_on_the_map_is_below_one_half(w, b):
    data = sl.load("line")
    problem = sl.LeastSquares(sl.with_ones(data.X), data.y)
    assert problem.loss(np.array([w, b])) >= 0.5 - 1e-12


def test_dragging_on_the_map_moves_the_line(line):
    drag(line, (1.0, 1.0), (0.8, 2.0))
    assert (line.w.value, line.b.value) == (0.8, 2.0)
    assert np.allclose(shown(line), (0.8, 2.0))


def test_a_drag_that_begins_elsewhere_moves_nothing(line):
    line.canvas.pointer = [20.0, 20.0, 20.0, 20.0]
    line.canvas.pointer = [1400.0, 300.0, 20.0, 20.0]
    assert (line.w.value, line.b.value) == (0, 0)
    line.canvas.pointer = [1400.0, 300.0, 1400.0, 300.0]
    assert (line.w.value, line.b.value) != (0, 0)


def test_a_drag_out_of_the_map_stays_on_its_rim(line):
    drag(line, (1.0, 1.0), (7.0, -9.0))
    assert (line.w.value, line.b.value) == (2.0, -2.0)


def test_arrows_move_by_a_tick_and_r_goes_back(line):
    for key in ["ArrowRight", "Shift+ArrowUp", "ArrowUp", "ArrowLeft"]:
        line.press(key)
    assert (line.w.value, line.b.value) == (0.0, 0.1)
    line.press("r")
    assert (line.w.value, line.b.value) == (0.0, 0.0)


def test_the_ring_remembers_the_lowest_until_reset(line):
    line.go_to((0.75, 1.5))
    line.go_to((1.0, 3.0))
    ring = line.scene.moving[-2]
    assert np.allclose(ring.get_xydata(), [(0.75, 1.5)])
    line.again.click()
    assert "The lowest you have had is 28.2" in line.canvas.text
    assert np.allclose(line.scene.moving[-2].get_xydata(), [(0, 0)])


def test_on_the_surface_the_mark_lies_at_the_height_of_the_loss(line):
    line.view.value = "surface"
    line.go_to((0.5, 3.0))
    x, y, z = line.scene.moving[-1].get_data_3d()
    assert (*x, *y, *z) == pytest.approx((0.5, 3, 1.078125))
    assert line.canvas.error == ""
    drag(line, (1.0, 1.0), (0.8, 2.0))
    assert (line.w.value, line.b.value) == (0.5, 3.0)


def test_the_line_waits_for_the_answer(lesson):
    question = lesson.ask("lines")
    line = sl.widgets.line_explorer(after=question, lesson=lesson)
    assert line.w.disabled and "Answer the question above" in line.canvas.text
    drag(line, (1.0, 1.0), (0.8, 2.0))
    line.press("ArrowRight")
    assert np.allclose(shown(line), 0) and line.best is None
    question.answer = "1"
    assert not line.w.disabled
    drag(line, (1.0, 1.0), (0.8, 2.0))
    assert np.allclose(shown(line), (0.8, 2.0))


def test_the_projector_switch_enlarges_both_figures(lesson, trained):
    problem, path, X, labels = trained
    for explorer in (
        sl.widgets.line_explorer(lesson=lesson),
        sl.widgets.digit_explorer(problem, path.w[-1], X, labels, lesson=lesson),
    ):
        before = explorer.scene.fig.axes[1].yaxis.label.get_fontsize()
        lesson.projector = True
        assert explorer.scene.fig.axes[1].yaxis.label.get_fontsize() > 1.2 * before
        lesson.projector = False


def test_the_table_ends_in_the_sum_and_the_average(line):
    line.go_to((0.7, 1.75))
    assert line.canvas.table.endswith("<td>4.145</td><td>0.5181</td></tr></table>")


def test_the_code_gives_the_loss_shown(line, capsys):
    line.go_to((0.7, 1.75))
    names = {}
    exec(line.code(), names)
    assert names["loss"] == pytest.approx(0.518125)


def test_lines_pass_where_they_are_said_to():
    _, (ax,) = figures.picture("two lines")
    data = sl.load("line")
    figures.points(ax, data.X, data.y)
    drawn = figures.lines(ax, {"A": (0.5, 3), "C": (1.1, 0.6)})
    (x, _), (y, y_end) = drawn[1].get_data()
    assert y == pytest.approx(1.1 * x + 0.6) and ax.get_ylim()[1] >= y_end
    assert drawn[0].get_linestyle() != drawn[1].get_linestyle()
    with pytest.raises(ValueError, match="1 to 3"):
        figures.lines(ax, {})


# the digits


def test_the_bars_are_the_problems_scores(digits, trained):
    problem, path, X, labels = trained
    for i in (0, 16, 359):
        digits.go_to(i)
        scores = problem.scores(path.w[-1], X[i])
        assert np.allclose([bar.get_height() for bar in digits.scene.moving[1:11]], scores)
        chosen = [to_hex(bar.get_facecolor()) for bar in digits.scene.moving[1:11]]
        assert chosen.count(chosen[scores.argmax()]) == 1
        (mark,) = digits.scene.moving[11].get_xdata()
        assert mark == pytest.approx(1.15 * labels[i] + 0.5)


def test_the_squares_are_the_pixels(digits, trained):
    digits.go_to(5)
    faces = digits.scene.moving[0].get_facecolors()
    assert np.allclose(1 - faces[:, 0], trained[2][5, :-1])


def test_the_words_say_what_was_read(digits, trained):
    digits.go_to(0)
    assert digits.canvas.text.endswith("Read as 5: right.")
    digits.wrong.click()
    i = digits.index.value
    assert digits.guesses[i] != trained[3][i]
    assert digits.canvas.text.endswith(f"wrong, it is {trained[3][i]}.")


def test_next_mistake_visits_each_and_begins_again(digits):
    digits.go_to(0)
    seen = []
    for _ in range(len(digits.mistakes) + 1):
        digits.next_mistake()
        seen.append(digits.index.value)
    assert seen[:-1] == digits.mistakes.tolist() and seen[-1] == seen[0]


def test_keys_step_through_the_images(digits):
    digits.go_to(3)
    for key in ["ArrowRight", "ArrowRight", "ArrowLeft", "q"]:
        digits.press(key)
    assert digits.index.value == 4
    digits.press("Home")
    digits.press("ArrowLeft")
    assert digits.index.value == 0


def test_without_mistakes_the_button_rests():
    X = sl.with_ones(np.eye(4))
    problem = sl.Softmax(X, [0, 1, 2, 3])
    w = np.vstack([9 * np.eye(4), np.zeros((1, 4))]).ravel()
    explorer = sl.widgets.digit_explorer(problem, w, X, [0, 1, 2, 3])
    explorer.next_mistake()
    assert explorer.wrong.disabled and explorer.index.value == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"w": np.zeros(640)}, r"w of shape \(640,\)"),
        ({"X": np.zeros((3, 64))}, r"X of shape \(3, 64\)"),
        ({"labels": [1, 2]}, r"labels has shape \(2,\) for 360 images"),
    ],
)
def test_wrong_sizes_are_named(trained, change, sentence):
    problem, path, X, labels = trained
    given = {"w": path.w[-1], "X": X, "labels": labels} | change
    with pytest.raises(ValueError, match=sentence):
        sl.widgets.digit_explorer(problem, given["w"], given["X"], given["labels"])


def test_weights_that_are_no_image_are_refused():
    with pytest.raises(ValueError, match="11 rows"):
        figures.DigitScene(np.zeros((11, 10)), (-1, 1))


# the numbers that the lesson tells


def test_the_three_lines_cost_what_the_answers_say():
    data = sl.load("line")
    x = data.X[:, 0]
    sums = [
        float((((w * x + b) - data.y) ** 2).sum()) for w, b in ((0.5, 3), (0.7, 1.75), (1.1, 0.6))
    ]
    assert sums == pytest.approx([8.625, 4.145, 14.505])
    for w, b, exact in ((0.5, 3, 2), (0.7, 1.75, 0), (1.1, 0.6, 2), (0.75, 1.5, 1)):
        assert np.isclose(w * x + b, data.y).sum() == exact
    assert (1.1 * x + 0.6 - data.y)[-2:].tolist() == pytest.approx([2.6, 2.25])


@pytest.mark.parametrize(("factor", "limit"), [(1, 28), (8, 224)])
def test_the_sum_needs_a_rate_eight_times_smaller(factor, limit):
    data = sl.load("line")
    average = sl.LeastSquares(sl.with_ones(data.X), data.y)
    scale = np.sqrt(
        factor
    )  # the average of 8 squares of errors sqrt(8) times as large is their sum
    problem = sl.LeastSquares(scale * average.X, scale * average.y)
    for lr, grows in ((1 / (limit + 2), False), (1 / (limit - 2), True)):
        path = sl.descend(problem, [0, 0], lr=lr, epochs=500)
        assert (average.loss(path.w[-1]) > average.loss(path.w[0])) == grows
        if not grows:
            assert path.w[-1] == pytest.approx([0.75, 1.5], abs=1e-2)


def test_the_digits_are_read_as_the_lesson_says(trained):
    problem, path, X, labels = trained
    w = path.w[-1]
    assert len(path) == 450
    assert path.loss[0] == pytest.approx(np.log(10)) and round(float(path.loss[-1]), 2) == 0.18
    assert f"{problem.accuracy(w, problem.X, problem.labels):.1%}" == "96.8%"
    assert (problem.predict(w, X) == labels).sum() == 345


def test_no_image_is_near_a_tie_so_every_processor_reads_alike(trained):
    problem, path, X, _ = trained
    scores = np.sort(problem.scores(path.w[-1], np.vstack([problem.X, X])), axis=1)
    assert (scores[:, -1] - scores[:, -2]).min() > 1e-3
