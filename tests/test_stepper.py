"""The SGD stepper: its arithmetic, its sheet, its scene, and what its controls do."""

import html
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import cycles, figures, mistakes, rates
from sgdlab.figures.update_sheet import update_sheet
from sgdlab.widgets.question import ask
from sgdlab.widgets.stepper import read_pair

TABLE = sl.LeastSquares(*sl.load("table")[:2])
SLIDE = sl.descend(TABLE, (0, 0), lr=0.5, batch_size=1, epochs=5)
WALK = [(0, 0), (0, 1), (0, 1), (0, 1), (-1, 1), (-1, 1), (0, 2), (0, 2), (-1, 2)]
CHOICE = {"ask": "?", "right": 1, "why": "So.", "option": [{"label": "a", "told": "b"}] * 2}
SMALL = st.floats(-3, 3).map(lambda x: round(x, 3))


@pytest.fixture
def stepper():
    return sl.widgets.sgd_stepper()


@pytest.fixture
def turn():
    return sl.widgets.sgd_stepper(epochs=2, turn=1)


@pytest.fixture
def lesson(tmp_path):
    return sl.widgets.Lesson("04-sgd", tmp_path)


def points(line):
    return np.column_stack(line.get_data())


def plain(sheet):
    """Return the words of a sheet without its tags."""
    return html.unescape(re.sub("<[^>]+>", "", re.sub("</t[hdr]>", " ", sheet)))


def type_all(figure, *answers):
    for answer in answers:
        figure.panel.typed.value = answer


# -- mistakes -----------------------------------------------------------------------------------

# at update 4, which reads (0, 1) and uses x4 = (1, 0): right is (-1, 1)
FOURTH = {
    (-1, 1): "", (0, 1): "stay", (-0.5, 1): "factor 2", (1, 1): "uphill", (-0.25, 1): "mean",
    (-2, 1): "rate", (-1, 0): "step", (1, -1): "swapped",
}  # fmt: skip
# at update 2, which reads (0, 1) and uses x2 = (1, 1): right is (0, 1), no move
SECOND = {(0, 1): "", (1, 2): "old error", (1, 1): "old w", (-0.25, 1): "mean", (-1, 1): "x4"}
SEVENTH = {(0, 1): "x1", (-1, 2): "x4", (-2, 0): "sum", (-1, 1): "old w"}


@pytest.mark.parametrize(
    ("t", "w", "name"),
    [
        (t, w, name)
        for t, named in ((3, FOURTH), (1, SECOND), (6, SEVENTH))
        for w, name in named.items()
    ],
)
def test_each_mistake_is_named_by_its_w(t, w, name):
    verdict = mistakes.judge(SLIDE, t, w)
    assert (verdict.right, verdict.name) == (name == "", name)
    assert verdict.told and "{" not in verdict.told


def test_where_two_mistakes_agree_the_first_listed_is_named():
    found = {m.name: tuple(m.w) for m in mistakes.mistakes(SLIDE, 0)}
    assert found["factor 2"] == found["mean"] == (0, 0.5)
    assert mistakes.judge(SLIDE, 0, (0, 0.5)).name == "factor 2"
    assert list(found).index("factor 2") < list(found).index("mean")


def test_the_texts_speak_of_the_instance_and_of_the_w_that_is_read():
    assert "x4 acts alone" in mistakes.judge(SLIDE, 3, (-0.25, 1)).told
    assert "the newest one, (0, 1)" in mistakes.judge(SLIDE, 1, (1, 1)).told
    assert "0.5 times the gradient" in mistakes.judge(SLIDE, 3, (-2, 1)).told
    assert mistakes.judge(SLIDE, 6, (-1, 2)).told.startswith("That is the step of x4. It is the")


def test_what_no_known_mistake_explains_gets_a_hint():
    assert mistakes.judge(SLIDE, 3, (7, 9)) == (
        False, "", "Not so. Begin with the prediction w·x4, w = (0, 1).",
    )  # fmt: skip
    assert "Only w1 is not right" in mistakes.judge(SLIDE, 3, (-0.7, 1)).told
    assert "Only w2 is not right" in mistakes.judge(SLIDE, 3, (-1, 4)).told


