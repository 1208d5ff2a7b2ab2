"""The course folder: where the lessons lie, and the reader's own copies of them under `my/`."""

import shutil
from pathlib import Path

FIRST = "00-start.ipynb"
LECTURE = "lecture.ipynb"


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


def pages(course: Path) -> list[Path]:
    """Return the lessons in their order, and the lecture's notebook where there is one."""
    lecture = course / "notebooks" / LECTURE
    return [*lessons(course), *[lecture] * lecture.is_file()]


def handed_out(course: Path) -> list[Path]:
    """Return what a reader works on copies of: the pages, and the homework as it was released."""
    return [*pages(course), *sorted((course / "notebooks" / "homework").glob("*.ipynb"))]


def named(course: Path, name: str) -> Path:
    """Return the lesson with a number such as 04, or 4; the lecture or a homework by its name.

    Raises ValueError for a name that no page has.
    """
    there, number = handed_out(course), name.zfill(2)
    for page in there:
        if name == page.stem or page.stem.startswith(f"{number}-"):
            return page
    stems = ", ".join(page.stem for page in there)
    raise ValueError(f"There is no lesson {name!r}. The lessons are: {stems}.")


def copies(course: Path) -> Path:
    """Copy each page that has no copy yet into `my/`, and return that folder.

    What is there is never overwritten, so an update of the course cannot meet a reader's work.
    """
    mine = course / "my"
    mine.mkdir(exist_ok=True)
    for page in handed_out(course):
        if not (mine / page.name).exists():
            _copy(page, mine / page.name)
    return mine


def fresh(course: Path, name: str) -> Path:
    """Add a new copy of one page beside the old ones, `04-sgd-2.ipynb`, and return it.

    Raises ValueError for a name that no page has.
    """
    page = named(course, name)
    place, again = course / "my" / page.name, 1
    while place.exists():
        again += 1
        place = place.with_name(f"{page.stem}-{again}.ipynb")
    copies(course)
    if again > 1:
        _copy(page, place)
    return place


def _copy(page: Path, place: Path) -> None:
    draft = place.with_name(place.name + ".new")
    shutil.copyfile(page, draft)  # a copy that is cut off must not pass for the reader's work
    draft.replace(place)
