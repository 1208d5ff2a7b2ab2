"""The staleness explorer and the charts of many runs: what is drawn is what was computed."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab import figures
from sgdlab.parallel import Async, Virtual, rehearse, stability, staleness
from sgdlab.widgets.question import ask

CHOICE = {"ask": "?", "right": 1, "why": "So.", "option": [{"label": "a", "told": "b"}] * 2}


@pytest.fixture
def explorer():
    return sl.widgets.staleness_explorer()


@pytest.fixture
def ax():
    return figures.picture("A chart.")[1][0]


def points(line):
    return np.column_stack(line.get_data())


# the explorer


def test_the_walks_are_those_of_the_engine(explorer):
    for workers, a in ((4, 0.4), (1, 0.3), (8, 0.1)):
        explorer.workers.value, explorer.a.value = workers, a
        serial, old = explorer.scene._lines
        for line, count in ((old, workers), (serial, 1)):
            w = stability.equal_workers(count, a).path.w[:, 0]
            assert points(line) == pytest.approx(np.column_stack([np.arange(61), w]))
        (place,) = explorer.scene._place
        assert points(place).tolist() == [[workers - 1, a]]


def test_the_words_tell_the_border(explorer):
    explorer.a.value = 0.44
    assert "3 updates old. a = 0.44, limit 0.445: w comes to rest." in explorer.canvas.text
    explorer.a.value = 0.45
    assert "limit 0.445: w grows." in explorer.canvas.text
    assert "P a = 1.8; it may be 1.78 here, 2 with a barrier" in explorer.canvas.text
    explorer.workers.value, explorer.a.value = 2, 1.0
    assert "limit 1.000: w swings for ever" in explorer.canvas.text


def test_the_curve_is_the_limit_of_every_delay(explorer):
    line, area = explorer.scene._limit
    limits = [stability.limit(delay) for delay in range(8)]
    assert points(line) == pytest.approx(np.column_stack([np.arange(8), limits]))
    assert len(area.get_xy()) >= 10


def test_keys_and_pointer_move_workers_and_step(explorer):
    explorer.press("ArrowRight")
    explorer.press("ArrowUp")
    assert (explorer.workers.value, explorer.a.value) == (5, pytest.approx(0.41))
    explorer.drag(explorer.scene.border, (1.2, 0.874))
    assert (explorer.workers.value, explorer.a.value) == (2, pytest.approx(0.87))
    explorer.drag(explorer.scene.border, (30, 9))
    assert (explorer.workers.value, explorer.a.value) == (8, pytest.approx(2.2))
    explorer.drag(explorer.scene.walk, (1, 1))
    assert explorer.workers.value == 8
    explorer.press("r")
    assert (explorer.workers.value, explorer.a.value) == (4, 0.4)


def test_the_code_makes_the_run(explorer, capsys):
    explorer.workers.value, explorer.a.value = 3, 0.5
    names = {}
    exec(explorer.code(), names)
    assert np.array_equal(names["run"].path.w, explorer.run.path.w)
    assert capsys.readouterr().out.startswith("staleness 2, limit 0.618, last w ")


def test_a_move_leaves_the_background_and_a_walk_that_grows_is_cut(explorer):
    background = explorer.canvas.background
    explorer.workers.value, explorer.a.value = 8, 2.2
    assert explorer.canvas.background is background and explorer.canvas.error == ""
    assert np.abs(points(explorer.scene._lines[1])).max() < 1e5


def test_before_the_answer_neither_walk_nor_border_shows(tmp_path):
    lesson = sl.widgets.Lesson("04-sgd", tmp_path)
    question = ask(lesson, "q", CHOICE)
    explorer = sl.widgets.staleness_explorer(after=question, lesson=lesson)
    scene = explorer.scene
    assert all(len(points(line)) == 1 for line in scene._lines)
    assert not len(points(scene._limit[0])) and len(set(map(tuple, scene._limit[1].get_xy()))) == 1
    assert not len(points(scene._place[0]))  # where it stands is the answer to "how old"
    assert "0.445" not in explorer.canvas.text and explorer.workers.disabled
    explorer.press("ArrowRight")
    explorer.drag(scene.border, (1, 1))
    assert explorer.workers.value == 4
    explorer.a.value = 1.0
    explorer.press("r")
    assert explorer.a.value == 1.0 and explorer.again.disabled
    question.answer = "1"
    assert "0.445" in explorer.canvas.text and not explorer.workers.disabled
    explorer.press("r")
    assert explorer.a.value == 0.4 and not explorer.again.disabled
    lesson.projector = True
    assert explorer.canvas.error == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [({"workers": 9}, "at most 8"), ({"workers": 0}, "workers"), ({"a": 3}, "a is 3; expected")],
)
def test_what_the_explorer_does_not_have_is_refused(arguments, says):
    with pytest.raises(ValueError, match=says):
        sl.widgets.staleness_explorer(**arguments)


# the charts


def test_round_times_are_the_points_and_the_formula_a_line(ax):
    found = {1: 2.0, 2: 2.4, 4: 3.1}
    line = figures.round_times(ax, found, lambda P: P + 1)
    assert points(line).tolist() == [[1, 2.0], [2, 2.4], [4, 3.1]]
    assert ax.lines[0].get_ydata().tolist() == [2, 3, 5]


def test_losses_by_rate_have_a_ring_at_the_least_median(ax):
    def outcome(lr, *losses):
        return staleness.Outcome(lr, losses, (), ())

    found = {
        "asynchronous, m = 8": [outcome(1, 3.0, 1.0, 2.0), outcome(2, 1.0, 5.0, 1.5)],
        "serial, m = 2": [outcome(1, 3.0, 2.0, 4.0), outcome(2, 6.0, 5.0, 7.0)],
    }
    lines = figures.losses_by_rate(ax, found)
    assert [line.get_ydata().tolist() for line in lines] == [[2.0, 1.5], [3.0, 6.0]]
    colors = {line.get_color() for line in lines}
    assert colors == {figures.COLORS["asynchronous"], figures.COLORS["mini-batch"]}
    rings = [points(line)[0].tolist() for line in ax.lines if len(line.get_xdata()) == 1]
    assert rings == [[2, 1.5], [1, 3.0]]
    low = ax.collections[0].get_paths()[0].vertices[:, 1].min()
    assert low == 1.0


def test_times_by_bound_mark_what_never_arrives(ax):
    curves = {"a": {0: 5.0, 1: 3.0, None: np.inf}, "b": {0: 6.0, 1: 5.0, None: 4.0}}
    first, second = figures.times_by_bound(ax, curves)
    assert points(second).tolist() == [[0, 6], [1, 5], [2, 4]]
    assert np.isnan(first.get_ydata()[2])
    assert [text.get_text().strip() for text in ax.texts] == ["never"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "1", "none"]
    with pytest.raises(ValueError, match="got 4 curves; it draws 1 to 3"):
        figures.times_by_bound(ax, {str(k): {0: 1.0} for k in range(4)})


def test_a_curve_that_never_arrives_has_crosses_only(ax):
    figures.times_by_bound(ax, {"a": {0: np.inf, 1: np.inf}, "b": {0: 1.0, 1: 2.0}})
    assert len(ax.texts) == 1


def test_staleness_is_counted(ax):
    run = rehearse(n=80, batch_size=4, workers=4, policy=Async(), on=Virtual())
    bars = figures.staleness_counts(ax, run)
    assert [bar.get_height() for bar in bars] == [1, 1, 1, 77]


def test_a_run_that_goes_out_of_all_bounds_never_settles():
    problem = sl.LeastSquares(np.ones((4, 1)), np.zeros(4))
    found = staleness.by_bound(
        problem, [1.0], lr=40, goal=0.1, delays=lambda seed: None, bounds=(0, None), workers=2,
        batch_size=4, epochs=300, seeds=1,
    )  # fmt: skip
    assert found == {0: np.inf, None: np.inf}