@settings(max_examples=80, deadline=None)
@given(SMALL, SMALL, st.floats(0.05, 1.2), st.integers(0, 9), st.integers(0, 7))
def test_right_is_right_and_a_mistake_is_right_only_where_it_makes_no_difference(
    w1, w2, lr, shuffle, t
):
    path = sl.descend(TABLE, (w1, w2), lr=lr, batch_size=1, epochs=2, shuffle=shuffle)
    assert mistakes.judge(path, t, path.w[t + 1]).right
    rounded = mistakes.judge(path, t, np.round(path.w[t + 1], 3))
    apart = min(
        (away for m in mistakes.mistakes(path, t) if (away := np.abs(m.w - path.w[t + 1]).max())),
        default=1,
    )
    assert rounded.right or apart < 0.002
    for mistake in mistakes.mistakes(path, t):
        verdict = mistakes.judge(path, t, mistake.w)
        away = np.abs(mistake.w - path.w[t + 1]).max()
        assert verdict.right == (away < 1e-9) or away < 1e-8
        assert verdict.right or verdict.name


def test_with_a_changing_rate_the_rate_of_that_update_counts():
    path = sl.descend(TABLE, (0, 0), lr=rates.decaying(0.5, 4), batch_size=1, epochs=2)
    assert mistakes.rate_at(path, 4) == 0.25
    for t in range(8):
        i = int(path.batches[t][0])
        step = sl.step(TABLE, path.w[t], np.array([i]), 0.5 / (1 + t / 4)).w
        assert mistakes.judge(path, t, step).right


def test_only_a_run_of_sgd_and_one_of_its_updates_can_be_judged():
    with pytest.raises(ValueError, match=r"batches of 2; expected a run of SGD, batch_size=1"):
        mistakes.judge(sl.descend(TABLE, (0, 0), lr=0.5, batch_size=2), 0, (0, 1))
    with pytest.raises(ValueError, match="t is 20; expected an update of the run, 0 to 19"):
        mistakes.mistakes(SLIDE, 20)


# -- cycles and rates ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lr", "batch_size", "epochs", "shuffle", "period"),
    [
        (0.5, 1, 2, None, None), (0.5, 1, 3, None, 4), (0.5, 1, 40, None, 4),
        (0.25, 1, 40, None, 4), (0.25, 1, 5, None, None), (0.5, 2, 60, None, 2),
        (0.5, 4, 60, None, 1), (0.5, 4, 3, None, None), (0.5, 1, 40, 1, None),
        (0.9, 1, 10, None, None),
    ],
)  # fmt: skip
def test_the_period_of_runs_on_the_table(lr, batch_size, epochs, shuffle, period):
    path = sl.descend(TABLE, (0, 0), lr=lr, batch_size=batch_size, epochs=epochs, shuffle=shuffle)
    assert cycles.period(path) == period


def test_a_changing_rate_has_no_period_and_agreeing_instances_come_to_rest():
    path = sl.descend(TABLE, (0, 0), lr=lambda t: 0.5, batch_size=1, epochs=9)
    assert cycles.period(path) is None
    with_bias = sl.LeastSquares(sl.with_ones(TABLE.X), TABLE.y)
    assert cycles.period(sl.descend(with_bias, (0, 0, 0), lr=0.25, batch_size=1, epochs=40)) == 1
    assert cycles.period(sl.descend(TABLE, (0, 0), lr=0.5, batch_size=1, epochs=0)) is None


def test_a_last_update_that_moves_nothing_is_not_rest():
    x3_last = sl.LeastSquares(TABLE.X[[0, 1, 3, 2]], TABLE.y[[0, 1, 3, 2]])
    path = sl.descend(x3_last, (0, 0), lr=0.25, batch_size=1, epochs=5)
    assert np.array_equal(path.w[-1], path.w[-2])
    assert cycles.period(path) is None


# -- the sheet ----------------------------------------------------------------------------------


def test_the_sheet_has_the_numbers_of_the_slide():
    words = plain(update_sheet(SLIDE, 0))
    for part in (
        "Update 1: x1 = (0, 1), y = 1, λ = 0.5",
        "prediction ŷ = w·x 0·0 + 0·1 = 0",
        "error ŷ − y 0 − 1 = −1",
        "∂l/∂w1 = 2(ŷ − y)xi,1 2·(−1)·0 = 0",
        "∂l/∂w2 = 2(ŷ − y)xi,2 2·(−1)·1 = −2",
        "(0, 0) − 0.5·(0, −2) = (0, 1)",
    ):
        assert part in words
    words = plain(update_sheet(SLIDE, 1))
    assert "0·1 + 1·1 = 1" in words and "2·0·1 = 0" in words
    assert "(0, 1) − 0.5·(0, 0) = (0, 1)" in words


