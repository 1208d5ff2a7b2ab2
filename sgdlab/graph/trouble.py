"""Where inf and nan came from: the first node at fault, in words."""

import numpy as np

from . import words
from .backward import backward, hops


def first(graph):
    """Return a sentence about the first node of `graph` that is not finite, or None."""
    return _value(graph.nodes) or _flow(graph.hops)


def of(output):
    """Return the same for the tape that ends at `output`."""
    nodes = output.tape[: output.i + 1]
    with np.errstate(all="ignore"):
        return _value(nodes) or _flow(hops(nodes, backward(output))) or "the result is not finite."


def _value(nodes):
    for node in nodes:
        if not np.isfinite(node.value).all():
            if not node.parents:
                return f"{node.name} is {words.value(node.value)} from the start."
            given = ", ".join(
                f"{p.name} = {words.value(p.value)}" for p in dict.fromkeys(node.parents)
            )
            return (
                f"{node.op} gave {words.bad(node.value)} first, at "
                f"{node.name} = {words.formula(node)} with {given}."
            )
    return None


def _flow(steps):
    for hop in steps:
        for k, (parent, flow) in enumerate(zip(hop.node.parents, hop.flows, strict=True)):
            if np.isfinite(hop.incoming).all() and not np.isfinite(flow).all():
                return (
                    f"the derivative of {hop.node.name} = {words.formula(hop.node)} to "
                    f"{parent.name} gave {words.bad(flow)} first, where {parent.name} = "
                    f"{words.value(parent.value)}: {words.local(hop.node, k)}."
                )
    return None
