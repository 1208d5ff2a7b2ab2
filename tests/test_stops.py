"""The figure of stopping rules: each mark stands where the rule itself ends the run."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import widgets
from sgdlab.widgets.batches import slide_table
from sgdlab.widgets.stops import EPOCHS

TABLE = slide_table()


@pytest.fixture
def figure():
    return widgets.stops_explorer()


@pytest.fixture(scope="module")
def shared():
    return widgets.stops_explorer()


@pytest.fixture
def lesson(tmp_path):
    return widgets.Lesson("05-mini-batch", tmp_path)


def marks(figure):
    """Return (epoch, loss) of each rule's mark, None where there is none."""
    return [
        (rule.point.get_xdata()[0], rule.point.get_ydata()[0]) if rule.point.get_visible() else None
        for rule in figure.scene.rules
    ]


def expected(loss, each, steps, bound, patience, tol):
    """Return where the rules stop, by the words of the slide."""
    ends = loss[each::each]
    below = [k for k, value in enumerate(ends, start=1) if value < bound]
    best, bad, tired = np.inf, 0, None
    for k, value in enumerate(ends, start=1):
        best, bad = (value, 0) if value < best - tol else (best, bad + 1)
        if bad == patience:
            tired = k
            break
    fixed = steps if steps < len(loss) else None
    return [fixed, below[0] * each if below else None, tired and tired * each]


@settings(max_examples=40, deadline=None)
@given(
    m=st.integers(1, 4), rate=st.integers(0, 19), steps=st.integers(1, 160),
    bound=st.integers(0, 100), patience=st.integers(1, 20), tol=st.integers(0, 4),
)  # fmt: skip
def test_the_marks_stand_where_the_rules_stop(shared, m, rate, steps, bound, patience, tol):
    with shared.quiet():
        shared.m.value, shared.lr.index, shared.steps.value = m, rate, steps
        shared.bound.value, shared.patience.value, shared.tol.index = bound / 100, patience, tol
    shared.refresh()
    path = sl.descend(TABLE, (0, 0), lr=shared.lr.value, batch_size=m, epochs=EPOCHS)
    each = -(-4 // m)
    assert shared.path.loss == pytest.approx(path.loss)
    wanted = expected(path.loss, each, steps, bound / 100, patience, shared.tol.value)
    assert shared.canvas.error == ""
    for mark, stop in zip(marks(shared), wanted, strict=True):
        if stop is None:
            assert mark is None
        else:
            assert mark[0] == pytest.approx(stop / each)
            assert mark[1] == pytest.approx(min(path.loss[stop], mark[1]))


def test_as_it_opens_no_improvement_stops_the_cycle_at_one_half(figure):
    assert marks(figure) == [(15, 0.5), None, (4, 0.5)]
    assert "near the bound: never; no improvement: 16, loss 0.5" in figure.canvas.text
    assert "no better loss than 0.5 for 3 epochs" in figure.canvas.table


def test_a_bound_just_above_one_third_stops_m_4_and_never_m_1(figure):
    figure.bound.value = 0.35
    assert marks(figure)[1] is None
    figure.m.value = 4
    assert marks(figure)[1] is not None and figure.ends[1].loss[-1] < 0.35
    figure.bound.value = 0.33
    assert marks(figure)[1] is None
    figure.bound.value, figure.tol.value, figure.patience.value = 0.35, 0.03, 1
    assert figure.ends[2].loss[-1] > 0.36  # far too early


def test_only_artists_move(figure):
    scene, background = figure.scene, figure.canvas.background
    for control, value in (("m", 2), ("steps", 9), ("bound", 0.4), ("patience", 9), ("tol", 0.01)):
        strokes = figure.canvas.strokes
        getattr(figure, control).value = value
        assert figure.canvas.strokes != strokes
    assert figure.scene is scene and figure.canvas.background is background


def test_each_slider_is_seen_at_once(figure):
    for name in ("steps", "bound", "patience", "m"):
        strokes, control = figure.canvas.strokes, getattr(figure, name)
        control.value += 0.01 if name == "bound" else 1
        assert figure.canvas.strokes != strokes, name


def test_keys_and_pointer_set_the_number_and_the_bound(figure):
    figure.press("ArrowRight")
    figure.press("ArrowUp")
    assert (figure.steps.value, figure.bound.value) == (61, pytest.approx(0.21))
    figure.drag(figure.scene.loss, (10.1, 0.456))
    assert (figure.steps.value, figure.bound.value) == (40, pytest.approx(0.46))
    figure.drag(figure.scene.loss, (-3, 7.0))
    assert (figure.steps.value, figure.bound.value) == (1, 1)
    figure.press("r")
    assert (figure.steps.value, figure.bound.value) == (60, 0.2)


def test_a_run_that_diverges_is_said_and_drawn(figure):
    figure.lr.value = 5.0
    assert "the rate is too large, the run diverges" in figure.canvas.text
    assert figure.canvas.error == ""
    assert marks(figure)[0] is None and "not within 40 epochs" in figure.canvas.table


def test_its_code_runs_the_three_rules(figure, capsys):
    figure.bound.value = 0.6
    exec(figure.code(), {})
    assert capsys.readouterr().out.splitlines() == [path.reason for path in figure.ends]


def test_it_waits_for_the_answer(lesson):
    question = lesson.ask("bound")
    figure = widgets.stops_explorer(after=question, lesson=lesson)
    assert marks(figure) == [None] * 3 and len(figure.path) == 0
    figure.press("ArrowUp")
    figure.drag(figure.scene.loss, (3, 0.5))
    assert figure.bound.value == 0.2
    question.answer = "1/3"
    assert len(figure.path) == 160 and "Stops after update" in figure.canvas.text