def test_the_row_in_use_and_the_w_that_is_read_are_marked():
    sheet = update_sheet(SLIDE, 5)
    (row,) = re.findall(r'<tr class="now">.*?</tr>', sheet)
    assert plain(row).split() == ["▸", "x2", "1", "1", "1", "1", "1"]
    read = re.findall(r"<mark[^>]*>(.*?)</mark>", sheet)
    assert read == ["(−1)", "1", "(−1, 1)", "(−1, 1)"]  # prediction, new w, the way so far
    assert sheet.count('aria-current="step"') == 1


def test_it_shows_what_the_update_does_to_the_loss_of_each():
    words = plain(update_sheet(SLIDE, 5))
    assert "x1 0 1 1 0 1 " in words and "x4 1 0 −1 0 1 " in words
    assert re.search(r"average L +0\.5 1 ", words)


@pytest.mark.parametrize(
    ("faded", "there", "gone"),
    [
        (0, ("= <b>(−1, 1)</b>", "2·1·1 = 2"), ("?",)),
        (1, ("0 − (−1) = 1", "2·1·1 = 2", ".5·(2, 0) = ?"), ("(−1, 1)",)),
        (2, ("ŷ − (−1) = ?", "2·(ŷ − y)·1 = ?", "0.5·(?, ?) = ?"), ("(−1, 1)", "2·1·1", "(2, 0)")),
    ],
)
def test_a_faded_sheet_leaves_the_answer_blank(faded, there, gone):
    sheet = update_sheet(SLIDE, 3, faded)
    assert all(part in sheet for part in there)
    assert not any(part in sheet for part in gone)


def test_after_the_last_update_there_is_no_calculation():
    sheet = update_sheet(SLIDE, 20)
    assert sheet.count("<table") == 2 and "l(new w)" not in sheet and "▸" not in sheet
    assert plain(sheet).split()[-3:] == ["x4", "(−1,", "2)"]


# -- the scene ----------------------------------------------------------------------------------


def middle(figure):
    return figure.scene._lines


@pytest.mark.parametrize("step", range(8))
def test_the_middle_panel_has_the_zero_line_of_the_instance_in_use(stepper, step):
    stepper.panel.step.value = step
    lines, i = middle(stepper), step % 4
    assert lines.name.get_text() == f"Loss of x{i + 1} alone"
    assert lines.zero.get_visible() == (i != 2)
    if i != 2:
        assert points(lines.zero) @ TABLE.X[i] == pytest.approx([TABLE.y[i]] * 2)
        for k, strip in zip(range(8, 0, -1), lines.bands, strict=True):
            error = strip.get_xy()[:4] @ TABLE.X[i] - TABLE.y[i]
            assert k == 8 or np.abs(error) == pytest.approx([k / 2] * 4)
    else:
        assert lines.flat.get_text() == "1 for every w"


@pytest.mark.parametrize("step", [0, 3, 5, 7])
def test_a_step_stands_at_a_right_angle_to_the_lines_of_its_instance_in_pixels(stepper, step):
    stepper.panel.step.value = step
    scene = stepper.scene
    at = scene.alone.transData.transform
    along = np.diff(at(points(middle(stepper).zero)), axis=0)[0]
    moved = np.diff(at(stepper.path.w[step : step + 2]), axis=0)[0]
    assert abs(along @ moved) < 1e-9 * np.linalg.norm(along) * np.linalg.norm(moved)
    arrows = [walk.arrow for walk in scene._walks]
    assert all(arrow.get_visible() for arrow in arrows)
    tips = [arrow.get_xy()[3] for arrow in arrows]
    assert tips == [pytest.approx(stepper.path.w[step + 1])] * 2


def test_both_panels_have_the_walk_and_the_third_both_losses(stepper):
    stepper.panel.step.value = 8
    scene = stepper.scene
    for walk in scene._walks:
        assert points(walk.trail) == pytest.approx(np.array(WALK, dtype=float))
    losses = [1, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 0.5]
    assert scene._trace._average.line.get_ydata() == pytest.approx(losses)
    own = [1, 0, 1, 1, 0, 1, 1, 1, 1]
    assert scene._trace.own.get_ydata() == pytest.approx(own)


