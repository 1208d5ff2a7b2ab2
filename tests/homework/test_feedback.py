"""Pages: escaped, self-contained, nothing runs; what they say."""

import base64
import re
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgdlab.homework import feedback, grading_shown, sandbox, source, summary
from sgdlab.homework.feedback_values import show
from sgdlab.homework.grades import Late, row
from sgdlab.homework.merge import merge
from sgdlab.homework.sandbox_results import CellResult

from .tags import Tags
from .toy import CELLS, notebook

EVIL = "</pre></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=x>"
PNG = base64.b64encode(
    b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 2, 2) + b"\x08\x06"
).decode()


def result(words=EVIL, figure=PNG):
    part = {"what": words, "share": 1, "told": words, "inputs": [words, [1.0]], "names": [words]}
    part |= {"got": {"raised": words}, "expected": {"is": words}}
    wrong = {"kind": "check", "points": 1, "out_of": 3, "parts": [part], "trouble": words}
    wrong |= {"texts": [words], "figures": [figure], "title": words}
    essay = {"kind": "essay", "points": None, "out_of": 2, "parts": [], "trouble": None}
    essay |= {"texts": [], "figures": [], "title": "", "text": words}
    return {
        "student": words, "id": words, "key": "ann", "questions": {"q1": wrong, "q2": essay},
        "flags": [[words, True, 1], ["for the assistant", False, 1]], "about": [], "days": None,
        "late": False, "seconds": 1.0, "sandbox": "x", "seed": 7, "version": "0", "file": words,
        "hand": {"q1": [2, words]}, "person": None,
    }  # fmt: skip


def page(found):
    return feedback.page("hw1", found, row(found))


@given(st.text())
def test_no_word_of_a_student_becomes_a_tag(words):
    made, plain = Tags(page(result("x" + words))), Tags(page(result("x")))
    assert made.tags == plain.tags
    assert {name for name, _ in made.attributes} == {name for name, _ in plain.attributes}


def test_a_page_runs_nothing_and_loads_nothing():
    made = page(result())
    tags = Tags(made)
    assert not tags.tags & {"script", "iframe", "object", "embed", "form", "link", "base", "svg"}
    for name, value in tags.attributes:
        assert not name.startswith("on")
        assert name not in ("src", "href") or value.startswith(("data:image/png;base64,", "#"))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', made)[1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "script" not in policy


def test_the_summary_and_its_links_are_harmless_too(toy):
    from .grader import course

    made = course(toy, box=type("Box", (), {"name": "x", "lacks": (EVIL,)}))
    found = result() | {"questions": {}}
    full = result()
    full["questions"] = {"q1": full["questions"]["q1"], "q2": full["questions"]["q2"]}
    made.points.update(q1=3, q2=2)
    for results in ([], [found | {"key": ""}], [full]):
        rows = {one["key"]: row(one) for one in results}
        tags = Tags(summary.page(made, results, rows))
        assert not tags.tags & {"script", "img", "iframe"}


@pytest.mark.parametrize(
    "data",
    ["javascript:alert(1)", "", None, 5, "AAAA", base64.b64encode(b"<svg onload=x>" * 9).decode(),
     "x" * 700_000, PNG + '"><script>',
     base64.b64encode(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 9, 10**5)).decode(),
     ],
)  # fmt: skip
def test_what_is_no_picture_of_modest_size_is_not_shown(data):
    assert not grading_shown.is_png(data)
    assert "<img" not in page(result("x", data)) and "<img" in page(result("x"))


def test_what_a_page_says():
    found = result("x")
    part = {"what": "the sum", "share": 1, "told": "You forgot the 2.", "names": ["w", "x"]}
    part |= {"inputs": [[1.0, -0.0], 0.5], "got": {"value": 3.0, "changed": True}, "expected": 6.0}
    found["questions"]["q1"]["parts"] = [part, {"what": "seen", "share": 0, "told": None}]
    text = re.sub(r"<[^>]+>", " ", page(found))
    text = re.sub(r"\s+", " ", text)
    for said in (
        "2 of 5 points so far", "Not marked yet: q2 (2 points).", "not marked yet, 2 points",
        "You forgot the 2.", "for w = (1, 0)", "for x = 0.5", "yours 3, and changed its argument",
        "expected 6", "pytest --nbval my/graded-hw1.ipynb", "seed 7", "seen (as in your notebook;",
        "Marked by hand, with this comment: x", "Is something wrong here?",
    ):  # fmt: skip
        assert said in text
    assert "for the assistant" not in text


