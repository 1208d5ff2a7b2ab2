"""`grades.csv`: a row for each student, on the disk as soon as it is known."""

import contextlib
import csv
import io
import os
import re
from pathlib import Path
from typing import NamedTuple

from . import flags
from .pages import points

_RULE = re.compile(
    r"(?P<much>\d+(\.\d+)?) ?(?P<unit>%|points?)(?P<day> (per|a) day)?(, at most (?P<most>\d+) ?%)?"
)
_RUN = ("seconds", "sandbox", "seed", "version", "file")


class Late(NamedTuple):
    """What lateness costs: "10% per day", "2 points a day", "20%", "10% per day, at most 50%"."""

    much: float = 0.0
    percent: bool = False
    daily: bool = False
    most: float = 100.0

    @classmethod
    def read(cls, text):
        """Return the rule that a text says. Raises ValueError for what is none."""
        match = _RULE.fullmatch(text.strip())
        if not match:
            raise ValueError(
                f"--late {text!r} is no rule; expected one such as '10% per day', "
                "'10% per day, at most 50%', '2 points per day' or '20%'."
            )
        percent = match["unit"] == "%"
        return cls(float(match["much"]), percent, bool(match["day"]), float(match["most"] or 100))

    def off(self, reached, days):
        """Return the points that `days` (None: late, by how much is not known) take off `reached`.

        >>> Late.read("10% per day").off(18, 2), Late.read("2 points").off(1, 3)
        (3.6, 1.0)
        """
        count = 1 if days is None else -(-days // 1)  # a day that has begun counts
        if count <= 0:
            return 0.0
        found = self.much * (count if self.daily else 1)
        found = reached * found / 100 if self.percent else found
        return round(min(found, reached * self.most / 100), 2)


def safe(value):
    """Return what a cell says so that no spreadsheet takes it for a formula.

    >>> safe("=1+1"), safe(-2.5), safe("a\\nb")
    ("'=1+1", -2.5, 'a b')
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    text = "".join(c if c.isprintable() else " " for c in value)
    return f"'{text}" if value[:1] in tuple("=+-@\t\r\n|%") else text


def columns(questions):
    """Return the names of the columns."""
    return ["student", "id", *questions, "late_off", "total", "out_of", "flags", *_RUN]


def row(result, rule=None):
    """Return the row of a result, {column: value}; `rule` says what lateness costs."""
    reached = given(result)
    said = [flag.text for flag in flags.of(result)]
    whole, off = sum(filter(None, reached.values())), 0.0
    if by := lateness(result):
        off = rule.off(whole, result["days"]) if rule else 0.0
        said.insert(0, f"{by}, {points(off)} off" if rule else by)
    if still := waiting(result):
        said.insert(0, f"{', '.join(still)} to be marked by hand")
    found = {"student": result["student"], "id": result["id"], **reached}
    found |= {"late_off": off, "total": round(whole - off, 2)}
    found["out_of"] = sum(one["out_of"] for one in result["questions"].values())
    found["flags"] = "; ".join(said)
    return found | {name: result[name] for name in _RUN}


def given(result):
    """Return the points of each question; those given by hand before the others."""
    found = {name: one["points"] for name, one in result["questions"].items()}
    return found | {name: mark[0] for name, mark in result.get("hand", {}).items()}


def waiting(result):
    """Return the questions that wait for points by hand."""
    return [name for name, value in given(result).items() if value is None]


def lateness(result):
    """Return in words how late a result is; "" where it is not."""
    days = result["days"]
    if days is None:
        return "late" if result["late"] else ""
    return f"late by {days:g} day{'s' * (days != 1)}" if days else ""


class Grades:
    """The file while it is written: each row is on the disk before the next one begins."""

    def __init__(self, path, questions):
        self.path, self._columns = Path(path), columns(questions)
        self.rows = []
        _write(self.path, self._text([self._columns], bom=True))

    def add(self, row):
        """Append one row and see it on the disk."""
        with open(self.path, "ab") as file:
            file.write(self._text([self._cells(row)]))
            file.flush()
            os.fsync(file.fileno())
        self.rows.append(row)

    def order(self):
        """Write all rows in the order of names."""
        self.rows.sort(key=lambda row: str(row["student"]).casefold())
        lines = [self._columns, *map(self._cells, self.rows)]
        replace(self.path, self._text(lines, bom=True))

    def _cells(self, row):
        return [safe(row.get(name)) for name in self._columns]

    @staticmethod
    def _text(lines, bom=False):
        return table(lines).encode("utf-8-sig" if bom else "utf-8")


def table(lines):
    """Return lines as csv, with line ends that every spreadsheet reads."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue()


def replace(path, data):
    """Write a file whole or not at all: what stood there stays until all is on the disk."""
    draft = Path(path).with_name(Path(path).name + ".new")
    try:
        _write(draft, data)
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def _write(path, data):
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
