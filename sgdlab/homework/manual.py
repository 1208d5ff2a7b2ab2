"""Points given by hand: `manual.csv` read with care, and the page on which it is made."""

import hashlib
import re
from math import isfinite

from . import marking
from .flags import LOOK
from .grades import replace, safe, table
from .roster import read_csv

_HEAD = ("student", "question", "points", "comment")


def code(course, question, key):
    """Return the name an answer has while it is marked: it does not say whose it is."""
    words = f"{course.name}:{course.seed}:{question}:{key}"
    return hashlib.sha256(words.encode()).hexdigest()[:10]


def read(path, found, course):
    """Return {key: {question: [points, comment]}} from a csv of student, question, points, comment.

    A student is named by the code of the marking page, by the folder's name, or by the name.
    Lines without points count as not marked. Raises ValueError for a line that cannot be meant.
    """
    rows = read_csv(path)
    head = [cell.strip().casefold() for cell in rows[0]]
    if missing := [name for name in _HEAD[:3] if name not in head]:
        raise ValueError(
            f"{path} has no column {missing[0]!r}; expected {', '.join(_HEAD)} in its first line."
        )
    owners, marks = _owners(found, course), {}
    for number, row in enumerate(rows[1:], start=2):
        cells = dict(zip(head, (cell.strip() for cell in row), strict=False))
        if not any(cells.values()) or not cells.get("points"):
            continue
        where = f"{path}, line {number}"
        question = cells["question"]
        if question not in course.points:
            known = ", ".join(course.notebook.questions)
            raise ValueError(f"{where}: question {question[:40]!r} is none of {known}.")
        name = cells["student"].removeprefix("'").casefold()
        keys = owners.get((question, name)) or owners.get((None, name)) or ()
        if len(keys) != 1:
            many = "more than one student" if keys else "no submission"
            raise ValueError(f"{where}: {cells['student'][:60]!r} names {many}.")
        points = _points(cells["points"], course.points[question], where)
        marks.setdefault(next(iter(keys)), {})[question] = [points, cells.get("comment", "")]
    return marks


def _owners(found, course):
    """Return {(question or None, name in small letters): keys}."""
    owners = {}
    for submission in found:
        for question in course.points:
            own = code(course, question, submission.key)
            owners.setdefault((question, own), set()).add(submission.key)
        for name in {submission.key.casefold(), submission.name.casefold()}:
            owners.setdefault((None, name), set()).add(submission.key)
    return owners


def _points(text, out_of, where):
    try:
        points = float(re.sub(r"(?<=\d),(?=\d)", ".", text))
    except ValueError:
        points = float("nan")
    if not isfinite(points) or not 0 <= points <= out_of:
        raise ValueError(f"{where}: points are {text[:40]!r}; expected 0 to {out_of}.")
    return points


def carried(result, old, marks):
    """Return the result with the points given by hand: these `marks`, else those of before.

    Earlier ones stay as long as the answer they were given for does.
    """
    hand, about = {}, list(result["about"])
    for question, mark in ((old or {}).get("hand") or {}).items():
        if _same(old, result, question):
            hand[question] = mark
        elif question in result["questions"] and question not in marks:
            text = f"{question} was marked by hand, and the answer has changed: mark it again"
            about.append([text, False, LOOK])
    return result | {"hand": hand | marks, "about": about}


def _same(old, result, question):
    def answer(one):
        about = one["questions"].get(question, {})
        return about.get("text"), one["answers"].get(question)

    return answer(old) == answer(result)


def write(folder, course, results):
    """Write `marking.html` and an empty `manual-empty.csv`, where there is something to mark."""
    essays, lines = [], []
    for cell in course.notebook.of("essay"):
        answers = []
        for result in results:
            one = result["questions"].get(cell.question)
            if one and one.get("text"):
                mark = result.get("hand", {}).get(cell.question, [None, ""])
                own = code(course, cell.question, result["key"])
                answers.append({"code": own, "text": one.get("text", ""), "mark": mark})
                shown = "" if mark[0] is None else mark[0]
                lines.append((result["key"], cell.question, shown, mark[1], one.get("text", "")))
        essays.append((cell.question, cell.points, answers))
    if essays:
        folder.write("marking.html", marking.page(course, essays))
        rows = [(*_HEAD, "answer"), *([safe(value) for value in line] for line in lines)]
        replace(folder.path / "manual-empty.csv", table(rows).encode("utf-8-sig"))
