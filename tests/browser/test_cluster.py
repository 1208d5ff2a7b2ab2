"""The cluster explorer and the four steps by mouse and keyboard: each control moves the picture."""

import pytest

from .figure import fresh, until

CELLS = (
    "import sgdlab as sl\nfrom sgdlab import parallel\nsl.widgets.four_steps()",
    'sl.widgets.cluster_explorer(straggler="one", policy=parallel.Sync(1))',
)


@pytest.fixture
def steps(bench):
    yield from fresh(bench, 0)


@pytest.fixture
def cluster(bench):
    yield from fresh(bench, 1)


def picture(figure, name, artifacts):
    figure.canvas.scroll_into_view_if_needed()
    figure.root.screenshot(path=artifacts / f"{name}.png")


def test_the_four_steps_are_walked_and_played(steps, artifacts):
    for words in ("Step 1, hand out", "Step 2, compute", "Step 3, submit: g0 = (0, −2)"):
        steps.changes(lambda: steps.press("ArrowRight"), left=None, right=None)
        assert words in until(lambda: steps.text, lambda text, words=words: words in text)
    picture(steps, "four-steps", artifacts)
    steps.press("ArrowRight")
    assert "= (0.5, 1)" in until(lambda: steps.text, lambda text: "(0.5, 1)" in text)
    steps.field("update").select_option("sum of the workers' means")
    assert "wrong here" in until(lambda: steps.text, lambda text: "wrong here" in text)
    steps.button("Reset").click()
    until(lambda: steps.value("step"), lambda step: step == "0")
    steps.root.locator(".widget-play button").first.click()
    assert until(lambda: int(steps.value("step")), lambda step: step >= 3) >= 3
    steps.root.locator(".widget-play button").first.click()


def test_a_batch_of_one_has_one_worker(steps):
    steps.changes(lambda: steps.slider("batch size m").press("ArrowLeft"), left=None, right=None)
    steps.slider("workers P").press("ArrowRight")
    steps.notebook.kernel("")
    assert until(lambda: steps.value("workers P"), lambda value: value == "1") == "1"


@pytest.mark.parametrize("label", ["batch size m", "workers P", "learning rate lr", "step"])
def test_each_slider_of_the_four_steps_moves_the_picture(steps, label):
    if label == "workers P":
        steps.slider("batch size m").press("ArrowRight")
    steps.changes(lambda: steps.slider(label).press("ArrowRight"), left=None, right=None)


def test_each_slider_of_the_explorer_moves_the_picture(cluster):
    cluster.more()
    for label in (
        "backup b", "workers", "zoom", "learning rate lr", "batch size m", "epochs", "jitter, %",
        "message, µs",
    ):  # fmt: skip
        cluster.changes(
            lambda label=label: cluster.slider(label).press("ArrowRight"), left=None, right=None
        )
        assert cluster.error == "", label


def test_menus_and_switches_are_followed(cluster):
    cluster.more()
    for menu, option, words in (
        ("policy", "asynchronous", "asynchronous: "),
        ("straggler", "no straggler", "0 gradients not used"),
        ("policy", "backup workers", "1 backup worker: "),
        ("policy", "bounded staleness", "staleness bound 1: "),
    ):
        cluster.field(menu).select_option(option)
        assert words in until(lambda: cluster.text, lambda text, words=words: words in text)
    for words in ("next part", "all", "epochs used", "distance"):
        switch = cluster.root.locator(f'.widget-toggle-button:text-is("{words}")')
        switch.click()
        cluster.notebook.kernel("")
        assert cluster.error == ""


def test_two_runs_stand_one_above_the_other(cluster, artifacts):
    cluster.press("p")
    words = "pinned: 1 backup worker"
    assert words in until(lambda: cluster.text, lambda text: words in text)
    cluster.field("policy").select_option("asynchronous")
    assert until(lambda: cluster.text, lambda text: "asynchronous: " in text)
    cluster.changes(lambda: cluster.press("ArrowLeft"), left=None, right=None)
    cluster.changes(lambda: cluster.press("Shift+ArrowLeft"), left=None, right=None)
    picture(cluster, "cluster-explorer", artifacts)
    cluster.button("Copy as code").click()
    code = cluster.root.locator(".sgdlab-code")
    until(code.is_visible, lambda seen: seen)
    assert "policy=Async(" in code.text_content()


def test_the_pointer_takes_the_cursor_along_the_loss(cluster):
    before = cluster.value("step")
    cluster.changes(lambda: cluster.drag((0.3, 0.75), (0.2, 0.75)), left=None, right=None)
    assert until(lambda: cluster.value("step"), lambda step: step != before) != before


def test_it_is_played_from_the_start(cluster):
    cluster.press("Home")
    until(lambda: cluster.value("step"), lambda step: step == "0")
    cluster.root.locator(".widget-play button").first.click()
    assert until(lambda: int(cluster.value("step")), lambda step: step >= 5) >= 5
    cluster.root.locator(".widget-play button").first.click()
