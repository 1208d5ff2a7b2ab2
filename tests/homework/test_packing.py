"""The zips for students: always the same bytes, and no line of a solution."""

import json
import zipfile

from sgdlab.homework import packing, release, releasing, source, stubs

from .desk import ROOT


def test_the_zip_for_the_course_site_holds_no_solution(released, toy):
    with zipfile.ZipFile(released / "dist" / "toy.zip") as made:
        assert made.namelist() == ["README.txt", "toy.ipynb"]
        text = made.read("toy.ipynb").decode()
    assert stubs.faults(toy, json.loads(text)) == []
    assert not [line for line in stubs.secrets(toy) if line in text]


def test_a_solution_left_in_a_given_cell_is_found(toy):
    data = release.released(toy)
    data["cells"][1]["source"] = ["    return 2 * (w @ x - y) * x"]
    assert stubs.faults(toy, data) == [
        "it holds a line of the solution: 'return 2 * (w @ x - y) * x'."
    ]


def test_packing_twice_gives_the_same_bytes(tmp_path):
    files = {"b.txt": "b", "a.txt": b"a"}
    one = packing.pack(tmp_path / "one.zip", files).read_bytes()
    assert one == packing.pack(tmp_path / "two.zip", dict(reversed(files.items()))).read_bytes()


def test_the_course_zip_holds_no_line_of_a_solution():
    files = packing.course_files(ROOT)
    names = set(files)
    assert {"sgdlab/start.py", "sgdlab/README.md", "sgdlab/sgdlab/descent.py"} <= names
    assert "sgdlab/notebooks/00-start.ipynb" in names
    assert not [name for name in names if "/source/" in name or "/solutions/" in name]
    own = [source.read(path) for path in releasing.sources(ROOT)]
    secret = {line for one in own for line in stubs.secrets(one)}
    assert len(own) == 3 and len(secret) > 100
    left = {name: found for name in names if (found := held(name, files[name]) & secret)}
    # what is in these is said of other things, or no answer by itself
    ordinary = {
        "continue",
        "return path",
        '"staleness",',
        "return found",
        "import numpy as np",
        "return kept",
    }
    assert {name: found - ordinary for name, found in left.items() if found - ordinary} == {}


def test_a_solution_in_a_zip_would_be_found():
    path = ROOT / "notebooks" / "homework" / "solutions" / "hw1.ipynb"
    secret = stubs.secrets(source.read(path.parent.parent / "source" / "hw1.ipynb"))
    assert len(held(path.name, path.read_bytes()) & secret) > 20


def held(name, data):
    """Return the lines that a file of a zip holds, without their indents."""
    if name.endswith(".ipynb"):
        cells = json.loads(data)["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
    else:
        text = data.decode("utf-8", "replace")
    return {line.strip() for line in text.splitlines()}
