"""The file of a study: cut off anywhere it goes on, damaged it is kept aside, others are left."""

import errno
import json
import math
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgdlab import study
from sgdlab.study import Plan, Run, measure, read
from sgdlab.study import file as study_file

PLAN = Plan(batch_sizes=(8, 32), rates=(0.1, 1), seeds=(0, 7), epochs=2, settled=1)


@pytest.fixture
def swift(monkeypatch):
    """Runs that cost nothing: their numbers are made from the question. Lists the blocks run."""
    done = []

    def run_block(plan, data, m, seed, rates, ended=None):
        done.append((m, seed))
        for epoch in range(plan.epochs):
            ended(epoch + 1)
        return tuple(
            Run(m, lr, seed, lr < 1, m + seed, lr / 3, 1 / m, math.inf if seed else lr / 7)
            for lr in rates
        )

    monkeypatch.setattr(study, "prepare", lambda data: (None, None, None))
    monkeypatch.setattr(study, "update_us", lambda problem, m, count: m / 3)
    monkeypatch.setattr(study, "run_block", run_block)
    monkeypatch.setattr(study_file.os, "fsync", lambda number: None)
    return done


@pytest.fixture
def whole(swift, tmp_path):
    """The bytes of a finished study."""
    measure(PLAN, tmp_path / "whole.csv")
    return (tmp_path / "whole.csv").read_bytes()


def test_what_is_written_is_what_is_read(swift, tmp_path):
    path, said = tmp_path / "study.csv", []
    first = measure(PLAN, path, say=said.append)
    assert read(path) == first and first.complete
    assert swift == list(PLAN.blocks)
    assert measure(PLAN, str(path), say=said.append) == first
    assert len(swift) == 4 and said == []


def test_it_is_a_csv_file_with_comments(whole):
    lines = whole.decode().splitlines()
    assert lines[0] == "# sgdlab study 1"
    assert json.loads(lines[1].removeprefix("# plan "))["rates"] == [0.1, 1.0]
    assert lines[2].startswith('# machine "')
    assert lines[3].split(",")[:8] == list(Run._fields)
    assert len(lines) == 4 + 8 and whole.endswith(b"\n") and b"\r" not in whole


def test_cut_at_every_byte_it_goes_on_to_the_same_rows(swift, whole, tmp_path):
    path, head = tmp_path / "study.csv", len(b"".join(whole.splitlines(keepends=True)[:4]))
    row = (len(whole) - head) / 8
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        swift.clear()
        said = []
        found = measure(PLAN, path, say=said.append)
        assert path.read_bytes() == whole, cut
        assert found.complete
        assert abs(len(swift) - (4 - max(0, cut - head) / (2 * row))) < 1.2
        assert len(said) == (cut > 0)
        aside = list(tmp_path.glob("study.damaged*"))
        assert len(aside) == (0 < cut < head)  # where no row was written yet
        for old in aside:
            assert old.read_bytes() == whole[:cut]
            old.unlink()


def test_an_unfinished_study_can_be_read(whole, tmp_path):
    path = tmp_path / "study.csv"
    path.write_bytes(whole[:-1])
    found = read(path)
    assert not found.complete and len(found.runs) == 6
    assert found.update_us == {8: 8 / 3, 32: 32 / 3}
    assert path.read_bytes() == whole[:-1]


def test_a_block_that_two_programs_wrote_counts_once(whole, tmp_path):
    path = tmp_path / "study.csv"
    path.write_bytes(whole + b"".join(whole.splitlines(keepends=True)[-2:]))
    assert read(path) == read(tmp_path / "whole.csv")


def test_lines_of_windows_are_read_too(whole, tmp_path):
    path = tmp_path / "study.csv"
    path.write_bytes(whole.replace(b"\n", b"\r\n")[:-60])
    assert len(read(path).runs) == 6
    assert measure(PLAN, path, say=lambda _: None).complete
    assert read(path).complete


@settings(max_examples=300)
@given(data=st.data())
def test_no_changed_byte_passes_for_a_result(data):
    lines = _lines()
    at = data.draw(st.integers(0, len(lines) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != lines[at]))
    changed = lines[:at] + bytes([byte]) + lines[at + 1 :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study_file.Path, "read_bytes", lambda path: changed)
        try:
            plan, kept, _ = study_file.read("study.csv")
        except ValueError as error:
            assert "study.csv is" in str(error)
            return
    _, right, _ = study_file._parsed("study.csv", lines.splitlines(keepends=True))
    assert plan == PLAN
    # it may be in the words about the machine, or have cut off the last line
    assert list(kept.blocks.items()) == list(right.blocks.items())[: len(kept.blocks)]
    assert len(kept.blocks) >= 3


