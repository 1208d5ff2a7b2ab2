"""Notebooks: the canonical form and its checker, and the house rules that lessons keep."""

import base64
import copy
import io
import json
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sgdlab import course, execution, notebooks

ROOT = Path(__file__).resolve().parent.parent
RELEASED = set((ROOT / "notebooks" / "homework").glob("*.ipynb"))  # not run: answers are missing
COMMITTED = sorted(set((ROOT / "notebooks").rglob("*.ipynb")) - RELEASED)
LESSONS = course.lessons(ROOT)


def code(name, source, count, outputs=()):
    return {
        "cell_type": "code",
        "execution_count": count,
        "id": name,
        "metadata": {},
        "outputs": list(outputs),
        "source": source.splitlines(keepends=True),
    }


def words(name, source):
    lines = source.splitlines(keepends=True)
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": lines}


def shown(data, **more):
    return {"output_type": "display_data", "metadata": {}, "data": data} | more


def printed(text, name="stdout"):
    lines = text.splitlines(keepends=True)
    return {"output_type": "stream", "name": name, "text": lines}


def notebook(*cells):
    return {"cells": list(cells), "metadata": notebooks.METADATA} | {
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def png(level=0, size=(4, 3)):
    buffer = io.BytesIO()
    Image.new("L", size, level).save(buffer, "png")
    return base64.b64encode(buffer.getvalue()).decode()


SMALL = notebook(
    words("sgd-01-title", "# One step"),
    code("sgd-02-print", "print(1)\nprint(2)", 1, [printed("1\n2\n")]),
    code("sgd-03-view", "figure", 2, [shown({notebooks.VIEW: notebooks.NO_VIEW})]),
)


# the canonical form


def test_a_canonical_notebook_has_no_faults_and_stays_as_it_is():
    assert notebooks.canonical(SMALL) == SMALL
    assert notebooks.faults(notebooks.as_text(SMALL)) == ()


PLANTED = {
    "count 2 is expected, not 7": lambda nb: nb["cells"][2].update(execution_count=7),
    "count 1 is expected, not None": lambda nb: nb["cells"][1].update(execution_count=None),
    "an id of its own": lambda nb: nb["cells"][2].update(id="sgd-02-print"),
    "number 1: an id": lambda nb: nb["cells"][0].pop("id"),
    "standard error: oh": lambda nb: nb["cells"][1]["outputs"].append(printed("oh", "stderr")),
    "is empty": lambda nb: nb["cells"].append(code("sgd-04-end", " \n", 3)),
    "sgd-01-title: metadata not": lambda nb: nb["cells"][0]["metadata"].update(slideshow={}),
    "sgd-03-view: outputs not": lambda nb: nb["cells"][2]["outputs"][0]["data"][
        notebooks.VIEW
    ].update(model_id="12ab"),
    "sgd-02-print: source not": lambda nb: nb["cells"][1].update(source="print(1)"),
    "in an output of its own": lambda nb: nb["cells"][2]["outputs"][0]["data"].update(
        {"text/plain": ["FloatSlider()"]}
    ),
    "metadata: exactly": lambda nb: nb["metadata"].update(widgets={}),
    "version of the format": lambda nb: nb.update(nbformat_minor=4),
    "fails with ValueError: no": lambda nb: nb["cells"][1].update(
        outputs=[{"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []}]
    ),
}


@pytest.mark.parametrize("sentence", PLANTED)
def test_a_planted_fault_is_named(sentence):
    wrong = copy.deepcopy(SMALL)
    PLANTED[sentence](wrong)
    assert any(sentence in fault for fault in notebooks.faults(notebooks.as_text(wrong)))


@pytest.mark.parametrize(
    "text",
    [
        notebooks.as_text(SMALL).rstrip("\n"),
        notebooks.as_text(SMALL).replace("\n", "\r\n"),
        json.dumps(SMALL, indent=2, sort_keys=True) + "\n",
        json.dumps(SMALL, indent=1) + "\n",
    ],
    ids=["no newline at the end", "CRLF", "two spaces", "order of keys"],
)
def test_the_same_notebook_in_other_bytes_is_not_canonical(text):
    assert notebooks.faults(text) == (
        "order of keys, indent, line ends or version of the format differ.",
    )


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"cells": [{}]}', '{"cells": [1]}'])
def test_what_is_no_notebook_gets_one_sentence(text):
    assert len(notebooks.faults(text)) == 1
    assert notebooks.faults(text)[0].startswith("is not a notebook")


def test_only_the_allowed_metadata_stay():
    cell = code("sgd-01-run", "1", 1, [shown({"text/plain": ["1"]}, metadata={"image/png": {}})])
    cell["metadata"] = {
        "tags": ["nbval-ignore-output"],
        "collapsed": True,
        "jupyter": {"source_hidden": True, "outputs_hidden": False, "is_executing": True},
        "execution": {"iopub.status.idle": "now"},
        "trusted": True,
    }
    kept = notebooks.canonical(notebook(cell))["cells"][0]
    assert kept["metadata"] == {
        "tags": ["nbval-ignore-output"],
        "collapsed": True,
        "jupyter": {"source_hidden": True, "outputs_hidden": False},
    }
    assert kept["outputs"][0]["metadata"] == {}


def test_prints_in_a_row_are_one_and_a_traceback_names_no_folder():
    error = {"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["/home/me/x.py"]}
    cell = code("sgd-01-run", "1", 1, [printed("a\n"), printed("b\n"), error])
    kept = notebooks.canonical(notebook(cell))["cells"][0]["outputs"]
    assert kept == [printed("a\nb\n"), error | {"traceback": []}]


texts = st.text(alphabet="ab \n\r\t\u03bb\"'\\", max_size=40)


@given(st.lists(st.tuples(texts, texts), max_size=4))
def test_canonical_twice_is_canonical_once(cells):
    made = notebook(*(code(f"a-{i}", one, 9, [printed(two)]) for i, (one, two) in enumerate(cells)))
    once = notebooks.canonical(made)
    assert notebooks.canonical(once) == once
    assert json.loads(notebooks.as_text(once)) == once


# writing


def test_written_as_the_format_s_own_library_writes():
    import nbformat

    node = nbformat.reads(notebooks.as_text(SMALL), as_version=4)
    assert nbformat.writes(node) + "\n" == notebooks.as_text(SMALL)


def draft(path, *sources):
    cells = [code(f"sgd-{i:02}-cell", source, None) for i, source in enumerate(sources)]
    path.write_text(notebooks.as_text(notebook(*cells)), encoding="utf-8")
    return path


PICTURE = """from IPython.display import display
display({"image/png": PNG, "text/plain": "alt"}, raw=True)"""


def test_a_run_gives_a_canonical_file_and_a_second_run_the_same(tmp_path):
    path = draft(
        tmp_path / "a.ipynb",
        f"PNG = {png()!r}",
        PICTURE,
        "from pathlib import Path\nPath.cwd().name",
    )
    assert execution.write(path) is True
    text = path.read_text(encoding="utf-8")
    assert notebooks.faults(text) == ()
    outputs = json.loads(text)["cells"][2]["outputs"]
    assert outputs[0]["data"]["text/plain"] == [repr(tmp_path.name)]  # the notebook's own folder
    assert execution.write(path) is False
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("level", "kept"), [(3, True), (60, False)])
def test_a_picture_that_looks_the_same_keeps_its_bytes(tmp_path, level, kept):
    path = draft(tmp_path / "a.ipynb", f"PNG = {png()!r}", PICTURE)
    execution.write(path)
    old = json.loads(path.read_text(encoding="utf-8"))
    stored = png(level)
    old["cells"][1]["outputs"][0]["data"]["image/png"] = stored
    path.write_text(notebooks.as_text(old), encoding="utf-8", newline="\n")
    execution.write(path)
    new = json.loads(path.read_text(encoding="utf-8"))
    assert (new["cells"][1]["outputs"][0]["data"]["image/png"] == stored) is kept


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("1 / 0", "did not run to its end: cell sgd-00-cell: ZeroDivisionError: division by zero"),
        ("import warnings\nwarnings.warn('soon')", "standard error"),
    ],
)
def test_a_run_that_fails_leaves_the_file(tmp_path, source, sentence):
    path = draft(tmp_path / "a.ipynb", source)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=sentence):
        execution.write(path)
    assert path.read_bytes() == before


