"""The graph player by mouse and keyboard: numbers typed, a box opened, a formula."""

import pytest

from .figure import fresh, until

CELLS = (
    'import sgdlab as sl\nsl.widgets.graph_player("(x + y)*z", fill="last hop", x=-2, y=5, z=-4)',
    "def neuron(a, b, c):\n    t = a*b + c\n    return sl.sigmoid(t)\n\n"
    "def network(x, w1, w2):\n    return neuron(neuron(x, w1, w2), w2, w1)\n\n"
    "sl.widgets.graph_player(network, x=1, w1=2, w2=.5)",
)


@pytest.fixture
def slide(bench):
    yield from fresh(bench, 0)


@pytest.fixture
def network(bench):
    yield from fresh(bench, 1)


def test_the_last_hop_is_filled_in_with_right_and_wrong_numbers(slide):
    assert "∂f/∂x = ?" in slide.text
    for typed, words in (
        ("abc", "'abc' is not a number"),
        ("1", "That is the local derivative alone. Multiply it by what comes in, ∂f/∂v1 = −4."),
        ("7", "Hint: ∂f/∂x = incoming"),
        ("−4", "Right: ∂f/∂x = −4."),
        ("-3.99", "∂f/∂y = −4."),
    ):
        assert any(words in said for said in slide.enter("your number =", typed, words)), typed
    assert until(lambda: slide.value("step"), lambda step: step == "9") == "9"
    assert "f = −12. ∂f/∂x = −4, ∂f/∂y = −4, ∂f/∂z = 3." in slide.text


def test_it_is_watched_by_keys_and_stages(slide):
    slide.field("mode").select_option("watch")
    until(slide.root.locator(".widget-play").count, lambda n: n == 1)
    slide.changes(lambda: slide.press("ArrowRight"), left=None, right=None)
    assert "Step 1 of 9: v1 = x + y = −2 + 5 = 3." in slide.text
    slide.root.locator(".widget-toggle-buttons button").nth(2).click()
    assert "Step 5 of 9" in until(lambda: slide.text, lambda text: "Step 5" in text)
    slide.changes(lambda: slide.slider("x").press("ArrowRight"), left=None, right=None)
    slide.press("End")
    assert "∂f/∂z = 3.1" in until(lambda: slide.text, lambda text: "∂f/∂z = 3.1" in text)


def test_a_formula_is_typed(slide):
    slide.field("mode").select_option("watch")
    field = slide.field("f =")
    for text, words in (("a +", "not complete arithmetic"), ("relu(a)*b", "f at a = 1, b = 2.")):
        field.fill(text)
        field.press("Enter")
        slide.notebook.kernel("")
        said = (slide.error, slide.text)
        assert any(words in one for one in said), said
    assert slide.value("a") == "1.00" and slide.error == ""


def test_a_click_opens_a_box_and_another_picks_a_node(network, artifacts):
    canvas = network.canvas
    canvas.scroll_into_view_if_needed()
    network.keep()
    for share in (0.4, 0.45, 0.5, 0.55, 0.6):  # somewhere there is the first of the two boxes
        network.page.mouse.click(*network.place(share, 0.45))
        network.notebook.kernel("")
        if "nodes in one box" not in network.text and "Press" not in network.text:
            break
    network.more()
    network.notebook.kernel("")  # until the drawer is there
    network.button("Open all").click()
    network.notebook.kernel("")
    network.field("node").select_option("w1")
    assert "Way by way: " in until(lambda: network.text, lambda text: "Way" in text)
    network.changes(lambda: network.slider("zoom").press("ArrowRight"), left=None, right=None)
    network.root.screenshot(path=artifacts / "graph-player.png")
    assert network.error == ""
