"""`sgdlab check hw1`: the notebook run from top to bottom in a fresh kernel, and what stands."""

import contextlib
import io
import sys
from pathlib import Path

from .. import course
from .source import read

INI = Path(__file__).with_name("check.ini")
# What pytest does without: a notebook needs neither fixtures' factories nor files that are kept.
_LEFT_OUT = (
    "cacheprovider",
    "doctest",
    "unittest",
    "junitxml",
    "pastebin",
    "setuponly",
    "faulthandler",
)


def find(name):
    """Return the notebook that a word names: a path, or a homework's name.

    One's own copy under `my/` comes before the released one. Raises ValueError in a sentence.
    """
    path = Path(name)
    if path.suffix == ".ipynb":
        if path.is_file():
            return path
        raise ValueError(f"{name} is not there. Is it in another folder?")
    root = course.find()
    places = (root / "my" / f"{name}.ipynb", root / "notebooks" / "homework" / f"{name}.ipynb")
    for place in places:
        if place.is_file():
            return place
    known = sorted(path.stem for path in places[1].parent.glob("*.ipynb"))
    raise ValueError(f"{name!r} is no homework; there is {', '.join(known) or 'none'}.")


def check(name, limit=None):
    """Run the check cells of a homework and print what stands; return 0 where all pass, else 1.

    `limit` is in seconds for a cell, else 30.
    """
    path = find(name)
    notebook = read(path)
    if not notebook.of("check"):
        raise ValueError(f"{path.name} has no check cells: is it a homework of this course?")
    sys.modules.setdefault("rfc3987_syntax", None)  # else nbformat waits seconds for its grammar
    import pytest

    from .cells import LIMIT
    from .tally import KEY

    words = [
        str(path.resolve()), "--nbval", "--nbval-current-env", "-c", str(INI),
        f"--rootdir={path.resolve().parent}", f"--nbval-cell-timeout={limit or LIMIT:g}",
        "--disable-plugin-autoload", "-p", "nbval", "-p", "sgdlab",
        *(word for plugin in _LEFT_OUT for word in ("-p", f"no:{plugin}")),
    ]  # fmt: skip
    kept, printed = _Kept(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        pytest.main(words, plugins=[kept])
    tallies = kept.config.stash.get(KEY, []) if kept.config else []
    if not tallies:
        raise ValueError(f"{path.name} could not be run: {printed.getvalue().strip()[-500:]}")
    (tally,) = tallies
    print("\n".join([tally.title, "", *tally.lines()]))
    for sentence in _missing(path, notebook):
        print(sentence)
    return 0 if tally.passed and not tally.stopped else 1


class _Kept:
    """Keeps pytest's configuration, where the tally lies."""

    config = None

    def pytest_configure(self, config):
        self.config = config


def _missing(path, notebook):
    """Say which check cells are no longer those that were handed out."""
    given = course.find(path.resolve().parent) / "notebooks" / "homework" / path.name
    if not given.is_file() or given.resolve() == path.resolve():
        return
    own = {cell.question: cell.source.strip() for cell in notebook.of("check")}
    for cell in read(given).of("check"):
        if cell.question not in own:
            yield f"{cell.question}: its check cell is gone. Grading puts it back."
        elif own[cell.question] != cell.source.strip():
            yield f"{cell.question}: its check cell was changed. Grading puts the given one back."
