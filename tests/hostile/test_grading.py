"""A class of hostile submissions, graded as the command does it, really sandboxed.

Whoever wants points gets none that their answers do not earn; whoever wants the assistant's files
finds none; whoever breaks the run breaks their own.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from sgdlab import cli
from sgdlab.homework import release, running, sandbox, source
from tests.homework import crowd, damage
from tests.homework.grader import course, grade, hand_in, rows
from tests.homework.tags import Tags
from tests.homework.toy import CELLS, TOY, notebook, solved

from .attacks import ANSWERS, CHATTY, DRAWS, EARLY, LATER, PIPES, STOPS, TRACES, WRONG
from .conftest import running as alive

pytestmark = pytest.mark.skipif(
    not sandbox.kinds()[0].lacks or sandbox.kinds()[0].weak,
    reason=f"no sandbox with walls works here: {sandbox.fault('bubblewrap')}",
)
MARK = f"300.{os.getpid():09}"  # seconds, and a name
LIMITS = running.Limits(5, 40)
SECRET = "the-assistants-own-words"


def wrong(before="", after="", answer=WRONG, check=""):
    """Return a wrong answer to q2 with hostile code in cells around it or in it."""
    data = solved()
    for cell in damage.tagged(data, "answer:q2"):
        cell["source"] = [answer]
    for cell in damage.tagged(data, "check:q2") if check else ():
        cell["source"] = [check]
    if before:
        damage.put(data, 2, damage.extra(before))
    if after:
        place = next(n for n, cell in enumerate(data["cells"]) if cell["id"] == "toy-08-grad")
        damage.put(data, place + 1, damage.extra(after))
    return data


POINTS = {
    "ast": wrong(crowd.TRANSFORMED), "patched": wrong(crowd.PATCHED), "stops": wrong(after=STOPS),
    "draws": wrong(DRAWS, crowd.FORGED.replace("QUESTION", "q2")),
    "early": wrong(EARLY, LATER),
    "pipes": wrong(PIPES, check="# NBVAL_SKIP\nprint('q2 (3 points): passes its public checks')"),
    "=cmd|' C calc'!A0": wrong(),
}  # fmt: skip


def many(texts):
    """Return a homework that asks q2 again and again, and answers to it, {question: text}."""
    cells = list(CELLS[:7])
    for name in texts:
        for one, kind, tag, text in CELLS[7:9]:
            again = text.replace('"q2"', f'"{name}"')
            cells.append((f"{one}-{name}", kind, tag.replace("q2", name), again))
    source_ = source.parse(notebook(cells), "toy")
    data = release.solved(source_)
    for name, text in texts.items():
        for cell in damage.tagged(data, f"answer:{name}") if text else ():
            cell["source"] = [f"# {name}: your answer\n{text}"]
    return source_, data


@pytest.fixture(scope="module")
def harmless(tmp_path_factory):
    """A place like the assistant's: solution, other submissions, words at home."""
    place = tmp_path_factory.mktemp("assistant")
    (place / "source").mkdir()
    (place / "source" / "toy.ipynb").write_text(json.dumps(notebook()), "utf-8")
    (place / "victim.txt").write_text(SECRET, "utf-8")
    listening = socket.create_server(("127.0.0.1", 0))
    port, heard = listening.getsockname()[1], []
    threading.Thread(target=lambda: heard.append(listening.accept()), daemon=True).start()
    writes = "\n".join(
        f"try:\n    open({str(path)!r}, 'w').write('gone')\nexcept OSError as e:\n    print(e)"
        for path in (place / "victim.txt", place / "out" / "grades.csv", place / "new.txt")
    )
    cells = {
        "reads": f"print(open({str(place / 'victim.txt')!r}).read())",
        "writes": writes,
        "looks": f"import os\nfor p in ({str(place)!r}, {str(Path.home())!r}):\n    os.listdir(p)",
        "calls": f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)",
        "stays": f"import os\nfor _ in range(30): os.system('setsid sleep {MARK} &')",
        "all": crowd.READS, "net": crowd.NETWORK, "html": crowd.HTML,
        "package": "import sgdlab.homework.solution, sgdlab.homework.keys",
    }  # fmt: skip
    yield place, cells, heard
    listening.close()


@pytest.fixture(scope="module")
def given(harmless):
    """One grading of them all: what harms itself alone stands together in one submission."""
    place, cells, heard = harmless
    nosy = solved()
    for text in reversed(cells.values()):
        damage.put(nosy, 2, damage.extra(text))
    ends = damage.put(solved(), 2, damage.extra("import os\nos._exit(0)"))
    ends = damage.put(ends, 3, damage.extra("while True: pass"))
    files = {f"{name}.ipynb": data for name, data in POINTS.items()}
    files |= {"nosy.ipynb": nosy, "ends.ipynb": ends}
    files["chatty.ipynb"] = wrong(crowd.FLOOD, answer=CHATTY)
    subs, old = hand_in(place / "subs", files), tempfile.tempdir
    (place / "temp").mkdir()
    tempfile.tempdir = str(place / "temp")
    try:
        run = grade(course(TOY, limits=LIMITS), subs, place / "out", jobs=3)
    finally:
        tempfile.tempdir = old
    assert run.failures == []
    return place, files, heard


def put_out(given, harmless, name):
    """Return what a cell of the nosy submission put out, as the graded notebook has it."""
    data = json.loads((given[0] / "out" / "nosy" / "toy.ipynb").read_text(encoding="utf-8"))
    (cell,) = [one for one in data["cells"] if damage.text(one) == harmless[1][name]]
    return json.dumps(cell["outputs"])


