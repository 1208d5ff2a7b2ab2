"""The descent explorer by mouse and keyboard, on a notebook of its own."""

import csv
import json

import pytest
from PIL import Image

import sgdlab as sl

from .figure import Figure, until

CELLS = (
    'import sgdlab as sl\nlesson = sl.widgets.Lesson("02-one-parameter")\nlesson',
    'guess = lesson.ask("bounce")\nguess',
    'locked = sl.widgets.descent_explorer("bounces", after=guess, lesson=lesson)\nlocked',
    'valley = sl.widgets.descent_explorer("valley", lesson=lesson)\nvalley',
)
STEP, LR = "step", "learning rate lr"


@pytest.fixture
def valley(bench):
    """The explorer of the valley, as it began, with its drawer open."""
    figure = Figure(bench, 1)
    figure.more()
    figure.button("Reset").click()
    bench.kernel("")
    yield figure
    assert bench.trouble() == []


@pytest.fixture
def locked(bench):
    yield Figure(bench, 0)
    assert bench.trouble() == []


def steps(figure):
    """Return where the step slider stands, once the kernel has caught up."""
    figure.notebook.kernel("")
    return int(figure.value(STEP))


# -- locked, class mode; before anything is answered ---------------------------------------------


def test_nothing_went_wrong_when_all_cells_ran(bench):
    assert bench.trouble() == []


def test_a_locked_run_shows_its_start_alone_and_no_key_moves_it(bench, locked):
    assert "Answer the question above" in locked.text
    before = locked.canvas.get_attribute("data-frame")
    locked.press("ArrowRight")
    locked.press("End")
    bench.kernel("")
    assert locked.text.startswith("Step 0:")
    assert bench.kernel("print(len(locked.path))") == "0"
    assert locked.canvas.get_attribute("data-frame") == before


def test_in_class_mode_the_keys_belong_to_the_question(bench, locked):
    switch = bench.page.get_by_role("button", name="class mode")
    switch.click()
    question = bench.locator(".sgdlab-question")
    question.get_by_text("hands", exact=True).wait_for()
    bench.locator(".jp-CodeCell .jp-InputPrompt").nth(1).click()  # command mode: 2 is a heading
    question.scroll_into_view_if_needed()
    bench.page.keyboard.press("2")
    question.locator("button[aria-pressed='true']").wait_for()
    assert not question.locator(".sgdlab-verdict").is_visible()
    assert "Answer the question above" in locked.text
    locked.changes(lambda: bench.page.keyboard.press(" "), right=None)
    verdict = question.locator(".sgdlab-verdict")
    verdict.wait_for()
    assert verdict.text_content().startswith("Right")
    assert bench.locator(".jp-MarkdownCell").count() == 0
    assert bench.locator(".jp-CodeCell").count() == len(CELLS)
    switch.click()


def test_after_the_answer_the_run_can_be_walked(locked):
    locked.changes(lambda: locked.press("ArrowRight"))
    assert locked.text.startswith("Step 1: w = -4")
    folder = (locked.notebook.server.root / locked.notebook.path).parent
    kept = json.loads((folder / "predictions.json").read_text(encoding="utf-8"))
    assert kept == {"02-one-parameter": {"bounce": "1"}}


def test_keys_on_a_figure_are_not_the_notebook_s(bench, valley):
    cells = bench.locator(".jp-Cell").count()
    for target in (valley.canvas, valley.button("Reset"), valley.slider(STEP)):
        for key in ("x", "m", "b", "Shift+R", "d", "d"):
            target.press(key)
    bench.kernel("")
    assert bench.locator(".jp-Cell").count() == cells
    assert bench.locator(".jp-CodeCell").count() == cells
    valley.button("Reset").click()
    bench.kernel("")


# -- sliders, mouse, keys ------------------------------------------------------------------------


def test_values_stay_as_given_when_a_browser_shows_them(bench, valley):
    preset = sl.PRESETS["valley"]
    asked = "print(valley.panel.w0, valley.panel.lr.value, valley.panel.steps.value)"
    assert bench.kernel(asked) == f"{list(preset.w0)} {preset.lr} {preset.steps}"
    bench.kernel("sl.widgets.controls.set_rate(valley.panel.lr, 1 / 3)")
    assert valley.value(LR) == "1/3"
    assert bench.kernel("print(valley.panel.lr.value == 1 / 3)") == "True"


