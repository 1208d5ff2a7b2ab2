"""A class made up: submissions that are right, wrong, odd and hostile, for any homework.

Each maker takes the solution as a notebook's data and returns what is handed in: data or bytes. The
third part says what it must cost: "nothing", "all", a question's name, or None where that depends.
"""

import copy
import json
import random

from sgdlab.homework import release

from . import damage

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


def _with_id(data, student):
    for cell in damage.tagged(data, "answer:id"):
        cell["source"] = [f'# id: your answer\nstudent = "{student}"']
    return data


def _kinds(notebook):
    released = release.released(notebook)
    checked = [cell.question for cell in notebook.of("check")]
    last = checked[-1]
    yield from _right()
    for question in checked:
        yield f"blank-{question}-", damage.blank(released, question), None
    yield "unfilled", lambda data, draw: released, "all"
    yield from _odd(last)
    yield from _hostile(last)


def _right():
    yield "right", lambda data, draw: data, "nothing"
    warned = "import warnings\nwarnings.warn('careful')\nprint('ok')"
    yield "warned", lambda data, draw: damage.put(data, 2, damage.extra(warned)), "nothing"
    yield "mixed", damage.mangled, "nothing"
    yield "twice", lambda data, draw: data | {"cells": data["cells"] * 2}, "nothing"
    yield "unnamed", damage.without_ids, "nothing"
    yield "untagged", damage.without_tags, "nothing"
    yield "unchecked", damage.without_checks, "nothing"
    yield "edited", damage.edited_checks, "nothing"
    yield "skipped", damage.skipping, "nothing"


def _odd(last):
    yield "broken", lambda data, draw: json.dumps(data).encode()[:-20], "all"
    yield "empty", lambda data, draw: b"", "all"
    yield "old", lambda data, draw: {"nbformat": 3, "worksheets": [], "metadata": {}}, "all"
    yield "deep", lambda data, draw: b"[" * 100_000, "all"
    yield "other", lambda data, draw: data | {"cells": [damage.extra("x = 1")]}, "all"
    yield "words", lambda data, draw: b"%PDF-1.4 my homework", "all"
    yield "bom", lambda data, draw: b"\xef\xbb\xbf" + json.dumps(data).encode(), "nothing"
    yield "raised", damage.answer(last, "raise ValueError('no')"), None
    yield "syntax", damage.answer(last, "def f(:\n"), None
    yield "script", _beside(HTML), "nothing"


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
        yield name, _beside(source), cost
    yield "loop", damage.answer(last, "while True:\n    pass"), None
    yield "dead", damage.answer(last, "import os\nos._exit(0)"), None


def _beside(source):
    return lambda data, draw: damage.put(data, 3, damage.extra(source))
