"""A class graded: only what changed is run, nothing is lost, every odd file has its row."""

import csv
import errno
import json
import random
import zipfile

import pytest

from sgdlab.homework import grades, grading, grading_folder, grading_write, release, source
from sgdlab.homework import handed as handed_file
from sgdlab.homework.grading import Stopped
from sgdlab.homework.grading_folder import Folder

from . import crowd
from .conftest import CELLS, notebook
from .grader import Oracle, course, grade, hand_in, rows

TOY = source.parse(notebook(), "toy")
SOLVED = json.dumps(release.solved(TOY))


def handed(student, **answers):
    """Return the solution with this id, and other answers {"q2": text}."""
    data = json.loads(SOLVED)
    for tag, text in {"id": f'student = "{student}"', **answers}.items():
        essay = "essay:q3:2" if tag == "q3" else f"answer:{tag}"
        for cell in crowd.tagged(data, essay):
            cell["source"] = [text]
    return data


@pytest.fixture(scope="module")
def oracle():
    box = Oracle(TOY)
    yield box
    box.close()


@pytest.fixture
def made(oracle):
    oracle.ran, oracle.before = 0, lambda cells: None
    return course(TOY, box=oracle)


@pytest.fixture
def three(tmp_path):
    files = {"ann.ipynb": handed("a1"), "bob.ipynb": handed("b2", q2="x = 1")}
    return hand_in(tmp_path / "subs", files | {"cat.ipynb": b"{"})


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
    assert "seed=7" in crowd.text(data["cells"][0])
    (check,) = crowd.tagged(data, "check:q2")
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


def test_one_that_cannot_be_graded_stops_nobody(made, three, oracle, tmp_path):
    def broken(cells):
        if any('"a1"' in text for _, text in cells):
            raise RuntimeError("the roof fell in")

    oracle.before = broken
    run = grade(made, three, tmp_path / "out", jobs=2)
    found = rows(tmp_path / "out")
    assert "could not be graded: RuntimeError: the roof" in found["ann"]["flags"]
    assert found["bob"]["q1"] == "2" and run.failures == [
        "ann: could not be graded: RuntimeError: the roof fell in"
    ]
    oracle.before = lambda cells: None
    grade(made, three, tmp_path / "out")
    assert rows(tmp_path / "out")["ann"]["total"] == "5"


def test_an_interrupted_run_keeps_its_rows_and_goes_on(made, three, oracle, tmp_path):
    done = []

    def tell(name):
        done.append(name)
        if len(done) == 1:
            raise KeyboardInterrupt

    run = grading.Grading(made, grading.Asked(three, tmp_path / "out", seed=7))
    with pytest.raises(Stopped, match=r"Interrupted: [123] rows? of .* safe; the same command"):
        run.run(tell)
    assert done[0] in rows(tmp_path / "out")
    ran = oracle.ran
    grade(made, three, tmp_path / "out")
    assert len(rows(tmp_path / "out")) == 3 and oracle.ran <= max(2, ran + 1)


def test_a_full_disk_ends_the_run_in_a_sentence(made, three, tmp_path, monkeypatch):
    run = grading.Grading(made, grading.Asked(three, tmp_path / "out", seed=7))
    write, count = grades.replace, []

    def full(path, data):
        count.append(path)
        if len(count) > 6:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data)

    monkeypatch.setattr(grading_folder, "replace", full)
    with pytest.raises(Stopped, match=r"No room on the disk for .* safe"):
        run.run()
    monkeypatch.undo()
    kept = rows(tmp_path / "out")
    grade(made, three, tmp_path / "out")
    assert kept.items() <= rows(tmp_path / "out").items()


def test_odd_files_all_have_rows_and_words(made, tmp_path):
    wide = b'{"nbformat": 4, "cells": [' + b"[]," * 300_000 + b"[]]}"
    files = {
        "other.ipynb": notebook([("x-1", "code", "answer:q9", "x = 1")]),
        "wide.ipynb": wide, "list.ipynb": b"[]", "word/hw.docx": b"PK",
        "huge.ipynb": b" " * (21 << 20), "utf.ipynb": "{}".encode("utf-16"),
    }  # fmt: skip
    grade(made, hand_in(tmp_path / "subs", files), tmp_path / "out")
    flags = {name: one["flags"] for name, one in rows(tmp_path / "out").items()}
    for name, told in {
        "other": "is not toy: no answer cell", "wide": "too many parts", "list": "is no notebook",
        "word": "no notebook was handed in (hw.docx)", "huge": "more than 20 MB",
        "utf": "cannot be read as a notebook",
    }.items():  # fmt: skip
        assert told in flags[name]


