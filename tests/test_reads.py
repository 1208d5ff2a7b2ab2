"""Who reads what: the pages of the stepper against the runs, and the figure by its traits."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab import figures, widgets
from sgdlab.figures.reads_scene import short
from sgdlab.relaxation import gauss_seidel, jacobi, normal_equations
from sgdlab.widgets.batches import slide_table

TABLE = slide_table()
SYSTEM = normal_equations(TABLE.X, TABLE.y)


@pytest.fixture
def stepper():
    return widgets.reads_stepper()


@pytest.fixture
def lesson(tmp_path):
    return widgets.Lesson("05-mini-batch", tmp_path)


@pytest.mark.parametrize("method", [jacobi, gauss_seidel])
@pytest.mark.parametrize("page", [0, 1, 2])
def test_a_page_of_a_solver_is_two_sweeps(method, page):
    run = method(*SYSTEM, (0.3, -0.2), 6)
    before, turns = figures.solving(run, page)
    assert [box.values[0] for box in before] == run.x[2 * page].tolist()
    assert [box.column for box in before] == [0, 0]
    for k, turn in enumerate(turns):
        (box,) = turn.wrote
        assert (box.column, box.lane) == (k + 1, k % 2)
        assert box.values == (run.x[2 * page + k // 2 + 1][k % 2],)
        ((source, target),) = turn.arrows
        assert target == box and source.lane == 1 - box.lane
        # each new value solves its equation with the value at the arrow's tail
        i = box.lane
        left = SYSTEM[0][i, i] * box.values[0] + SYSTEM[0][i, 1 - i] * source.values[0]
        assert left == pytest.approx(SYSTEM[1][i])


def test_what_is_new_and_what_is_old():
    seidel, old = (
        [turn.newest for turn in figures.solving(method(*SYSTEM, (0, 0), 2), 0).turns]
        for method in (gauss_seidel, jacobi)
    )
    assert (seidel, old) == ([True] * 4, [True, False, True, False])
    sgd, batch, whole = (
        [
            turn.newest
            for turn in figures.learning(sl.descend(TABLE, (0, 0), lr=0.5, batch_size=m), 0).turns
        ]
        for m in (1, 2, 4)
    )
    assert (sgd, batch, whole) == ([True] * 4, [True, False] * 2, [True, False, False, False])


@pytest.mark.parametrize("m", [1, 2, 3, 4])
@pytest.mark.parametrize("page", [0, 2])
def test_a_page_of_a_run_is_an_epoch(m, page):
    path = sl.descend(TABLE, (0.3, -0.2), lr=0.5, batch_size=m, epochs=3)
    before, turns = figures.learning(path, page)
    each = -(-4 // m)
    assert before[0].values == tuple(path.w[page * each])
    assert len(turns) == 4
    wrote = [box for turn in turns for box in turn.wrote if box.lane == 0]
    assert [box.values for box in wrote] == [
        tuple(w) for w in path.w[page * each + 1 : (page + 1) * each + 1].tolist()
    ]
    for t, new in enumerate(wrote):
        arrows = [pair for turn in turns for pair in turn.arrows]
        batch = [source for source, target in arrows if target == new]
        assert len(batch) == len(path.batches[page * each + t])
        # the mean of what the arrows bring is the step that was made
        mean = np.mean([box.values for box in batch], axis=0)
        old = path.w[page * each + t]
        assert new.values == pytest.approx(old - 0.5 * mean)
        readers = [source for source, target in arrows if target in batch]
        assert {box.values for box in readers} == {tuple(old.tolist())}


def test_the_arrows_end_at_the_boxes_and_the_numbers_stand_in_them(stepper):
    stepper.turn.value = 6
    seidel, old, sgd, batch = stepper.scene.lanes
    assert seidel.title.get_text() == "Gauss-Seidel: w2 reads the new w1"
    assert old.title.get_text() == "Jacobi: w2 reads the old w1"
    assert sgd.title.get_text() == "SGD: x2 reads the new w"
    assert batch.title.get_text() == "mini-batch: x2 reads the old w"
    shown = [text.get_text() for text in seidel.texts if text.get_visible()]
    assert shown == ["−0.5", "1.25", "−5/8", "1.31"]
    assert [arrow.get_visible() for arrow in seidel.arrows] == [True, False, False]
    assert [arrow.get_visible() for arrow in batch.arrows] == [True, True, True]
    wrote = np.column_stack(batch.boxes[2].get_data())
    assert wrote == pytest.approx(np.array([[1.5, batch.lane[1]], [2, batch.lane[0]]]))


def test_the_words_and_the_table(stepper):
    stepper.turn.value = 2
    assert stepper.canvas.text == (
        "Turn 2 of 12: sweep 1, epoch 1.\nGauss-Seidel and SGD read the newest value, Jacobi and "
        "mini-batch an older one."
    )
    assert "<td>(0, 0)</td><td>(−2, −2) → (0.5, 1)</td>" in stepper.canvas.table
    assert "<td>(0, 1)</td><td>(0, 0) → (0, 1)</td>" in stepper.canvas.table
    stepper.turn.value = 3
    assert "All four read the newest value there is." in stepper.canvas.text
    stepper.turn.value = 0
    assert stepper.canvas.table == "" and "All four start" in stepper.canvas.text


def test_keys_walk_and_move_the_start(stepper):
    stepper.press("ArrowRight")
    stepper.press("ArrowRight")
    stepper.press("ArrowLeft")
    assert stepper.turn.value == 1
    stepper.press("End")
    stepper.press("ArrowRight")
    assert stepper.turn.value == 12
    stepper.press("Shift+ArrowUp")
    assert stepper.start == pytest.approx([0, 0.02])
    before = stepper.scene
    stepper.press("r")
    assert (stepper.turn.value, stepper.start) == (0, [0, 0]) and stepper.scene is before


def test_its_code_gives_the_numbers_of_the_figure(stepper):
    stepper.press("Shift+ArrowLeft")
    names = {}
    exec(stepper.code(), names)
    newest, old, sgd, batch = stepper.runs()
    assert np.array_equal(names["newest"].x, newest.x) and np.array_equal(names["old"].x, old.x)
    assert np.array_equal(names["sgd"].w, sgd.w) and np.array_equal(names["batch"].w, batch.w)


def test_it_waits_for_the_answer(lesson):
    question = lesson.ask("reads")
    figure = widgets.reads_stepper(after=question, lesson=lesson)
    assert figure.turn.disabled and figure.forth.disabled
    figure.press("ArrowRight")
    figure.turn.value = 5
    assert figure.scene.lanes[0].title.get_text() == "Gauss-Seidel" and figure.canvas.table == ""
    question.answer = "1"
    assert not figure.turn.disabled and "Turn 5 of 12" in figure.canvas.text


@pytest.mark.parametrize("look", [(False, False), (True, False), (False, True)])
def test_boxes_do_not_touch_and_titles_fit(look):
    scene = figures.ReadsScene(look)
    for lanes in scene.lanes:
        wide = 3.5 * lanes.title.get_fontsize() / 1.05  # points
        column = lanes.ax.transData.transform([(0, 0), (1, 0)])
        assert (column[1] - column[0])[0] * 72 / 100 > wide
        lanes.title.set_text(f"{lanes.name}: w2 reads the start")
        assert lanes.title.get_window_extent().x1 < lanes.ax.get_window_extent().x1 + 10


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (-0.004, "0"), (-0.5, "−0.5"), (100.0, "100"), (1e9, "1e+09")]
)
def test_short_numbers(value, text):
    assert short(value) == text
