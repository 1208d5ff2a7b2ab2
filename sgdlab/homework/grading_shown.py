"""What a run left behind, made small and harmless: outputs for the page, the graded notebook."""

import base64
import binascii
import re
import struct

from ..notebooks import METADATA
from . import running
from .kit import checks
from .kit.checks import MIME
from .source import IGNORED

MOST_TEXT = 20_000  # characters of a text that is shown
FIGURES, MOST_FIGURE, SIDE = 4, 600_000, 4000  # of one question; base64 characters; pixels
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def clean(text):
    """Return a text without colours, control characters and signs that turn its direction.

    >>> clean("a\\x1b[31mb\\x00c\\u202ed")
    'ab·c·d'
    """
    return _ODD.sub("·", _ANSI.sub("", text.replace("\r\n", "\n")))


def outputs(question, merged, outcome):
    """Return the texts and figures (PNG only) that a question's cells put out."""
    texts, figures, results = [], [], {result.id: result for result in outcome.cells}
    for cell in _cells_of(question, merged):
        for output in results[cell.id].outputs if cell.id in results else ():
            data = output.get("data") or {}
            if output["output_type"] == "stream" and cell.role != "check":
                texts.append(output["text"])
            elif output["output_type"] == "error":
                if cell.role != "check":  # of a check the verdict says why
                    texts.append(clean("\n".join(output.get("traceback", [])))[-4000:])
            elif is_png(data.get("image/png")):
                figures.append("".join(data["image/png"].split()))
            elif isinstance(data.get("text/plain"), str) and MIME not in data:
                texts.append(data["text/plain"] + "\n")
    text = clean("".join(texts))
    cut = [text[: MOST_TEXT // 4] + ("\n ..." if len(text) > MOST_TEXT // 4 else "")]
    return {"texts": cut if text.strip() else [], "figures": figures[:FIGURES]}


def is_png(data):
    """Say whether a text is base64 of a PNG of a size that a browser can open without harm."""
    if not isinstance(data, str) or len(data) > MOST_FIGURE:
        return False
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
        width, height = struct.unpack(">II", raw[16:24])
    except (binascii.Error, ValueError, struct.error):
        return False
    return raw[:8] == b"\x89PNG\r\n\x1a\n" and 0 < width <= SIDE and 0 < height <= SIDE


def _cells_of(question, merged):
    """Return the code cells whose outputs belong to a question: its own and those before it."""
    found, coming = [], next((one.question for one in reversed(merged.cells) if one.question), "")
    for cell in reversed(merged.cells):
        coming = cell.question or coming
        if coming == question and cell.kind == "code":
            found.append(cell)
    return found[::-1]


def notebook(course, merged, outcome, verdicts):
    """Return the merged notebook, run: plain `pytest --nbval` on it repeats the verdict.

    Its check cells hold, as stored output, what a right answer shows; the student's own values
    where they are right.
    """
    results, cells, count = {result.id: result for result in outcome.cells}, [], 0
    for cell in merged.cells:
        made = {"cell_type": cell.kind, "id": cell.id, "metadata": {}}
        source, tags = cell.source, [tag for tag in cell.tags if tag != IGNORED]
        if cell.role == "start":
            source = running.seeded(source, course.seed)
        if cell.kind == "code":
            count += 1
            verdict = verdicts.get(cell.question) if cell.role == "check" else None
            tags += [] if verdict else [IGNORED]
            made |= {"execution_count": count}
            made["outputs"] = (
                [_reference(verdict, cell)] if verdict else _kept(results.get(cell.id))
            )
        made["source"] = source.splitlines(keepends=True)
        made["metadata"] = {"tags": tags} if tags else {}
        if cell.role in ("start", "check", "given"):
            made["metadata"] |= {"editable": False, "deletable": False}
        cells.append(made)
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def _reference(verdict, cell):
    data = checks.output(cell.question, verdict["points"], verdict["reference"])
    return {"output_type": "display_data", "data": data, "metadata": {}}


def _kept(result):
    """Return the outputs of a cell that can be kept: printed text, errors, PNG and plain text."""
    kept = []
    for output in result.outputs if result else ():
        data = output.get("data") or {}
        safe = {"text/plain": clean(str(data.get("text/plain", "")))[:MOST_TEXT]}
        if is_png(data.get("image/png")):
            safe["image/png"] = data["image/png"]
        if output["output_type"] == "stream":
            kept.append(output | {"text": clean(output["text"])[:MOST_TEXT]})
        elif output["output_type"] == "error":
            kept.append(output)
        elif safe["text/plain"] or "image/png" in safe:
            kept.append({"output_type": "display_data", "data": safe, "metadata": {}})
    return kept
