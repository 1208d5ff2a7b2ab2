"""The page to print: nothing from outside, no code, no answer, every formula and picture."""

import html
import json
import re
import tomllib
from pathlib import Path

import pytest

from sgdlab import cli, course, handout

ROOT = Path(__file__).resolve().parent.parent
PAGES = course.pages(ROOT)
QUESTIONS = ROOT / "sgdlab" / "widgets" / "questions"


@pytest.fixture(scope="module", params=PAGES, ids=lambda path: path.stem)
def lesson(request):
    """The name of a notebook, its cells, and its page."""
    cells = json.loads(request.param.read_text(encoding="utf-8"))["cells"]
    return request.param.stem, cells, handout.page(cells, request.param.stem)


def source(cell):
    return "".join(cell["source"])


def words(page):
    """Return the words of a page, without its style, its formulas and its pictures."""
    body = re.sub(r"<style>.*?</style>|<math.*?</math>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<.*?>", " ", body, flags=re.DOTALL))


# each page of the course


def test_a_page_needs_nothing_from_outside(lesson):
    *_, page = lesson
    assert not re.search(r"<(script|link|iframe|object|embed)|@import|url\(", page)
    assert all(
        place.startswith("data:image/png;base64,") for place in re.findall(r'src="(.{30})', page)
    )
    names = {path.stem + ".html" for path in PAGES}
    assert set(re.findall(r'href="(.*?)"', page)) <= names


def test_a_page_shows_no_code_and_no_answer(lesson):
    name, cells, page = lesson
    text = words(page)
    for cell in cells:
        if cell["cell_type"] == "code":
            assert "(" not in source(cell) or source(cell) not in text, cell["id"]
            if cell["metadata"].get("jupyter", {}).get("outputs_hidden"):
                for output in cell["outputs"]:
                    assert not output.get("text") or "".join(output["text"]) not in text, cell["id"]
        for folded in re.findall(r"</summary>(.*?)</details>", source(cell), re.DOTALL):
            assert handout.markdown(folded) not in page, cell["id"]
    for key, entry in entries(name).items():
        assert entry["why"] not in text, key
        for told in [*entry.get("option", ()), *entry.get("mistake", ())]:
            assert told["told"] not in text, key


def entries(name):
    file = QUESTIONS / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def test_every_question_is_there_to_be_answered(lesson):
    name, _, page = lesson
    asked = re.findall(r'<div class="ask">.*?</div>\n</div>', page, re.DOTALL)
    boxes = {" ".join(words(part).split()): part.count("<li>") for part in asked}
    for key, entry in entries(name).items():
        (found,) = (
            n for text, n in boxes.items() if text.startswith(" ".join(entry["ask"].split()))
        )
        assert found == len(entry.get("option", ())), key
    assert len(asked) == len(entries(name))


def test_every_formula_is_drawn_by_the_browser_itself(lesson):
    _, cells, page = lesson
    assert not re.search(r"\\[a-zA-Z]{2,}|\$", re.sub(r"<pre>.*?</pre>", "", words(page)))
    assert "merror" not in page
    texts = "".join(source(c) for c in cells if c["cell_type"] == "markdown")
    assert page.count("<math") >= (1 if "$" in handout._UNFOLD.sub("", texts) else 0)


def test_every_picture_has_its_words(lesson):
    _, cells, page = lesson
    alts = re.findall(r'<img alt="(.*?)"', page)
    shown = sum(
        "image/png" in output.get("data", ())
        for cell in cells
        if not cell["metadata"].get("jupyter", {}).get("outputs_hidden")
        for output in cell.get("outputs", ())
    )
    assert len(alts) == page.count("<img") == shown
    assert all(len(alt) > 10 for alt in alts)


# the parts


def cell(text, kind="markdown", outputs=(), **metadata):
    shown = {"outputs": list(outputs)} if kind == "code" else {}
    return {"cell_type": kind, "source": [text], "metadata": metadata, "id": "a"} | shown


def asked(text):
    return {"output_type": "display_data", "data": {"text/plain": [text]}}


