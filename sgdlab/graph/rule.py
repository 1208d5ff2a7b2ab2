"""What an operation of the graph is: how it computes, and how it hands a gradient back."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import count
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
    pulls: Iterable[Callable]
    words: str


class Each:
    """Pulls of an operation with any number of operands: one function that is told which."""

    def __init__(self, pull):
        self.pull = pull

    def __getitem__(self, k):
        return partial(self.pull, k)

    def __iter__(self):
        return map(self.__getitem__, count())


def fitted(flow, value):
    """Return `flow` summed to the shape of `value`, which may have been broadcast.

    A number that was used in many places collects from all of them.

    >>> fitted(np.ones((3, 2)), np.zeros(2)), fitted(np.ones((3, 2)), 5.0)
    (array([3., 3.]), 6.0)
    """
    if value.__class__ is not np.ndarray:
        return float(np.add.reduce(flow, axis=None))
    shape = value.shape
    if flow.shape == shape:
        return flow
    ahead = flow.ndim - len(shape)
    if ahead:
        flow = np.add.reduce(flow, axis=0 if ahead == 1 else tuple(range(ahead)))
        if flow.shape == shape:
            return flow
    copied = tuple(j for j, size in enumerate(shape) if size == 1)
    return np.add.reduce(flow, axis=copied, keepdims=True)
