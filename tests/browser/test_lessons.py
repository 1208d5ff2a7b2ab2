"""Every lesson as a reader meets it: opened, run, answered, moved, saved and opened again."""

import json
import tomllib

import pytest

from sgdlab import course, notebooks

from .figure import Figure, until
from .page import Notebook
from .server import ROOT

LESSONS = course.lessons(ROOT)
QUESTIONS = ROOT / "sgdlab" / "widgets" / "questions"


@pytest.fixture(scope="module", params=LESSONS, ids=lambda path: path.stem)
def lesson(request, server, context):
    notebook = Notebook(context, server, f"notebooks/{request.param.name}")
    yield notebook
    notebook.close()


def stored(notebook, hidden=True):
    """Return how many pictures the notebook's file holds, with or without the hidden outputs."""
    text = (notebook.server.root / notebook.path).read_text(encoding="utf-8")
    return sum(
        "image/png" in output.get("data", ())
        for cell in json.loads(text)["cells"]
        for output in cell.get("outputs", ())
        if hidden or not cell["metadata"].get("jupyter", {}).get("outputs_hidden")
    )


def pictures(notebook):
    """Return how many stored pictures are seen on the page, of whatever size but none."""
    seen = """images => images.filter(image => image.naturalWidth > 100
        && image.closest('.jp-OutputArea-child').style.display !== 'none').length"""
    return notebook.locator(".jp-OutputArea-output img").evaluate_all(seen)


def figures(notebook):
    """Return the live figures on the page."""
    return [Figure(notebook, i) for i in range(notebook.locator(".sgdlab canvas").count())]


def name(notebook):
    """Return the lesson's name."""
    return notebook.path.removeprefix("notebooks/").removesuffix(".ipynb")


def test_before_it_is_run_every_picture_is_there(lesson):
    expected = stored(lesson, hidden=False)
    assert until(lambda: pictures(lesson), lambda seen: seen == expected) == expected
    assert lesson.trouble() == []


def test_all_cells_run_and_the_live_figures_take_the_stills_place(lesson):
    expected = stored(lesson)
    lesson.run_all()
    assert lesson.trouble() == []
    folds = lesson.locator(".sgdlab button[aria-expanded='false']")
    while folds.count():
        folds.first.click()

    def seen():
        return pictures(lesson) + len(figures(lesson))

    assert until(seen, lambda count: count == expected) == expected
    assert lesson.trouble() == []


def test_every_question_tells_right_from_wrong(lesson):
    file = QUESTIONS / f"{name(lesson)}.toml"
    entries = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    asked = lesson.locator(".sgdlab-question").all()
    assert len(asked) == len(entries)
    for question in asked:
        words = question.locator(".sgdlab-asked").text_content()
        (entry,) = (entry for entry in entries.values() if entry["ask"] == words)
        verdict = question.locator(".sgdlab-verdict")

        def told(start, verdict=verdict):
            return until(verdict.text_content, lambda text: text.startswith(start))

        if "option" in entry:
            buttons = question.locator("button:has-text('·')").all()
            right = entry["right"] - 1
            for i in [*(i for i in range(len(buttons)) if i != right), right]:
                start = "Right" if i == right else "Not so"
                buttons[i].click()
                assert told(f"{start}. {entry['option'][i]['told']}").startswith(start), words
        else:
            for answer, start in (("a", "'a' is not"), ("-98765", "Not so"), (None, "Right")):
                field = question.locator("input[aria-label='your number']")
                field.fill(answer or str(entry["right"]))
                field.press("Enter")
                assert told(start).startswith(start), words
    assert not [figure.text for figure in figures(lesson) if "Answer the question" in figure.text]
    assert lesson.trouble() == []


def test_every_slider_moves_its_picture(lesson):
    for figure in figures(lesson):
        figure.more()
        for slider in figure.root.locator(".widget-inline-hbox:has(.noUi-handle)").all():
            label = slider.locator(".widget-label").text_content()
            readout, handle = slider.locator(".widget-readout"), slider.locator(".noUi-handle")
            before = readout.text_content()

            def move(handle=handle, readout=readout, before=before):
                handle.press("ArrowRight")
                if readout.text_content() == before:
                    handle.press("ArrowLeft")

            figure.changes(move, left=None, right=None)
            assert readout.text_content() != before, label
            assert figure.error == "", label
    assert lesson.trouble() == []


def test_every_menu_switch_and_button_can_be_used(lesson):
    for figure in figures(lesson):
        figure.more()
        for menu in figure.root.locator("select").all():
            for option in menu.locator("option").all_text_contents():
                menu.select_option(label=option)
                quiet(lesson, figure, option)
        switches = ".widget-toggle-buttons button, input[type='checkbox']"
        for switch in figure.root.locator(switches).all():
            switch.click()
            quiet(lesson, figure, "a switch")
        pushed = ".jupyter-button:not(.widget-toggle-button):not(.widget-play *)"
        for button in figure.root.locator(pushed).all():
            if button.is_visible() and button.is_enabled():
                words = button.text_content() or button.get_attribute("title")
                button.click()
                quiet(lesson, figure, words)
    assert lesson.trouble() == []


def quiet(lesson, figure, act):
    """Assert that after `act` the kernel has followed and the figure tells of no error."""
    lesson.kernel("")
    assert figure.error == "", act


def test_what_can_be_played_plays(lesson):
    for figure in figures(lesson):
        play = figure.root.locator(".widget-play button")
        if play.count():
            figure.button("Reset").click()
            lesson.kernel("")  # a reset stops what plays, so it must come first
            play.first.click()
            step = until(lambda f=figure: float(f.value("step")), lambda step: step >= 2)
            play.first.click()
            assert step >= 2
    assert lesson.trouble() == []


def test_the_projector_enlarges_every_figure(lesson, artifacts):
    live = figures(lesson)

    def photograph(kind):
        for i, figure in enumerate(live, start=1):
            figure.root.locator(".sgdlab").first.screenshot(
                path=artifacts / f"{name(lesson)}-figure-{i}{kind}.png"
            )

    photograph("")
    if live:
        for figure in live:
            figure.keep()
        lesson.page.get_by_role("button", name="projector").click()
        lesson.kernel("")
        for figure in live:
            figure.changes(left=None, right=None)
    photograph("-projector")
    assert lesson.trouble() == []


def test_saved_and_opened_again_every_picture_is_there(lesson):
    lesson.save()
    expected = stored(lesson)
    lesson.shut_down()
    lesson.open()
    assert until(lambda: pictures(lesson), lambda seen: seen == expected) == expected > 0
    lesson.leave()  # with the views of the kernel that is gone
    notebooks.rest(lesson.server.root / lesson.path)
    lesson.open()
    assert until(lambda: pictures(lesson), lambda seen: seen == expected) == expected
    assert lesson.trouble() == []