def test_a_question_without_an_answer_is_one_sentence():
    found = result("x")
    parts = [
        {"what": what, "share": 1, "told": "not answered yet", "inputs": [1.0], "expected": 1.0,
         "got": {"value": {"is": "nothing"}}}
        for what in ("first", "second")
    ]  # fmt: skip
    found["questions"]["q1"]["parts"] = parts
    made = page(found)
    assert "first, second" in made and made.count("not answered") == 1
    assert "not answered yet" not in made and "expected" not in made


def test_what_could_not_be_read_is_said_once():
    found = result("x") | {"hand": {}}
    for one in found["questions"].values():
        one["trouble"] = "it cannot be read"
    made = page(found)
    assert "could be graded:" in made and not re.search("<section|<nav|was compared", made)


def wrong(told, **more):
    """A page with one question of two parts, the second wrong."""
    found = result("x") | {"hand": {}}
    part = {"what": "second", "share": 3, "told": told, "inputs": [2.0], "names": ["w"]}
    part |= {"got": {"value": 1.0}, "expected": 4.0} | more
    first = {"what": "first", "share": 1, "told": None}
    found["questions"]["q1"] |= {"parts": [first, part], "out_of": 2, "trouble": None}
    return re.sub(r"<[^>]+>", " ", page(found))


def test_parts_of_which_each_counts_say_how_much():
    made = wrong("half of it")
    assert "(0.5 points)" in made and "(1.5 points)" in made and "for w =" in made


def test_what_was_raised_is_said_once_with_its_inputs():
    made = wrong("it raised ValueError: no", got={"raised": "ValueError: no"})
    assert made.count("ValueError: no") == 1 and "for w =" in made and "yours" not in made


def test_where_the_answer_did_not_run_no_value_is_compared():
    found = result("x") | {"hand": {}}
    told = {"told": "it raised NameError: f", "got": {"raised": "NameError: f"}, "expected": 1.0}
    parts = [{"what": what, "share": 1, "inputs": [1.0], **told} for what in ("first", "second")]
    found["questions"]["q1"] |= {"parts": parts, "trouble": "your answer cell: it ended the kernel"}
    made = page(found)
    assert "first, second" in made and made.count("NameError") == 1 and "expected" not in made


def test_what_lateness_cost_is_said():
    found = result("x") | {"days": 2, "hand": {"q1": [2, ""], "q2": [2, ""]}}
    made = feedback.page("hw1", found, row(found, Late.read("10% per day")))
    assert "Handed in late by 2 days: 0.8 points taken off." in made
    assert "taken off" not in page(found) and "so far" not in made


def test_the_figure_between_a_question_and_its_text_is_on_the_page(toy):
    drawn = ("toy-10-draw", "code", "", "plt.show()")
    own = source.parse(notebook((*CELLS[:-1], drawn, CELLS[-1])), "toy")
    merged = merge(own, own)
    shown = {"output_type": "display_data", "data": {"image/png": PNG}, "metadata": {}}
    outcome = sandbox.Outcome((CellResult("toy-10-draw", (shown,), "ok"),), 1.0, "")
    found = {name: grading_shown.outputs(name, merged, outcome) for name in own.questions}
    assert [len(one["figures"]) for one in found.values()] == [0, 0, 1]


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
def test_any_value_can_be_shown_and_is_short(data):
    assert len(show(data)) < 700


def test_long_values_are_cut():
    assert show([float(n) for n in range(100)]).endswith("22, 23, ... 100 in all)")
    assert show([[0.0]] * 100).count("(0,)") == 8
    assert show([[1.0, 2.0], [3.0, 4.0]]) == "((1, 2),\n (3, 4))"


@given(st.text())
def test_cleaned_text_has_no_sign_that_turns_or_hides(text):
    assert not set(grading_shown.clean(text)) & set("\x00\x1b\u202e\u2066\u200b\x07\ufeff")
