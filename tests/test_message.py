"""The message explorer: what is typed is counted, scored, decided, marked, and never trusted."""

import re
import time
from html import unescape

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import spam, widgets

WORDS = st.sampled_from(["free", "FREE", "Robin", "recieve", "tea", "<b>", "&amp;", "\n", "ß", "İ"])
TEXTS = st.lists(WORDS | st.text(max_size=8), max_size=20).map(" ".join)


@pytest.fixture
def figure():
    return widgets.message_explorer()


@pytest.fixture
def lesson(tmp_path):
    return widgets.Lesson("06-classifiers", tmp_path)


def test_it_opens_with_the_lectures_features_and_the_score_3(figure):
    assert figure.canvas.text.startswith(
        "x = (2, 0, 2, 0), score 3, above 0: spam. In the file it is spam: right."
    )
    assert figure.canvas.text.endswith("judge 100 of the 120 messages rightly.")
    assert figure.canvas.table.count("<mark>") == 4


def test_three_names_make_a_tie_which_counts_as_not_spam(figure):
    text = figure.text.value
    for names, score in ((1, 2), (2, 1), (3, 0), (4, -1)):
        figure.text.value = text + " Robin" * names
        verdict = "above 0: spam" if score > 0 else "not above 0: not spam"
        assert f"score {score}, {verdict}." in figure.canvas.text


def test_the_sender_and_the_name_count(figure):
    figure.text.value = "Kim, free tea!"
    assert "x = (1, 0, 0, 0), score 1" in figure.canvas.text
    figure.name.value = " Kim "
    assert "x = (1, 1, 0, 0), score 0" in figure.canvas.text
    figure.sender.value = "mira@post.example"
    assert "x = (1, 1, 0, 1), score -2" in figure.canvas.text


@given(TEXTS, st.sampled_from(["Robin", "free", "tea"]))
@settings(max_examples=150, deadline=None)
def test_the_marked_words_are_those_that_are_counted(text, name):
    x = spam.features(text, "a@b.example", name)
    found = list(spam.counted(text, name))
    for feature in range(3):
        assert sum(feature in kinds for _, _, kinds in found) == x[feature]
    assert all(start < end for start, end, _ in found)


@given(text=TEXTS)
@settings(max_examples=100, deadline=None)
def test_what_is_typed_is_text_and_no_markup(text):
    figure = _SHARED
    figure.text.value = text
    table = figure.canvas.table
    shown = table[: table.find("<table")]
    assert figure.canvas.error == ""
    tags = set(re.findall(r"<[^>]*>", shown))
    assert tags <= {
        '<p class="sgdlab-message">', "</p>", "<mark>", "</mark>", "<small>", "</small>"
    } | {"<em>", "</em>"}  # fmt: skip
    if text.strip() and len(text) < 600:
        plain = re.sub(r"<small>.*?</small>", "", shown)
        assert unescape(re.sub(r"<[^>]*>", "", plain)) == text


_SHARED = widgets.message_explorer()


def test_hostile_markup_is_shown_as_it_was_typed(figure):
    figure.text.value = "<img src=x onerror=alert(1)> free <script>FREE</script>"
    shown = figure.canvas.table
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown and "&lt;script&gt;" in shown
    assert "<img" not in shown and "<script" not in shown
    figure.name.value = "<b>"
    assert figure.canvas.error.startswith("recipient is '<b>'; expected a first name")


@pytest.mark.parametrize("text", ["", "   \n\t "])
def test_an_empty_message_is_told(figure, text):
    figure.text.value = text
    assert "x = (0, 0, 0, 0), score 0, not above 0: not spam. The message is empty" in (
        figure.canvas.text
    )
    assert "sgdlab-message" not in figure.canvas.table


def test_a_message_of_100_kb_is_counted_whole_shown_short_and_quick(figure):
    text = "A free offer, recieve it. " * 3847 + "free"
    assert len(text) > 100_000
    begun = time.perf_counter()
    figure.text.value = text
    assert time.perf_counter() - begun < 1
    assert "x = (3848, 0, 3847, 0)" in figure.canvas.text
    assert len(figure.canvas.table) < 6000 and f"({len(text):,} letters" in figure.canvas.table


