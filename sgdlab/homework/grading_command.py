"""`sgdlab grade`: the command with its progress bar and its words."""

import argparse
import secrets
import sys
from dataclasses import fields
from pathlib import Path

from tqdm import tqdm

from .. import __version__, course
from . import gradescope, release, releasing, sandbox, source
from .grades import Late, waiting
from .grading import Asked, Grading, Interrupted, Stopped
from .grading_course import Course
from .pages import number
from .running import Limits


def find(name: str) -> Path:
    """Return the source of a homework. Raises ValueError where there is none of that name."""
    if name.endswith(".ipynb"):
        return Path(name)
    (path,) = releasing.sources(course.find(), (name,))
    return path


def run(arguments: argparse.Namespace) -> int:
    """Grade, and say what came out; 0 done, 1 ended early."""
    _refuse(arguments)
    path = find(arguments.name)
    notebook = source.read(path)
    if not notebook.of("check") or not notebook.of("start"):
        raise ValueError(f"{path} is no source of a homework: no cell is tagged check or start.")
    if arguments.gradescope:
        seed = secrets.randbelow(10**6) if arguments.seed is None else arguments.seed
        print(gradescope.write(arguments.out, notebook, path, seed))
        return 0
    asked = Asked(**{one.name: getattr(arguments, one.name) for one in fields(Asked)})
    asked.late = Late.read(arguments.late) if arguments.late else None
    box = sandbox.choose(arguments.sandbox, arguments.unsafe)
    words = sys.stderr if box.weak else sys.stdout
    print(f"sandbox: {box.name}. {' '.join(box.lacks)}", file=words)
    pristine = source.parse(release.released(notebook), notebook.name)
    made = Course(notebook, pristine, 0, box, __version__, Limits.of(arguments.limit))
    try:
        grading = Grading(made, asked)
        with tqdm(total=len(grading.chosen), unit="student", disable=None, leave=False) as bar:
            grading.run(lambda name: bar.update())
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return 130 if isinstance(stopped, Interrupted) else 1
    except KeyboardInterrupt:
        print("Interrupted; the same command goes on from there.", file=sys.stderr)
        return 130
    _say(grading, asked.out)
    for failure in grading.failures:
        print(failure, file=sys.stderr)
    return 1 if grading.failures else 0


def _refuse(arguments: argparse.Namespace) -> None:
    if not 1 <= arguments.jobs <= 64:
        raise ValueError(f"--jobs is {arguments.jobs}; expected how many at once, 1 to 64.")
    if not 0 < arguments.limit <= 3600:
        raise ValueError(f"--limit is {arguments.limit:g}; expected seconds for a cell, to 3600.")
    if arguments.seed is not None and not 0 <= arguments.seed < 2**32:
        raise ValueError(f"--seed is {arguments.seed}; expected a whole number from 0.")
    if arguments.gradescope:
        return
    if arguments.place is None:
        raise ValueError("what was handed in is missing: name a folder or a zip of submissions.")
    out, place = arguments.out.resolve(), arguments.place.resolve()
    if out == place or place in out.parents or out in place.parents:
        raise ValueError(f"--out {arguments.out} and {arguments.place} hold one another; name a "
                         "folder beside it.")  # fmt: skip


def _say(grading: Grading, out: Path) -> None:
    rows, changes = grading.writer.grades.rows, grading.folder.changes
    many = "s" * (len(rows) != 1)
    print(f"{len(rows)} row{many}, {grading.graded} of them run now; seed {grading.course.seed}.")
    for student, question, before, after in changes[:20]:
        print(f"points changed: {student}, {question}: {number(before)} -> {number(after)}")
    if len(changes) > 20:
        print(f"... {len(changes)} in all, in {out / 'changed.csv'}")
    if left := sum(bool(waiting(result)) for result in grading.writer.results):
        print(f"{left} wait for points by hand: open {out / 'marking.html'} in a browser.")
    print(f"Look at {out / 'summary.html'}; the rows are in {out / 'grades.csv'}.")
