"""What PyTorch's SGD makes of our batches: `python -m tests.oracles.torch_sgd` writes the answers.

PyTorch is not among the test packages: its wheel for Linux brings gigabytes of GPU libraries. So
its answers are kept beside this file, with its version, and wherever PyTorch is installed the tests
ask it anew.
"""

import json
from pathlib import Path

import numpy as np

import sgdlab as sl

KEPT = Path(__file__).with_suffix(".json")
N, K, C = 23, 4, 3
# kind, batch size, learning rate, shuffle
CASES = [
    (kind, m, lr, shuffle)
    for kind, lr in (("least squares", 0.02), ("softmax", 0.5))
    for m in (1, 2, 5, 8, 23)
    for shuffle in (None, 7)
]
EPOCHS = 6


def data(kind):
    """Return inputs (N, K), and targets or labels (N,)."""
    random = np.random.RandomState(3)
    X = random.standard_normal((N, K))
    return X, random.standard_normal(N) if kind == "least squares" else random.randint(0, C, N)


def ours(kind, m, lr, shuffle):
    """Return the last w (d,) of our own run."""
    problem = {"least squares": sl.LeastSquares, "softmax": sl.Softmax}[kind](*data(kind))
    start = np.zeros(problem.d)
    return sl.descend(problem, start, lr=lr, batch_size=m, epochs=EPOCHS, shuffle=shuffle).w[-1]


def torchs(kind, m, lr, shuffle):
    """Return the last w (d,) of torch.optim.SGD with torch's own loss and gradient."""
    import torch

    X, y = map(torch.from_numpy, data(kind))
    regression = kind == "least squares"
    layer = torch.nn.Linear(K, 1 if regression else C, bias=False, dtype=torch.float64)
    torch.nn.init.zeros_(layer.weight)
    loss = torch.nn.MSELoss() if regression else torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(layer.parameters(), lr=lr)
    for batch in sl.batches(N, m, EPOCHS, shuffle):
        optimizer.zero_grad()
        out = layer(X[batch])
        loss(out[:, 0] if regression else out, y[batch]).backward()
        optimizer.step()
    return layer.weight.detach().numpy().T.ravel()


def main():
    """Ask PyTorch and write its answers."""
    import torch

    answers = [torchs(*case).tolist() for case in CASES]
    text = json.dumps({"torch": torch.__version__, "answers": answers}, indent=1)
    KEPT.write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
