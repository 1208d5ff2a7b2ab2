"""Trace a function: run it once on nodes, and hold the computation graph that this leaves."""

import inspect
import itertools
from bisect import bisect_left
from collections import Counter
from functools import cached_property
from typing import NamedTuple

import numpy as np

from . import trouble, words
from .backward import backward, hops
from .running import number_or_array, run
from .tape import Tape
from .watching import Watch

_NAMELESS = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_POSITIONAL)


class Call(NamedTuple):
    """A call of one of the reader's functions, the nodes that it made, and how deep it was."""

    name: str
    nodes: tuple
    depth: int


class Graph:
    """The graph of one run of a function, with its three stages.

    `nodes` are in topological order: the inputs, then all that the output depends on. Stage 1 is
    each node's `value`, Stage 2 its `local` derivatives, Stage 3 `grads`, `gradient` and `hops`.
    """

    def __init__(self, inputs, output, made):
        self.inputs, self.output = inputs, output
        reached = dict.fromkeys(_ancestors(output))
        self.nodes = tuple(dict.fromkeys(inputs.values()) | reached)
        self.unused = tuple(name for name, node in inputs.items() if node not in reached)
        self.calls = _calls(made, self.nodes)
        for node in self.nodes:
            if isinstance(node.value, np.ndarray):
                node.value.flags.writeable = False

    @property
    def value(self):
        """The output's value."""
        return self.output.value

    @cached_property
    def _grads(self):
        with np.errstate(all="ignore"):
            grads = backward(self.output)
        for grad in grads:
            if isinstance(grad, np.ndarray):
                grad.flags.writeable = False
        return grads

    def gradient(self, node):
        """Return the derivative of the output to `node`, of its shape; zeros if nothing flows."""
        if node.tape is not self.output.tape:
            raise ValueError(f"{node.name} is a node of another graph; ask that one.")
        grad = self._grads[node.i] if node.i < len(self._grads) else None
        if grad is None:
            return np.zeros(node.shape) if node.shape else 0.0
        return np.array(grad) if node.shape else grad

    @property
    def grads(self):
        """The derivative of the output to each input, by name."""
        return {name: self.gradient(node) for name, node in self.inputs.items()}

    @cached_property
    def hops(self):
        """The steps of Stage 3, the output first: node, incoming, flow to each parent."""
        with np.errstate(all="ignore"):
            return hops(self.nodes, self._grads)

    @cached_property
    def trouble(self):
        """A sentence about the first node that gave inf or nan, None if all is finite."""
        return trouble.first(self)

    def __str__(self):
        return words.report(self)


def trace(f, /, **inputs):
    """Return the `Graph` of `f` at `inputs`, numbers or arrays by the names of f's arguments.

    `f` is ordinary Python and NumPy code whose result is one number. Raises TypeError or ValueError
    in words for inputs that `f` does not take and for operations that are not there.

    Slide "Backpropagation: a simple example", f = (x + y) z:

    >>> graph = trace(lambda x, y, z: (x + y) * z, x=-2, y=5, z=-4)
    >>> graph.value, graph.grads
    (-12.0, {'x': -4.0, 'y': -4.0, 'z': 3.0})
    """
    fits(f, inputs, "trace")
    tape = Tape(lasting=True)
    nodes = {name: tape.input(_own(name, value), name) for name, value in inputs.items()}
    watch = Watch(tape)
    with np.errstate(all="ignore"):
        output = run(f, tape, (), nodes, watch)
    if output.shape:
        raise ValueError(
            f"the function returned an array of shape {output.shape}; a graph has one number as "
            "its output. Take .sum() or .mean() of it."
        )
    graph = Graph(nodes, output, watch.made)
    tape.names |= _names(graph, watch.names, f)
    return graph


def _own(name, value):
    """`value` as a number or an array that belongs to the graph alone."""
    value = number_or_array(name, value)
    return value if isinstance(value, float) else value.copy()


def fits(f, inputs, caller):
    """Refuse what is no function, and `inputs` by name that it does not take."""
    if not callable(f):
        raise TypeError(f"{caller} got {f!r}; expected a function, such as lambda x, y: x * y.")
    try:
        wanted = inspect.signature(f)
    except (TypeError, ValueError):
        wanted = None
    if wanted is None or any(p.kind in _NAMELESS for p in wanted.parameters.values()):
        raise TypeError(
            f"{f!r} takes arguments without names; wrap it in a function that names them, such as "
            "lambda x, y: ..."
        )
    try:
        wanted.bind(**inputs)
    except TypeError as error:
        names = ", ".join(wanted.parameters)
        raise TypeError(
            f"{error}: the function takes ({names}), {caller} got ({', '.join(inputs)}); give each "
            "argument its value by name."
        ) from None


def _ancestors(output):
    """The nodes that `output` depends on, itself included, in the order of the tape."""
    wanted = {output.i}
    for node in reversed(output.tape[: output.i + 1]):
        if node.i in wanted:
            wanted.update(parent.i for parent in node.parents)
    return [output.tape[i] for i in sorted(wanted)]


def _calls(made, nodes):
    """The calls below the outermost that made two nodes of the graph or more, numbered by name."""
    inner = sorted((call for call in made if call.depth), key=lambda c: (c.first, c.depth))
    computed, found = tuple(node for node in nodes if node.parents), []
    numbers = [node.i for node in computed]
    for call in inner:
        mine = computed[bisect_left(numbers, call.first) : bisect_left(numbers, call.last)]
        if len(mine) > 1 and not call.name.startswith("<"):
            found.append(Call(call.name, mine, call.depth))
    count, seen = Counter(call.name for call in found), Counter()
    for k, call in enumerate(found):
        if count[call.name] > 1:
            seen[call.name] += 1
            found[k] = call._replace(name=f"{call.name} {seen[call.name]}")
    return tuple(found)


def _names(graph, seen, f):
    """A name for each node of the graph: the reader's, the function's for the output, or v1 ..."""
    names, taken, again = {}, set(graph.inputs), Counter()
    known = taken | set(seen.values())
    free = (name for name in map("v{}".format, itertools.count(1)) if name not in known)
    own = getattr(f, "__name__", "f")
    last = own if own.isidentifier() else "f"
    for node in graph.nodes[len(graph.inputs) :]:
        name = seen.get(node.i) or (last if node is graph.output and last not in taken else None)
        if name is None:
            name = next(free)
        plain = name
        while name in taken:
            again[plain] += 1
            name = f"{plain}_{again[plain] + 1}"
        taken.add(name)
        names[node.i] = name
    return names
