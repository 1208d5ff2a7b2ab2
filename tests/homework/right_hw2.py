"""Homework 2: other ways to be right than the solution's."""

from .wrong_hw2 import DRAWN, RIGHT, batch_grad, batches, neuron

COUNTED = """\
after_1 = np.array(start, dtype=float)
for i in range(3):
    after_1 -= lr / 3 * 2 * (X[i] @ start - y[i]) * X[i]
after_2 = [after_1[0] - 2 * lr * (after_1[0] + 1), after_1[1]]
after_1 = list(after_1.astype(np.float32))
"""
SHUFFLED = """\
def batches(n, m, seed, epoch):
    import random
    numbers = list(range(n))
    random.Random(f"{seed} {epoch}").shuffle(numbers)
    found = []
    while numbers:
        found.append(numbers[:m])
        numbers = numbers[m:]
    return found

updates = len(batches(1437, m, 0, 0))
"""
FUNCTION = """\
from fractions import Fraction


def bump(**by):
    x, y, z = (Fraction(at[one]) + by.get(one, 0) for one in "xyz")
    here = {"x": x, "y": y, "z": z}
    return (here[u] + here[v]) * max(here[u], here[other])


f = bump()
df_dx, df_dy, df_dz = (
    (bump(**{one: Fraction(1, 1000)}) - bump(**{one: -Fraction(1, 1000)})) * 500 for one in "xyz"
)
"""
IN_PLACE = "w = w.copy()\n        w[k] += h\n        up, down = w.copy(), w - 2 * h * one"
RESTORED = "w[k] += h\n        up, down = w.copy(), w - 2 * h * one\n        w[k] -= h"
WAYS = [
    {
        "q1": COUNTED,
        "q2": batch_grad("total = 0\n    for a, b in zip(X, y):\n        total = total + 2 * (w @ a"
                         " - b) * a\n    return total / len(X)"),
        "q3": SHUFFLED,
        "q4": FUNCTION,
        "q5": neuron("chain = 2 * (s - y) * np.exp(-t) / (1 + np.exp(-t)) ** 2\n"
                     "    return np.append(chain * np.array(x), chain)"),
    },
    {
        "q2": batch_grad("return np.mean(2 * (X @ w - y)[:, None] * X, axis=0)"),
        "q3": batches(DRAWN),
        "q5": neuron(RIGHT),
    },
    {
        "q2": batch_grad("return 2 * np.einsum('ij,i->j', X, np.einsum('ij,j->i', X, w) - y) "
                         "/ X.shape[0]"),
        "q3": batches("order = np.argsort(np.random.default_rng((epoch, seed)).random(n))",
                      "tuple(np.split(order, range(m, n, m)))"),
        "q5": neuron("return tuple(2 * (s - y) * s * (1 - s) * np.array([*x, 1]))", RESTORED),
    },
    {
        "q2": batch_grad("from fractions import Fraction as F\n    rows = [list(map(F, row)) for "
                         "row in X]\n    e = [sum(F(a) * b for a, b in zip(w, row)) - F(one) "
                         "for row, one in zip(rows, y)]\n    return [2 * sum(a * b for a, b in "
                         "zip(e, column)) / len(e) for column in zip(*rows)]"),
        "q5": neuron("import math\n    s = 1 / (1 + math.exp(-t))\n    return 2 * (s - y) * s * "
                     "(1 - s) * np.r_[x, 1]", IN_PLACE),
    },
    {
        "q2": batch_grad("X, w = np.matrix(X), np.matrix(w).T\n    return np.ravel(2 * X.T * "
                         "(X * w - np.matrix(y).T) / len(y)).astype(np.float32)"),
        "q5": neuron("return difference(lambda v: neuron_loss(v, x, y), w, 1e-5)"),
    },
    {
        "q2": batch_grad("g, h = np.zeros(len(w)), 1e-20\n    for k in range(len(w)):\n"
                         "        v = w.astype(complex)\n        v[k] += 1j * h\n"
                         "        g[k] = np.mean((X @ v - y) ** 2).imag / h\n    return g"),
        "q5": neuron("h = 1e-20\n    return [neuron_loss(w + 1j * h * e, x, y).imag / h "
                     "for e in np.eye(3)]", way="(f(up) - f(w) - (f(down) - f(w))) / h / 2"),
    },
]  # fmt: skip
