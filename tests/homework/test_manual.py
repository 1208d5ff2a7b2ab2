"""Points by hand: read from any spreadsheet, kept, and never a reason to run anything."""

import json
from types import SimpleNamespace

import pytest

from sgdlab.homework import manual, marking, source
from sgdlab.homework.submissions import find

from .grader import grade, hand_in, rows
from .toy import CELLS, handed, notebook


@pytest.fixture
def two(tmp_path):
    files = {"ann.ipynb": handed("a1"), "bob.ipynb": handed("b2", q3="Downhill it goes.")}
    return hand_in(tmp_path / "subs", files)


def marks(tmp_path, made, text, encoding="utf-8"):
    path = tmp_path / "manual.csv"
    path.write_bytes(text.encode(encoding))
    made.points.update(q1=2, q2=3)
    return manual.read(path, find(tmp_path / "subs", "toy"), made)


def test_marks_rebuild_pages_and_rows_and_run_nothing(made, two, oracle, tmp_path):
    out, path = tmp_path / "out", tmp_path / "manual.csv"
    grade(made, two, out)
    assert "q3 to be marked by hand" in rows(out)["bob"]["flags"] and oracle.ran == 2
    path.write_text("student,question,points,comment\nbob,q3,1.5,<b>Nice</b>\n", "utf-8")
    again = grade(made, two, out, manual=path)
    assert oracle.ran == 2 and again.folder.changes == [("bob", "q3", None, 1.5)]
    assert rows(out)["bob"]["total"] == "6.5" and rows(out)["bob"]["flags"] == ""
    page = (out / "bob" / "feedback.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;Nice" in page
    grade(made, two, out)  # without the file they stay
    assert rows(out)["bob"]["q3"] == "1.5"


def test_marks_stay_with_the_text_they_were_given_for(made, two, tmp_path):
    out, path = tmp_path / "out", tmp_path / "manual.csv"
    path.write_text("student,question,points,comment\nbob,q3,2,\nann,q2,1,why\n", "utf-8")
    grade(made, two, out, manual=path)
    assert rows(out)["ann"]["q2"] == "1"
    hand_in(two, {"bob.ipynb": handed("b2", q3="Another text.")})
    grade(made, two, out)
    assert rows(out)["bob"]["q3"] == "" and "mark it again" in rows(out)["bob"]["flags"]


def test_codes_of_the_marking_page_are_known_and_say_no_name(made, two, tmp_path):
    grade(made, two, tmp_path / "out")
    text = (tmp_path / "out" / "marking.html").read_text(encoding="utf-8")
    data = json.loads(text.split('id="data">')[1].split("</script>")[0])
    answers = data["questions"][0]["answers"]
    assert (
        len(answers) == 2 and "ann" not in json.dumps(answers) and "bob" not in json.dumps(answers)
    )
    code = next(one["code"] for one in answers if "Downhill" in one["text"])
    assert marks(tmp_path, made, f"student,question,points\n{code},q3,2\n") == {
        "bob": {"q3": [2.0, ""]}
    }


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_from_any_spreadsheet_is_read(made, two, tmp_path, sign, encoding):
    lines = [["Student", "Question", "Points", "Comment"], ["ann", "q3", '"1,5"', '"é; ""x"", y"']]
    text = "\r\n".join(sign.join(line) for line in lines) + f"\r\n{sign * 3}\r\n"
    assert marks(tmp_path, made, text, encoding) == {"ann": {"q3": [1.5, 'é; "x", y']}}


@pytest.mark.parametrize(
    ("line", "told"),
    [("zoe,q3,1", "line 2: 'zoe' names no submission"), ("ann,q9,1", "question 'q9' is none of"),
     ("ann,q3,3", "points are '3'; expected 0 to 2"), ("ann,q3,-1", "expected 0 to 2"),
     ("ann,q3,nan", "expected 0 to 2"), ("ann,q3,full", "points are 'full'")],
)  # fmt: skip
def test_a_line_that_cannot_be_meant_is_refused_with_its_number(made, two, tmp_path, line, told):
    with pytest.raises(ValueError, match=told):
        marks(tmp_path, made, f"student,question,points\n{line}\n")


def test_a_table_without_its_columns_is_refused(made, two, tmp_path):
    with pytest.raises(ValueError, match="no column 'points'"):
        marks(tmp_path, made, "student,question\nann,q3\n")


def test_nearly_the_same_answers_stand_together_largest_group_first():
    texts = ["Because it is steep there.", "no idea", "because it is  STEEP there", "", "", "other"]
    found = marking.grouped([{"text": text} for text in texts])
    assert [group for group, _ in found] == [0, 0, 1, 1, 2, 3]


def test_hostile_text_stays_data_in_the_page(made, two, tmp_path):
    hand_in(two, {"bob.ipynb": handed("b2", q3="</script><script>alert(1)</script>")})
    grade(made, two, tmp_path / "out")
    text = (tmp_path / "out" / "marking.html").read_text(encoding="utf-8")
    assert text.count("<script") == 2 and "\\u003c/script>" in text


def test_the_marking_page_has_the_rubric_of_the_source():
    rubric = ("toy-11-rubric", "markdown", "keys:q3", "**1 point** for the sign.")
    own = source.parse(notebook((*CELLS, rubric)), "toy")
    about = SimpleNamespace(name="toy", seed=1, notebook=own)
    text = marking.page(about, [("q3", 2, [])])
    assert "**1 point** for the sign." in text and "The gradient points uphill." in text