def test_the_words_loss_0_stay_inside_the_panel():
    for X in ([[0, 1], [1, 1], [1, 0]], [[1, 2], [2, 1], [-1, 1]]):
        problem = sl.LeastSquares(X, [1, 1, -1])
        window = ((-1.6, 1.4), (-0.4, 2.6))
        scene = figures.StepperScene(problem, window, 4, 0.1)
        for i in range(3):
            scene._lines.show(i)
            x, y = scene._lines.zero_name.get_position()
            assert -1.6 <= x <= 1.4 and -0.4 <= y <= 2.6


@pytest.mark.parametrize("look", [(False, False), (True, False), (False, True), (True, True)])
def test_every_look_can_be_drawn(look):
    scene = figures.StepperScene(TABLE, ((-1.6, 1.4), (-0.4, 2.6)), 20, 1 / 3, look)
    for step in (0, 2, 20):
        scene.show(SLIDE, step)
        assert figures.png(scene.fig, 50).startswith(b"\x89PNG")


# -- watching -----------------------------------------------------------------------------------


def test_it_says_what_the_next_update_does(stepper):
    assert stepper.canvas.text == (
        "Step 0 of 20: w = (0, 0), average loss 1.\n"
        "Next x1, lr 0.5: its own loss 1 → 0, average 1 → 0.5."
    )
    stepper.panel.step.value = 5
    assert stepper.canvas.text.endswith("x2, lr 0.5: its own loss 1 → 1, average 0.5 → 1.")
    assert "Update 6: " in stepper.canvas.table


def test_at_the_end_it_tells_a_circle_and_how_far_it_leads(stepper):
    stepper.press("End")
    assert stepper.canvas.text == (
        "Step 20 of 20: w = (-1, 2), average loss 0.5. A circle: it comes back every 4 updates.\n"
        "Up to 0.943 from least squares, (-0.6667, 1.333), in the last epoch."
    )
    stepper.panel.epochs.value = 25
    assert stepper.panel.step.value == 100
    stepper.panel.lr.value = 0.25
    assert "every 4 updates.\nUp to 0.236 from" in stepper.canvas.text
    stepper.panel.lr.value = 0.02  # slow: far from its circle after 25 epochs
    assert "circle" not in stepper.canvas.text


def test_a_decaying_rate_comes_nearer(stepper):
    stepper.panel.epochs.value = 25
    stepper.press("End")
    stepper.panel.decay.value = True
    assert "Up to 0.0224 from least squares" in stepper.canvas.text
    assert "circle" not in stepper.canvas.text
    stepper.panel.lr.value = 0.1
    assert "Up to 0.7 from least squares" in stepper.canvas.text


def test_a_walk_that_leaves_the_picture_says_so(stepper):
    stepper.press("End")
    stepper.panel.lr.value = 0.8
    assert "It lies outside the picture." in stepper.canvas.text
    stepper.panel.epochs.value = 25
    stepper.panel.lr.value = 5.0
    assert "Diverged at step" in stepper.canvas.text and stepper.canvas.error == ""


@pytest.mark.parametrize("shuffle", [None, 0, 7])
@pytest.mark.parametrize("decay", [False, True])
def test_its_code_makes_the_run(shuffle, decay):
    figure = sl.widgets.sgd_stepper(lr=1 / 3, epochs=3, shuffle=shuffle, decay=decay)
    space = {}
    exec(figure.code(), space)
    assert np.array_equal(space["path"].w, figure.path.w)
    assert list(map(list, space["path"].batches)) == list(map(list, figure.path.batches))


def test_shuffled_draws_an_order_for_each_epoch_by_its_seed(stepper):
    panel = stepper.panel
    assert panel.seed.disabled
    panel.shuffled.value = True
    panel.seed.value = 3
    wanted = sl.descend(TABLE, (0, 0), lr=0.5, batch_size=1, epochs=5, shuffle=3)
    assert np.array_equal(stepper.path.w, wanted.w) and not panel.seed.disabled
    panel.step.value = 2
    assert middle(stepper).name.get_text() == f"Loss of x{wanted.batches[2][0] + 1} alone"


