"""Whose is which file: the submissions in a folder or zip, as learning systems export them."""

import re
import unicodedata
from dataclasses import dataclass

from . import handed
from .flags import LOOK, Flag

# Canvas: name[_LATE]_userid_attachmentid_hw1-2.ipynb
_CANVAS = re.compile(
    r"(?P<name>.+?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<number>\d+)_(?P<file>.+)", re.IGNORECASE
)
# Moodle: Name_12345_assignsubmission_file_/hw1.ipynb
_MOODLE = re.compile(r"(?P<name>.+)_(?P<user>\d+)_assignsubmission_\w*")
_RESERVED = {"con", "prn", "aux", "nul", "history", "answers", "grades", "grading", "summary"}
_RESERVED |= {"marking", "manual", "manual-empty", "changed", "feedback-canvas"}
_RESERVED |= {"canvas-gradebook"}
_RESERVED |= {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}


@dataclass(frozen=True)
class Submission:
    """What one student handed in.

    `key` names the student's folder under `--out`, `name` is as the learning system has it, `user`
    its number for the student, `file` the notebook to grade (None where there is none).
    """

    key: str
    name: str
    user: str
    late: bool
    file: handed.File | None
    flags: tuple


def find(place, homework, kept=None):
    """Return the submissions in a folder or zip, one for each student, in the order of names.

    `kept` {user: key} is of an earlier time: of two with one name each keeps the folder. Raises
    ValueError where nothing was handed in.
    """
    kept, by_owner, handed_in = kept or {}, {}, _strip(handed.files(place))
    alone = len({file.path.split("/")[0] for file in handed_in}) == 1
    for file in handed_in:
        by_owner.setdefault(_owner(file.path, alone), []).append(file)
    if not by_owner:
        raise ValueError(f"{place} is empty; expected a folder or a zip of submissions.")
    taken = {kept[user].casefold() for _, user in by_owner if user in kept}
    found = []
    for (name, user), files in sorted(by_owner.items()):
        late = any(_late(file) for file in files)
        file, flags = _choose(files, homework)
        key = kept.get(user) or free_key(name, taken)
        found.append(Submission(key, _shown(name), user, late, file, tuple(flags)))
    return found


def _strip(files):
    """Take off a folder that holds all: zips of submissions often begin with one."""
    tops = {file.path.split("/")[0] for file in files}
    notebooks = [file.path.count("/") for file in files if file.path.endswith(".ipynb")]
    owned = any(_MOODLE.fullmatch(top) for top in tops)
    if len(tops) != 1 or owned or not notebooks:
        return files
    if min(notebooks) < 1 or (max(notebooks) == 1 and len(notebooks) == 1):
        return files
    return [
        handed.File(file.path.split("/", 1)[1], file.time, file.place, file.archive)
        for file in files
        if "/" in file.path
    ]


def _owner(path, alone):
    """Return (name, user number) of the student whose file this is.

    The files in a student's folder are the student's, whatever they are called; a folder that is
    `alone` may be the class's.
    """
    *folders, name = unicodedata.normalize("NFC", path).split("/")
    for folder in folders:
        if match := _MOODLE.fullmatch(folder):
            return match["name"], match["user"]
    match = _CANVAS.fullmatch(name)
    if match and (alone or not folders):
        return match["name"], match["user"]
    if folders:
        return folders[0], ""
    return name.rsplit(".", 1)[0], ""


def _late(file):
    match = _CANVAS.fullmatch(file.name)
    return bool(match and match["late"])


def _choose(files, homework):
    """Return the file to grade, and flags where there was a choice."""
    flags, notebooks = [], [file for file in files if file.path.lower().endswith(".ipynb")]
    for file in files:
        if not notebooks and file.path.lower().endswith(".zip"):
            try:
                notebooks += [one for one in handed.inside(file) if one.path.endswith(".ipynb")]
                flags.append(Flag(f"the notebook was handed in within {file.name}"))
            except ValueError as error:
                flags.append(Flag(str(error), weight=LOOK))
    if not notebooks:
        names = ", ".join(file.name for file in files[:3])
        return None, [*flags, Flag(f"no notebook was handed in ({names})", weight=LOOK)]
    best = max(notebooks, key=lambda file: _rank(file, homework))
    if len(notebooks) > 1:
        names = ", ".join(sorted(file.name for file in notebooks))
        text = f"{len(notebooks)} notebooks were handed in ({names}); {best.name} was graded"
        flags.append(Flag(text[:400], weight=LOOK))
    return best, flags


def _rank(file, homework):
    """Return what the best of a student's files is greatest in: right name, newest."""
    match = _CANVAS.fullmatch(file.name)
    own = match["file"] if match else file.name
    number = int(match["number"][:18]) if match else 0
    right = own.lower().startswith(homework.lower())
    return right, -file.path.count("/"), number, file.time, file.path


def _shown(name):
    """Return a name as one line without control characters."""
    clean = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in name)
    return " ".join(clean.split())[:80] or "unnamed"


def _key(name):
    """Return a name that is good for a folder on every system.

    >>> _key("Doe, Jane"), _key("../../x"), _key("Žižka Ján")
    ('Doe_Jane', 'x', 'Žižka_Ján')
    """
    clean = unicodedata.normalize("NFC", _shown(name))
    clean = re.sub(r"[^\w.+@-]+", "_", clean).strip("._-")
    while len(clean.encode()) > 100:  # some file systems allow 255 bytes for a whole name
        clean = clean[:-1]
    return clean or "unnamed"


def free_key(name, taken):
    """Return a folder's name for a student, with a number where another one has it."""
    key = _key(name)
    if key.split(".")[0].casefold() in _RESERVED:
        key = f"student-{key}"
    free, number = key, 1
    while free.casefold() in taken:
        number += 1
        free = f"{key}-{number}"
    taken.add(free.casefold())
    return free
