"""Gates: single nodes of a graph, and how each hands a gradient back."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .graph import relu, sigmoid, trace, words


class Gate(NamedTuple):
    """A node of one or two inputs: its sign, its function `f`, its nickname, what it does."""

    sign: str
    inputs: tuple[str, ...]
    f: Callable
    role: str
    told: str


# each takes its inputs by name, as `trace` gives them
GATES = {
    "add": Gate(
        "+", ("x", "y"), lambda x, y: x + y, "distributor",
        "both sides get the incoming gradient unchanged",
    ),
    "multiply": Gate(
        "×", ("x", "y"), lambda x, y: x * y, "switcher",
        "each side gets the incoming gradient times the other side's value",
    ),
    "max": Gate(
        "max", ("x", "y"), lambda x, y: np.maximum(x, y), "router",
        "the larger side gets all of it, the other 0; equal ones share evenly",
    ),
    "ReLU": Gate(
        "ReLU", ("x",), lambda x: relu(x), "valve",
        "open where x > 0: all of it passes; shut elsewhere, at 0 too: nothing does",
    ),
    "sigmoid": Gate(
        "σ", ("x",), lambda x: sigmoid(x), "brake",
        "what passes is multiplied by σ(x) (1 − σ(x)), at most 1/4",
    ),
}  # fmt: skip


class Passing(NamedTuple):
    """What a gate q computes, and what it hands back.

    `local`, `letters` and `flows` have an entry for each input: dq/d(input) as a number and in
    letters, and incoming times local.
    """

    value: float
    local: tuple[float, ...]
    letters: tuple[str, ...]
    incoming: float
    flows: tuple[float, ...]


def passing(gate, values, incoming):
    """Return the `Passing` of a `Gate` at `values`, one for each input, for df/dq = `incoming`.

    Slides "Step 1: Compute the local gradients first" to "Step 3: Apply the chain rule".

    >>> passing(GATES["multiply"], (3.0, -2.0), 4.0)
    Passing(value=-6.0, local=(-2.0, 3.0), letters=('y', 'x'), incoming=4.0, flows=(-8.0, 12.0))
    """
    if len(values) != len(gate.inputs):
        raise ValueError(
            f"{len(values)} value(s) were given; the gate {gate.sign} has the inputs "
            f"{', '.join(gate.inputs)}."
        )
    node = trace(gate.f, **dict(zip(gate.inputs, values, strict=True))).output
    letters = tuple(words.local(node, k) for k in range(len(node.parents)))
    if node.op == "maximum":  # which is larger is seen; and equal ones have 1/2
        letters = tuple(f"{d:g}" for d in node.local)
    return Passing(node.value, node.local, letters, float(incoming), tuple(node.pull(incoming)))
