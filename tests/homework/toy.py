"""A small homework: one number worked by hand, one function, one text."""

import functools
import json

from sgdlab.homework import release, source

from . import damage

LOSS = """\
def loss(w, x, y):
    return (w @ x - y) ** 2


half = kit.times(0.5, "Differentiate the square: where does its 2 go?")
uphill = kit.times(-1, "You went uphill; compare the loss before and after.")
with hw.check("q2", points=3) as c:
    at_start = (np.zeros(2), np.array([0.0, 1.0]), 1.0)
    c.public("instance 1 at w = (0, 0)", grad, at_start, (0, -2), [half, uphill])
    draw = lambda d: (d.dyadic(2), d.dyadic(2), 1.0)
    c.seeded("elsewhere", grad, draw, c.slope(loss), [half, uphill])
"""
GRAD = """\
def grad(w, x, y):
    ### BEGIN SOLUTION
    return 2 * (w @ x - y) * x
    ### END SOLUTION
"""
KEYS = """\
hw.hand("q1", "the next w", 8 - rate * 6, [("You went uphill.", 8 + rate * 6)])
"""
ENTER = """\
hw.enter(student)
rate = hw.pick([k / 16 for k in range(1, 17)])
"""
HAND = """\
with hw.check("q1", points=2) as c:
    c.hand("the next w", first)
"""
START = """\
import numpy as np
from sgdlab.homework import kit

hw = kit.start("toy")
"""
CELLS = (
    ("toy-01-start", "code", "start", START),
    ("toy-02-words", "markdown", "", "Descent from w = 8 with slope 6."),
    ("toy-03-id", "code", "answer:id", 'student = "solution"  # SOLUTION'),
    ("toy-04-enter", "code", "", ENTER),
    ("toy-05-hand", "code", "answer:q1", "first = 8 - rate * 6  # SOLUTION"),
    ("toy-06-keys", "code", "keys:q1", KEYS),
    ("toy-07-check", "code", "check:q1", HAND),
    ("toy-08-grad", "code", "answer:q2", GRAD),
    ("toy-09-check", "code", "check:q2", LOSS),
    ("toy-10-why", "markdown", "essay:q3:2", "The gradient points uphill."),
)  # fmt: skip


def notebook(cells=CELLS):
    """Return the data of a notebook file with these cells."""
    made = []
    for name, kind, tag, text in cells:
        cell = {"cell_type": kind, "id": name, "metadata": {"tags": [tag] if tag else []}}
        cell["source"] = text.rstrip("\n").splitlines(keepends=True)
        made.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    return {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


TOY = source.parse(notebook(), "toy")


def solved():
    """Return the solution as it is handed in: data of one's own to change."""
    return json.loads(_solved())


@functools.cache
def _solved():
    return json.dumps(release.solved(TOY))


def handed(student, **answers):
    """Return the solution with this id, and other answers {"q2": text}."""
    data = solved()
    for tag, text in {"id": f'student = "{student}"', **answers}.items():
        essay = "essay:q3:2" if tag == "q3" else f"answer:{tag}"
        for cell in damage.tagged(data, essay):
            cell["source"] = [text]
    return data
