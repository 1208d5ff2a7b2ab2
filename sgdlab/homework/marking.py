"""`marking.html`: one question, one answer after the other, nobody's name; works offline."""

import json
import re

from .grading_shown import clean
from .pages import asset
from .pages import page as whole

_ALIKE = 0.8  # of the words of two answers


def page(course, essays):
    """Return the page; `essays` are (question, points, answers), answers with code, text, mark."""
    asked = {cell.question: cell for cell in course.notebook.of("essay")}
    data = {"homework": course.name, "seed": course.seed, "questions": []}
    for question, points, answers in essays:
        given = [
            {
                "code": one["code"], "text": clean(one["text"]), "group": group,
                "points": one["mark"][0], "comment": one["mark"][1],
            }
            for group, one in grouped(sorted(answers, key=lambda one: one["code"]))
        ]  # fmt: skip
        about = {"name": question, "points": points, "answers": given}
        rubric = [one.source for one in course.notebook.of("keys", question)]
        about["model"] = clean("\n\n".join([asked[question].source, *rubric]))
        about["task"] = clean(_task(course, question))
        data["questions"].append(about)
    held = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    body = f'<script type="application/json" id="data">{held}</script>{asset("marking.html")}'
    return whole(f"{course.name}: marking", body, asset("marking.js"), asset("marking.css"))


def grouped(answers):
    """Return (group, answer) for each answer: those that are nearly the same stand together."""
    groups = []
    for one in answers:
        words = _words(one["text"])
        for group in groups:
            if _near(words, group[0]):
                group[1].append(one)
                break
        else:
            groups.append((words, [one]))
    groups.sort(key=lambda group: -len(group[1]))
    return [(place, one) for place, group in enumerate(groups) for one in group[1]]


def _words(text):
    return frozenset(re.findall(r"\w+", text.casefold()))


def _near(words, others):
    if not words or not others:
        return not words and not others
    return len(words & others) >= _ALIKE * len(words | others)


def _task(course, question):
    """Return the text before an essay's cell: what was asked."""
    before = ""
    for cell in course.notebook.cells:
        if cell.role == "essay" and cell.question == question:
            return before
        if cell.kind == "markdown":
            before = cell.source
    return before
