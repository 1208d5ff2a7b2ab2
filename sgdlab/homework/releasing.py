"""`sgdlab release`: from each source the student's notebook, the solution run, and a zip."""

import json
import sys
from pathlib import Path

from .. import course, notebooks
from . import packing
from .release import released, solved
from .source import IGNORED, read
from .stubs import faults

README = """\
{name}: how to work on it

1. Put {name}.ipynb into the folder `my` of the course and open it: `python start.py`.
2. Type your id, in quotes, into the first answer cell: it chooses your numbers.
3. Answer in the cells that say "your answer"; the check cell below each says what stands.
4. Save, then `sgdlab check {name}` runs it all from the top. Hand in the file {name}.ipynb.
"""


def sources(root, names=()):
    """Return the source files of the homeworks named, or of all. Raises ValueError for no such."""
    folder = root / "notebooks" / "homework" / "source"
    known = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    for name in names:
        if name not in known:
            there = ", ".join(known) or "none"
            raise ValueError(f"{name!r} has no source in {folder}; there is {there}.")
    return [known[name] for name in names] if names else list(known.values())


def release(names, out=None, check=False):
    """Write the released notebook, the executed solution and, in `out`, a zip; return 0.

    With `check` nothing is written: 1 is returned where a committed file is not what its source
    gives.
    """
    root, stale = course.find(), []
    for source in sources(root, names):
        notebook = read(source)
        student = notebooks.as_text(released(notebook))
        own = root / "notebooks" / "homework" / source.name
        worked = own.parent / "solutions" / source.name
        if check:
            stale += [path for path in (own, worked) if not _current(path, notebook, student, own)]
            continue
        solution = _executed(notebook, worked)
        if wrong := faults(notebook, json.loads(student)):
            raise ValueError(f"{source.name} was not released: {' '.join(wrong)}")
        notebooks.replace(own, student)
        notebooks.replace(worked, solution)
        print(f"{own.relative_to(root)} and {worked.relative_to(root)}")
        if out is not None:
            name = notebook.name
            files = {source.name: student, "README.txt": README.format(name=name)}
            print(packing.pack(Path(out) / f"{name}.zip", files))
    for path in stale:
        print(f"{path.relative_to(root)} is not what its source gives: `sgdlab release`.")
    return 1 if stale else 0


def bundle(out):
    """Write the course zip for students: lessons, package, released homework; return 0."""
    root = course.find()
    if release((), check=True):
        return 1
    print(packing.pack(Path(out) / "sgdlab-course.zip", packing.course_files(root)))
    return 0


def _current(path, notebook, student, own):
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8")
    if path == own:
        return text == student
    # What each cell shows nbval compares on every test run; here it must have been run at all.
    sources = ["".join(cell["source"]) for cell in solved(notebook)["cells"]]
    return [cell.source for cell in read(path).cells] == sources and not notebooks.faults(text)


def _executed(notebook, path):
    """Return the solution's text with its outputs, in canonical form but for what is locked."""
    from .. import execution

    sys.modules.setdefault("rfc3987_syntax", None)
    data = solved(notebook)
    for cell in data["cells"]:
        tags = [tag for tag in cell["metadata"].get("tags", ()) if tag != IGNORED]
        cell["metadata"].pop("tags", None)
        cell["metadata"] |= {"tags": tags} if tags else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    run = execution.run(notebooks.as_text(data), path)
    return notebooks.as_text(notebooks.canonical(run))
