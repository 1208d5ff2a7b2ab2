"""The gradient check: a backward pass, right or with a known mistake, against differences."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

RIGHT = "right"
_TOLD = {
    RIGHT: "every flow is incoming × local, and flows that meet are added",
    "last flow wins": "where flows meet, the last one overwrites the others",
    "incoming forgotten": "each node hands on its local derivative alone",
    "own factor": "a product hands each side its own value, not the other's",
    "sigmoid unfinished": "the sigmoid's local derivative is taken for σ, without the factor 1 − σ",
}


class Backward(NamedTuple):
    """A way to go back through a graph of numbers: its name, and what it does."""

    name: str
    told: str

    def __call__(self, graph):
        """Return the derivatives (k,) of a graph of numbers to its k inputs."""
        flows = dict.fromkeys(graph.nodes, 0.0) | {graph.output: 1.0}
        for node in reversed(graph.nodes):
            incoming = 1.0 if self.name == "incoming forgotten" else flows[node]
            for parent, local in zip(node.parents, self._local(node), strict=True):
                before = 0.0 if self.name == "last flow wins" else flows[parent]
                flows[parent] = before + incoming * local
        return np.array([flows[node] for node in graph.inputs.values()])

    def _local(self, node):
        if self.name == "own factor" and node.op == "*":
            return node.local[::-1]
        if self.name == "sigmoid unfinished" and node.op == "sigmoid":
            return (node.value,)
        return node.local


BACKWARDS = {name: Backward(name, told) for name, told in _TOLD.items()}


def central(f: Callable, inputs: dict, h):
    """Return the central differences (len(h), k) of `f` to each of its k inputs, numbers.

    Needs two evaluations of `f` for each input and h. Lesson 02's secant, for one input at a time.

    >>> central(lambda x, y: x * y, {"x": 3.0, "y": -2.0}, [1.0])
    array([[-2.,  3.]])
    """
    inputs = {name: np.float64(value) for name, value in inputs.items()}  # x / 0 is inf, not an end
    result = np.empty((len(h), len(inputs)))
    with np.errstate(all="ignore"):
        for i, step in enumerate(h):
            for j, (name, value) in enumerate(inputs.items()):
                above, below = (float(f(**inputs | {name: value + s})) for s in (step, -step))
                result[i, j] = (above - below) / (2 * step)
    return result


def disagreement(gradient, measured):
    """Return the largest difference of `gradient` (k,) from each row of `measured` (..., k).

    It is relative to the largest derivative of all.

    >>> disagreement(np.array([2.0, 0.0]), np.array([[2.0, 0.0], [4.0, 0.0]]))
    array([0. , 0.5])
    """
    largest = np.maximum(np.abs(gradient).max(), np.abs(measured).max(axis=-1))
    return np.abs(measured - gradient).max(axis=-1) / np.where(largest, largest, 1.0)