def _lines():
    rows = []
    for m, seed in PLAN.blocks:
        for lr in PLAN.rates:
            run = Run(m, lr, seed, True, 3, 0.5, 0.96, 0.1)
            rows.append(study_file._row(study_file._words(PLAN), run, 2.5))
    head = (study_file.MAGIC, study_file._words(PLAN), '# machine "one"')
    return "\n".join([*head, ",".join(study_file.COLUMNS), *rows, ""]).encode()


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole.replace(b"0.1", b"0.2", 9),
        lambda whole: whole.replace(b"8,0.1,0", b"8,0.1,1"),
        lambda whole: whole.replace(b"# plan", b"# plam"),
        lambda whole: whole.replace(b"batch_size,", b""),
        lambda whole: whole[100:],
        lambda whole: whole[:700] + b"\0" * 80 + whole[780:],
        lambda whole: whole + whole[-400:],
        lambda whole: whole[:-300] + b"\n" + whole[-300:],
        lambda whole: whole.replace(b"\n8,1.0,0", b"\n\n8,1.0,0"),
        lambda whole: whole[:60] + b"\xff\xfe no text \0" + whole[60:],
        lambda whole: whole[:900] + b"\xff\xfe no text \0" + whole[900:],
        lambda whole: whole.replace(b"[8, 32]", b"[8, 32"),
        lambda whole: whole.replace(b'"epochs": 2', b'"epochs": 0'),
    ],
)
def test_a_damaged_study_is_kept_aside_and_begun_anew(swift, whole, tmp_path, damage):
    path, said = tmp_path / "study.csv", []
    path.write_bytes(damage(whole))
    with pytest.raises(ValueError, match=r"study\.csv is damaged: "):
        read(path)
    assert path.read_bytes() == damage(whole)
    measure(PLAN, path, say=said.append)
    assert path.read_bytes() == whole
    assert (tmp_path / "study.damaged.csv").read_bytes() == damage(whole)
    [sentence] = said
    assert "is damaged" in sentence and "kept as study.damaged.csv" in sentence


def test_no_file_set_aside_is_written_over(swift, whole, tmp_path):
    path = tmp_path / "study.csv"
    for end in (1, 2, 3):
        path.write_bytes(whole[end:])
        measure(PLAN, path, say=lambda _: None)
    kept = {old.name: old.read_bytes() for old in tmp_path.glob("study.damaged*")}
    assert kept == {
        "study.damaged.csv": whole[1:],
        "study.damaged-2.csv": whole[2:],
        "study.damaged-3.csv": whole[3:],
    }


def test_a_study_of_another_plan_is_left_as_it_is(swift, whole, tmp_path):
    path = tmp_path / "study.csv"
    path.write_bytes(whole)
    other = Plan(batch_sizes=(8, 32), rates=(0.1, 3), seeds=(0, 7), epochs=2, settled=1)
    with pytest.raises(ValueError, match=r"its rates: 0\.1, 1, not 0\.1, 3\); nothing was changed"):
        measure(other, path)
    assert path.read_bytes() == whole
    assert sorted(file.name for file in tmp_path.iterdir()) == ["study.csv", "whole.csv"]


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "my thesis", "# sgdlab notes\n", "\n", "Name\nMüller\n"]
)
def test_a_file_that_is_no_study_is_left_as_it_is(swift, tmp_path, text):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="latin-1")  # as Excel does
    for ask in (lambda: measure(PLAN, path), lambda: read(path)):
        with pytest.raises(ValueError, match=r"own\.csv is no study; nothing was changed"):
            ask()
    assert path.read_text(encoding="latin-1") == text
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["study.txt", "study", "no/study.csv"])
def test_a_place_that_cannot_be_is_refused_before_anything_runs(swift, tmp_path, name):
    with pytest.raises(ValueError, match=r"expected a name like|is not there; make it"):
        measure(PLAN, tmp_path / name)
    assert swift == [] and list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_says_so(swift, tmp_path):
    (tmp_path / "study.csv").mkdir()
    for ask in (lambda: measure(PLAN, tmp_path / "study.csv"), lambda: read(tmp_path / "no.csv")):
        with pytest.raises(OSError):
            ask()


def test_what_progress_raises_ends_the_study_and_leaves_it_good(swift, tmp_path):
    path, said = tmp_path / "study.csv", []

    def progress(done, total):
        if done > 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure(PLAN, path, progress, said.append)
    assert len(read(path).runs) == 4
    told = []
    measure(PLAN, path, lambda done, total: told.append(done), said.append)
    assert told == [5, 6, 7, 8, 8] and read(path).complete
    assert said == [f"{path} holds 2 of 4 blocks; the study goes on from there."]


def test_another_machine_that_goes_on_is_named(swift, whole, tmp_path, monkeypatch):
    path = tmp_path / "study.csv"
    path.write_bytes(whole[:-1])
    monkeypatch.setattr(study, "machine", lambda: "a fast one, 2031-01-01")
    found = measure(PLAN, path, say=lambda _: None)
    assert found.machine.endswith("; then a fast one, 2031-01-01")
    assert read(path) == found
    assert measure(PLAN, path, say=lambda _: None) == found


def test_another_day_on_the_same_machine_is_not(swift, tmp_path, monkeypatch):
    path = tmp_path / "study.csv"
    monkeypatch.setattr(study, "machine", lambda: "a slow one, 2031-01-01")
    measure(PLAN, path)
    path.write_bytes(path.read_bytes()[:-1])
    monkeypatch.setattr(study, "machine", lambda: "a slow one, 2031-01-02")
    assert measure(PLAN, path, say=lambda _: None).machine == "a slow one, 2031-01-01"


def test_a_real_study_goes_on_to_the_same_runs(tmp_path):
    plan = Plan(batch_sizes=(128, 512), rates=(1, 3), seeds=(0, 1), epochs=2, settled=1)
    path = tmp_path / "study.csv"
    once = measure(plan, path)
    path.write_bytes(path.read_bytes()[:-300])
    assert measure(plan, path, say=lambda _: None).runs == once.runs


def test_a_full_disk_is_told_with_the_name_of_the_file(swift, tmp_path, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as caught:
        measure(PLAN, tmp_path / "study.csv")
    assert caught.value.filename == str(tmp_path / "study.csv")
