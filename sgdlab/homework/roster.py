"""The roster: who is in the course, from any csv with names, or from Canvas's own gradebook."""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

_COLUMNS = {
    "name": ("student", "name", "full name", "student name", "display name"),
    "first": ("first name", "first", "given name", "vorname"),
    "last": ("last name", "last", "surname", "family name", "nachname"),
    "group": ("group", "pair", "team", "with", "group name"),
    "late": ("late", "days late", "late days"),
}
_IDS = ("id", "student id", "number", "user", "username", "login", "email", "email address")
_IDS += ("sis user id", "sis login id", "sid", "id number", "user id")
_NOBODY = ("points possible", "student, test")


@dataclass(frozen=True)
class Person:
    """One row of the roster; `late` in days, None where the roster does not say."""

    name: str
    ids: frozenset
    group: str
    late: float | None
    place: int


@dataclass(frozen=True)
class Roster:
    """All rows as they stand in the file, and the people in them."""

    rows: tuple
    people: tuple

    def find(self, name, user, student):
        """Return the `Person` who handed in, or None.

        Known by the learning system's number `user`, else by the id that was typed, else by name.
        """
        for one in filter(None, (user, student)):
            found = [person for person in self.people if bare_id(one) in person.ids]
            if len(found) == 1:
                return found[0]
        found = [person for person in self.people if bare(name) in _names(person.name)]
        return found[0] if len(found) == 1 else None


def read(path):
    """Return the `Roster` of a csv file. Raises ValueError for what is none."""
    rows = read_csv(path)
    head = [cell.strip().casefold() for cell in rows[0]]
    where = {key: _first(head, names) for key, names in _COLUMNS.items()}
    ids = [place for place, cell in enumerate(head) if cell in _IDS]
    if where["name"] is None and where["last"] is None and not ids:
        raise ValueError(
            f"{path} has no column of names or ids in its first line; expected one such as "
            "'name', 'student', 'id' or 'email'."
        )
    people = []
    for place, row in enumerate(rows[1:], start=1):
        cells = {key: _cell(row, column) for key, column in where.items()}
        name = cells["name"] or f"{cells['first']} {cells['last']}".strip()
        typed = [_cell(row, column) for column in ids]
        own = frozenset(map(bare_id, typed)) - {""}
        name = name or min(filter(None, typed), default="")
        if name and name.casefold() not in _NOBODY:
            late = _days(cells["late"], f"{path}, line {place + 1}")
            people.append(Person(name, own, cells["group"], late, place))
    if not people:
        raise ValueError(f"{path} names nobody; expected a line for each student.")
    return Roster(tuple(tuple(row) for row in rows), tuple(people))


def read_csv(path):
    """Return the rows of a csv file, whatever spreadsheet wrote it: commas, semicolons or tabs."""
    data = Path(path).read_bytes()
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.lstrip().partition("\n")[0]
    if match := re.match(r"sep=(.)\s*$", first):  # a line that one spreadsheet adds
        text, sign = text.lstrip().partition("\n")[2], match[1]
    else:
        sign = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    except csv.Error as error:
        raise ValueError(f"{path} cannot be read as csv ({error}).") from error
    while rows and not any(cell.strip() for cell in rows[0]):
        rows.pop(0)
    if not rows:
        raise ValueError(f"{path} is empty; expected a csv file with names in its first line.")
    return rows


def bare_id(text):
    """Return an id without what spreadsheets take off: capitals do not count, nor first zeros.

    >>> bare_id("00123"), bare_id(" AM1")
    ('123', 'am1')
    """
    return text.strip().casefold().lstrip("0")


def bare(name):
    """Return a name in small letters without anything else, as file names have it.

    >>> bare("Doe, Zoë"), bare("doezoë")
    ('doezoe', 'doezoe')
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum())


def _names(name):
    """Return the ways in which one name is written: Doe, Jane and Jane Doe."""
    found = {bare(name)}
    if "," in name:
        last, _, first = name.partition(",")
        found.add(bare(f"{first} {last}"))
    elif " " in name:
        *first, last = name.split()
        found.add(bare(f"{last} {' '.join(first)}"))
    return found


def _first(head, names):
    return next((head.index(name) for name in names if name in head), None)


def _cell(row, column):
    return row[column].strip() if column is not None and column < len(row) else ""


def _days(text, place):
    if not text:
        return None
    try:
        days = float(text.replace(",", "."))
    except ValueError:
        days = {"yes": 1.0, "late": 1.0, "no": 0.0}.get(text.casefold())
    if days is None or not 0 <= days < 1000:
        raise ValueError(f"{place}: late is {text!r}; expected a number of days.")
    return days
