"""Stage 3: gradients flow from the output back to every node, each hop incoming times local."""

from typing import NamedTuple

import numpy as np

from .node import Node


class Hop(NamedTuple):
    """One node of Stage 3: what came in, and what flows to each of its parents."""

    node: Node
    incoming: float | np.ndarray
    flows: tuple


def backward(output):
    """Return the gradient of `output` to each node of its tape, None where nothing flows.

    Numbers give numbers, arrays arrays of their shape; an array as output stands for the sum of its
    entries. The tape holds every node after its parents, so in reverse order all that comes in at a
    node has been added up before it is handed on; no recursion, however long the chain.
    """
    grads = [None] * (output.i + 1)
    grads[output.i] = np.ones(output.shape) if output.shape else 1.0
    for node in reversed(output.tape[: output.i + 1]):
        incoming, local = grads[node.i], node.local
        if incoming is None:
            continue
        flows = node.pull(incoming) if local is None else local
        for k, parent in enumerate(node.parents):
            flow = flows[k] if local is None else incoming * local[k]
            before = grads[parent.i]
            grads[parent.i] = flow if before is None else before + flow
    return grads


def hops(nodes, grads):
    """Return a `Hop` for each of `nodes` that a gradient reached, the output first."""
    reached = [node for node in reversed(nodes) if node.parents and grads[node.i] is not None]
    return tuple(Hop(node, grads[node.i], node.pull(grads[node.i])) for node in reached)
