"""Canvas: the gradebook it exported with its own column filled, and feedback to upload again.

The re-upload knows a file by the two numbers in its name, the student's and the attachment's, and
shows it under the name that was handed in. So what goes back is a notebook too.
"""

import io
import json
import re
import zipfile

from . import flags
from .grades import given, lateness, replace, table, waiting
from .pages import number, points

_HANDED = re.compile(r".+?_\d+_\d+_.+\.ipynb", re.IGNORECASE)


def column(roster, homework, named=""):
    """Return the place of the homework's own column in Canvas's gradebook; None for other rosters.

    Raises ValueError where the gradebook has no such column, or several.
    """
    head = [cell.strip() for cell in roster.rows[0]]
    if "Student" not in head or "ID" not in head:
        return None
    own = {place: cell for place, cell in enumerate(head) if re.search(r"\(\d+\)$", cell)}
    wanted = (named or homework).casefold()
    found = [place for place, cell in own.items() if cell.casefold() == wanted]
    found = found or [
        place for place, cell in own.items()
        if re.match(rf"{re.escape(wanted)}(?!\w)", cell.casefold())
    ]  # fmt: skip
    if len(found) != 1:
        known = ", ".join(own.values()) or "none"
        which = f"--column {named!r}" if named else homework
        raise ValueError(
            f"{which} is {'no' if not found else 'more than one'} column of the gradebook; there "
            f"is {known}. Name it with --column."
        )
    return found[0]


def gradebook(folder, homework, roster, results, rows, named=""):
    """Write `canvas-gradebook.csv`: the gradebook as it was, with the homework's points.

    Where a question waits to be marked by hand the cell stays as it was: no total yet.
    """
    place = column(roster, homework, named)
    if place is None:
        return
    lines = [list(row) for row in roster.rows]
    for result in results:
        line = rows.get(result["key"]) if result["key"] else None
        if line is not None and result["person"] is not None:
            own = lines[result["person"]]
            own += [""] * (place + 1 - len(own))
            if None not in given(result).values():
                own[place] = number(line["total"])
    replace(folder.path / "canvas-gradebook.csv", table(lines).encode("utf-8"))


def write(folder, homework, results, rows):
    """Write `feedback-canvas.zip`, where file names are as Canvas makes them."""
    names = {
        result["key"]: result["file"].split("/")[-1]
        for result in results
        if result["key"] and _HANDED.fullmatch(result["file"].split("/")[-1])
    }
    if not names:
        return
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, name in sorted(names.items()):
            result = folder.old(key)
            archive.writestr(
                name, _notebook(folder.path / key / f"{homework}.ipynb", result, rows[key])
            )
    replace(folder.path / "feedback-canvas.zip", data.getvalue())


def _notebook(place, result, line):
    """Return the graded notebook with what there is to say in front, and after each check."""
    try:
        data = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        data = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    cells = [_words("feedback", _front(result, line))]
    for cell in data["cells"]:
        cells.append(cell)
        tags = cell["metadata"].get("tags", [])
        for name, one in result["questions"].items():
            if f"check:{name}" in tags or any(tag.startswith(f"essay:{name}:") for tag in tags):
                cells.append(_words(f"feedback-{name}", _said(name, one, result)))
    data["cells"] = cells
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _front(result, line):
    said = [flag.text for flag in flags.of(result) if flag.student]
    still = waiting(result)
    head = f"## {number(line['total'])} of {points(line['out_of'])}{' so far' if still else ''}"
    if line["late_off"]:
        said.insert(0, f"handed in {lateness(result)}: {points(line['late_off'])} taken off")
    if still:
        said.insert(0, f"not marked yet: {', '.join(still)}")
    trouble = [f"- {name}: {one['trouble']}" for name, one in result["questions"].items()
               if one["trouble"]]  # fmt: skip
    return "\n".join([head, "", *(f"- {plain(one)}" for one in said), *map(plain, trouble)])


def _said(name, one, result):
    hand = result.get("hand", {}).get(name)
    reached = hand[0] if hand else one["points"]
    lines = [f"**{name}: {number(reached)} of {number(one['out_of'])}**", ""]
    lines += [
        f"- {plain(part['what'])}: {plain(part['told']) if part['told'] else 'right'}"
        for part in one["parts"]
    ]
    return "\n".join(lines + ([plain(hand[1])] if hand else []))


def plain(text):
    """Return a text whose signs mean nothing in Markdown.

    >>> plain("<b> [a](b) *c*")
    '&lt;b&gt; \\\\[a\\\\](b) \\\\*c\\\\*'
    """
    text = str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]#!|$~])", r"\\\1", text)


def _words(name, text):
    return {"cell_type": "markdown", "id": name[:64], "metadata": {}, "source": [text]}