def test_a_minus_after_a_sign_is_a_sign_and_between_numbers_an_operation():
    assert 'form="prefix"' in handout.markdown("$x = -2$")
    assert 'form="prefix"' in handout.markdown("$(-1, 2)$")
    assert 'form="prefix"' not in handout.markdown("$(x) - 2$")


def test_formulas_side_by_side_are_parted_and_matrices_are_not():
    assert handout.markdown(r"$$a \qquad b$$").count("<math") == 2
    matrix = r"$$\begin{pmatrix} a \qquad b \end{pmatrix}$$"
    assert handout.markdown(matrix).count("<math") == 1


def test_links_to_lessons_stay_and_others_become_words():
    text = handout.markdown("[02](02-a.ipynb), [glossary](../docs/glossary.md), [a](https://a.b)")
    assert text == '<p><a href="02-a.html">02</a>, glossary, a</p>\n'


def test_what_to_notice_becomes_lines_and_the_rest_stays():
    text = handout.markdown("One.\n\n**What to notice.** It falls.\nAgain.\n\nTwo.")
    assert "falls" not in text and "Again" not in text and text.count('class="line"') == 3
    assert text.index("One") < text.index("What to notice:") < text.index("Two")
    folded = "<details><summary><b>Which digit</b> (unfold)</summary>\n\nAn 8.\n</details>\n\nNext."
    text = handout.markdown(folded)
    assert "Which digit:" in text and "An 8" not in text and "Next." in text


def test_signs_of_html_in_questions_and_prints_are_words():
    cells = [cell("x", "code", [asked("Is a < b?\n1. <b>yes</b>\n2. no")])]
    page = handout.page(cells, "name")
    assert "Is a &lt; b?" in page and "&lt;b&gt;yes" in page and "<title>name</title>" in page


def test_a_cell_for_the_screen_stays_there():
    assert "press" not in handout.page([cell("press a key", tags=["screen"])], "name")


def test_lines_to_program_stay_on_the_screen(lesson):
    _, cells, page = lesson
    assert "<pre><code" not in page
    for task in cells:  # a blank, and whoever asks about it
        if task["cell_type"] == "code" and re.search(r"= \.\.\.", source(task)):
            asking = cells[cells.index(task) - 1]
            assert handout.markdown(source(asking)) not in page
            assert "screen" in task["metadata"].get("tags", ())


def test_a_slide_has_its_question_its_figure_and_its_notes_side_by_side():
    cells = json.loads(PAGES[-1].read_text(encoding="utf-8"))["cells"]
    page = handout.page(cells, PAGES[-1].stem)
    slides = re.findall(r"<section>\n(.*?)</section>", page, re.DOTALL)
    assert PAGES[-1].stem == "lecture" and len(slides) == 12
    parts = r'<div class="ask">.*<figure>.*</figure>\n<div class="lines"><p>Notes:</p>.*</div>\n'
    assert all(re.fullmatch(parts, slide, re.DOTALL) for slide in slides)
    assert '<body class="lecture">' in page and ".lecture section > .lines" in page


def test_the_same_notebook_gives_the_same_page(lesson):
    name, cells, page = lesson
    assert handout.page(cells, name) == page


# the command


def test_the_command_writes_what_is_asked_for(tmp_path, capsys):
    assert cli.main(["handout", "4", "lecture", "--out", str(tmp_path / "new")]) == 0
    said = capsys.readouterr().out.split()
    assert said == [str(tmp_path / "new" / name) for name in ("04-sgd.html", "lecture.html")]
    assert all(Path(place).read_text(encoding="utf-8").startswith("<!doctype") for place in said)


def test_a_page_that_is_not_there_is_one_sentence(tmp_path, capsys):
    assert cli.main(["handout", "99", "--out", str(tmp_path)]) == 2
    assert "There is no lesson '99'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"cells": [1]}', pytest.param("[" * 100_000, id="deep")]
)
def test_what_is_no_notebook_is_one_sentence(tmp_path, text):
    path = tmp_path / "a.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="is not a notebook"):
        handout.write(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_formula_without_its_end_is_named(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": [cell(r"$$\begin{pmatrix} a$$")]}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"the formula .*pmatrix.* has MissingEndError") as caught:
        handout.write(path, tmp_path)
    assert "is not a notebook" not in str(caught.value)
