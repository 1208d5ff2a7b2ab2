"""`sgdlab grade`: what it says, what it refuses, and what Ctrl-C leaves."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile

import pytest

from sgdlab import cli
from sgdlab.homework import sandbox

from . import damage
from .grader import hand_in, rows
from .toy import notebook, solved

WALLS = [] if sandbox.fault("bubblewrap") == "" or sandbox.fault("unshare") == "" else ["--unsafe"]


@pytest.fixture
def words(tmp_path):
    (tmp_path / "toy.ipynb").write_text(json.dumps(notebook()), "utf-8")
    hand_in(tmp_path / "subs", {"ann.ipynb": solved()})
    out = str(tmp_path / "out")
    return ["grade", str(tmp_path / "toy.ipynb"), str(tmp_path / "subs"), "--out", out, *WALLS]


def test_it_says_the_sandbox_what_was_run_and_where_to_look(words, tmp_path, capsys):
    assert cli.main([*words, "--seed", "5"]) == 0
    said = capsys.readouterr()
    assert "sandbox: " in said.out + said.err and "1 row, 1 of them run now; seed 5." in said.out
    assert "marking.html" in said.out and "summary.html" in said.out
    assert rows(tmp_path / "out")["ann"]["total"] == "5"
    assert cli.main(words) == 0
    assert "1 row, 0 of them run now; seed 5." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "told"),
    [(["--jobs", "0"], "--jobs is 0; expected"), (["--limit", "0"], "--limit is 0; expected"),
     (["--seed", "-1"], "--seed is -1"), (["--late", "soon"], "is no rule"),
     (["--only", "zoe"], "is nobody here"), (["--question", "q9"], "is not in toy"),
     (["--roster", "none.csv"], "none.csv"), (["--manual", "none.csv"], "none.csv"),
     (["--sandbox", "docker"], "is not known")],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(
    words, tmp_path, capsys, more, told
):
    assert cli.main([*words, *more]) in (1, 2)
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_folders_that_hold_one_another_are_refused(words, tmp_path, capsys):
    for out in (tmp_path / "subs", tmp_path / "subs" / "out", tmp_path):
        assert cli.main([*words[:3], "--out", str(out), *WALLS]) == 2
        assert "hold one another" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "told"),
    [("hw77", "'hw77' has no source in"), ("none.ipynb", "cannot be read")],
)
def test_a_homework_that_is_not_there_is_refused(words, tmp_path, capsys, name, told):
    assert cli.main(["grade", name, *words[2:]]) == 2
    assert told in capsys.readouterr().err


def test_a_notebook_without_checks_is_no_homework(words, tmp_path, capsys):
    (tmp_path / "x.ipynb").write_text(json.dumps(notebook([])), "utf-8")
    assert cli.main(["grade", str(tmp_path / "x.ipynb"), *words[2:]]) == 2
    assert "is no source of a homework" in capsys.readouterr().err


def test_the_autograders_zip_is_written_by_name(words, tmp_path, capsys):
    assert cli.main(["grade", words[1], "--gradescope", "--out", str(tmp_path / "gs")]) == 0
    place = tmp_path / "gs" / "gradescope-toy.zip"
    assert str(place) in capsys.readouterr().out
    with zipfile.ZipFile(place) as archive:
        assert {"setup.sh", "run_autograder", "homework/toy.ipynb"} <= set(archive.namelist())
        assert archive.getinfo("run_autograder").external_attr >> 16 == 0o100755


@pytest.mark.skipif(sys.platform == "win32", reason="a signal as Ctrl-C sends it")
def test_ctrl_c_keeps_the_rows_and_the_same_command_goes_on(words, tmp_path):
    slow = damage.put(solved(), 2, damage.extra("import time; time.sleep(2)"))
    hand_in(tmp_path / "subs", {f"s{n}.ipynb": slow for n in range(4)})
    run = subprocess.Popen(
        [sys.executable, "-m", "sgdlab", *words, "--seed", "5"], stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if (tmp_path / "out" / "grades.csv").exists() and len(rows(tmp_path / "out")) > 0:
            break
        time.sleep(0.1)
    os.killpg(run.pid, signal.SIGINT)
    said = run.communicate(timeout=120)[1]
    assert run.returncode == 130 and "Traceback" not in said
    kept = rows(tmp_path / "out")
    assert f"Interrupted: {len(kept)} row" in said and 1 <= len(kept) < 5
    assert cli.main(words) == 0
    after = rows(tmp_path / "out")
    assert len(after) == 5
    assert {name: after[name]["seconds"] for name in kept} == {
        name: row["seconds"] for name, row in kept.items()
    }
