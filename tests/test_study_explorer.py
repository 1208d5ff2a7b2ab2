"""The study explorer: its controls choose the rows, and its words say what they mean."""

import pytest

import sgdlab as sl
from sgdlab.widgets.study import least

from .test_study_charts import data, small


@pytest.fixture
def explorer():
    return sl.widgets.study_explorer(small())


@pytest.fixture
def lesson(tmp_path):
    return sl.widgets.Lesson("07-batch-size", tmp_path)


def drawn(explorer, panel=1):
    """Return the values that a panel draws, one for each batch size."""
    return data(explorer.scene._curves[panel].line)[:, 1]


def test_it_opens_with_the_best_rate_of_each_m_and_the_cursor_near_32(explorer):
    assert drawn(explorer) == pytest.approx([2, 2, 11])
    assert explorer.m.value == 8  # of 1, 8, 64 the nearest to 32
    assert explorer.canvas.text == (
        "m = 8, lr 1: 180 updates an epoch of 12 µs make 2.16 ms. 95 % first reached after 2 "
        "epochs (3 of 3 runs; 2 to 2.5): 4.32 ms.\n"
        "Least time (ring): 4.32 ms at m = 8. At most twice that: m = 8, 64."
    )
    assert "<caption>the best rate of each m</caption>" in explorer.canvas.table


def test_moving_the_rate_shows_that_rate_for_all(explorer):
    explorer.rate.value = 10.0
    assert explorer.mode.value == "one rate for all"
    assert drawn(explorer) == pytest.approx([9, 4, 11])
    assert "one rate for all m" in explorer.canvas.table and "edge" not in explorer.canvas.table
    explorer.mode.value = "a rate for each m"
    assert drawn(explorer) == pytest.approx([2, 2, 11])
    assert "10 (edge)" in explorer.canvas.table


def test_it_says_what_never_arrived(explorer):
    explorer.rate.value = 0.1
    explorer.m.value = 64
    assert "Within 30 epochs no run reached 95 %." in explorer.canvas.text
    assert "Cross: more than half of the runs did not arrive (m = 64)." in explorer.canvas.text
    explorer.rate.value = 1.0
    assert "only 1 of 3 runs reached 95 %" in explorer.canvas.text


def test_keys_move_the_size_and_the_one_rate(explorer):
    for key in ("ArrowRight", "ArrowRight", "ArrowRight"):
        explorer.press(key)
    assert explorer.m.value == 64
    explorer.press("Home")
    assert explorer.m.value == 1
    explorer.press("ArrowUp")
    assert (explorer.mode.value, explorer.rate.value) == ("one rate for all", 1.0)
    explorer.press("Shift+ArrowUp")
    assert explorer.rate.value == 10.0
    explorer.press("ArrowUp")
    assert explorer.rate.value == 10.0
    explorer.press("r")
    assert (explorer.mode.value, explorer.rate.value) == ("a rate for each m", 1.0)
    assert explorer.m.value == 8 and drawn(explorer) == pytest.approx([2, 2, 11])


@pytest.mark.parametrize("scale", ["log", "linear"])
@pytest.mark.parametrize(("near", "m"), [(1.5, 1), (11, 8), (60, 64)])
def test_the_pointer_takes_the_cursor_to_the_nearest_size(explorer, scale, near, m):
    explorer.axes.value = scale
    axes = explorer.scene.axes["total"]
    x, y = axes.transData.transform((near, axes.get_ylim()[1] * 0.9))
    at = [x, explorer.scene.fig.bbox.height - y]
    explorer.canvas.pointer = [*at, *at]
    assert explorer.m.value == m and explorer.canvas.error == ""


def test_linear_axes_draw_the_background_again_and_reset_brings_the_first_back(explorer):
    before = explorer.scene
    explorer.axes.value = "linear"
    assert explorer.scene is not before
    assert explorer.scene.axes["epoch"].get_xscale() == "linear"
    explorer.again.click()
    assert explorer.scene.axes["epoch"].get_xscale() == "log"


def test_a_move_keeps_the_background(explorer):
    before = explorer.canvas.background
    explorer.m.value = 64
    explorer.rate.value = 0.1
    assert explorer.canvas.background == before


def test_two_panels_say_nothing_of_the_product():
    figure = sl.widgets.study_explorer(small(), panels=("epoch", "epochs"))
    assert len(figure.scene.fig.axes) == 2
    for told in (figure.canvas.text, figure.canvas.table):
        assert "Least time" not in told and "4.32" not in told and "in all" not in told


def test_until_the_answer_no_curve_no_table_no_key(lesson):
    question = lesson.ask("product")
    figure = sl.widgets.study_explorer(small(), after=question, lesson=lesson)
    for key in ("ArrowRight", "ArrowUp", "End", "r"):
        figure.press(key)
    assert figure.locked and figure.m.value == 8 and figure.rate.disabled
    assert drawn(figure).size == 0 and figure.canvas.table == ""
    assert "ms" not in figure.canvas.text
    question.answer = "0"
    assert not figure.locked and not figure.rate.disabled
    assert drawn(figure) == pytest.approx([2, 2, 11])


def test_two_questions_open_it_when_both_are_answered(lesson):
    first, second = lesson.ask("epoch"), lesson.ask("epochs")
    figure = sl.widgets.study_explorer(small(), after=(first, second), lesson=lesson)
    second.answer = "0"
    assert figure.locked
    first.answer = "0"
    assert not figure.locked and "Answer" not in figure.canvas.text


def test_its_code_gives_the_rows_shown(capsys):
    figure = sl.widgets.study_explorer()
    for change in (lambda: None, lambda: setattr(figure.rate, "value", 10.0)):
        change()
        exec(figure.code(), {})
        lines = capsys.readouterr().out.splitlines()
        assert lines == [
            f"{b.batch_size:5} {b.epoch_ms:6.2f} {b.epochs:6.2f}" for b in figure.bests
        ]


def test_where_nothing_arrives_there_is_no_least_time():
    lost = [row._replace(total_ms=float("inf")) for row in small().best()]
    assert least(lost) == "No batch size reaches the target at this rate."


@pytest.mark.parametrize("panels", [(), ("epoch", "time"), "epoch"])
def test_panels_that_are_not_there_are_named(panels):
    with pytest.raises(ValueError, match="expected some of epoch, epochs, total"):
        sl.widgets.study_explorer(panels=panels)
