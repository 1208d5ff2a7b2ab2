"""Canvas and Gradescope: what goes in and comes out has the names and forms that they know."""

import csv
import json
import os
import subprocess
import sys
import zipfile

import nbformat
import pytest

from sgdlab.homework import canvas, gradescope, roster, source

from .grader import Oracle, course, grade, hand_in
from .toy import CELLS, TOY, handed, notebook

HEAD = "Student,ID,SIS Login ID,Section,toy (991),toy2 (992),Final Score"
BOOK = f"""\ufeff{HEAD}
    Points Possible,,,,7,5,(read only)
"Doe, Jane",12345,jd1,"A, B",,3,
"Roe, Al",222,ar2,A,4,,"=1+1"
"Student, Test",9,,A,,,
"""
FILES = {
    "doejane_LATE_12345_67890_toy-2.ipynb": handed("jd1", q3=""),
    "roeal_222_333_toy.ipynb": handed("ar2", q2="x = 1", q3="<script>alert(1)</script> *a*"),
}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    place, box = tmp_path_factory.mktemp("canvas"), Oracle(TOY)
    (place / "book.csv").write_text(BOOK, "utf-8")
    subs = hand_in(place / "subs", FILES)
    grade(course(TOY, box=box), subs, place / "out", roster=place / "book.csv")
    box.close()
    return place / "out"


def test_the_gradebook_comes_back_with_its_own_column_filled(out):
    with open(out / "canvas-gradebook.csv", encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert ",".join(lines[0]) == HEAD
    assert lines[1] == ["    Points Possible", "", "", "", "7", "5", "(read only)"]
    assert lines[2] == ["Doe, Jane", "12345", "jd1", "A, B", "5", "3", ""]
    assert lines[3][4] == "4"  # as it was: a text waits to be marked
    assert lines[3][6] == "=1+1"  # theirs, as it was
    assert lines[4] == ["Student, Test", "9", "", "A", "", "", ""]


def test_feedback_has_the_names_that_the_upload_matches_and_is_a_notebook(out):
    with zipfile.ZipFile(out / "feedback-canvas.zip") as archive:
        assert sorted(archive.namelist()) == sorted(FILES)
        for name in FILES:  # the first two numbers between underscores
            numbers = [part for part in name.split("_") if part.isdecimal()][:2]
            assert numbers in (["12345", "67890"], ["222", "333"])
            data = nbformat.reads(archive.read(name).decode(), as_version=4)
            nbformat.validate(data)
    front = data["cells"][0]["source"]
    assert "2 of 7 points so far" in front and "not marked yet: q3" in front
    said = " ".join(cell["source"] for cell in data["cells"] if cell["id"].startswith("feedback"))
    assert "**q2: 0 of 3**" in said and "<script" not in said


@pytest.mark.parametrize(
    ("name", "named", "place"), [("toy", "", 4), ("toy2", "", 5), ("x", "toy2 (992)", 5)]
)
def test_the_own_column_is_found(tmp_path, name, named, place):
    (tmp_path / "b.csv").write_text(BOOK, "utf-8")
    assert canvas.column(roster.read(tmp_path / "b.csv"), name, named) == place


@pytest.mark.parametrize(("name", "named"), [("hw1", ""), ("toy", "no"), ("to", "")])
def test_a_column_that_is_not_there_is_said_with_those_that_are(tmp_path, name, named):
    (tmp_path / "b.csv").write_text(BOOK, "utf-8")
    with pytest.raises(ValueError, match=r"no column of the gradebook; there is toy \(991\), toy2"):
        canvas.column(roster.read(tmp_path / "b.csv"), name, named)


# Gradescope


@pytest.fixture(scope="module")
def autograder(tmp_path_factory):
    """A folder laid out like theirs, the zip unpacked in `source/`; this Python for its own."""
    root = tmp_path_factory.mktemp("gs") / "autograder"
    path = root.parent / "toy.ipynb"
    path.write_text(json.dumps(notebook()), "utf-8")
    made = gradescope.write(root.parent, source.read(path), path, seed=41)
    with zipfile.ZipFile(made) as archive:
        archive.extractall(root / "source")
    run = root / "run_autograder"
    run.write_bytes((root / "source" / "run_autograder").read_bytes())
    python = root / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    return root


def autograded(root, file, data):
    for old in (root / "submission").glob("*") if (root / "submission").exists() else ():
        old.unlink()
    hand_in(root / "submission", {file: data})
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        ["bash", "run_autograder"], cwd=root, env=clean, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads((root / "results" / "results.json").read_text(encoding="utf-8")), done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="their images are Ubuntu")
def test_an_autograder_shows_public_checks_at_once_and_points_later(autograder):
    answer = "def grad(w, x, y):\n    return (w @ x - y) * x"
    found, said = autograded(autograder, "toy.ipynb", handed("gs1", q2=answer))
    tests = {test["name"]: test for test in found["tests"]}
    assert tests["q1: public checks"]["status"] == "passed"
    half = "where does its 2 go?"
    assert half in tests["q2: public checks"]["output"]
    assert tests["q2: public checks"]["visibility"] == "visible"
    assert (tests["q1"]["score"], tests["q2"]["score"], tests["q3"]["score"]) == (2, 0, 0)
    assert {tests[q]["max_score"] for q in ("q1", "q3")} == {2} and tests["q2"]["max_score"] == 3
    assert all(tests[q]["visibility"] == "after_due_date" for q in ("q1", "q2", "q3"))
    assert half in tests["q2"]["output"] and "expected: (" in tests["q2"]["output"]
    assert found["stdout_visibility"] == "hidden" and said.startswith("sandbox: ")


