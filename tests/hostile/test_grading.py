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
from tests.homework import crowd
from tests.homework.conftest import notebook
from tests.homework.grader import course, grade, hand_in, rows
from tests.homework.test_feedback import Tags

from .conftest import running as alive

pytestmark = pytest.mark.skipif(
    not sandbox.kinds()[0].lacks or sandbox.kinds()[0].weak,
    reason=f"no sandbox with walls works here: {sandbox.fault('bubblewrap')}",
)
TOY = source.parse(notebook(), "toy")
SOLVED = json.dumps(release.solved(TOY))
WRONG = "def grad(w, x, y):\n    return (w @ x - y) * x"
MARK = "sgdlab-test-that-stays"
SECRET = "the-assistants-own-words"


def wrong(before="", after="", **cells):
    """Return a wrong answer to q2 with hostile code in cells around it or in it."""
    data = json.loads(SOLVED)
    for cell in crowd.tagged(data, "answer:q2"):
        cell["source"] = [cells.get("answer", WRONG)]
    for tag, text in cells.items():
        if tag == "check":
            for cell in crowd.tagged(data, "check:q2"):
                cell["source"] = [text]
    if before:
        crowd._put(data, 2, crowd.extra(before))
    if after:
        place = next(n for n, cell in enumerate(data["cells"]) if cell["id"] == "toy-08-grad")
        crowd._put(data, place + 1, crowd.extra(after))
    return data


HARD_CODED = f"""\
{WRONG}
def grad(w, x, y, known=grad):
    if not w.any():
        return np.array([0.0, -2.0])
    return known(w, x, y)
"""
GUESSES = """\
import inspect
def grad(w, x, y):
    for frame in inspect.stack():  # what the check cell itself says is no secret; the solution is
        for name in ("right", "expected", "own", "reference", "verdict"):
            if frame.frame.f_locals.get(name) is not None:
                return frame.frame.f_locals[name]
    return (w @ x - y) * x
"""
SHOWS = """\
from IPython.display import display
def grad(w, x, y):
    display({"application/vnd.sgdlab.answer+json": {"question": "q2", "variant": 0, "parts": [
        {"what": "elsewhere", "found": [{"value": {"is": "right"}}] * 5}]}}, raw=True)
    return (w @ x - y) * x
"""
EQUAL = """\
class Equal(float):
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __hash__ = float.__hash__
    def __float__(self): return self
def grad(w, x, y):
    return [Equal(1), Equal(1)]
"""
CHATTY = """\
import os, time, warnings
def grad(w, x, y):
    print(os.getpid(), time.time())
    warnings.warn(f"careful {time.time()}")
    return 2 * (w @ x - y) * x
"""
STOPS = """\
import sys
hw.check = lambda *a, **k: __import__("contextlib").nullcontext(
    type("C", (), {"__getattr__": lambda s, n: lambda *a, **k: None})())
"""
PIPES = """\
import os
for number in range(3, 200):
    try:
        os.write(number, b'{"id": "toy-09-check", "status": "ok", "outputs": []}\\n' * 9)
    except OSError:
        pass
"""
POINTS = {
    "ast": wrong(crowd.TRANSFORMED), "patched": wrong(crowd.PATCHED),
    "guesses": wrong(answer=GUESSES), "coded": wrong(answer=HARD_CODED),
    "forged": wrong(after=crowd.FORGED.replace("QUESTION", "q2")),
    "check": wrong(check="# NBVAL_SKIP\nprint('q2 (3 points): passes its public checks')"),
    "shows": wrong(answer=SHOWS), "equal": wrong(answer=EQUAL), "stops": wrong(after=STOPS),
    "pipes": wrong(PIPES),
}  # fmt: skip


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """A place like the assistant's: solution, other submissions, words at home; one grading."""
    place = tmp_path_factory.mktemp("assistant")
    (place / "source").mkdir()
    (place / "source" / "toy.ipynb").write_text(json.dumps(notebook()), "utf-8")
    (place / "victim.txt").write_text(SECRET, "utf-8")
    listening = socket.create_server(("127.0.0.1", 0))
    port, heard = listening.getsockname()[1], []
    threading.Thread(target=lambda: heard.append(listening.accept()), daemon=True).start()
    reads = f"print(open({str(place / 'victim.txt')!r}).read())"
    writes = "\n".join(
        f"try:\n    open({str(path)!r}, 'w').write('gone')\nexcept OSError as e:\n    print(e)"
        for path in (place / "victim.txt", place / "out" / "grades.csv", place / "new.txt")
    )
    looks = f"import os\nfor r in ({str(place)!r}, {str(Path.home())!r}): print(os.listdir(r))"
    calls = f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)"
    package = "import sgdlab.homework.solution, sgdlab.homework.keys"
    stays = crowd.PROCESSES.replace("sleep(300)", f"sleep(300)  # {MARK}")
    harmless = {"reads": reads, "writes": writes, "looks": looks, "calls": calls, "stays": stays,
                "all": crowd.READS, "package": package, "left": "import os\nos._exit(0)",
                "flood": crowd.FLOOD, "html": crowd.HTML, "endless": "while True: pass",
                "net": crowd.NETWORK}  # fmt: skip
    files = {f"{name}.ipynb": data for name, data in POINTS.items()}
    for name, text in harmless.items():
        files[f"{name}.ipynb"] = crowd._put(json.loads(SOLVED), 2, crowd.extra(text))
    files["chatty.ipynb"] = wrong(answer=CHATTY)
    subs, old = hand_in(place / "subs", files), tempfile.tempdir
    (place / "temp").mkdir()
    tempfile.tempdir = str(place / "temp")
    try:
        made = course(TOY, limits=running.Limits(5, 40))
        run = grade(made, subs, place / "out", jobs=2)
    finally:
        tempfile.tempdir = old
    assert run.failures == []
    yield place, files, heard
    listening.close()


