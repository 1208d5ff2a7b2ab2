"""Every operation of the graph against PyTorch's, where PyTorch is installed."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.graph.rules import RULES

torch = pytest.importorskip("torch")

RANDOM = np.random.RandomState(5)
LABELS = np.array([1, 0, 3, 3])
KEY = np.array([0, 2, 0])
# the operation: ours, PyTorch's, and the shapes of its operands
SAME = {
    "+": (lambda x, y: x + y, [(3, 1), (4,)]),
    "-": (lambda x, y: x - y, [(3, 1), (4,)]),
    "*": (lambda x, y: x * y, [(2, 3, 1), (3, 4)]),
    "/": (lambda x, y: x / (y * y + 1), [(3, 4), ()]),
    "**": (lambda x, y: (x * x + 0.1) ** y, [(3, 4), (4,)]),
    "neg": (lambda x: -x, [(3,)]),
    "@": (lambda x, y: x @ y, [(4, 3), (3, 2)]),
    "index": (lambda x: x[1:, KEY], [(3, 4)]),
    "sum": (lambda x: x.sum(), [(3, 4)]),
    "mean": (lambda x: x.mean(), [(3, 4)]),
    "reshape": (lambda x: x.reshape(2, 6), [(3, 4)]),
    "transpose": (lambda x: x.T, [(3, 4)]),
}
TWO = {
    "exp": (np.exp, torch.exp, [(3, 4)]),
    "log": (lambda x: np.log(x * x), lambda x: torch.log(x * x), [(3, 4)]),
    "sin": (np.sin, torch.sin, [(3, 4)]),
    "cos": (np.cos, torch.cos, [(3, 4)]),
    "tanh": (np.tanh, torch.tanh, [(3, 4)]),
    "sqrt": (lambda x: np.sqrt(x * x + 1), lambda x: torch.sqrt(x * x + 1), [(3, 4)]),
    "abs": (np.abs, torch.abs, [(3, 4)]),
    "relu": (sl.relu, torch.relu, [(3, 4)]),
    "sigmoid": (sl.sigmoid, torch.sigmoid, [(3, 4)]),
    "maximum": (np.maximum, torch.maximum, [(3, 4), (4,)]),
    "minimum": (np.minimum, torch.minimum, [(3, 4), (4,)]),
    "where": (
        lambda x, y: np.where(x > y, x * y, y), lambda x, y: torch.where(x > y, x * y, y),
        [(3, 4), (4,)],
    ),
    "sum of an axis": (lambda x: x.sum(axis=1), lambda x: x.sum(1), [(3, 4)]),
    "mean of an axis": (
        lambda x: x.mean(axis=0, keepdims=True), lambda x: x.mean(0, keepdim=True), [(3, 4)],
    ),
    "max": (lambda x: x.max(axis=1), lambda x: x.amax(1), [(3, 4)]),
    "min": (lambda x: x.min(axis=(0, 1)), lambda x: x.amin((0, 1)), [(3, 4)]),
    "broadcast": (
        lambda x: np.broadcast_to(x, (2, 3, 4)), lambda x: x.broadcast_to(2, 3, 4), [(3, 1)],
    ),
    "concatenate": (
        lambda x, y: np.concatenate([x, y], axis=1), lambda x, y: torch.cat([x, y], 1),
        [(3, 1), (3, 2)],
    ),
    "stack": (
        lambda x, y: np.stack([x, y], axis=-1), lambda x, y: torch.stack([x, y], -1),
        [(3, 2), (3, 2)],
    ),
    "matrices in stacks": (np.matmul, torch.matmul, [(2, 1, 4, 3), (5, 3, 2)]),
    "vector @ matrix": (np.matmul, torch.matmul, [(3,), (3, 2)]),
    "matrix @ vector": (np.matmul, torch.matmul, [(4, 3), (3,)]),
    "vector @ vector": (np.matmul, torch.matmul, [(3,), (3,)]),
    "vector @ stack": (np.matmul, torch.matmul, [(3,), (5, 3, 2)]),
    "softmax": (sl.softmax, lambda x: torch.softmax(x, -1), [(3, 4)]),
    "cross_entropy": (
        lambda x: sl.cross_entropy(x, LABELS),
        lambda x: torch.nn.functional.cross_entropy(x, torch.from_numpy(LABELS), reduction="none"),
        [(4, 5)],
    ),
}  # fmt: skip
CASES = {name: (f, f, shapes) for name, (f, shapes) in SAME.items()} | TWO
# Large and small values, equal ones, and zero: what is finite in PyTorch must be so in ours.
HARD = {
    "exp": [-800.0, 0.0, 700.0],
    "log": [1e-150, 1.0, 1e150],
    "sigmoid": [-800.0, -40.0, 0.0, 40.0, 800.0],
    "tanh": [-400.0, 0.0, 400.0],
    "relu": [-1e300, 0.0, 1e300],
    "abs": [-1e300, 0.0, 1e300],
    "softmax": [-1e4, 0.0, 1e4],
    "max": [[1.0, 2.0, 2.0], [3.0, 3.0, 3.0]],
    "min": [[1.0, 1.0, 2.0], [3.0, 3.0, 3.0]],
}


def both(name, at):
    """Return (value, gradients) of the case by us and by PyTorch, with the same random weights."""
    ours, theirs, _ = CASES[name]
    weights = np.random.RandomState(7).standard_normal(np.shape(ours(*at)))
    graph = sl.trace(
        lambda **x: (ours(*x.values()) * weights).sum(), **{f"x{k}": x for k, x in enumerate(at)}
    )
    tensors = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in at]
    out = (theirs(*tensors) * torch.tensor(weights)).sum()
    out.backward()
    yield graph.value, list(graph.grads.values())
    yield out.item(), [tensor.grad.numpy() for tensor in tensors]


@pytest.mark.parametrize("name", CASES)
def test_operations_equal_pytorchs(name):
    at = [RANDOM.standard_normal(shape) for shape in CASES[name][2]]
    (value, grads), (other, theirs) = both(name, at)
    assert value == pytest.approx(other, rel=1e-12, abs=1e-12)
    for mine, grad in zip(grads, theirs, strict=True):
        np.testing.assert_allclose(mine, grad, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(("name", "at"), HARD.items(), ids=HARD)
def test_extreme_and_equal_values_as_in_pytorch(name, at):
    (value, grads), (other, theirs) = both(name, [np.array(at)])
    assert value == pytest.approx(other, rel=1e-12, abs=1e-300)
    np.testing.assert_allclose(grads[0], theirs[0], rtol=1e-12, atol=1e-300)


def test_every_operation_has_its_peer():
    assert set(RULES) <= set(CASES)


@pytest.mark.parametrize("m", [1, 7])
def test_a_network_equals_pytorchs(m):
    X, labels = RANDOM.standard_normal((m, 6)), RANDOM.randint(0, 3, m)
    at = [RANDOM.standard_normal(shape) for shape in ((6, 5), (5,), (5, 3), (3,))]

    def loss(W1, b1, W2, b2):
        return sl.cross_entropy(sl.relu(X @ W1 + b1) @ W2 + b2, labels).mean()

    tensors = [torch.tensor(x, requires_grad=True) for x in at]
    W1, b1, W2, b2 = tensors
    scores = torch.relu(torch.tensor(X) @ W1 + b1) @ W2 + b2
    out = torch.nn.functional.cross_entropy(scores, torch.tensor(labels))
    out.backward()
    value, grads = sl.value_and_grad(loss)(*at)
    assert value == pytest.approx(out.item(), rel=1e-13)
    for mine, tensor in zip(grads, tensors, strict=True):
        np.testing.assert_allclose(mine, tensor.grad.numpy(), rtol=1e-10, atol=1e-13)