def test_keys_and_the_pointer_walk(stepper):
    step = stepper.panel.step
    for key, wanted in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 20),
                        ("ArrowRight", 20), ("Home", 0), ("ArrowLeft", 0)):  # fmt: skip
        stepper.press(key)
        assert step.value == wanted
    stepper.press(" ")
    assert stepper.panel.player.playing
    loss, height = stepper.scene.loss, stepper.scene.fig.bbox.height
    x, y = loss.transData.transform((7.2, 1))
    stepper.canvas.pointer = [x, height - y, x, height - y]
    assert step.value == 7
    x, y = stepper.scene.ground.transData.transform((0, 1))
    stepper.canvas.pointer = [x, height - y, x, height - y]
    assert step.value == 7
    stepper.panel.lr.value = 0.1
    stepper.press("r")
    assert (step.value, stepper.panel.lr.value, stepper.panel.player.playing) == (0, 0.5, False)


def test_only_the_number_of_epochs_redraws_the_background(stepper):
    before = stepper.canvas.background
    panel = stepper.panel
    for control, value in (
        (panel.step, 3), (panel.lr, 0.2), (panel.decay, True), (panel.shuffled, True),
    ):  # fmt: skip
        old = stepper.canvas.strokes
        control.value = value
        assert stepper.canvas.strokes != old
    assert stepper.canvas.background is before
    stepper.panel.epochs.value = 9
    assert stepper.canvas.background != before
    assert stepper.scene.loss.get_xlim()[1] > 36


def test_more_opens_the_drawer(stepper):
    drawer = stepper.panel.bars[2]
    assert drawer.children == ()
    stepper.panel.more.value = True
    assert stepper.panel.epochs in drawer.children and stepper.panel.copy in drawer.children


def test_the_projector_enlarges_and_keeps_the_place(lesson):
    figure = sl.widgets.sgd_stepper(lesson=lesson)
    figure.panel.step.value = 6
    size = figure.scene.ground.xaxis.label.get_size()
    lesson.projector = True
    assert figure.scene.ground.xaxis.label.get_size() > 1.2 * size
    assert figure.panel.step.value == 6 and "Update 7" in figure.canvas.table


# -- the reader's turn --------------------------------------------------------------------------


def test_the_first_update_is_given_the_second_half_blank_then_all(turn):
    assert turn.panel.step.value == turn.panel.step.max == 1
    assert "Your turn: x2 = (1, 1), y = 1, lr 0.5." in turn.canvas.text
    words = plain(turn.canvas.table)
    assert "0·1 + 1·1 = 1" in words and "− 0.5·(0, 0) = ?" in words
    turn.press("ArrowLeft")
    assert "(0, 0) − 0.5·(0, −2) = (0, 1)" in plain(turn.canvas.table)
    assert "Your turn" not in turn.canvas.text
    type_all(turn, "0, 1")
    assert turn.panel.step.value == 2
    assert "ŷ − (−1) = ?" in plain(turn.canvas.table)


def test_no_picture_gives_the_answer_away(turn):
    type_all(turn, "0 1", "0 1")
    scene = turn.scene
    assert not any(walk.arrow.get_visible() for walk in scene._walks)
    assert points(scene._walks[0].trail).tolist() == [[0, 0], [0, 1], [0, 1], [0, 1]]
    assert len(scene._trace._average.line.get_ydata()) == 4
    assert "(−1, 1)" not in turn.canvas.table
    for key in ("ArrowRight", "End", " "):
        turn.press(key)
    assert turn.panel.step.value == 3 and not turn.panel.player.playing
    assert turn.panel.player not in turn.panel.bars[1].children


def test_the_whole_table_can_be_typed(turn):
    for i, w in enumerate(WALK[2:], start=2):
        type_all(turn, f"({w[0]}, {w[1]})")
        assert (turn.reached, turn.panel.step.value, turn.panel.typed.value) == (i, i, "")
    assert turn.canvas.text.startswith("Right: (-1, 2).\nStep 8 of 8")
    type_all(turn, "1 1")
    assert turn.canvas.error == "All updates are done; Reset begins again."


def test_a_mistake_is_told_and_the_third_shows_the_answer(turn):
    type_all(turn, "0 1", "0 1", "-0.5 1")
    assert turn.canvas.text.startswith(
        "You moved half as far. The error is squared: where does its 2 go? Try again (2 left)."
    )
    assert turn.panel.step.value == 3 and turn.panel.typed.value == "-0.5 1"
    type_all(turn, "1, 1")
    assert turn.canvas.text.startswith("You went uphill") and "(1 left)" in turn.canvas.text
    type_all(turn, "5, 5")
    assert "The new w is (0, 1) - 0.5 · (2, 0) = (-1, 1)." in turn.canvas.text
    assert turn.panel.step.value == turn.reached == 4 and turn.panel.typed.value == ""
    type_all(turn, "9 9")
    assert "(2 left)" in turn.canvas.text