@pytest.mark.parametrize("name", ["", "Kim Lee", "a" * 5 + "!"])
def test_a_name_that_is_none_is_told_and_the_picture_stays(figure, name):
    before = figure.canvas.strokes
    figure.name.value = name
    assert figure.canvas.error.startswith("recipient is ") and figure.canvas.strokes is before
    figure.name.value = "Kim"
    assert figure.canvas.error == ""


def test_the_file_is_walked_through_and_its_mistakes_are_found(figure):
    X, y = sl.load("spam")[:2]
    wrong = 1 + np.flatnonzero((X @ spam.WEIGHTS > 0) != (y > 0))
    seen = []
    for _ in range(len(wrong) + 1):
        figure.wrong.click()
        seen.append(figure.index.value)
        assert figure.canvas.text.split("\n")[0].endswith("wrong.")
    assert seen[:-1] == wrong.tolist() and seen[-1] == seen[0] and len(wrong) == 20
    for number in range(1, 121):
        figure.index.value = number
        assert figure.canvas.text.startswith(f"x = ({', '.join(f'{v:g}' for v in X[number - 1])})")


def test_weights_can_be_set_and_reset(figure):
    figure.more.value = True
    assert figure.drawer.children
    for slider, w in zip(figure.weights, (1, 0, 3, -7), strict=True):
        slider.value = w
    X, y = sl.load("spam")[:2]
    right = int(((X @ (1, 0, 3, -7) > 0) == (y > 0)).sum())
    assert right > 100 and f"judge {right} of the 120" in figure.canvas.text
    figure.press("r")
    assert figure.w.tolist() == list(spam.WEIGHTS) and figure.index.value == 1


def test_the_bars_add_up_to_the_score(figure):
    figure.index.value = 16
    steps = figure.scene.bars
    at = 0
    for bar, product in zip(steps.rectangles, figure.w * figure.X[15], strict=True):
        assert (bar.get_x(), bar.get_width()) == pytest.approx((at, product))
        at += product
    assert steps.mark.get_xdata()[0] == pytest.approx(at)


def test_learned_weights_are_shown_as_they_are():
    w = np.array([0.8911, -0.694, 2.48, -14.51])
    figure = widgets.message_explorer(w)
    assert figure.w == pytest.approx(w)
    assert figure.weights[3].min <= -14.51
    figure.weights[0].value = 3
    figure.press("r")
    assert figure.w == pytest.approx(w, abs=1e-9)


def test_a_theme_that_changes_during_an_error_shows_once_the_error_is_mended(figure):
    figure.name.value = ""
    assert "expected a first name" in figure.canvas.error
    figure.canvas.dark = True
    figure.name.value = "Robin"
    assert figure.canvas.error == "" and figure.scene.fig.dark


def test_its_code_gives_the_score_shown(figure, capsys):
    figure.text.value = 'It\'s "free",\nKim'
    exec(figure.code(), {})
    assert "1.0 True" in capsys.readouterr().out


def test_locked_until_the_question_is_answered(lesson):
    question = lesson.ask("name")
    figure = widgets.message_explorer(after=question, lesson=lesson)
    assert figure.locked and figure.text.disabled and figure.index.disabled
    assert all(slider.disabled for slider in figure.weights)  # no Reset would take them back
    figure.press("ArrowRight")
    assert figure.index.value == 1
    question.answer = "3"
    assert not figure.locked and not figure.text.disabled
    figure.press("ArrowRight")
    assert figure.index.value == 2


@pytest.mark.parametrize("weights", [(1, 2, 3), (1, 2, 3, float("nan")), [[1, 2, 3, 4]]])
def test_other_weights_are_refused(weights):
    with pytest.raises(ValueError, match="expected four finite numbers"):
        widgets.message_explorer(weights)
