"""The course folder: where the lessons lie, and the reader's own copies of them under `my/`."""

import shutil
from pathlib import Path

FIRST = "00-start.ipynb"


def find(start: Path | None = None) -> Path:
    """Return the course folder: the nearest above `start` (the current folder), else the package's.

    A course folder has `notebooks/00-start.ipynb`. Raises FileNotFoundError where only the package
    is installed: a wheel carries no lessons.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, Path(__file__).resolve().parent.parent):
        if (folder / "notebooks" / FIRST).is_file():
            return folder
    raise FileNotFoundError(
        f"No lessons found: neither {here} nor a folder above it has notebooks/{FIRST}. "
        "Get the course folder (git clone, or its zip), go into it and start there."
    )


def lessons(course: Path) -> list[Path]:
    """Return the lessons in their order."""
    return sorted((course / "notebooks").glob("[0-9][0-9]-*.ipynb"))


def copies(course: Path) -> Path:
    """Copy each lesson that has no copy yet into `my/`, and return that folder.

    What is there is never overwritten, so an update of the course cannot meet a reader's work.
    """
    mine = course / "my"
    mine.mkdir(exist_ok=True)
    for lesson in lessons(course):
        if not (mine / lesson.name).exists():
            _copy(lesson, mine / lesson.name)
    return mine


def fresh(course: Path, number: str) -> Path:
    """Add a new copy of one lesson beside the old ones, `04-sgd-2.ipynb`, and return it.

    Raises ValueError for a number that no lesson has.
    """
    names = [lesson.stem for lesson in lessons(course)]
    wanted = number.zfill(2)
    stem = next((name for name in names if name[:2] == wanted), None)
    if stem is None:
        raise ValueError(f"There is no lesson {number!r}. The lessons are: {', '.join(names)}.")
    place, again = course / "my" / f"{stem}.ipynb", 1
    while place.exists():
        again += 1
        place = place.with_name(f"{stem}-{again}.ipynb")
    copies(course)
    if again > 1:
        _copy(course / "notebooks" / f"{stem}.ipynb", place)
    return place


def _copy(lesson: Path, place: Path) -> None:
    draft = place.with_name(place.name + ".new")
    shutil.copyfile(lesson, draft)  # a copy that is cut off must not pass for the reader's work
    draft.replace(place)
