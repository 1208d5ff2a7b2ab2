"""The assistant's page: its commands run as they stand; it names every option and real flags."""

import argparse
import json
import os
import re
import shlex
import zipfile
from pathlib import Path

import pytest

from sgdlab import cli
from sgdlab.homework import commands, grading, grading_command, release, sandbox

from .grader import Oracle, rows
from .toy import TOY, handed, notebook

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docs" / "assistants.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = [line.replace("hw1", "toy") for block in BLOCKS for line in block.splitlines()]
BOOK = 'Student,ID,SIS Login ID,toy (99)\n    Points Possible,,,7\n"Doe, Jane",11,jd1,\n'
MARKS = "student,question,points,comment\ndoejane,q3,1.5,why\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder in which the page's commands were given in order; an oracle runs nothing."""
    place = tmp_path_factory.mktemp("assistant")
    (place / "toy.ipynb").write_text(json.dumps(notebook()), "utf-8")
    (place / "roster.csv").write_text(BOOK, "utf-8")
    (place / "manual.csv").write_text(MARKS, "utf-8")
    with zipfile.ZipFile(place / "submissions.zip", "w") as archive:
        archive.writestr("doejane_11_500_toy.ipynb", json.dumps(handed("jd1")))
    before, box, released = os.getcwd(), Oracle(TOY), release.released(TOY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "released", lambda _: released)  # once is enough, and one judge
        patch.setattr(grading, "Judge", lambda *_: box.judge)
        patch.setattr(box.judge, "close", lambda: None)
        patch.setattr(sandbox, "choose", lambda *_: box)
        patch.setattr(grading_command, "find", lambda name: place / f"{name}.ipynb")
        patch.setattr("sgdlab.homework.grading_folder.secrets.randbelow", lambda _: 7)
        os.chdir(place)
        try:
            codes = {line: given(*shlex.split(line)) for line in COMMANDS}
        finally:
            os.chdir(before)
    box.close()
    return place, codes


def given(program, *words):
    if program == "sgdlab":
        return cli.main(words)
    # tests/hostile runs `pytest --nbval` on graded notebooks; here it has one, with its seed
    assert (program, words[0]) == ("pytest", "--nbval")
    return int("seed=7" not in Path(words[1]).read_text(encoding="utf-8"))


def test_every_command_of_the_page_works(folder):
    place, codes = folder
    assert len(codes) > 5 and set(codes.values()) == {0}, codes
    jane = rows(place / "graded")["Doe, Jane"]
    assert jane["total"] == "6.5" and rows(place / "again")["doejane"]["seed"] == "7"
    assert (place / "dist" / "gradescope-toy.zip").is_file()


def test_what_the_page_says_is_written_is_there(folder):
    table = re.search(r"\| in `graded/` .*?\n\n", TEXT, re.DOTALL)[0].replace("hw1", "toy")
    names = [
        name for row in table.strip().splitlines()[2:] for name in re.findall(r"`([\w/.-]+)`", row)
    ]
    names = [name.replace("NAME", "doejane") for name in names if name != "late_off"]
    assert len(names) == 10
    assert [name for name in names if not (folder[0] / "graded" / name).exists()] == []
    assert "late_off" in rows(folder[0] / "graded")["Doe, Jane"]


def test_every_option_has_its_line_and_no_other_does():
    parser = argparse.ArgumentParser()
    commands.add(parser.add_subparsers())
    grade = parser._subparsers._group_actions[0].choices["grade"]
    own = {option for option in grade._option_string_actions if option.startswith("--")}
    assert set(re.findall(r"^\| `(--\w+)", TEXT, re.MULTILINE)) == own - {"--help"}


def test_the_flags_it_explains_are_said_somewhere():
    said = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "sgdlab/homework").glob("*.py"))
    said = said.replace("cell{'s' * (own != 1)}", "cells")
    table = re.search(r"\| flag .*?\n\n", TEXT, re.DOTALL)[0]
    cells = [row.split("|")[1] for row in table.strip().splitlines()[2:]]
    flags = [flag.strip(" *") for cell in cells for flag in re.split(r"[,;]", cell)]
    assert len(flags) > 15 and [flag for flag in flags if flag not in said] == []
