"""The lecture in its room: a projector of 1280 x 720, the keys of a presenter, the printed page."""

import pytest

from sgdlab import handout

from . import test_lessons
from .figure import Figure, until
from .page import Notebook
from .server import ROOT

SLIDES = 12
# where the slide at the top of the window begins and ends, and how its picture lies in it
LOOK = """view => {
  const box = (node) => node.getBoundingClientRect(), top = box(view).top;
  const head = (node) => node.closest('.jp-CodeCell').previousElementSibling;
  const slides = [...document.querySelectorAll('.sgdlab-slide')];
  const slide = slides.find((node) => Math.abs(box(head(node)).top - top) < 30);
  if (!slide) return null;
  const canvas = slide.querySelector('canvas'), text = slide.querySelector('.sgdlab-text');
  const parts = slide.querySelectorAll('canvas, .sgdlab-text, .sgdlab-question, .widget-hbox');
  const seen = [...parts].filter((node) => node.offsetParent).map(box);
  return {
    end: Math.max(...seen.map((at) => at.bottom)) - top, room: view.clientHeight,
    right: Math.max(...seen.map((at) => at.right)), wide: box(view).right,
    canvas: [canvas.clientWidth, canvas.clientHeight], focus: document.activeElement === canvas,
    waits: !!slide.querySelector('[data-waits]'), text: text.textContent,
    head: head(slide).querySelector('h2').textContent,
  };
}"""


@pytest.fixture(scope="module")
def lecture(server, context):
    notebook = Notebook(context, server, "notebooks/lecture.ipynb")
    notebook.page.set_viewport_size({"width": 1280, "height": 720})
    yield notebook
    notebook.close()


def look(lecture):
    """Return how the slide at the top of the window lies there."""
    lecture.kernel("")
    return lecture.locator(".jp-WindowedPanel-outer").first.evaluate(LOOK)


def turn(lecture, key):
    """Press a key of the presenter; return the slide it leads to."""
    before = (look(lecture) or {}).get("head")
    lecture.page.keyboard.press(key)
    return until(lambda: look(lecture), lambda now: (now or {}).get("head") != before)


def test_before_it_is_run_the_pictures_stand_and_no_code_shows(lecture):
    assert until(lambda: test_lessons.pictures(lecture), lambda seen: seen == SLIDES) == SLIDES
    assert lecture.locator(".jp-InputArea-editor:visible").count() == 0
    assert lecture.trouble() == []


def test_it_runs_within_the_break(lecture):
    lecture.run_all()
    assert lecture.locator(".sgdlab-slide").count() == SLIDES
    assert lecture.locator(".jp-InputArea-editor:visible").count() == 0
    assert lecture.trouble() == []


def test_a_question_below_the_window_has_no_keys(lecture):
    lecture.locator("h2:text('Questions')").first.evaluate("node => node.scrollIntoView()")
    lecture.page.evaluate("document.activeElement.blur()")
    for key in ("2", " "):
        lecture.page.keyboard.press(key)
    lecture.kernel("")
    assert lecture.locator(".sgdlab-question[data-waits]").count() == SLIDES


def test_each_slide_is_one_screen_and_the_keys_lead_through_it(lecture, artifacts):
    lecture.locator(".jp-MarkdownCell").first.scroll_into_view_if_needed()
    lecture.page.evaluate("document.activeElement.blur()")
    heads = []
    while len(heads) < SLIDES:
        slide = turn(lecture, "PageDown") or turn(lecture, "PageDown")  # past a slide of words
        heads.append(slide["head"])
        assert slide["waits"] and slide["end"] <= slide["room"], slide
        lecture.page.keyboard.press("2")
        lecture.kernel("")
        assert look(lecture)["waits"]  # in class an answer does not reveal
        lecture.page.screenshot(path=artifacts / f"lecture-{len(heads):02}-asked.png")
        lecture.page.keyboard.press(" ")
        shown = until(lambda: look(lecture), lambda now: not now["waits"] and now["text"])
        assert shown["head"] == slide["head"] and shown["focus"] and not shown["waits"]
        lecture.page.keyboard.press("ArrowLeft" if slide["head"].startswith("8 ") else "ArrowRight")
        moved = until(lambda: look(lecture), lambda now, was=shown: now["text"] != was["text"])
        assert moved["text"] != shown["text"], moved
        assert moved["end"] <= moved["room"] and moved["right"] <= moved["wide"], moved
        assert moved["canvas"][1] >= 230, moved
        lecture.page.screenshot(path=artifacts / f"lecture-{len(heads):02}-shown.png")
    assert [head.split(" ")[0] for head in heads] == [str(i) for i in range(1, SLIDES + 1)]
    assert lecture.trouble() == []


def test_page_up_leads_back(lecture):
    here = look(lecture)["head"]
    before = turn(lecture, "PageUp")["head"]
    assert before.startswith("11 ") and here.startswith("12 ")
    assert turn(lecture, "PageDown")["head"] == here


def test_space_never_scrolls_the_lecture(lecture):
    lecture.page.evaluate("document.activeElement.blur()")
    before = look(lecture)["head"]
    lecture.page.keyboard.press(" ")
    assert look(lecture)["head"] == before


def test_a_key_in_a_text_field_is_a_letter(lecture):
    turn(lecture, "PageUp")
    figure = Figure(lecture, 10)
    field = figure.field("f =")
    field.fill("x * y ")
    field.press("2")
    assert field.input_value() == "x * y 2"
    figure.button("Reset").click()
    lecture.kernel("")


def test_at_200_percent_each_picture_is_seen_whole(lecture):
    lecture.page.set_viewport_size({"width": 640, "height": 360})
    for figure in test_lessons.figures(lecture):
        figure.canvas.scroll_into_view_if_needed()
        lecture.kernel("")
        box = figure.canvas.bounding_box()
        assert 400 <= box["width"] <= 640 and box["height"] <= 250, box
    lecture.page.set_viewport_size({"width": 1280, "height": 720})


def test_every_control_is_followed(lecture):
    test_lessons.test_every_slider_moves_its_picture(lecture)
    test_lessons.test_every_menu_switch_and_button_can_be_used(lecture)


@pytest.mark.parametrize("name", ["lecture", "05-mini-batch", "08-backpropagation"])
def test_the_page_prints_on_a4_and_asks_for_nothing(name, context, tmp_path, artifacts):
    place = handout.write(ROOT / "notebooks" / f"{name}.ipynb", tmp_path)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url[:60]))
    page.set_viewport_size({"width": 658, "height": 900})  # 174 mm: A4 less its margins
    page.goto(place.as_uri())
    page.emulate_media(media="print")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    boxes = """what => [...document.body.querySelectorAll(what)].map((node) => {
      const { right, height } = node.getBoundingClientRect();
      return [right, height, node.outerHTML.slice(0, 100)];
    })"""
    assert [box for box in page.evaluate(boxes, "*") if box[0] > 660] == []
    assert [box for box in page.evaluate(boxes, "math, img") if box[1] == 0] == []
    data = page.pdf(path=artifacts / f"handout-{name}.pdf", prefer_css_page_size=True)
    assert b"/MediaBox [0 0 594" in data and data.count(b"/Type /Page\n") <= 12
    page.close()