# rest


def test_rest_blanks_dead_views_and_nothing_else(tmp_path):
    live = copy.deepcopy(SMALL)
    live["cells"][2]["outputs"][0]["data"][notebooks.VIEW] = {"model_id": "12ab"}
    live["cells"][1]["metadata"] = {"mine": 1}
    live["metadata"] = notebooks.METADATA | {"widgets": {"state": {}}, "mine": 2}
    path = tmp_path / "a.ipynb"
    path.write_text(notebooks.as_text(live), encoding="utf-8")
    assert notebooks.rest(path) is True
    rested = json.loads(path.read_text(encoding="utf-8"))
    expected = copy.deepcopy(SMALL)
    expected["cells"][1]["metadata"] = {"mine": 1}
    expected["metadata"] = notebooks.METADATA | {"mine": 2}
    assert rested == expected
    assert notebooks.rest(path) is False
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"cells": [1], "metadata": {}}', "\x00"])
def test_rest_leaves_alone_what_is_no_notebook(tmp_path, text):
    path = tmp_path / "a.ipynb"
    path.write_text(text, encoding="utf-8")
    assert notebooks.rest(path) is False
    assert path.read_text(encoding="utf-8") == text


# the house rules of lessons


def breaches(name, cells):
    """Return a sentence for each house rule that a lesson breaks."""
    found = []
    lengths = {c["id"]: len(c["source"]) for c in cells if c["cell_type"] == "code"}
    if not re.fullmatch(r"\d\d(-[a-z0-9]+)+\.ipynb", name):
        found.append(f"{name}: a number and a kebab-case name are expected")
    if not (15 if name > "01" else 5) <= len(cells) <= 30:
        found.append(f"{name} has {len(cells)} cells, 15 to 30 are expected")
    if lengths and statistics.median(lengths.values()) > 5:
        found.append(f"{name}: half of the code cells have more than 5 lines")
    found += [
        f"{key} has {length} lines, at most 15" for key, length in lengths.items() if length > 15
    ]
    for cell in cells:
        if not re.fullmatch(r"[a-z0-9]+-\d\d(-[a-z0-9]+)+", cell["id"]):
            found.append(f"id {cell['id']}: <lesson>-<nn>-<word> is expected")
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            for word in ("!pip", "%pip", "np.random.seed", "global ", "http"):
                if word in source:
                    found.append(f"{cell['id']} says {word}")
    return found


