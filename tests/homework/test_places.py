"""Where a cell stands, in words."""

import pytest

from sgdlab.homework import source
from sgdlab.homework.places import place

LOCKED = {"editable": False}
CELLS = (
    ("own at the top", "code", "", {}),
    ("start", "code", "start", LOCKED),
    ("id", "code", "answer:id", {}),
    ("table", "code", "", LOCKED),
    ("## q1 · By hand", "markdown", "", LOCKED),
    ("given", "code", "", LOCKED),
    ("before", "code", "", {}),
    ("answer", "code", "answer:q1", {}),
    ("check", "code", "check:q1", LOCKED),
    ("mine", "code", "", {}),
    ("mine too", "code", "", None),
    ("*My words*", "markdown", "essay:q6:2", {}),
    ("## Hand in", "markdown", "", LOCKED),
    ("last", "code", "", []),
)
WORDS = {
    "own at the top": "your own cell at the top", "start": "the first cell", "id": "your id",
    "table": "the cell below your id", "given": "the cell below q1",
    "before": "your own cell after q1", "answer": "your answer to q1", "check": "the check of q1",
    "mine": "your own cell after q1", "mine too": "your own cell 2 after q1",
    "last": "your own cell after q6",
}  # fmt: skip


@pytest.mark.parametrize(("name", "words"), WORDS.items())
def test_a_cell_has_a_place_in_words(name, words):
    cells = []
    for text, kind, tag, metadata in CELLS:
        metadata = (metadata | {"tags": [tag]}) if tag else metadata
        cells.append({"cell_type": kind, "metadata": metadata, "source": text})
    notebook = source.parse({"nbformat": 4, "cells": cells}, "hw1")
    (cell,) = [cell for cell in notebook.cells if cell.source == name]
    assert place(notebook, cell) == words
