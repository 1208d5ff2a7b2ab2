"""The lecture in twelve figures: its order and links, and the facts behind its questions."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import sgdlab as sl
from sgdlab import parallel

ROOT = Path(__file__).resolve().parent.parent
CELLS = json.loads((ROOT / "notebooks" / "lecture.ipynb").read_text(encoding="utf-8"))["cells"]
TEXTS = ["".join(cell["source"]) for cell in CELLS if cell["cell_type"] == "markdown"]
CODE = [cell for cell in CELLS if cell["cell_type"] == "code"]
HEADS = [text for text in TEXTS if re.match(r"## \d", text)]


@pytest.fixture
def lesson(tmp_path):
    return sl.widgets.Lesson("lecture", tmp_path)


# the notebook


def test_twelve_slides_in_order_each_a_heading_and_its_figure():
    assert [int(re.match(r"## (\d+)", head)[1]) for head in HEADS] == list(range(1, 13))
    assert all(head.count("\n") == 0 for head in HEADS)  # a slide has no room for more
    for i, cell in enumerate(CELLS[:-1]):
        if "".join(cell["source"]) in HEADS:
            assert "sl.widgets.slide(" in "".join(CELLS[i + 1]["source"])
    assert sum("sl.widgets.slide(" in "".join(cell["source"]) for cell in CODE) == 12


def test_each_heading_leads_to_its_lessons_in_the_lecture_s_order():
    found = [re.findall(r"\]\((\d\d)-[a-z-]+\.ipynb\)", head)[0] for head in HEADS]
    assert found == ["01", "01", "02", "03", "04", "05", "10", "11", "07", "12", "08", "09"]


@pytest.mark.parametrize("folder", ["notebooks", "my"])
def test_every_link_leads_somewhere_also_from_the_reader_s_copy(folder):
    for target in re.findall(r"\]\(([^)#]+)\)", "".join(TEXTS)):
        if target.endswith(".ipynb"):
            assert (ROOT / "notebooks" / target).is_file(), target
        else:
            assert (ROOT / folder / ".." / target.removeprefix("../")).resolve().is_file(), target
            assert target.startswith("../docs/")


def test_code_is_hidden_and_the_room_is_prepared():
    assert all(cell["metadata"]["jupyter"] == {"source_hidden": True} for cell in CODE)
    setup = "".join(CODE[0]["source"])
    assert 'Lesson("lecture", projector=True, class_mode=True)' in setup


def test_what_is_stored_shows_no_run():
    for cell in CODE[1:]:
        asked, picture, view = (output["data"] for output in cell["outputs"])
        assert list(asked) == ["text/plain"] and "image/png" in picture
        assert list(view) == ["application/vnd.jupyter.widget-view+json"]


def test_every_question_is_a_choice_of_three_short_answers(lesson):
    keys = re.findall(r'lesson\.ask\("(\w+)"\)', "".join("".join(c["source"]) for c in CODE))
    assert len(keys) == 12
    for key in keys:
        question = lesson.ask(key)
        assert len(question.options) == 3 and len(question.text) < 160, key
        assert all(len(option) <= 45 for option in question.options), key


def test_switches_can_be_on_from_the_start(tmp_path):
    lesson = sl.widgets.Lesson("lecture", tmp_path, projector=True, class_mode=True)
    assert (lesson.projector, lesson.class_mode, lesson.show_all) == (True, True, False)
    question = lesson.ask("step")
    question.answer = "0"
    assert not question.revealed and question.large and question.verdict == ""
    question.revealed = True
    assert question.verdict.startswith("Right")


# the facts behind the questions


def test_a_four_is_read_as_a_seven():
    training, held_out = sl.hold_out(sl.load("digits"), 360)
    X, unseen = (sl.with_ones(part.X / 16) for part in (training, held_out))
    problem = sl.Softmax(X, training.y)
    path = sl.descend(problem, np.zeros(650), lr=0.3, batch_size=32, epochs=30, shuffle=0)
    scores = problem.scores(path.w[-1], unseen[140])
    assert held_out.y[140] == 4 and list(np.argsort(scores)[::-1][:3]) == [7, 4, 9]
    assert scores[7] == pytest.approx(5.2, abs=0.05) and scores[4] == pytest.approx(3.2, abs=0.05)
    assert round(360 * problem.accuracy(path.w[-1], unseen, held_out.y)) == 349


def test_w_up_wants_b_down():
    data = sl.load("line")
    best = [(data.y - w * data.X[:, 0]).mean() for w in (0.75, 0.85)]
    assert best[1] < best[0]


def test_the_step_of_the_slide():
    drawn = sl.PRESETS["drawn"].problem
    assert drawn.gradient((12.0,))[0] == 6
    assert sl.descend(drawn, 12, lr=1 / 3, epochs=1).w[-1, 0] == pytest.approx(10)


def test_to_and_fro_across_and_creeping_along():
    preset = sl.PRESETS["valley"]
    w1, w2 = sl.descend(preset.problem, preset.w0, lr=preset.lr, epochs=10).w.T
    assert (w2[1:] * w2[:-1] < 0).all() and (np.abs(w1[1:] / w1[:-1]) > 0.9).all()


def test_a_circle_and_three_ends():
    table = sl.LeastSquares(*sl.load("table")[:2])
    runs = {m: sl.descend(table, (0, 0), lr=0.5, batch_size=m, epochs=60).w for m in (1, 2, 4)}
    assert runs[1][-4:].tolist() == [[-1, 1], [0, 2], [0, 2], [-1, 2]]
    assert table.loss(runs[2][-2:]) == pytest.approx([0.34, 0.34])
    assert np.linalg.norm(runs[2][-1] - runs[2][-2]) > 0.1
    assert runs[4][-1] == pytest.approx((-2 / 3, 4 / 3)) and table.loss(runs[4][-1]) < 0.3334


def test_two_workers_change_nothing_and_the_sum_of_means_doubles_the_step():
    table, start = sl.LeastSquares(*sl.load("table")[:2]), np.zeros(2)
    run = parallel.train(table, start, lr=0.5, batch_size=4, epochs=1, workers=2)
    serial = sl.descend(table, start, lr=0.5, epochs=1)
    assert run.path.w[-1] == pytest.approx(serial.w[-1])
    means = sum(table.grad_sum(start, np.array(part)) / 2 for part in ((0, 1), (2, 3)))
    assert -0.5 * means == pytest.approx(2 * serial.w[-1])


def test_twelve_times_quicker_epochs_and_later_at_the_goal():
    cost, stored = parallel.Cost(), {one.batch_size: one for one in parallel.epochs.STORED}
    epoch = {1: 2048 * cost.serial(1), 2048: cost.round(2048, 4)}
    assert 12 < epoch[1] / epoch[2048] < 13
    assert stored[2048].epochs / stored[1].epochs == pytest.approx(20, rel=0.1)
    assert cost.serial(2048) / cost.round(2048, 4) < 4
    assert epoch[1] * stored[1].epochs < epoch[2048] * stored[2048].epochs


def test_the_quickest_batch_size_lies_in_the_middle():
    best = {row.batch_size: row for row in sl.study.stored().best()}
    spent = {m: row.total_ms for m, row in best.items()}
    assert 16 <= min(spent, key=spent.get) <= 128
    assert best[1437].epochs > 10 * best[1].epochs and best[1437].epoch_ms < best[1].epoch_ms
    assert spent[1] > 5 * min(spent.values()) and spent[1437] > 5 * min(spent.values())


def test_fixed_parts_wait_for_the_slow_worker_and_a_queue_does_not(lesson):
    given = {"policy": parallel.Async(), "against": parallel.Sync()}
    figure = sl.widgets.cluster_explorer(straggler="one", **given, lesson=lesson)
    free, barrier = (shown.run for shown in figure.runs)
    assert 0.9 * barrier.time < free.time < barrier.time
    queue = sl.widgets.cluster_explorer(straggler="one", policy=parallel.Async(), queue=True)
    assert 2.5 < barrier.time / queue.runs[0].run.time < 4


def test_f_falls_four_times_as_much():
    assert sl.trace(lambda x, y, z: (x + y) * z, x=-2, y=5, z=-4).grads["x"] == -4


def test_instances_meet_only_in_the_sums():
    random = np.random.RandomState(0)
    X, W, above = random.normal(size=(3, 2)), random.normal(size=(2, 4)), np.ones((3, 4))
    other = X.copy()
    other[0] += 1
    assert (((other @ W) != (X @ W)).any(axis=1) == [True, False, False]).all()
    higher = above.copy()
    higher[0] += 1
    assert (((higher @ W.T) != (above @ W.T)).any(axis=1) == [True, False, False]).all()
    assert ((X.T @ higher) != (X.T @ above)).all()