@pytest.mark.parametrize("text", ["0, 1", "(0, 1)", "0 1", "0/3 1", " [0;1] ", "0,1", "0 2/2"])
def test_a_w_may_be_written_in_many_ways(text):
    assert read_pair(text) == (0, 1)


def test_halves_and_minus_signs():
    assert read_pair("1/2 1") == (0.5, 1) and read_pair("(−1/2, -.25)") == (-0.5, -0.25)


@pytest.mark.parametrize(
    "text", ["abc", "1", "1 2 3", "1/0 2", "nan 1", "1e999 0", "(,)", "x" * 99]
)
def test_what_is_no_w_is_one_sentence_and_costs_no_try(turn, text):
    before = turn.canvas.text
    type_all(turn, text)
    assert "is not a w; write its two numbers, as 0, 1 or 1/2, -1." in turn.canvas.error
    assert len(turn.canvas.error) < 100 and turn.canvas.text == before
    type_all(turn, "7 7")
    assert "(2 left)" in turn.canvas.text and turn.canvas.error == ""


def test_another_rate_or_order_begins_again(turn):
    type_all(turn, "0 1", "0 1")
    turn.panel.lr.value = 0.25
    assert turn.reached == turn.panel.step.value == 1
    type_all(turn, "1/4 3/4")
    assert turn.reached == 2
    turn.panel.shuffled.value = True
    assert turn.reached == 1 and turn.canvas.error == ""
    turn.press("r")
    assert turn.panel.lr.value == 0.5 and not turn.panel.shuffled.value and turn.panel.turn.value


def test_the_turn_can_be_taken_and_left_at_any_step(stepper):
    panel = stepper.panel
    assert panel.typed not in panel.bars[1].children
    panel.step.value = 5
    panel.turn.value = True
    assert (stepper.reached, panel.step.max) == (5, 5) and panel.typed in panel.bars[1].children
    type_all(stepper, "0 2")
    assert stepper.reached == 6
    panel.turn.value = False
    assert panel.step.max == 20 and panel.player in panel.bars[1].children
    type_all(stepper, "0 2")
    assert panel.step.value == 6 and stepper.canvas.error == ""
    stepper.press("End")
    panel.turn.value = True
    assert stepper.reached == 19 and "Your turn: x4" in stepper.canvas.text


# -- locked -------------------------------------------------------------------------------------


def test_until_the_question_is_answered_only_the_start_shows(lesson):
    guess = ask(lesson, "q", CHOICE)
    figure = sl.widgets.sgd_stepper(after=guess, lesson=lesson)
    panel = figure.panel
    controls = (panel.step, panel.player, panel.back, panel.forth, panel.turn)
    assert figure.locked and panel.step.max == 0 and all(c.disabled for c in controls)
    assert "Answer the question above" in figure.canvas.text
    for key in ("ArrowRight", "End", " "):
        figure.press(key)
    panel.lr.value = 0.25
    assert panel.step.value == 0 and not panel.player.playing
    assert not figure.scene._walks[0].arrow.get_visible()
    assert "(0, 1)</b>" not in figure.canvas.table and "0.5·" not in figure.canvas.table
    guess.answer = "1"
    assert not figure.locked and panel.step.max == 20 and not panel.turn.disabled
    assert "Answer" not in figure.canvas.text and "Next x1" in figure.canvas.text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"lr": 0}, "lr is 0"),
        ({"lr": "x"}, "lr is 'x'"),
        ({"epochs": 0}, "epochs is 0"),
        ({"epochs": 26}, "epochs is 26; the stepper shows at most 25"),
        ({"turn": 20}, "turn is 20; expected fewer than 20"),
        ({"turn": -1}, "turn is -1"),
        ({"shuffle": -1}, "shuffle is -1"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(given, words):
    with pytest.raises((ValueError, TypeError), match=words):
        sl.widgets.sgd_stepper(**given)


@pytest.mark.parametrize("bad", [("1/2", 4), (0, 4), (0.5, 0), (0.5, 2.5)])
def test_a_decaying_rate_is_refused_before_the_run(bad):
    with pytest.raises((ValueError, TypeError), match="expected"):
        rates.decaying(*bad)
