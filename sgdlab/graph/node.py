"""A node of the computation graph: a value, where it came from, and how gradients leave it."""

import numpy as np

from .rule import fitted
from .rules import RULES

LARGEST = 10_000  # entries of a Jacobian that is written out


class Node:
    """One value of a trace. Nothing is written to a node after it was made.

    `op` is the operation, `args` its operands as written, constants among them, `parents` the nodes
    among them, `value` the result (Stage 1). `local` holds the derivative to each parent (Stage 2)
    where the node and its parents are numbers, and is None for arrays, whose `rule` says it in
    words. `values` are those of the operands, `options` what else the operation was told (an axis),
    `i` numbers the nodes of one trace.
    """

    __slots__ = ("args", "i", "local", "op", "options", "parents", "tape", "value", "values")

    def __init__(self, op, value, args, parents, local, tape, options=None, values=None):
        self.op = op
        self.value = value
        self.args = args
        self.parents = parents
        self.local = local
        self.tape = tape
        self.options = options
        self.values = values
        self.i = len(tape)
        tape.append(self)

    __hash__ = object.__hash__  # nodes are compared by value, kept in dictionaries by identity

    @property
    def name(self):
        """The reader's own name for this value, else v and a number."""
        return self.tape.names.get(self.i) or f"{'v' if self.parents else 'argument '}{self.i + 1}"

    @property
    def rule(self):
        """What the operation does with an incoming gradient, in words."""
        if not self.parents:
            return "an input collects the gradients that reach it"
        words = RULES[self.op].words
        if self.local is not None:
            return words
        into = ", ".join(f"{parent.name} {parent.shape}" for parent in self.parents)
        return f"{words}; shapes: {into} -> {self.shape}"

    def pull(self, incoming):
        """Return what flows to each parent when `incoming`, of this value's shape, comes in."""
        if self.local is not None:
            return tuple([incoming * d for d in self.local])
        pulls, own, values, options = RULES[self.op].pulls, self.value, self.values, self.options
        if len(values) == 1:
            return (fitted(pulls[0](incoming, own, values[0], **options), values[0]),)
        flows = []
        for k, arg in enumerate(self.args):
            if isinstance(arg, Node):
                flows.append(fitted(pulls[k](incoming, own, *values, **options), values[k]))
        return tuple(flows)

    def jacobian(self, k):
        """Return the derivative to `parents[k]`, of shape node.shape + parent.shape.

        Raises ValueError when it has more than 10,000 entries.
        """
        shape = self.shape + self.parents[k].shape
        if (size := int(np.prod(shape))) > LARGEST:
            raise ValueError(
                f"the Jacobian of {self.name} to {self.parents[k].name} has {size:,} entries; at "
                f"most {LARGEST:,} are written out. Take smaller inputs, or `pull` one gradient."
            )
        units = np.eye(int(np.prod(self.shape))).reshape(-1, *self.shape)
        rows = [self.pull(unit if self.shape else float(unit))[k] for unit in units]
        return np.reshape(rows, shape)

    def __repr__(self):
        value = f"{self.value:.6g}" if self.shape == () else f"array of shape {self.shape}"
        return f"<{self.name} = {value}, {self.op}>"
