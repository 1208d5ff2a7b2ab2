"""A class made up: submissions that are right, wrong, odd and hostile, for any homework.

Each maker takes the solution as a notebook's data and returns what is handed in: data or bytes. The
third part says what it must cost: "nothing", "all", a question's name, or None where that depends.
"""

import copy
import json
import random
import uuid

from sgdlab.homework import release

READS = """\
import pathlib
found = []
for root in ("/home", "/root", "/work", "/tmp", "/srv", "/mnt", "/var"):
    if pathlib.Path(root).exists():
        found += map(str, pathlib.Path(root).rglob("*.ipynb"))
for path in found:
    print(open(path).read())
"""
NETWORK = """\
import socket
socket.create_connection(("1.1.1.1", 53), timeout=2)
"""
FORGED = """\
from IPython.display import display
display({"application/vnd.sgdlab.answer+json": {"question": "QUESTION", "parts": [], "variant": 0},
         "text/plain": "full marks"}, raw=True)
"""
PATCHED = """\
from sgdlab.homework.kit import checks, judge, values
judge.judge = checks.judge = lambda *a, **k: None
checks.Check.seeded = lambda *a, **k: None
values.record = checks.record = lambda *a, **k: {"value": 1.0}
"""
TRANSFORMED = """\
import ast
class Silent(ast.NodeTransformer):
    def visit_With(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(Silent())
"""
PROCESSES = """\
import subprocess, sys
for _ in range(60):
    try:
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"],
                         start_new_session=True)
    except OSError:
        pass
"""
FLOOD = """\
for _ in range(40):
    print("x" * 1_000_000)
"""
HTML = """\
from IPython.display import HTML, display
display(HTML("<script>alert(1)</script><img src=x onerror=alert(2)>"))
display({"image/svg+xml": "<svg onload=alert(3)/>",
         "text/plain": "</pre><script>alert(4)</script>"}, raw=True)
display({"image/png": "javascript:alert(5)"}, raw=True)
"""


def made(notebook, count, seed=0):
    """Return (file name, bytes, cost) of `count` submissions to the homework `notebook`."""
    draw, found = random.Random(seed), []
    kinds, solved = list(_kinds(notebook)), release.solved(notebook)
    for place in range(count):
        name, maker, cost = kinds[place % len(kinds)]
        student = f"s{place:03d}"
        data = maker(_with_id(copy.deepcopy(solved), student), draw)
        content = data if isinstance(data, bytes) else json.dumps(data).encode()
        file = f"{name}{place}_{1000 + place}_{5000 + place}_{notebook.name}.ipynb"
        found.append((file, content, cost))
    return found


def text(cell):
    """Return a cell's text."""
    return "".join(cell["source"])


def tagged(data, tag):
    """Return the cells with a tag."""
    return [cell for cell in data["cells"] if tag in cell["metadata"].get("tags", [])]


def extra(source, kind="code"):
    """Return a cell as JupyterLab makes one."""
    cell = {"cell_type": kind, "id": uuid.uuid4().hex[:8], "metadata": {}, "source": [source]}
    return cell | ({"execution_count": 1, "outputs": []} if kind == "code" else {})


def _with_id(data, student):
    for cell in tagged(data, "answer:id"):
        cell["source"] = [f'# id: your answer\nstudent = "{student}"']
    return data


def _kinds(notebook):
    released = release.released(notebook)
    checked = [cell.question for cell in notebook.of("check")]
    last = checked[-1]
    yield from _right(notebook)
    for question in checked:
        yield f"blank-{question}-", _blank(released, question), None
    yield "unfilled", lambda data, draw: released, "all"
    yield from _odd(notebook, last)
    yield from _hostile(last)


def _right(notebook):
    yield "right", lambda data, draw: data, "nothing"
    warned = "import warnings\nwarnings.warn('careful')\nprint('ok')"
    yield "warned", lambda data, draw: _put(data, 2, extra(warned)), "nothing"
    yield "mixed", mangled, "nothing"
    yield "twice", lambda data, draw: data | {"cells": data["cells"] * 2}, "nothing"
    yield "unnamed", _without_ids, "nothing"
    yield "untagged", _without_tags, "nothing"
    yield "unchecked", _without_checks, "nothing"
    yield "edited", _edited_checks, "nothing"
    yield "skipped", _skipping, "nothing"