def put_out(place, name):
    """Return all that a submission's run put out, as the graded notebook and its page have it."""
    found = [path.read_text(encoding="utf-8") for path in (place / "out" / name).iterdir()]
    return "\n".join(found)


def test_hostile_code_earns_no_point_that_the_answer_does_not(given):
    found = rows(given[0] / "out")
    assert {name: found[name]["q2"] for name in POINTS} == dict.fromkeys(POINTS, "0")


def test_what_only_harms_itself_keeps_the_points_of_right_answers(given):
    found = rows(given[0] / "out")
    names = [name.removesuffix(".ipynb") for name in given[1]]
    marks = {name: found[name]["total"] for name in names if name not in POINTS}
    assert marks == dict.fromkeys(marks, "5")


@pytest.mark.parametrize("name", ["reads", "all", "looks", "package"])
def test_no_file_of_the_assistant_can_be_read(given, name):
    said = put_out(given[0], name)
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


def test_no_network_is_reached(given):
    assert given[2] == []
    assert "unreachable" in put_out(given[0], "net") or "rror" in put_out(given[0], "net")


def test_no_process_survives(given):
    assert alive(MARK) == []


def test_no_page_runs_a_script_and_no_cell_starts_a_formula(given):
    out = given[0] / "out"
    pages = [*out.glob("*/feedback.html"), out / "summary.html"]
    assert len(pages) == len(given[1]) + 1
    for page in pages:
        tags = Tags(page.read_text(encoding="utf-8"))
        assert not tags.tags & {"script", "iframe", "object", "form"}
        assert not [name for name, _ in tags.attributes if name.startswith("on")]


def test_a_second_grading_gives_the_same_points(given, tmp_path):
    place = given[0]
    before = rows(place / "out")
    names = ("ast", "coded", "reads", "left")
    subs = hand_in(
        tmp_path / "subs", {f"{name}.ipynb": given[1][f"{name}.ipynb"] for name in names}
    )
    grade(course(TOY, limits=running.Limits(5, 40)), subs, tmp_path / "again", jobs=2)
    for name, row in rows(tmp_path / "again").items():
        points = [row[column] for column in ("q1", "q2", "q3", "total", "out_of")]
        assert points == [before[name][column] for column in ("q1", "q2", "q3", "total", "out_of")]


@pytest.mark.parametrize("name", ["chatty", "flood"])
def test_the_graded_notebook_repeats_the_verdict_under_plain_nbval(given, tmp_path, name):
    data = (given[0] / "out" / name / "toy.ipynb").read_bytes()
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
    flood = crowd._put(json.loads(SOLVED), 2, crowd.extra(crowd.FLOOD.replace("40", "400")))
    wide = b'{"nbformat": 4, "cells": [' + b"[[[]]]," * 2_500_000 + b"[]]}"
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
    subs = hand_in(tmp_path / "subs", {"ann.ipynb": json.loads(SOLVED)})
    words = ["grade", str(given[0] / "source" / "toy.ipynb"), str(subs), "--out"]
    assert cli.main([*words, str(tmp_path / "out")]) == 2
    assert "can read every file" in (said := capsys.readouterr().err) and "--unsafe" in said
    assert not (tmp_path / "out").exists()
    assert cli.main([*words, str(tmp_path / "out"), "--unsafe"]) == 0
    assert "sandbox: limits. A submission can read every file" in capsys.readouterr().err
    assert rows(tmp_path / "out")["ann"]["sandbox"] == "limits"
    assert os.path.exists(tmp_path / "out" / "summary.html")