@pytest.mark.skipif(sys.platform == "win32", reason="their images are Ubuntu")
def test_an_autograder_answers_whatever_is_uploaded(autograder):
    found, _ = autograded(autograder, "essay.pdf", b"%PDF")
    assert found["score"] == 0 and "no notebook was handed in" in found["output"]


@pytest.mark.skipif(sys.platform == "win32", reason="their images are Ubuntu")
@pytest.mark.parametrize(("has", "works"), [("3.1[12]", True), ("3.9", False)])
def test_the_image_is_built_with_the_newest_python_that_it_has(autograder, tmp_path, has, works):
    """An image of which apt-get and Python write down what they are asked to do."""
    image, heard, bare = tmp_path / "autograder", tmp_path / "heard", tmp_path / "bin"
    (image / "source").mkdir(parents=True)
    bare.mkdir()
    (image / "source" / "setup.sh").write_bytes((autograder / "source" / "setup.sh").read_bytes())
    pip = f'printf "#!/bin/sh\\necho pip \\$* >> {heard}" > "$3/bin/pip"'
    for name, does in {
        "apt-get": f'echo apt-get $* >> {heard}\ncase "$4" in ""|python{has});; *) exit 100;; esac',
        "python3.12": f'mkdir -p "$3/bin"\n{pip}\nchmod +x "$3/bin/pip"',
        "python3.11": "exit 1",
    }.items():  # fmt: skip
        (bare / name).write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        (bare / name).chmod(0o755)
    path = {"PATH": f"{bare}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", image / "source" / "setup.sh"],
        env=os.environ | path,
        capture_output=True,
        text=True,
    )
    said = heard.read_text(encoding="utf-8").splitlines()
    assert (done.returncode == 0) == works == ("no Python 3.11 or newer" not in done.stderr)
    assert said[:2] == [
        "apt-get update -qq",
        "apt-get install -y -qq python3.13 python3.13-venv bubblewrap",
    ]
    if works:
        assert said[-1] == f"pip install --quiet -r {image / 'source' / 'requirements.txt'}"
        assert (image / "venv" / "bin" / "pip").exists()


def test_the_autograders_zip_has_what_its_form_asks_for(autograder):
    own = autograder / "source"
    assert (own / "setup.sh").read_text(encoding="utf-8").startswith("#!/usr/bin/env bash")
    assert "numpy==" in (own / "requirements.txt").read_text(encoding="utf-8")
    assert (own / "lib" / "sgdlab" / "homework" / "gradescope.py").exists()
    assert len(CELLS) == len(source.read(own / "homework" / "toy.ipynb").cells)
