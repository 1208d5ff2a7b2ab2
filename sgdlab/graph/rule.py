"""What an operation of the graph is: how it computes, and how it hands a gradient back."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np


class Rule(NamedTuple):
    """An operation: `forward(*values)`, one pull for each operand, and the rule in words.

    A pull takes (g, v, *values): the incoming gradient `g`, of the shape of the operation's own
    value `v`, and the operands' values. It returns what flows to its operand; where the operand was
    broadcast, the sum over its copies is taken afterwards (`fitted`). Options (axis, ...) come as
    keywords to both.
    """

    forward: Callable
    pulls: Sequence[Callable]
    words: str


class Each:
    """Pulls of an operation with any number of operands: one function that is told which."""

    def __init__(self, pull):
        self.pull = pull

    def __getitem__(self, k):
        return lambda g, v, *values, **options: self.pull(k, g, v, *values, **options)


def fitted(flow, value):
    """Return `flow` summed to the shape of `value`, which may have been broadcast.

    A number that was used in many places collects from all of them.

    >>> fitted(np.ones((3, 2)), np.zeros(2)), fitted(np.ones((3, 2)), 5.0)
    (array([3., 3.]), 6.0)
    """
    if value.__class__ is not np.ndarray:
        return float(np.sum(flow))
    shape = value.shape
    if flow.__class__ is np.ndarray and flow.shape == shape:
        return flow
    ahead = np.ndim(flow) - value.ndim
    if ahead > 0:
        flow = np.add.reduce(flow, axis=0 if ahead == 1 else tuple(range(ahead)))
    copied = tuple([j for j, size in enumerate(shape) if size == 1 != flow.shape[j]])
    return flow.sum(axis=copied, keepdims=True) if copied else flow