@pytest.mark.parametrize(
    ("label", "left", "right"),
    [
        (LR, True, True),
        (STEP, True, True),
        ("start w1", True, True),
        ("start w2", True, True),
        ("number of steps", None, True),
    ],
)
def test_each_slider_moves_the_picture_where_it_should(valley, label, left, right):
    valley.changes(lambda: valley.slider(STEP).press("PageUp"))
    before = valley.value(label)
    for key in ("ArrowRight", "ArrowLeft"):
        valley.changes(lambda key=key: valley.slider(label).press(key), left, right)
    assert valley.value(label) == before


def test_the_start_is_dragged_in_the_picture(bench, valley):
    valley.changes(lambda: valley.drag((0.2, 0.5), (0.3, 0.3)))
    bench.kernel("")
    w1, w2 = float(valley.value("start w1")), float(valley.value("start w2"))
    assert (w1, w2) != sl.PRESETS["valley"].w0[:2]
    assert json.loads(bench.kernel("print(valley.panel.w0)")) == pytest.approx([w1, w2])
    canvas = "valley.scene.ground.transData.inverted().transform((x * w, (1 - y) * h))"
    code = f"(x, y), (w, h) = (0.3, 0.3), valley.scene.fig.bbox.size\nprint(*{canvas})"
    wanted = [float(number) for number in bench.kernel(code).split()]
    assert [w1, w2] == pytest.approx(wanted, abs=0.1)


def test_the_step_is_dragged_on_the_loss_panel(valley):
    valley.changes(lambda: valley.drag((0.62, 0.5), (0.8, 0.5)))
    assert 8 < steps(valley) < 25


def test_play_walks_by_itself(valley):
    play = valley.root.locator(".jupyter-widgets.widget-play button").first
    valley.changes(play.click)
    assert until(lambda: steps(valley), lambda step: step >= 2) >= 2
    play.click()
    here = steps(valley)
    assert valley.text.startswith(f"Step {here}:")