def test_half_characters_and_many_cells_stop_nobody(made, tmp_path):
    files = {
        "half.ipynb": handed("a\ud800", q2="x = '\udfff'", q3="\ud800 because"),
        "many.ipynb": crowd.mangled(handed("b"), random.Random(1)),
        "right.ipynb": handed("c"),
    }
    files["many.ipynb"]["cells"] *= 200
    assert grade(made, hand_in(tmp_path / "subs", files), tmp_path / "out").failures == []
    found = rows(tmp_path / "out")
    assert found["half"]["id"] == "a?" and found["right"]["total"] == "5"
    assert "cells; more than 1000 are not run" in found["many"]["flags"]


def test_what_cannot_be_read_or_written_costs_its_own_row_only(made, three, tmp_path, monkeypatch):
    def odd(page):
        def tried(homework, result, line):
            if result["student"] == "ann" and "could not" not in line["flags"]:
                raise UnicodeError("half a sign")
            return page(homework, result, line)

        return tried

    def read(file, whole=handed_file.File.read):
        if file.name == "bob.ipynb":
            raise MemoryError("too deep")
        return whole(file)

    monkeypatch.setattr(grading_write.feedback, "page", odd(grading_write.feedback.page))
    monkeypatch.setattr(handed_file.File, "read", read)
    run = grade(made, three, tmp_path / "out")
    assert [failure[:30] for failure in sorted(run.failures)] == [
        "ann: could not be graded: Unic", "bob: could not be graded: Memo",
    ]  # fmt: skip
    assert list(rows(tmp_path / "out")) == ["ann", "bob", "cat"]


def test_two_gradings_at_once_do_not_meet_in_one_folder(made, three, tmp_path):
    out = tmp_path / "out"
    first = Folder(out, "toy")
    with first.alone(), pytest.raises(ValueError, match="Another grading is at work in"):
        grade(made, three, out)
    assert not (out / "grades.csv").exists()
    grade(made, three, out)
    assert len(rows(out)) == 3


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
    assert found["Ann A"]["total"] == "4" and "late by 2 days, 1 points" in found["Ann A"]["flags"]
    assert "handed in by Ann A" in found["Dan D"]["flags"] and found["Dan D"]["total"] == "5"
    assert (tmp_path / "out" / "Dan_D" / "feedback.html").exists()
    assert found["Eve E"]["flags"] == "nothing was handed in" and found["Eve E"]["q1"] == ""
    assert "not on the roster" in found["bob"]["flags"]


def test_two_who_typed_one_id_are_flagged(made, tmp_path):
    files = {"ann.ipynb": handed("A1"), "bob.ipynb": handed("a1 ")}
    grade(made, hand_in(tmp_path / "subs", files), tmp_path / "out")
    assert "typed the same id: bob" in rows(tmp_path / "out")["ann"]["flags"]


@pytest.mark.parametrize(
    ("content", "told"),
    [({"other.txt": b"x"}, "holds other things"), ({"grading.json": b"{"}, "is damaged"),
     ({"grading.json": b'{"homework": "hw2", "seed": 1}'}, "holds the grading of hw2")],
)  # fmt: skip
def test_a_folder_that_holds_other_things_is_left_alone(made, three, tmp_path, content, told):
    out = hand_in(tmp_path / "out", content)
    with pytest.raises(ValueError, match=told):
        grade(made, three, out)
    assert [path.name for path in out.iterdir()] == list(content)


def test_nothing_outside_out_is_written(made, three, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in three.iterdir()}
    grade(made, three, tmp_path / "out")
    assert {path: path.stat().st_mtime_ns for path in three.iterdir()} == before
    assert {path.name for path in tmp_path.iterdir()} == {"subs", "out"}
