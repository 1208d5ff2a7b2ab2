"""The four steps played: the slide's numbers, equality with one process, and two wrong rules."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab import figures, parallel
from sgdlab.figures.steps_scene import FRAMES, instances, pair, step_of
from sgdlab.widgets.four_steps_run import RULES, rounds
from sgdlab.widgets.question import ask

TABLE = sl.LeastSquares(*sl.load("table")[:2])
CHOICE = {"ask": "?", "right": 1, "why": "So.", "option": [{"label": "a", "told": "b"}] * 2}
SHAPES = [(m, workers) for m in (1, 2, 3, 4) for workers in range(1, m + 1)]
ROUND = 4 * FRAMES


@pytest.fixture
def figure():
    return sl.widgets.four_steps()


@pytest.fixture
def lesson(tmp_path):
    return sl.widgets.Lesson("04-sgd", tmp_path)


def lines(box):
    return [text.get_text() for text in box.lines.artists if text.get_text()]


@pytest.mark.parametrize(("m", "workers"), SHAPES)
def test_the_updates_are_those_of_the_parameter_server_bit_for_bit(m, workers):
    found = rounds(TABLE, (0, 0), 0.5, m, workers, 3)
    run = parallel.train(
        TABLE, (0, 0), lr=0.5, batch_size=m, epochs=3, workers=workers, on=parallel.Serial()
    )
    w = [found[0].w, *(one.new for one in found)]
    assert np.array_equal(w, run.path.w)
    alone = sl.descend(TABLE, (0, 0), lr=0.5, batch_size=m, epochs=3)
    assert np.allclose(w, alone.w, rtol=1e-12, atol=1e-12)
    for one in found:
        assert one.equal and np.array_equal(
            np.concatenate(one.parts), np.sort(np.hstack(one.parts))
        )
        for part, gradients, total in zip(one.parts, one.grads, one.sums, strict=True):
            assert len(part) == len(gradients)
            assert gradients.sum(axis=0) == pytest.approx(total)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_slides_numbers(workers):
    found = rounds(TABLE, (0, 0), 0.5, 2, workers, 1)
    assert [one.new.tolist() for one in found] == [[0.5, 1], [-0.25, 1]]
    assert found[0].sums.sum(axis=0).tolist() == [-2, -4]


def test_the_mean_of_means_is_right_just_where_parts_are_even():
    for m, workers in SHAPES:
        one = rounds(TABLE, (0, 0), 0.5, m, workers, 1, "mean of means")[0]
        even = len({len(part) for part in one.parts if len(part)}) == 1
        assert one.equal == even, (m, workers)


def test_the_sum_of_means_goes_as_many_times_too_far_as_there_are_workers():
    for m, workers in ((2, 2), (4, 2), (4, 4)):
        one = rounds(TABLE, (0, 0), 0.5, m, workers, 1, "sum of means")[0]
        assert one.new - one.w == pytest.approx(workers * (one.serial - one.w))
        assert not one.equal
    assert rounds(TABLE, (0, 0), 0.5, 4, 1, 1, "sum of means")[0].equal


def test_a_message_travels_from_the_server_to_the_worker_and_back(figure):
    heights = {}
    for frame in range(ROUND + 1):
        figure.panel.step.value = frame
        for name, packet in (("down", figure.scene.down[0]), ("up", figure.scene.up[0])):
            if packet.text.get_visible():
                heights.setdefault(name, []).append(packet.text.get_position()[1])
                assert packet.text.get_text() == {"down": "w, x1", "up": "g0 = (0, −2)"}[name]
    assert len(heights["down"]) == len(heights["up"]) == FRAMES - 1
    assert heights["down"] == sorted(heights["down"], reverse=True)
    assert heights["up"] == sorted(heights["up"])


def test_each_step_shows_what_is_known_by_then(figure):
    scene, step = figure.scene, figure.panel.step
    assert lines(scene.boxes[0]) == ["worker 0"] and "batch x1 x2" in lines(scene.alone)
    step.value = FRAMES
    assert lines(scene.boxes[0]) == ["worker 0", "w = (0, 0), x1"]
    step.value = 2 * FRAMES
    assert lines(scene.boxes[1])[2:] == ["x2: (−2, −2)", "g1 = (−2, −2)"]
    assert "(−2, −2)" in figure.canvas.table
    step.value = 3 * FRAMES
    assert lines(scene.server) == ["server", "w = (0, 0)", "has g0, g1"]
    step.value = 4 * FRAMES - 1
    numbers = "w ← (0, 0) − 0.5/2 · [(0, −2) + (−2, −2)] = "
    assert scene.formula.artists[1].get_text() == numbers + "?"
    step.value = 4 * FRAMES
    assert scene.formula.artists[0].get_text() == "w ← w − λ/m · (g0 + g1)"
    assert scene.formula.artists[1].get_text() == numbers + "(0.5, 1)"
    assert lines(scene.server)[1:] == ["w = (0.5, 1)", "version 1"]
    assert "= the server's w" in lines(scene.alone)
    assert "One process alone gets the same." in figure.canvas.text
    assert "g0" not in " ".join(lines(scene.alone))


@pytest.mark.parametrize("frame", range(2 * FRAMES))
def test_no_number_is_told_before_its_step(figure, frame):
    figure.panel.step.value = frame
    told = " ".join((figure.canvas.text, figure.canvas.table, figure.scene.step.get_text()))
    assert "(0.5, 1)" not in told and "−2" not in told


def test_parts_are_uneven_and_a_worker_may_have_none():
    figure = sl.widgets.four_steps(2, 3)
    figure.panel.step.value = ROUND + 2 * FRAMES
    assert lines(figure.scene.boxes[1]) == ["worker 1", "no instance"]
    assert "batch x4" in lines(figure.scene.alone)
    assert not figure.scene.down[1].text.get_visible()


def test_a_wrong_rule_is_told_beside_one_process():
    figure = sl.widgets.four_steps(3, 4, rule="sum of means")
    figure.panel.step.value = ROUND
    assert "≠ the server's w" in lines(figure.scene.alone)
    assert "off by (−0.5, 0.5)" in lines(figure.scene.alone)
    assert "this rule is wrong here" in figure.canvas.text
    figure.panel.rule.value = "right"
    assert "= the server's w" in lines(figure.scene.alone)


def test_steps_and_keys_walk(figure):
    step = figure.panel.step
    for key, value in (
        ("ArrowRight", FRAMES), ("Shift+ArrowRight", FRAMES + 1), ("ArrowRight", 2 * FRAMES),
        ("Shift+ArrowLeft", 2 * FRAMES - 1), ("ArrowLeft", FRAMES), ("End", 4 * ROUND),
        ("ArrowRight", 4 * ROUND), ("Home", 0), ("ArrowLeft", 0),
    ):  # fmt: skip
        figure.press(key)
        assert step.value == value, key
    figure.press(" ")
    assert figure.panel.player.playing
    figure.press("r")
    assert not figure.panel.player.playing and step.value == 0
    figure.panel.forth.click()
    assert step.value == FRAMES


def test_workers_never_outnumber_the_batch_and_reset_brings_all_back(figure):
    p = figure.panel
    p.m.value = 4
    p.workers.value = 4
    assert len(figure.scene.boxes) == 4
    p.m.value = 3
    assert p.workers.value == 3 and len(figure.scene.boxes) == 3 and figure.canvas.error == ""
    p.m.value = 1
    assert p.workers.value == 1 and p.workers.max > p.workers.min  # else the browser has no slider
    p.workers.value = 2
    assert p.workers.value == 1 and len(figure.scene.boxes) == 1 and figure.canvas.error == ""
    p.lr.value, p.rule.value, p.step.value = 0.1, "mean of means", 7
    figure.reset()
    assert (p.m.value, p.workers.value, p.lr.value, p.rule.value) == (2, 2, 0.5, "right")
    assert p.step.value == 0 and figure.canvas.error == ""


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("m", "workers"), [(2, 2), (4, 3), (3, 2)])
def test_the_code_ends_where_the_figure_ends(rule, m, workers, capsys):
    figure = sl.widgets.four_steps(workers, m, rule=rule)
    names = {}
    exec(figure.code(), names)
    assert names["w"] == pytest.approx(figure.rounds[-1].new)
    capsys.readouterr()


def test_before_the_answer_nothing_plays(lesson):
    question = ask(lesson, "q", CHOICE)
    figure = sl.widgets.four_steps(after=question, lesson=lesson)
    figure.panel.step.value = 9
    figure.press("ArrowRight")
    assert figure.panel.step.value == 0 and figure.panel.step.disabled
    assert "Answer the question above" in figure.canvas.text and not figure.canvas.table
    question.answer = "1"
    assert question.revealed
    figure.press("ArrowRight")
    assert figure.panel.step.value == FRAMES


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"workers": 3}, "a batch of 2 instances has work for at most 2"),
        ({"rule": "mean"}, "rule is 'mean'; expected one of right"),
        ({"batch_size": 5}, "batch_size"),
        ({"workers": 0}, "workers is 0"),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments, says):
    with pytest.raises(ValueError, match=says):
        sl.widgets.four_steps(**arguments)


def test_words_fit_their_boxes_in_every_look():
    for look in ((False, False), (True, False), (False, True)):
        for m, workers in SHAPES:
            scene = figures.StepsScene(workers, 4, look)
            one = rounds(TABLE, (0, 0), 0.37, m, workers, 2)[-1]
            scene.show(one, ROUND, ("Update", "version 1", "w ← w", "(0, 0)"))
            renderer = scene.fig.canvas.get_renderer()
            for box in (*scene.boxes, scene.server, scene.alone):
                outer = box.box.get_window_extent(renderer)
                for text in box.lines.artists:
                    if text.get_text():
                        inner = text.get_window_extent(renderer)
                        assert inner.x0 >= outer.x0 - 1 and inner.x1 <= outer.x1 + 1, text
                        assert inner.y0 >= outer.y0 - 2 and inner.y1 <= outer.y1 + 1, text
                        assert text.get_fontsize() >= 8.5, text


def test_small_words():
    assert pair(np.array([-1 / 3, 1e-17])) == "(−0.333, 1e-17)"
    assert instances([2, 3]) == "x3 x4"
    assert [step_of(k)[0] for k in (0, 1, FRAMES, FRAMES + 1, ROUND)] == [0, 1, 1, 2, 4]