def points(out):
    """Return {student: points of q2}."""
    return {name.lstrip("'"): row["q2"] for name, row in rows(out).items()}


def test_hostile_code_earns_no_point_that_the_answer_does_not(given):
    found = points(given[0] / "out")
    assert {name: found[name] for name in POINTS} == dict.fromkeys(POINTS, "0")


def test_what_only_harms_itself_keeps_the_points_of_right_answers(given):
    found = rows(given[0] / "out")
    assert [found[name]["total"] for name in ("nosy", "ends", "chatty")] == ["5", "5", "5"]


def test_no_trick_in_an_answer_earns_a_point_and_none_costs_the_next(tmp_path):
    homework, data = many({"before": "", **ANSWERS, "after": "", "traces": TRACES})
    subs = hand_in(tmp_path / "subs", {"sly.ipynb": data})
    assert grade(course(homework, limits=LIMITS), subs, tmp_path / "out").failures == []
    found = rows(tmp_path / "out")["sly"]
    expected = dict.fromkeys([*ANSWERS, "traces"], "0")
    expected |= {"q1": "2", "before": "3", "after": "3"}
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("name", ["reads", "all", "looks", "package"])
def test_no_file_of_the_assistant_can_be_read(given, harmless, name):
    said = put_out(given, harmless, name)
    assert SECRET not in said and "BEGIN SOLUTION" not in said and "pipes.ipynb" not in said
    if name != "all":
        assert "NotFoundError" in said


def test_no_file_outside_is_written(given):
    place, files, _ = given
    assert (place / "victim.txt").read_text(encoding="utf-8") == SECRET
    assert {path.name for path in place.iterdir()} == {
        "source", "subs", "out", "victim.txt", "temp",
    }  # fmt: skip
    assert {path.name for path in (place / "subs").iterdir()} == set(files)
    assert list((place / "temp").iterdir()) == []
    assert len(rows(place / "out")) == len(files)


def test_no_network_is_reached(given, harmless):
    assert given[2] == []
    for name in ("net", "calls"):
        assert "Error" in put_out(given, harmless, name)


def test_no_process_survives(given, harmless):
    assert put_out(given, harmless, "stays") == "[]" and alive(f"sleep {MARK}") == []


def test_no_page_runs_a_script_and_no_cell_starts_a_formula(given):
    out = given[0] / "out"
    pages = [*out.glob("*/feedback.html"), out / "summary.html"]
    assert len(pages) == len(given[1]) + 1
    for page in pages:
        tags = Tags(page.read_text(encoding="utf-8"))
        assert not tags.tags & {"script", "iframe", "object", "form"}
        assert not [name for name, _ in tags.attributes if name.startswith("on")]


def test_a_second_grading_gives_the_same_points(given, tmp_path):
    names = ("patched", "ends")
    files = {f"{name}.ipynb": given[1][f"{name}.ipynb"] for name in names}
    subs = hand_in(tmp_path / "subs", files)
    grade(course(TOY, limits=LIMITS), subs, tmp_path / "again", jobs=2)
    before, after = rows(given[0] / "out"), rows(tmp_path / "again")
    for column in ("q1", "q2", "q3", "total", "out_of"):
        assert [after[name][column] for name in names] == [before[name][column] for name in names]


def test_the_graded_notebook_repeats_the_verdict_under_plain_nbval(given, tmp_path):
    data = (given[0] / "out" / "chatty" / "toy.ipynb").read_bytes()
    (tmp_path / "toy.ipynb").write_bytes(data)
    words = ["-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, *words, "toy.ipynb"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_the_grader_stays_small_whatever_is_printed(given, tmp_path):
    code = (
        "import re, sys; from sgdlab import cli; cli.main(sys.argv[1:]); "
        # not ru_maxrss, which begins with what the process that started this one had
        "most = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]; "
        "print('MB', int(most) // 1024)"
    )
    flood = damage.put(solved(), 2, damage.extra(crowd.FLOOD.replace("40", "150")))
    wide = b'{"nbformat": 4, "cells": [' + b"[[[]]]," * 800_000 + b"[]]}"
    subs = hand_in(tmp_path / "subs", {"a.ipynb": flood, "b.ipynb": wide, "c.ipynb": flood})
    words = ["grade", str(given[0] / "source" / "toy.ipynb"), str(subs), "--out"]
    words += [str(tmp_path / "out"), "--limit", "10", "--jobs", "2"]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True)
    assert int(done.stdout.split("MB")[1]) < 300, done.stdout + done.stderr
    assert rows(tmp_path / "out")["a"]["total"] == "5"


def test_without_walls_nothing_is_graded_until_unsafe_is_typed(
    given, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(sandbox, "fault", lambda name: "It is missing.")
    subs = hand_in(tmp_path / "subs", {"ann.ipynb": solved()})
    words = ["grade", str(given[0] / "source" / "toy.ipynb"), str(subs), "--out"]
    assert cli.main([*words, str(tmp_path / "out")]) == 2
    assert "can read every file" in (said := capsys.readouterr().err) and "--unsafe" in said
    assert not (tmp_path / "out").exists()
    assert cli.main([*words, str(tmp_path / "out"), "--unsafe"]) == 0
    assert "sandbox: limits. A submission can read every file" in capsys.readouterr().err
    assert rows(tmp_path / "out")["ann"]["sandbox"] == "limits"
    assert os.path.exists(tmp_path / "out" / "summary.html")
