"""A class graded: only what changed is run, nothing is lost, every odd file has its row."""

import csv
import json
import zipfile

import pytest

from sgdlab.homework import grades, source
from sgdlab.homework.grading_folder import Folder

from . import damage
from .grader import course, grade, hand_in, rows
from .toy import CELLS, handed, notebook


def test_each_has_a_row_a_page_and_a_notebook(made, three, tmp_path):
    grade(made, three, tmp_path / "out")
    found = rows(tmp_path / "out")
    assert [(one["q1"], one["q2"], one["total"]) for one in found.values()] == [
        ("2", "3", "5"), ("2", "0", "2"), ("0", "0", "0"),
    ]  # fmt: skip
    assert found["ann"]["out_of"] == "7" and found["ann"]["sandbox"] == "oracle"
    assert found["ann"]["seed"] == "7" and found["ann"]["id"] == "a1"
    assert "cannot be read as a notebook" in found["cat"]["flags"]
    for name in ("ann", "bob"):
        assert {path.name for path in (tmp_path / "out" / name).iterdir()} == {
            "feedback.html", "result.json", "toy.ipynb",
        }  # fmt: skip
    text = (tmp_path / "out" / "answers" / "q2" / "ann.py").read_text(encoding="utf-8")
    assert "return 2 * (w @ x - y) * x" in text


def test_the_graded_notebook_carries_the_seed_and_what_is_right(made, three, tmp_path):
    grade(made, three, tmp_path / "out")
    data = json.loads((tmp_path / "out" / "bob" / "toy.ipynb").read_text(encoding="utf-8"))
    assert "seed=7" in damage.text(data["cells"][0])
    (check,) = damage.tagged(data, "check:q2")
    assert "nbval-ignore-output" not in check["metadata"]["tags"]
    shown = check["outputs"][0]["data"]["application/vnd.sgdlab.answer+json"]
    assert shown["parts"][0]["found"] == [{"value": [0.0, -2.0]}]


def test_what_has_not_changed_is_not_run_again(made, three, oracle, tmp_path):
    out = tmp_path / "out"
    grade(made, three, out)
    before = rows(out)
    assert oracle.ran == 2
    again = grade(made, three, out)
    assert oracle.ran == 2 and rows(out) == before and again.folder.changes == []
    hand_in(three, {"bob.ipynb": handed("b2")})
    again = grade(made, three, out)
    assert oracle.ran == 3 and again.folder.changes == [("bob", "q2", 0.0, 3.0)]
    with open(out / "changed.csv", encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1:] == [["bob", "q2", "0.0", "3.0"]]
    kept = list((out / "history").rglob("bob/result.json"))
    assert len(kept) == 1 and json.loads(kept[0].read_text())["questions"]["q2"]["points"] == 0


def test_another_seed_or_source_runs_all_again(made, three, oracle, tmp_path):
    out = tmp_path / "out"
    grade(made, three, out)
    changed = notebook([(*cell[:3], cell[3].replace("goes", "went")) for cell in CELLS])
    grade(course(source.parse(changed, "toy"), box=oracle), three, out)
    assert oracle.ran == 2
    changed = [(*cell[:3], cell[3].replace("points=3", "points=4")) for cell in CELLS]
    grade(course(source.parse(notebook(changed), "toy"), box=oracle), three, out)
    assert oracle.ran == 4 and rows(out)["ann"]["q2"] == "4"


def test_the_seed_stays_that_of_the_folder(made, three, tmp_path):
    grade(made, three, tmp_path / "out", seed=7)
    assert Folder(tmp_path / "out", "toy").settle(None) == 7


def test_only_one_student_is_graded_and_all_others_keep_their_rows(made, three, oracle, tmp_path):
    out = tmp_path / "out"
    grade(made, three, out)
    hand_in(three, {"ann.ipynb": handed("a1", q2="x = 2"), "bob.ipynb": handed("b2")})
    grade(made, three, out, only="bob")
    assert oracle.ran == 3
    assert [one["q2"] for one in rows(out).values()] == ["3", "3", "0"]
    with pytest.raises(ValueError, match="is nobody here; there is ann, bob"):
        grade(made, three, out, only="zoe")


def test_one_question_is_renewed_and_the_others_stay(made, three, oracle, tmp_path):
    out = tmp_path / "out"
    grade(made, three, out)
    hand_in(three, {"ann.ipynb": handed("a1", q1="first = 1", q2="x = 2")})
    grade(made, three, out, question="q2")
    ann = rows(out)["ann"]
    assert (ann["q1"], ann["q2"]) == ("2", "0")
    grade(made, three, out)
    assert rows(out)["ann"]["q1"] == "0"
    with pytest.raises(ValueError, match="--question 'q9' is not in toy: q1, q2, q3"):
        grade(made, three, out, question="q9")


def test_a_zip_is_graded_as_a_folder_is(made, three, tmp_path):
    grade(made, three, tmp_path / "one")
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        for path in three.iterdir():
            archive.write(path, path.name)
    grade(made, tmp_path / "s.zip", tmp_path / "two")
    table = [
        [{k: v for k, v in row.items() if k != "seconds"} for row in rows(out).values()]
        for out in (tmp_path / "one", tmp_path / "two")
    ]
    assert table[0] == table[1]


def test_the_roster_names_pairs_and_those_who_are_missing(made, three, tmp_path):
    roster = tmp_path / "r.csv"
    roster.write_text(
        "name,id,group,late\nAnn A,a1,g1,2\nBob B,zz,,\nDan D,d4,g1,\nEve E,e5,,\n", "utf-8"
    )
    rule = grades.Late.read("10% per day")
    grade(made, three, tmp_path / "out", roster=roster, late=rule)
    found = rows(tmp_path / "out")
    ann = found["Ann A"]
    assert ann["total"] == "4" and "late by 2 days, 1 point off" in ann["flags"]
    assert "handed in by Ann A" in found["Dan D"]["flags"] and found["Dan D"]["total"] == "5"
    assert (tmp_path / "out" / "Dan_D" / "feedback.html").exists()
    assert found["Eve E"]["flags"] == "nothing was handed in" and found["Eve E"]["q1"] == ""
    assert "not on the roster" in found["bob"]["flags"]


def test_two_who_typed_one_id_are_flagged(made, tmp_path):
    files = {"ann.ipynb": handed("A1"), "bob.ipynb": handed("a1 ")}
    grade(made, hand_in(tmp_path / "subs", files), tmp_path / "out")
    assert "typed the same id: bob" in rows(tmp_path / "out")["ann"]["flags"]
