"""The steps of one update of a network with one hidden layer, m instances at once, as matrices."""

from typing import NamedTuple

INPUTS, CLASSES = 3, 2  # of the network in the picture
FORWARD = 4  # steps of the forward pass; those after them go backward


class Step(NamedTuple):
    """One rule: `formula`, and `words` that say what each instance has to do with the others.

    `makes` and `reads` name matrices; a gradient is a "d" and the name of its matrix. `ways` are
    the arrows (from, to) it draws. `product` are the sizes (a, b, c) of its matrix product, or ().
    """

    formula: str
    words: str
    makes: tuple
    reads: tuple
    ways: tuple
    product: tuple = ()

    @property
    def work(self):
        """Multiply-adds of the matrix product; 0 where there is none."""
        a, b, c = self.product or (0, 0, 0)
        return a * b * c


def shapes(m, h):
    """Return the (rows, columns) of every matrix, for `m` instances and `h` hidden units.

    >>> shapes(32, 4)["W1"], shapes(32, 4)["A"]
    ((3, 4), (32, 4))
    """
    return {
        "X": (m, INPUTS), "Z": (m, h), "A": (m, h), "S": (m, CLASSES), "l": (m, 1),
        "W1": (INPUTS, h), "b1": (1, h), "W2": (h, CLASSES), "b2": (1, CLASSES),
    }  # fmt: skip


def steps(m, h):
    """Return the steps of an update in their order: the forward pass, then the backward pass.

    >>> [step.formula for step in steps(32, 4)][5]
    'dW2 = Aᵀ dS,  db2 = column sums of dS'
    """
    k, c = INPUTS, CLASSES
    return (
        Step(
            "Z = X W1 + b1", "A row of Z needs its own row of X, and all weights.",
            ("Z",), ("X", "W1", "b1"), (("X", "Z"), ("W1", "Z")), (m, k, h),
        ),
        Step(
            "A = relu(Z)", "Every number for itself.",
            ("A",), ("Z",), (("Z", "A"),),
        ),
        Step(
            "S = A W2 + b2", "A row of S needs its own row of A, and all weights.",
            ("S",), ("A", "W2", "b2"), (("A", "S"), ("W2", "S")), (m, h, c),
        ),
        Step(
            "l = cross-entropy of each row of S", "One loss for each instance; L is their mean.",
            ("l",), ("S",), (("S", "l"),),
        ),
        Step(
            "dS = softmax(S) − 1 at the right class",
            "Backward begins: each row from its own loss.",
            ("dS",), ("S", "l"), (("l", "S"),),
        ),
        Step(
            "dW2 = Aᵀ dS,  db2 = column sums of dS",
            "Here the instances meet: the product sums over the m rows.",
            ("dW2", "db2"), ("A", "dS"), (("S", "W2"),), (h, m, c),
        ),
        Step(
            "dA = dS W2ᵀ", "A row of dA needs its own row of dS, and all weights.",
            ("dA",), ("dS", "W2"), (("S", "A"),), (m, c, h),
        ),
        Step(
            "dZ = dA where Z > 0, else 0", "Every number for itself: the gate of the ReLU.",
            ("dZ",), ("dA", "Z"), (("A", "Z"),),
        ),
        Step(
            "dW1 = Xᵀ dZ,  db1 = column sums of dZ",
            "The instances meet again. Nobody asks for dX: the first layer has one product less.",
            ("dW1", "db1"), ("X", "dZ"), (("Z", "W1"),), (k, m, h),
        ),
    )  # fmt: skip


def sized(step, m, h):
    """Return the formula of a product with the shapes put in; without a product, the shape made.

    >>> sized(steps(32, 4)[5], 32, 4)
    '(4 × 2) = (4 × 32) · (32 × 2)'
    """
    if step.product:
        a, b, c = step.product
        return f"({a} × {c}) = ({a} × {b}) · ({b} × {c})"
    rows, columns = shapes(m, h)[step.makes[0].removeprefix("d")]
    return f"({rows} × {columns}), number by number"
