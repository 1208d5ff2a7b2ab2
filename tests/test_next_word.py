"""The next-word figure: its bars are the softmax, its marks the shares, and it writes on."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab import figures, widgets
from sgdlab.sentences import VOCABULARY


@pytest.fixture(scope="module")
def trained():
    data = sl.load("sentences")
    problem = sl.Softmax(sl.with_ones(data.X), data.y)
    return problem, sl.descend(problem, np.zeros(problem.d), lr=2, epochs=300).w[-1]


@pytest.fixture
def figure(trained):
    return widgets.next_word(*trained)


@pytest.fixture
def lesson(tmp_path):
    return widgets.Lesson("06-classifiers", tmp_path)


def widths(figure):
    return [bar.get_width() for part in figure.scene.parts for bar in part.bars]


def test_the_bars_are_the_probabilities_and_the_diamonds_the_shares(figure):
    assert widths(figure) == pytest.approx(figure.probabilities.tolist())
    assert sum(widths(figure)) == pytest.approx(1)
    left, right = (part.shares.get_xdata().tolist() for part in figure.scene.parts)
    assert (left, right) == ([0.2], [0.3, 0.5])  # bank; park and station
    assert "the model expects “station”" in figure.canvas.text
    assert "In the sentences it came 5 of 10 times." in figure.canvas.text


def test_european_central_bank(figure):
    figure.bank.click()
    assert figure.pair == ("european", "central")
    assert "the model expects “bank”, probability 0.95" in figure.canvas.text
    assert "8 of 8 times" in figure.canvas.text
    assert figure.canvas.table.index("bank") < figure.canvas.table.index("station")


def test_a_pair_that_was_never_seen_is_told(figure):
    figure.before[0].value = "south"
    assert figure.pair == ("south", "central")
    assert "These two words never stand together in the sentences." in figure.canvas.text
    assert all(len(part.shares.get_xdata()) == 0 for part in figure.scene.parts)


def test_it_writes_on_from_what_it_wrote(figure):
    figure.read(("the", "european"))
    for _ in range(3):
        figure.on.click()
    assert figure.canvas.text.endswith("Text so far: the european central bank raises")
    assert figure.pair == ("bank", "raises")
    for _ in range(20):
        figure.press("End")
    assert "Text so far: … " in figure.canvas.text
    figure.again.click()
    assert figure.written == ["the", "central"]


def test_a_click_on_a_bar_writes_its_word_and_a_drag_does_not(figure):
    column = figure.scene.columns[1]
    x, y = column.transData.transform((0.2, VOCABULARY[10:].index("park")))
    place = [float(x), float(figure.scene.fig.bbox.height - y)]
    figure.canvas.pointer = [*place, *place]
    assert figure.written == ["the", "central", "park"]
    figure.canvas.pointer = [place[0] + 3, place[1], *place]
    assert figure.written == ["the", "central", "park"]


def test_keys_choose_the_words(figure):
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowUp"):
        figure.press(key)
    assert figure.pair == ("station", "central")
    figure.press("r")
    assert figure.pair == ("the", "central")
    figure.before[0].value = VOCABULARY[0]
    figure.press("ArrowLeft")
    assert figure.pair[0] == VOCABULARY[-1]


def test_locked_it_shows_no_probability(trained, lesson):
    question = lesson.ask("word")
    figure = widgets.next_word(*trained, after=question, lesson=lesson)
    assert not any(widths(figure)) and figure.canvas.table == "" and figure.on.disabled
    figure.write()
    assert figure.written == ["the", "central"]
    question.answer = "1"
    assert widths(figure) == pytest.approx(figure.probabilities.tolist())


def test_its_code_gives_the_probabilities(figure):
    names = {"problem": figure.problem, "w": figure.w}
    figure.before[0].value = "city"
    exec(figure.code(), names)
    assert names["probabilities"] == pytest.approx(figure.probabilities)


def test_large_scores_stay_probabilities(trained):
    problem, w = trained
    figure = widgets.next_word(problem, 1e4 * w)
    assert sum(widths(figure)) == pytest.approx(1) and figure.canvas.error == ""


def test_other_weights_and_words_are_refused(trained):
    problem, w = trained
    with pytest.raises(ValueError, match="41 inputs and 20 words"):
        widgets.next_word(problem, w[:-1])
    with pytest.raises(ValueError, match="'hotel' is not one of the 20 words"):
        widgets.next_word(problem, w, ("grand", "hotel")[::-1])


def test_the_projector_and_the_dark_theme_draw_it_again(trained, lesson):
    figure = widgets.next_word(*trained, lesson=lesson)
    before = figure.scene
    lesson.projector = True
    figure.canvas.dark = True
    assert figure.scene is not before and figure.canvas.error == ""


def test_the_table_lists_the_likely_words_first():
    html = figures.words_table(["<b>", "c"], [0.25, 0.75], [1, 0])
    assert html.index("<td>0.750</td>") < html.index("&lt;b&gt;") and "<td>1 of 1</td>" in html
