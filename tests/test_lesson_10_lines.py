"""Lesson 10: the reader's own lines, and what the fold says of four that are not all as alone."""

import json
from pathlib import Path

import numpy as np
import pytest

import sgdlab as sl

LESSON = Path(__file__).resolve().parent.parent / "notebooks" / "10-parameter-server.ipynb"
CELLS = {cell["id"]: cell for cell in json.loads(LESSON.read_text(encoding="utf-8"))["cells"]}
GOOD = "2 * X.T @ (X @ w - y)", "w - lr / len(batch) * sum(sums)"


def cell(word):
    (found,) = (value for key, value in CELLS.items() if key.endswith(word))
    return "".join(found["source"])


def judged(capsys, worker, server):
    lines = cell("lines-yours")
    assert lines.count("...") == 2
    names = {"sl": sl, "np": np}
    exec(lines.replace("...", worker, 1).replace("...", server, 1), names)
    exec(cell("lines-check"), names)
    return [line.partition(": ")[2] for line in capsys.readouterr().out.splitlines()]


def test_the_lines_of_the_fold_are_right_and_blanks_are_told(capsys):
    for line in GOOD:
        assert f" = {line}  # " in cell("lines-told")
    assert judged(capsys, *GOOD) == ["as alone"] * 4
    assert judged(capsys, "...", "...") == ["not yet"] * 4
    for pair in ((GOOD[0], "..."), ("...", GOOD[1])):
        assert all(said.startswith("a `...` is left") for said in judged(capsys, *pair))


MEAN = GOOD[0] + " / max(1, len(y))"


@pytest.mark.parametrize(
    ("worker", "server", "wrong"),
    [
        (GOOD[0][4:], GOOD[1], "All four"),
        (GOOD[0], "w + lr / len(batch) * sum(sums)", "All four"),
        (GOOD[0], "w - lr * sum(sums)", "All four"),
        (GOOD[0], "w - lr / P * sum(sums)", "All four"),
        (MEAN, GOOD[1], "All four"),
        (MEAN, "w - lr * sum(sums)", "All but the first"),
        (MEAN, "w - lr / P * sum(sums)", "The last two"),
        (GOOD[0], "w - lr / m * sum(sums)", "Only the last"),
    ],
)
def test_each_mistake_is_known_by_its_four_lines(capsys, worker, server, wrong):
    count = {"All four": 4, "All but the first": 3, "The last two": 2, "Only the last": 1}[wrong]
    assert judged(capsys, worker, server) == ["as alone"] * (4 - count) + ["not as alone"] * count
    assert f"*{wrong}*" in cell("lines-told")