def test_every_key_on_the_picture(bench, valley):
    valley.canvas.focus()
    for key, wanted in [
        *(("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 30), ("Home", 0)),
    ]:
        valley.changes(lambda key=key: valley.press(key))
        assert steps(valley) == wanted
    valley.changes(lambda: valley.press("Shift+ArrowRight"), left=True, right=None)
    assert float(valley.value("start w1")) > -4
    valley.press("p")
    assert until(lambda: bench.kernel("print(len(valley.pinned))"), lambda n: n == "1") == "1"
    valley.changes(lambda: valley.press("r"), left=True, right=None)
    assert until(lambda: float(valley.value("start w1")), lambda value: value == -4) == -4
    valley.press(" ")
    assert until(lambda: steps(valley), lambda step: step >= 1) >= 1
    valley.press(" ")
    assert bench.kernel("print(valley.panel.player.playing)") == "False"


# -- the drawer ----------------------------------------------------------------------------------


def test_the_menu_shows_another_loss_and_page_and_kernel_agree(bench, valley):
    def agree(label, wanted):
        return until(lambda: float(valley.value(label)), lambda value: value == wanted) == wanted

    state = "print(valley.panel.w0, valley.panel.step.value, valley.panel.step.max)"
    valley.changes(lambda: valley.field("loss").select_option("Rosenbrock's bent valley"))
    assert agree("start w1", -1.2) and agree("start w2", 1.6)
    far = sl.PRESETS["rosenbrock"].steps
    assert bench.kernel(state) == f"[-1.2, 1.6] 0 {far}"
    valley.changes(lambda: valley.press("End"))
    assert agree("step", far)
    valley.changes(lambda: valley.field("loss").select_option("bowl of the slide"))
    assert agree("start w", 12) and agree("step", 0)
    assert bench.kernel(state) == "[12.0] 0 12"


def test_the_view_turns_into_a_surface_and_back(valley):
    valley.changes(valley.button("surface").click, left=True, right=False)
    valley.changes(valley.button("contours").click, left=True, right=False)


def test_a_function_is_typed_and_a_wrong_one_leaves_the_picture(bench, valley):
    field = valley.field("own L =")

    def type_in(text):
        field.fill(text)
        field.press("Enter")

    valley.changes(lambda: type_in("w1**2 + 2*w2**2"))
    valley.changes(lambda: valley.press("ArrowRight"))
    valley.keep()
    type_in("w1 + banana")
    assert "unknown name 'banana'" in until(lambda: valley.error, bool)
    found = valley.canvas.evaluate("c => watch.differs(c)")
    assert (found["anywhere"], found["drawn"]) == (0, False)
    valley.changes(lambda: valley.press("ArrowRight"))
    assert valley.error == ""


def test_a_rate_is_typed_and_a_wrong_one_is_told(bench, valley):
    field = valley.field("own lr =")
    field.fill("1/3")
    field.press("Enter")
    assert until(lambda: valley.value(LR), lambda value: value == "1/3") == "1/3"
    field.fill("abc")
    field.press("Enter")
    assert "lr is 'abc'; expected a positive number" in until(lambda: valley.error, bool)
    assert valley.value(LR) == "1/3"
    field.fill("0.123")
    field.press("Enter")
    assert until(lambda: valley.value(LR), lambda value: value == "0.123") == "0.123"
    assert bench.kernel("print(valley.path.lr)") == "0.123" and valley.error == ""


def test_pinned_runs_stay_behind_the_next(valley):
    valley.changes(lambda: valley.press("End"))
    valley.changes(valley.button("Pin this run").click, left=None, right=True)
    valley.changes(lambda: valley.slider(LR).press("ArrowLeft"))
    valley.changes(valley.button("Unpin").click)


def test_copy_as_code_shows_the_call(valley):
    valley.button("Copy as code").click()
    code = valley.root.locator(".sgdlab-code")
    code.wait_for()
    space = {}
    exec(code.text_content(), space)
    assert len(space["path"]) == 30 and space["path"].lr == 0.45


def test_downloads_arrive_and_are_right(valley, tmp_path):
    saved = {}
    for kind in ("csv", "png", "svg"):
        with valley.page.expect_download() as waiting:
            valley.button(kind).click()
        saved[kind] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(saved[kind])
    assert {path.name for path in saved.values()} == {f"descent.{kind}" for kind in saved}
    with saved["csv"].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 31 and rows[0]["w1"] == "-4.0"
    assert float(rows[1]["w2"]) == pytest.approx(-1.2)
    with Image.open(saved["png"]) as picture:
        picture.load()
        assert picture.format == "PNG" and picture.width == 2000
    assert "<svg" in saved["svg"].read_text(encoding="utf-8")


# -- the whole notebook --------------------------------------------------------------------------


def test_the_projector_enlarges(bench, valley, artifacts):
    valley.press("End")
    bench.kernel("")
    valley.canvas.scroll_into_view_if_needed()
    bench.page.screenshot(path=artifacts / "explorer.png")
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    before = valley.root.locator(".sgdlab-text").evaluate(size)
    switch = bench.page.get_by_role("button", name="projector")
    valley.changes(switch.click)
    assert valley.root.locator(".sgdlab-text").evaluate(size) >= 1.4 * before
    valley.canvas.scroll_into_view_if_needed()
    bench.page.screenshot(path=artifacts / "explorer-projector.png")
    valley.changes(switch.click)


def test_the_picture_follows_the_theme(bench, valley, artifacts):
    def theme(name):
        bench.command("apputils:change-theme", theme=f"JupyterLab {name}")

    valley.changes(lambda: theme("Dark"))
    ink = "e => getComputedStyle(e).color.match(/\\d+/g).slice(0, 3).map(Number)"
    assert min(valley.root.locator(".sgdlab-text").evaluate(ink)) > 150
    darkest = "c => watch.ink(c)"
    assert valley.canvas.evaluate(darkest) > 150
    valley.canvas.scroll_into_view_if_needed()
    bench.page.screenshot(path=artifacts / "explorer-dark.png")
    valley.changes(lambda: theme("Light"))
    assert valley.canvas.evaluate(darkest) < 60


def test_answers_survive_a_restart_of_the_kernel(bench):
    bench.restart()
    bench.run_all()
    verdict = bench.locator(".sgdlab-verdict")
    verdict.wait_for()
    assert verdict.text_content().startswith("Right")
    assert "Answer the question" not in Figure(bench, 0).text
    assert bench.trouble() == []
