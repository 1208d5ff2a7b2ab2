"""A slide: a question and a figure in one cell, and what a notebook keeps of them."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab import widgets


@pytest.fixture
def lesson(tmp_path):
    return widgets.Lesson("lecture", tmp_path, projector=True, class_mode=True)


def test_a_slide_holds_the_questions_that_its_figure_waits_for(lesson):
    guess = lesson.ask("line")
    slide = widgets.slide(widgets.line_explorer(after=guess, lesson=lesson))
    assert slide.questions == (guess,) and slide.children[:2] == (guess, slide.figure)
    assert slide.figure.locked
    guess.revealed = True
    assert not slide.figure.locked


def test_a_figure_may_wait_for_several_or_for_none(lesson):
    asked = lesson.ask("rest"), lesson.ask("same")
    assert widgets.slide(widgets.ends_explorer(after=asked, lesson=lesson)).questions == asked
    assert widgets.slide(widgets.ends_explorer(lesson=lesson)).questions == ()


def test_question_picture_and_view_are_outputs_of_their_own(lesson, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    widgets.slide(
        widgets.line_explorer(after=lesson.ask("line"), lesson=lesson)
    )._ipython_display_()
    asked, picture, view = shown
    assert asked["text/plain"].endswith(
        "1. go up too\n2. go down\n3. nothing: b has no part in the slope"
    )
    assert picture["text/plain"].startswith("Left") and len(picture["image/png"]) > 1000
    assert list(view) == ["application/vnd.jupyter.widget-view+json"]


def test_digits_wait_too(lesson):
    X = sl.with_ones(np.eye(4).repeat(2, axis=1)[:, :4])
    problem = sl.Softmax(X, np.arange(4))
    w = np.arange(problem.d) % 7.0
    guess = lesson.ask("digit")
    figure = widgets.digit_explorer(problem, w, X, np.arange(4), after=guess, lesson=lesson)
    heights = [bar.get_height() for bar in figure.scene.moving[1:5]]
    assert figure.locked and heights == [0, 0, 0, 0] and figure.index.disabled
    assert "Answer the question" in figure.canvas.text
    figure.press("ArrowRight")
    assert figure.index.value == 0
    guess.revealed = True
    assert "highest score" in figure.canvas.text and not figure.index.disabled
    assert [bar.get_height() for bar in figure.scene.moving[1:5]] != heights
