"""A grading in trouble: odd files, a full disk, Ctrl-C, two at once; what is done stays safe."""

import errno
import random

import pytest

from sgdlab.homework import grades, grading, grading_folder, grading_write
from sgdlab.homework import handed as handed_file
from sgdlab.homework.grading import Stopped
from sgdlab.homework.grading_folder import Folder

from . import damage
from .grader import grade, hand_in, rows
from .toy import handed, notebook


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
        "many.ipynb": damage.mangled(handed("b"), random.Random(1)),
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


def test_nothing_outside_out_is_written(made, three, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in three.iterdir()}
    grade(made, three, tmp_path / "out")
    assert {path: path.stat().st_mtime_ns for path in three.iterdir()} == before
    assert {path.name for path in tmp_path.iterdir()} == {"subs", "out"}


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
