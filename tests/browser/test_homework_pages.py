"""The grading's pages in a real browser: a student's page runs nothing, marking works offline."""

import csv
import io
import json
import re

import pytest

from sgdlab.homework import feedback, marking, source, summary
from sgdlab.homework.grades import row
from tests.homework.grader import course
from tests.homework.test_feedback import EVIL, result
from tests.homework.toy import notebook

TOY = source.parse(notebook(), "toy")
BOX = type("Box", (), {"name": "bubblewrap", "lacks": ("It sees the system's version.",)})
TEXTS = ("It is steep there.", "it is steep THERE", "No idea.", "=1+1", EVIL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place, made = tmp_path_factory.mktemp("pages"), course(TOY, box=BOX)
    made.points.update(q1=3, q2=2, q3=2)
    evil = result()
    answers = [
        {"code": f"c{number}", "text": words, "mark": [None, ""]}
        for number, words in enumerate(TEXTS)
    ]
    pages = {
        "feedback": feedback.page("hw1", evil, row(evil)),
        "summary": summary.page(made, [evil], {"ann": row(evil)}),
        "marking": marking.page(made, [("q3", 2, answers)]),
    }
    for name, text in pages.items():
        (place / f"{name}.html").write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def opened(folder, context):
    """Opens a page of the folder; afterwards nothing was asked of the network or went wrong."""
    heard, page = [], context.new_page()
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: (heard.append("dialog"), dialog.dismiss()))
    page.on("request", lambda one: heard.append(one.url) if one.url.startswith("http") else None)

    def to(name, width=1100):
        page.set_viewport_size({"width": width, "height": 850})
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield to
    assert heard == []
    page.close()


@pytest.mark.parametrize("width", [1100, 390])
@pytest.mark.parametrize("name", ["feedback", "summary", "marking"])
def test_a_page_runs_nothing_of_a_student_and_fits_the_window(opened, artifacts, name, width):
    page = opened(name, width)
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    assert not page.query_selector_all("body img[onerror], body svg[onload], iframe")
    page.screenshot(path=artifacts / f"homework-{name}-{width}.png", full_page=True)
    assert page.locator("h1").inner_text()


def test_the_policy_stops_a_script_that_found_its_way_in(folder, context):
    text = (folder / "feedback.html").read_text(encoding="utf-8")
    planted = text.replace("<footer>", "<script>document.title = 'taken'</script><footer>")
    (folder / "planted.html").write_text(planted, encoding="utf-8")
    page = context.new_page()
    page.goto((folder / "planted.html").as_uri())
    assert "taken" not in page.title()
    page.close()


def saved(page):
    with page.expect_download() as waiting:
        page.keyboard.press("s")
    with open(waiting.value.path(), encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(io.StringIO(file.read())))


def test_answers_are_marked_by_keys_alike_ones_together_and_saved(opened):
    page = opened("marking")
    page.evaluate("localStorage.clear()")
    page.reload()
    where = page.locator("#where")
    assert where.inner_text() == "answer 1 of 5, 0 marked"
    assert page.locator("#answer").inner_text() == TEXTS[0]
    page.keyboard.press("2")  # both that say the same; then the next that has no points
    assert re.search("2 marked", where.inner_text())
    page.keyboard.press("c")
    page.keyboard.type('see =1 & 2, "why" s')
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("9")  # more than there are: nothing happens
    marks = {one["student"]: one for one in saved(page)}
    assert {code: one["points"] for code, one in marks.items()} == {"c0": "2", "c1": "2", "c2": "1"}
    assert marks["c2"]["comment"] == 'see =1 & 2, "why" s' and marks["c2"]["question"] == "q3"
    page.reload()
    assert "3 marked" in where.inner_text()  # kept by the browser


def test_one_of_several_alike_can_be_marked_by_itself(opened):
    page = opened("marking")
    page.evaluate("localStorage.clear()")
    page.reload()
    page.uncheck("#together")
    page.click("#rubric button >> nth=0")
    assert "1 marked" in page.locator("#where").inner_text()
    page.keyboard.press("h")
    page.click("#half")
    assert page.locator("#state").inner_text() == "1 of 2"


def test_the_pages_data_has_no_name(folder):
    text = (folder / "marking.html").read_text(encoding="utf-8")
    data = json.loads(text.split('id="data">')[1].split("</script>")[0])
    assert {tuple(sorted(one)) for one in data["questions"][0]["answers"]} == {
        ("code", "comment", "group", "points", "text")
    }
