"""What one update of a network costs: multiplications and numbers kept, from its sizes alone.

A layer of k inputs and h outputs computes X W + b for m instances, X (m, k). Forward that is one
matrix product. Backward it is two: Xᵀ G, the gradient of W, and G Wᵀ, what flows on to the layer
before. The first layer needs no second one, since nobody asks for the gradient of the data.
Slide "Parallelization Revisited for Mini-batch SGD with Many Parameters".
"""

from itertools import pairwise
from typing import NamedTuple

from . import validate


class Layer(NamedTuple):
    """One layer of `inputs` (k) and `outputs` (h), with m instances at once.

    `forward`, `to_weights` and `to_inputs` are multiply-adds of the products X W, Xᵀ G and G Wᵀ.
    `kept` is how many numbers forward has to keep for backward: the layer's inputs X (m, k).
    """

    inputs: int
    outputs: int
    parameters: int
    forward: int
    to_weights: int
    to_inputs: int
    kept: int

    @property
    def backward(self):
        """Multiply-adds of both backward products."""
        return self.to_weights + self.to_inputs


class Counts(NamedTuple):
    """The layers of a network, and their sums; see `network`."""

    layers: tuple
    m: int

    @property
    def parameters(self):
        """Weights and biases; their number does not depend on m."""
        return self._sum("parameters")

    @property
    def forward(self):
        """Multiply-adds of the products of the forward pass."""
        return self._sum("forward")

    @property
    def backward(self):
        """Multiply-adds of the products of the backward pass."""
        return self._sum("backward")

    @property
    def kept(self):
        """Numbers that forward keeps for backward: every layer's inputs, and the last scores."""
        return self._sum("kept") + self.m * self.layers[-1].outputs

    @property
    def bytes(self):
        """Memory in float64: parameters, their gradient, and what forward keeps."""
        return 8 * (2 * self.parameters + self.kept)

    def _sum(self, name):
        return sum(getattr(layer, name) for layer in self.layers)


def network(sizes, m):
    """Return the `Counts` of a network with layers of `sizes`, (inputs, ..., outputs), for m.

    ValueError or TypeError for sizes that are none, or fewer than two.

    >>> digits = network((64, 32, 10), m=32)
    >>> digits.parameters, digits.forward, digits.backward
    (2410, 75776, 86016)
    """
    sizes = tuple(validate.count("a layer's size", size) for size in sizes)
    if len(sizes) < 2:
        raise ValueError(f"sizes is {sizes}; expected two numbers or more, such as (64, 32, 10).")
    m = validate.count("m", m)
    layers = []
    for i, (k, h) in enumerate(pairwise(sizes)):
        product = m * k * h
        layers.append(Layer(k, h, (k + 1) * h, product, product, product if i else 0, m * k))
    return Counts(tuple(layers), m)


def products(sizes, m):
    """Return the matrix products of one update, in their order, as triples of sizes (a, b, c).

    Each multiplies an (a, b) by a (b, c): forward the layers one after the other, then backward.

    >>> products((2, 3, 1), m=4)
    [(4, 2, 3), (4, 3, 1), (3, 4, 1), (4, 1, 3), (2, 4, 3)]
    """
    layers = network(sizes, m).layers
    found = [(m, layer.inputs, layer.outputs) for layer in layers]
    for layer in reversed(layers):
        found.append((layer.inputs, m, layer.outputs))
        if layer.to_inputs:
            found.append((m, layer.outputs, layer.inputs))
    return found
