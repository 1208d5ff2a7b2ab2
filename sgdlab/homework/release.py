"""From one source: the notebook that students get, and the solution, run."""

import re
from functools import cache

from ..notebooks import METADATA
from .kit import keys
from .solution import Solution
from .source import ESSAY_STUB, IGNORED, MARKER, plain, stub

_START = re.compile(r'kit\.start\("([\w-]+)"\)')


def released(notebook):
    """Return the student's notebook: answers and outputs taken out, all else locked."""
    hashes = sealed(notebook)
    return _file([_student(cell, hashes) for cell in notebook.cells if cell.role != "keys"])


def solved(notebook, seed=None):
    """Return the solution as students would hand it in: the release with the answers, not run.

    With a `seed` its check cells show values instead of answering.
    """
    cells, hashes = [], sealed(notebook)
    for cell in notebook.cells:
        if cell.role == "answer":
            text = f"{MARKER.format(cell.question)}\n{plain(cell.source)}"
            cells.append(_dict(cell, text, locked=False))
        elif cell.role == "essay":
            cells.append(_dict(cell, cell.source, locked=False))
        elif cell.role != "keys":
            cells.append(_student(cell, hashes, seed))
    return _file(cells)


def started(source, sealed="", seed=None):
    """Return the first cell's text with the sealed keys, and with a seed where there is one.

    >>> started('hw = kit.start("hw1")', seed=3)
    'hw = kit.start("hw1", seed=3)'
    """
    given = [f'"{name}"' for name in _START.findall(source)[:1]]
    given += [f"sealed={sealed!r}"] * bool(sealed) + [f"seed={seed}"] * (seed is not None)
    return _START.sub(lambda _: f"kit.start({', '.join(given)})", source)


@cache  # two seconds, and asked for by the release and by the solution
def sealed(notebook):
    """Return the text of all numbers worked by hand as hashes; "" where there are none."""
    if not notebook.of("keys"):
        return ""
    with Solution(notebook) as solution:
        found = {number: solution.known(number) for number in range(keys.VARIANTS)}
    return keys.seal(notebook.name, found)


def _student(cell, hashes, seed=None):
    if cell.role == "answer":
        return _dict(cell, f"{MARKER.format(cell.question)}\n{stub(cell.source)}", locked=False)
    if cell.role == "essay":
        return _dict(cell, ESSAY_STUB.format(cell.question), locked=False)
    if cell.role == "start":
        made = _dict(cell, started(cell.source, hashes, seed), locked=True)
        made["metadata"]["jupyter"] = {"source_hidden": True}  # the sealed keys are long
        return made
    return _dict(cell, cell.source, locked=True)


def _dict(cell, source, locked):
    tags = list(cell.tags)
    if cell.kind == "code" and IGNORED not in tags:
        tags.append(IGNORED)
    metadata = {"tags": tags} if tags else {}
    if locked:
        metadata |= {"editable": False, "deletable": False}
    if folded := (cell.cell.get("metadata") or {}).get("jupyter"):
        metadata |= {"jupyter": folded}
    made = {"cell_type": cell.kind, "id": cell.id, "metadata": metadata}
    made["source"] = source.splitlines(keepends=True)
    if cell.kind == "code":
        made |= {"execution_count": None, "outputs": []}
    return made


def _file(cells):
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
