"""The reader's own study: it runs beside the kernel, can be stopped, and says what went wrong."""

import asyncio
import threading
import time

import pytest

import sgdlab as sl
from sgdlab.study import Plan
from sgdlab.widgets import live_study, study_run

from .test_study_charts import data

TINY = Plan(batch_sizes=(32, 128), rates=(1.0, 3.0), seeds=(0,), epochs=6)
LONG = Plan(batch_sizes=(1,), rates=(0.1,), seeds=tuple(range(50)), target=1.0, epochs=30)


@pytest.fixture(autouse=True)
def no_kernel(monkeypatch):
    """The loop of a browser test that ran before would never call back."""
    monkeypatch.setattr(study_run, "kernel_loop", lambda: None)


@pytest.fixture
def figure():
    made = sl.widgets.own_study(TINY)
    yield made
    made.halt()
    made.wait()


def test_before_a_run_the_stored_study_shows(figure):
    assert figure.own is None and not figure.running and figure.stop.disabled
    assert figure.canvas.text.startswith("Stored: m = 32, ")
    assert "2 batch sizes × 2 rates × 1 orders" in figure.canvas.text
    assert data(figure.scene._curves[0].line).shape == (10, 2)
    assert data(figure.scene._own[0].line).size == 0


def test_a_run_draws_its_own_curve_over_the_stored_one(figure):
    figure.start.click()
    figure.wait()
    assert figure.own.plan == TINY and figure.own.complete and not figure.running
    assert data(figure.scene._own[1].line)[:, 0].tolist() == [32, 128]
    assert data(figure.scene._curves[0].line).shape == (10, 2)
    assert figure.canvas.text.startswith("Here: m = 32, ") and figure.canvas.error == ""
    assert "Measured here in " in figure.canvas.text and "measured here" in figure.canvas.table
    assert (figure.bar.value, figure.share.value) == (100, "")
    figure.press("Home")
    assert figure.canvas.text.startswith("Stored: m = 1, ")


def test_what_is_measured_is_the_plan_and_so_is_its_code(figure):
    names = {}
    exec(figure.code().rsplit("study =", 1)[0], names)
    assert names["plan"] == TINY


def test_a_second_press_is_refused_in_words_and_the_figure_answers_meanwhile():
    figure = sl.widgets.own_study(LONG)
    figure.measure()
    first = figure._run
    assert figure.running and not figure.stop.disabled
    figure.measure()
    assert figure._run is first
    assert "A study is under way; wait for it, or stop it first." in figure.canvas.text
    start = time.monotonic()
    figure.m.value = 128
    assert figure.canvas.text.startswith("Stored: m = 128, ") and time.monotonic() - start < 2
    figure.press(" ")  # Space stops
    figure.wait()
    assert not figure.running and figure.own is None and figure.stop.disabled
    assert "Stopped; nothing new was kept." in figure.canvas.text
    assert (figure.bar.value, figure.share.value) == (0, "")


def test_a_stopped_run_leaves_the_one_before(figure):
    figure.measure()
    figure.wait()
    kept = figure.own
    figure.plan = LONG
    figure.measure()
    figure.halt()
    figure.wait()
    assert figure.own is kept


def test_reset_ends_a_run_and_forgets(figure):
    figure.measure()
    figure.wait()
    figure.plan = LONG
    figure.measure()
    figure.press("r")
    figure.wait()
    assert figure.own is None and not figure.running
    assert data(figure.scene._own[0].line).size == 0 and figure.canvas.table == ""


def test_an_error_in_the_run_is_said(figure, monkeypatch):
    def fails(plan, progress):
        raise ValueError("no room on this machine")

    monkeypatch.setattr(study_run.study, "measure", fails)
    figure.measure()
    figure.wait()
    assert figure.canvas.error == "no room on this machine" and not figure.running


def test_in_a_kernel_the_figure_is_touched_by_the_kernel_s_thread_alone(figure, monkeypatch):
    monkeypatch.setattr(study_run, "kernel_loop", asyncio.get_running_loop)
    threads = []

    async def cell():
        ended = asyncio.Event()
        for name in ("_progressed", "_ended"):
            known = getattr(figure, name)

            def heard(*given, known=known, name=name):
                threads.append(threading.current_thread())
                known(*given)
                if name == "_ended":
                    ended.set()

            setattr(figure, name, heard)
        figure.measure()
        assert figure.running  # at once: the cell, or the press, is over
        await asyncio.wait_for(ended.wait(), 60)

    kernel = threading.Thread(target=lambda: asyncio.run(cell()))
    kernel.start()
    kernel.join(90)
    assert figure.own is not None and set(threads) == {kernel}


def test_when_the_loop_of_the_page_is_gone_the_result_is_kept(figure, monkeypatch):
    loop = asyncio.new_event_loop()
    loop.close()
    monkeypatch.setattr(study_run, "kernel_loop", lambda: loop)
    figure.measure()
    figure.wait()
    assert figure.own is not None and not figure.running


def test_until_the_answer_nothing_shows_and_nothing_runs(tmp_path):
    lesson = sl.widgets.Lesson("07-batch-size", tmp_path)
    question = lesson.ask("product")
    figure = sl.widgets.own_study(TINY, after=question, lesson=lesson)
    figure.measure()
    for key in (" ", "End", "r"):
        figure.press(key)
    assert not figure.running and figure.start.disabled and "ms" not in figure.canvas.text
    assert data(figure.scene._curves[0].line).size == 0
    question.answer = "0"
    assert not figure.start.disabled and data(figure.scene._curves[0].line).size


def test_the_plan_of_the_lesson_is_small():
    plan = live_study.SMALL
    runs = len(plan.batch_sizes) * len(plan.rates) * len(plan.seeds)
    assert runs < 150 and set(plan.batch_sizes) & {32, 64} and plan.n in plan.batch_sizes
