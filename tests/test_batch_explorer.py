"""The batch-size explorer and the three ends: they show the run that their controls describe."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab import figures, widgets
from sgdlab.widgets.batches import ending, slide_table
from sgdlab.widgets.ends import gap

TABLE = slide_table()
ALGORITHMS = {1: "SGD", 2: "mini-batch", 3: "mini-batch", 4: "GD"}


@pytest.fixture
def explorer():
    return widgets.batch_explorer()


@pytest.fixture
def lesson(tmp_path):
    return widgets.Lesson("05-mini-batch", tmp_path)


def run(m, lr=0.5, epochs=20):
    return sl.descend(TABLE, (0, 0), lr=lr, batch_size=m, epochs=epochs)


def seen(ax):
    """Return the visible lines with a walk: those with more than one point."""
    lines = (line for line in ax.lines if line.get_visible())
    return [np.column_stack(line.get_data()) for line in lines if len(line.get_xdata()) > 2]


@pytest.mark.parametrize("m", ALGORITHMS)
def test_all_three_panels_show_the_run_at_m(explorer, m):
    explorer.m.value = m
    explorer.panel.step.value = explorer.panel.step.max
    path, each, scene = run(m), -(-4 // m), explorer.scene
    assert explorer.path.algorithm == ALGORITHMS[m] and len(explorer.path) == 20 * each
    assert [len(xy) for xy in seen(scene.ground)] == [len(path.w)] * 2  # the rim and the way
    assert seen(scene.ground)[1] == pytest.approx(path.w)
    (updates,), (epochs,) = seen(scene.loss), seen(scene.epochs)
    assert updates == pytest.approx(np.column_stack([np.arange(20 * each + 1), path.loss]))
    assert epochs == pytest.approx(np.column_stack([np.arange(21), path.loss[::each]]))
    assert figures.epoch_ends(path) == pytest.approx(path.loss[::each])


def test_moving_m_does_not_draw_the_background_again(explorer):
    before, scene = explorer.canvas.background, explorer.scene
    for m in (2, 3, 4, 1):
        strokes = explorer.canvas.strokes
        explorer.m.value = m
        assert explorer.canvas.strokes != strokes
    assert explorer.canvas.background is before and explorer.scene is scene


def test_the_step_stays_at_the_end_and_within_the_run(explorer):
    explorer.panel.step.value = 80
    explorer.m.value = 4
    assert explorer.panel.step.value == explorer.panel.step.max == 20
    explorer.panel.step.value = 6
    explorer.m.value = 1
    assert (explorer.panel.step.value, explorer.panel.step.max) == (6, 80)


def test_what_is_said_of_epochs_and_of_the_end(explorer):
    explorer.panel.step.value = 6
    assert "m = 1: 4 updates an epoch. Epoch 2 is at update 2 of 4." in explorer.canvas.text
    explorer.panel.step.value = 80
    assert "a cycle of 4 updates with the losses 0.5, 1, 1 and 0.5." in explorer.canvas.text
    explorer.m.value = 2
    assert "a cycle of 2 updates with the losses 0.34 and 0.34." in explorer.canvas.text
    explorer.m.value = 4
    assert "1 update an epoch. It comes to rest near (-0.66, 1.33)" in explorer.canvas.text
    assert "mini-batch" not in explorer.canvas.table and "GD: 20 updates" in explorer.canvas.table


def test_a_rate_too_large_is_said(explorer):
    explorer.panel.steps.value = 50
    explorer.panel.rate.value = "2"
    explorer.panel.step.value = explorer.panel.step.max
    assert "It diverges: lr 2 is too large for m = 1." in explorer.canvas.text
    assert explorer.canvas.error == ""


def test_ending_waits_for_an_end():
    assert ending(run(4, 0.1, 5)) == "It has not come to an end yet."
    assert ending(run(4, epochs=1)) == "It has not come to an end yet."


@pytest.mark.parametrize("m", [1, 2, 4])
@pytest.mark.parametrize("lr", [0.001, 0.01, 0.1, 0.5])
def test_no_run_is_said_to_rest_before_it_does(m, lr):
    for epochs in (20, 200):
        path, far = run(m, lr, epochs), run(m, lr, 20000 if lr < 0.05 else 1000)
        each = -(-4 // m)
        off = np.abs(path.w[-each:] - far.w[-each:]).max()
        ended = "not come to an end" not in ending(path)
        assert off < 0.02 if ended else off > 1e-4
        assert ("cycle of" in ending(path)) == (ended and m < 4)


def test_reset_brings_back_the_first_m_and_rate(explorer):
    explorer.m.value = 3
    explorer.panel.lr.value = 0.1
    explorer.pin()
    explorer.press("r")
    assert (explorer.m.value, explorer.panel.lr.value, explorer.pinned) == (1, 0.5, [])
    assert explorer.path.batch_size == 1


def test_up_and_down_choose_m(explorer):
    for key, m in (("ArrowDown", 1), ("ArrowUp", 2), ("End", 2), ("ArrowUp", 3), ("ArrowDown", 2)):
        explorer.press(key)
        assert explorer.m.value == explorer.path.batch_size == m
    assert explorer.panel.step.value == 40


def test_a_pinned_run_stays_with_its_name(explorer):
    explorer.press("p")
    explorer.m.value = 2
    (text,) = explorer.scene.loss.get_legend().get_texts()
    assert text.get_text() == "m = 1, lr 0.5"
    xy = np.column_stack(explorer.scene.epochs.lines[0].get_data())
    assert xy == pytest.approx(np.column_stack([np.arange(21), run(1).loss[::4]]))


def test_the_pointer_on_either_loss_sets_the_step(explorer):
    explorer.m.value = 2
    explorer.drag(explorer.scene.loss, (7.2, 0.5))
    assert explorer.panel.step.value == 7
    explorer.drag(explorer.scene.epochs, (7.2, 0.5))
    assert explorer.panel.step.value == 14
    explorer.drag(explorer.scene.epochs, (99, 0.5))
    assert explorer.panel.step.value == 40
    explorer.drag(explorer.scene.ground, (0.3, 0.7))
    assert explorer.panel.w0 == pytest.approx([0.3, 0.7], abs=0.02)


def test_its_code_makes_the_run_shown(explorer):
    explorer.m.value = 3
    explorer.drag(explorer.scene.ground, (-1, 0.5))
    names = {}
    exec(explorer.code(), names)
    assert np.array_equal(names["path"].w, explorer.path.w)


def test_arrows_and_a_number_of_epochs_are_drawn(explorer):
    explorer.panel.view.value = "arrows"
    explorer.panel.steps.value = 5
    assert explorer.scene.epochs.get_xlim()[1] == pytest.approx(5.2)
    assert explorer.canvas.error == "" and len(explorer.path) == 20


# three ends


def test_the_three_ends_and_what_is_said_of_them():
    figure = widgets.ends_explorer()
    assert [path.batch_size for path in figure.paths] == [1, 2, 4]
    assert "0.943 for m = 1, 0.149 for m = 2, 0.000 for m = 4." in figure.canvas.text
    for cell in ("(−1, 2)", "(−0.8, 1.4)", "(−0.6667, 1.333)", "cycle of 4", "rest"):
        assert cell in figure.canvas.table
    for walk, path in zip(figure.scene.walks, figure.paths, strict=True):
        assert np.column_stack(walk.trail.get_data()) == pytest.approx(path.w)


def test_the_rate_moves_all_three_and_a_run_without_bound_is_said():
    figure = widgets.ends_explorer()
    figure.lr.value = 0.1
    assert "0.073 for m = 1, 0.026 for m = 2, 0.000 for m = 4" in figure.canvas.text
    figure.lr.value = 0.9
    assert "no bound for m = 1" in figure.canvas.text and "diverges" in figure.canvas.table
    figure.press("ArrowLeft")
    assert figure.lr.value == 0.8
    figure.press("r")
    assert figure.lr.value == 0.5
    assert gap(figure.paths[0]) == pytest.approx(np.sqrt(8) / 3)


def test_its_code_runs_all_three():
    names = {}
    exec(widgets.ends_explorer().code(), names)
    assert names["path"].w[-1] == pytest.approx([-2 / 3, 4 / 3])


@pytest.mark.parametrize("make", [widgets.batch_explorer, widgets.ends_explorer])
def test_both_wait_for_the_answer(make, lesson):
    question = lesson.ask("same")
    figure = make(after=question, lesson=lesson)
    paths = getattr(figure, "paths", None) or (figure.path,)
    assert figure.locked and all(len(path) == 0 for path in paths)
    assert "Answer the question above" in figure.canvas.text
    question.answer = "2"
    paths = getattr(figure, "paths", None) or (figure.path,)
    assert all(len(path) > 0 for path in paths)
    lesson.projector = True
    assert figure.scene.fig.projector and figure.canvas.error == ""


@pytest.mark.parametrize(
    "bad", [{"batch_size": 7}, {"batch_size": "2"}, {"lr": "1/2"}, {"lr": 0}, {"epochs": 51}]
)
def test_what_the_explorer_cannot_show_is_refused_in_words(bad):
    with pytest.raises((ValueError, TypeError), match=r"expected|at most"):
        sl.widgets.batch_explorer(**bad)