def lesson(name="02-one-parameter.ipynb"):
    return [code(f"one-{i:02}-step", "step(w)", i) for i in range(1, 16)]


def test_a_lesson_that_keeps_the_rules():
    assert breaches("02-one-parameter.ipynb", lesson()) == []


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("02-One.ipynb", {}, "kebab-case"),
        ("two.ipynb", {}, "kebab-case"),
        ("02-a.ipynb", {"id": "Cell1"}, "id Cell1"),
        ("02-a.ipynb", {"source": ["x\n"] * 16}, "16 lines"),
        ("02-a.ipynb", {"source": ["!pip install x"]}, "says !pip"),
        ("02-a.ipynb", {"source": ["np.random.seed(0)"]}, "np.random.seed"),
    ],
)
def test_a_breach_is_named(name, change, sentence):
    cells = lesson()
    cells[3] |= change
    (found,) = breaches(name, cells)
    assert sentence in found


def test_long_cells_and_short_lessons_are_named():
    assert "14 cells" in breaches("02-a.ipynb", lesson()[1:])[0]
    assert breaches("00-start.ipynb", lesson()[:8]) == []
    assert (
        "half of the code cells"
        in breaches("02-a.ipynb", [c | {"source": ["x"] * 6} for c in lesson()])[0]
    )


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_committed_notebooks_are_canonical(path):
    assert notebooks.faults(path.read_bytes().decode()) == ()


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lessons_keep_the_house_rules(path):
    assert breaches(path.name, json.loads(path.read_text(encoding="utf-8"))["cells"]) == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_links_between_lessons_lead_somewhere(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    for target in re.findall(r"\]\(([^)#:]+\.ipynb)\)", text):
        assert (path.parent / target).is_file(), f"{path.name} links to {target}"


def test_the_start_leads_to_every_lesson_and_each_lesson_to_the_next():
    names = [path.name for path in LESSONS]
    texts = [path.read_text(encoding="utf-8") for path in LESSONS]
    assert [name for name in names[1:] if f"({name})" not in texts[0]] == []
    for text, following in zip(texts, names[1:], strict=False):
        assert f"({following})" in text


def test_the_command_checks_and_says_so(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text(notebooks.as_text(SMALL), encoding="utf-8", newline="\n")
    command = [sys.executable, "-m", "sgdlab", "notebooks", "--check", str(path)]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert (answer.returncode, answer.stdout.split()) == (0, ["a.ipynb:", "canonical."])
    path.write_text("{}", encoding="utf-8")
    answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.returncode == 1 and "is not a notebook" in answer.stdout
