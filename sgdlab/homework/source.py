"""A homework's notebook: its cells and their roles, read with care from any file."""

import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

MOST_BYTES = 20 << 20
TOO_LARGE = "{} has more than 20 MB: a notebook with answers is small."
IGNORED = "nbval-ignore-output"  # what students keep in their outputs plays no part
ROLES = ("start", "answer", "check", "essay", "keys")
MARKER = "# {}: your answer"
ESSAY_STUB = "*Your answer to {}: write it here.*"
_BEGIN, _END = "### BEGIN SOLUTION", "### END SOLUTION"
_ASSIGNED = re.compile(r"^(\s*[^=#]+?=(?!=)\s*).*#\s*SOLUTION\s*$")


@dataclass(frozen=True)
class Cell:
    """One cell: what it is for (`role`), of which question, and for an essay how many points.

    `role` is one of ROLES or "given"; `cell` is the dict that the file holds.
    """

    id: str
    kind: str
    role: str
    question: str
    points: int
    source: str
    tags: tuple
    cell: dict = field(hash=False)

    def written(self, source):
        """Return this cell with another text."""
        return replace(self, source=source)


@dataclass(frozen=True)
class Notebook:
    """The cells of a notebook file, in order."""

    name: str
    cells: tuple

    def of(self, role, question=None):
        """Return the cells of a role, and of one question if it is named."""
        return [
            cell
            for cell in self.cells
            if cell.role == role and question in (None, cell.question)
        ]  # fmt: skip

    @property
    def questions(self):
        """Return the names of all questions, in order."""
        return list(
            dict.fromkeys(cell.question for cell in self.cells if cell.role in ("check", "essay"))
        )


def read(path):
    """Return the `Notebook` of a file.

    Raises ValueError, in one sentence, for what is no readable notebook of format 4.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(TOO_LARGE.format(path.name))
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
        raise ValueError(f"{path.name} cannot be read as a notebook ({reason[:200]}).") from error
    return parse(data, path.stem)


def parse(data, name):
    """Return the `Notebook` of a file's data. Raises ValueError as `read` does."""
    if not isinstance(data, dict) or not isinstance(data.get("cells", data), list):
        old = isinstance(data, dict) and "worksheets" in data
        what = "is in an old format; open it in JupyterLab and save it" if old else "is no notebook"
        raise ValueError(f"{name} {what}.")
    if data.get("nbformat") != 4:
        raise ValueError(f"{name} has format {data.get('nbformat')!r}; expected format 4.")
    return Notebook(name, tuple(_cell(cell, name) for cell in data["cells"]))


def stub(source):
    """Return an answer cell's text with the solution taken out.

    >>> print(stub("def f(x):\\n    ### BEGIN SOLUTION\\n    return 2 * x\\n    ### END SOLUTION"))
    def f(x):
        ...
    >>> stub("rate = 0.25  # SOLUTION")
    'rate = ...'
    """
    kept, within = [], False
    for line in source.splitlines():
        if line.strip() == _BEGIN:
            kept.append(line[: len(line) - len(line.lstrip())] + "...")
            within = True
        elif line.strip() == _END:
            within = False
        elif not within:
            kept.append(_ASSIGNED.sub(r"\1...", line))
    if within:
        raise ValueError(f"a solution begins and does not end: {_END} is missing.")
    return "\n".join(kept)


def plain(source):
    """Return an answer cell's text with the solution and without its marks.

    >>> plain("rate = 0.25  # SOLUTION")
    'rate = 0.25'
    """
    lines = [line for line in source.splitlines() if line.strip() not in (_BEGIN, _END)]
    return "\n".join(re.sub(r"\s*#\s*SOLUTION\s*$", "", line) for line in lines)


def _cell(cell, name):
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        raise ValueError(f"{name} has a cell that is none: {str(cell)[:60]!r}.")
    source = cell.get("source", "")
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    tags = tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
    role, question, points = _role(tags)
    return Cell(
        str(cell.get("id", "")), cell["cell_type"], role, question, points, source, tags, cell
    )


def _role(tags):
    for tag in tags:
        role, *about = tag.split(":")
        if role in ROLES:
            points = about[1] if len(about) > 1 and about[1].isdecimal() else "0"
            return role, about[0] if about else "", int(points[:3])
    return "given", "", 0
