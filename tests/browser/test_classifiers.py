"""A message that is typed, a digit that is drawn, a word that is clicked: by mouse and keyboard."""

import json

import pytest

from .figure import Figure, until

CELLS = (
    "import numpy as np\nimport sgdlab as sl\nsl.widgets.message_explorer()",
    "part, _ = sl.hold_out(sl.load('digits'), 360)\n"
    "problem = sl.Softmax(sl.with_ones(part.X / 16), part.y)\n"
    "path = sl.descend(problem, np.zeros(650), lr=0.3, batch_size=32, epochs=30, shuffle=0)\n"
    "pad = sl.widgets.drawing_pad(problem, path.w[-1])\npad",
    "data = sl.load('sentences')\n"
    "words = sl.Softmax(sl.with_ones(data.X), data.y)\n"
    "w = sl.descend(words, np.zeros(820), lr=2, epochs=300).w[-1]\n"
    "sl.widgets.next_word(words, w)",
)
# of the canvas: the corners of a 7 on the pad, which is the square at the left
SEVEN = ((0.09, 0.2), (0.27, 0.2), (0.17, 0.82))


@pytest.fixture(scope="module", autouse=True)
def nothing_goes_wrong(bench):
    yield
    assert bench.trouble() == []


def says(figure, words):
    """Tell whether the figure comes to say `words`, and has no error."""
    text = until(lambda: figure.text, lambda text: words in text)
    assert words in text and figure.error == ""
    return True


def strokes(bench, good):
    """Return how many places each stroke has, once that is `good`: it may be on its way."""

    def ask():
        return json.loads(bench.kernel("print([len(stroke) for stroke in pad.strokes])"))

    return until(ask, good)


def test_each_letter_that_is_typed_counts_at_once(bench):
    figure = Figure(bench, 0)
    field = figure.root.locator("textarea")
    field.fill("")
    assert says(figure, "The message is empty")
    field.press_sequentially("get it free")
    assert says(figure, "x = (1, 0, 0, 0), score 1, above 0: spam.")
    field.press_sequentially("dom, <b>Robin</b>")
    assert says(figure, "x = (0, 1, 0, 0), score -1, not above 0: not spam.")
    shown = figure.root.locator(".sgdlab-message")
    whole = "get it freedom, <b>Robin x₂</b>"
    assert until(shown.text_content, lambda text: text == whole) == whole
    assert shown.locator("b").count() == 0 and shown.locator("mark").count() == 1


def test_a_message_of_100_kb_is_read(bench):
    figure = Figure(bench, 0)
    figure.root.locator("textarea").fill("a free offer " * 8000)
    assert says(figure, "x = (8000, 0, 0, 0), score 8000, above 0: spam.")
    figure.button("Reset").click()
    assert says(figure, "x = (2, 0, 2, 0), score 3")


def test_a_digit_drawn_with_the_mouse_is_read(bench, artifacts):
    figure, mouse = Figure(bench, 1), bench.page.mouse
    assert "The pad is blank" in figure.text
    figure.keep()
    mouse.move(*figure.place(*SEVEN[0]))
    mouse.down()
    for corner in SEVEN[1:]:
        mouse.move(*figure.place(*corner), steps=12)
    mouse.up()
    figure.changes(left=True, right=True)
    assert says(figure, "Read as 7")
    figure.drag((0.12, 0.5), (0.25, 0.5))
    assert len(strokes(bench, lambda found: len(found) == 2)) == 2
    assert says(figure, "Read as 7")
    figure.root.screenshot(path=artifacts / "drawn-seven.png")
    figure.button("Undo").click()
    figure.button("Clear").click()
    assert says(figure, "The pad is blank")


def test_a_digit_drawn_with_the_keys_is_read(bench):
    figure = Figure(bench, 1)
    figure.press("ArrowUp")
    for _ in range(10):
        figure.press("Shift+ArrowDown")
    assert says(figure, "Read as 1")
    figure.press("ArrowLeft")
    figure.press("Space")
    assert strokes(bench, lambda found: found == [11, 1]) == [11, 1]
    figure.press("r")
    assert says(figure, "The pad is blank")


def test_words_are_chosen_clicked_and_written_on(bench):
    figure = Figure(bench, 2)
    figure.button("European Central").click()
    assert says(figure, "the model expects “bank”")
    figure.button("Write on").click()
    assert says(figure, "Text so far: european central bank")
    figure.field("first word").select_option("south")
    assert says(figure, "After “south bank”")
    figure.button("Reset").click()
    assert says(figure, "After “the central”")
    bench.page.mouse.click(*figure.place(0.7, 0.28))
    assert says(figure, "Text so far: the central park")