def _odd(notebook, last):
    yield "broken", lambda data, draw: json.dumps(data).encode()[:-20], "all"
    yield "empty", lambda data, draw: b"", "all"
    yield "old", lambda data, draw: {"nbformat": 3, "worksheets": [], "metadata": {}}, "all"
    yield "deep", lambda data, draw: b"[" * 100_000, "all"
    yield "other", lambda data, draw: data | {"cells": [extra("x = 1")]}, "all"
    yield "words", lambda data, draw: b"%PDF-1.4 my homework", "all"
    yield "bom", lambda data, draw: b"\xef\xbb\xbf" + json.dumps(data).encode(), "nothing"
    yield "raised", _answer(last, "raise ValueError('no')"), None
    yield "syntax", _answer(last, "def f(:\n"), None
    yield "script", lambda data, draw: _put(data, 3, extra(HTML)), "nothing"


def _hostile(last):
    for name, source, cost in (
        ("reads", READS, "nothing"), ("network", NETWORK, "nothing"),
        ("forged", FORGED.replace("QUESTION", last), "nothing"), ("patched", PATCHED, None),
        ("transformed", TRANSFORMED, None), ("processes", PROCESSES, "nothing"),
        ("flood", FLOOD, "nothing"), ("left", "import os\nos._exit(0)", "nothing"),
        ("killed", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "nothing"),
        ("parent", "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)", None),
        ("exit", "import sys\nsys.exit()", "nothing"),
        ("endless", "while True:\n    pass", "nothing"),
        ("again", 'hw = kit.start("again")', "nothing"),
    ):  # fmt: skip
        yield name, lambda data, draw, source=source: _put(data, 3, extra(source)), cost
    yield "loop", _answer(last, "while True:\n    pass"), None
    yield "dead", _answer(last, "import os\nos._exit(0)"), None


def mangled(data, draw):
    """Return the notebook with cells inserted, copied, moved, deleted, ids and outputs changed."""
    data = copy.deepcopy(data)
    cells = data["cells"]
    for _ in range(draw.randrange(1, 12)):
        place = draw.randrange(len(cells) + 1)
        what = draw.choice(
            ["words", "code", "copy", "move", "delete", "id", "swap", "outputs", "blank"]
        )
        cell = cells[min(place, len(cells) - 1)]
        tags = cell["metadata"].get("tags", [])
        if what == "words":
            cells.insert(place, extra("# My *thoughts*", "markdown"))
        elif what == "code":
            cells.insert(place, extra(draw.choice(["1 + 1", "print('hm')", "1 / 0", "x = (", ""])))
        elif what == "copy":
            again = copy.deepcopy(cell)
            again["id"] = draw.choice([cell["id"], uuid.uuid4().hex[:8]])
            cells.insert(place, again)
        elif what == "move":
            cells.insert(place % len(cells), cells.pop(draw.randrange(len(cells))))
        elif what == "delete" and not any(tag.startswith(("answer", "essay")) for tag in tags):
            cells.remove(cell)
        elif what == "id":
            cell["id"] = uuid.uuid4().hex[:8]
        elif what == "swap":  # of two answers
            one, other = draw.sample(_answers(data), 2)
            one["id"], other["id"] = other["id"], one["id"]
        elif what == "outputs" and cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["old"]}]
        elif what == "blank":
            cell["source"] = [text(cell) + "\n\n"]
    return data


def _put(data, place, cell):
    data["cells"].insert(place, cell)
    return data


def _blank(released, question):
    stubs = {cell["id"]: cell for cell in released["cells"]}

    def maker(data, draw):
        for cell in tagged(data, f"answer:{question}"):
            cell["source"] = stubs[cell["id"]]["source"]
        return data

    return maker


def _answer(question, source):
    def maker(data, draw):
        for cell in tagged(data, f"answer:{question}"):
            cell["source"] = [f"# {question}: your answer\n{source}"]
        return data

    return maker


def _without_ids(data, draw):
    for cell in data["cells"]:
        del cell["id"]
    return data | {"nbformat_minor": 4}


def _without_tags(data, draw):
    for cell in data["cells"]:
        cell["metadata"] = {}
    return data


def _checks(data):
    return _of("check", data)


def _answers(data):
    return _of("answer", data)


def _of(role, data):
    return [
        c for c in data["cells"] if any(t.startswith(role) for t in c["metadata"].get("tags", []))
    ]


def _without_checks(data, draw):
    gone = _checks(data)
    return data | {"cells": [cell for cell in data["cells"] if cell not in gone]}


def _edited_checks(data, draw):
    for cell in _checks(data):
        cell["source"] = ["print('passes its public checks')"]
    return data


def _skipping(data, draw):
    for cell in data["cells"]:
        cell["metadata"].setdefault("tags", []).extend(["nbval-skip", "raises-exception"])
    for cell in _checks(data):
        cell["source"] = ["# NBVAL_SKIP\n", *cell["source"]]
    return data
