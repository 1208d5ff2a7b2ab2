"""Homework 3: other ways to be right than the solution's."""

from .wrong_hw3 import SENT, code, parts, rounds

BY_HAND_TOO = """\
from fractions import Fraction


def send(w, worker):
    rows = {"A": (0, 1), "B": (2, 3)}[worker]
    errors = {i: w[0] * int(X[i, 0]) + w[1] * int(X[i, 1]) - int(y[i]) for i in rows}
    return [2 * sum(errors[i] * int(X[i, k]) for i in rows) for k in (0, 1)]


known = [[Fraction(one) for one in w_0]]
staleness = []
for k, (worker, version) in enumerate(pushes):
    sent = send(known[version], worker)
    known.append([a - Fraction(1, 8) * b for a, b in zip(known[-1], sent)])
    staleness.append(float(k - version))
_, push_1, push_2, push_3 = known
"""
ROUNDED = """\
s1_64, s2_64 = round(small["serial"] / 60, 2), round(sgd["serial"] / 60, 2)
s3_64 = round(2 * sgd["serial"] / (3 * 60), 2)
s1_1024, s2_1024 = np.float32(large["serial"] / 40), np.float32(sgd["serial"] / 40)
s3_1024 = 2 * sgd["serial"] / (40 * large["epochs"])
alone_64 = sgd["serial"] / 60 / (small["serial"] / 60)
"""
LOOPS = """\
def partial_sum(w, X, y):
    total = np.zeros(len(w))
    for row, label in zip(X, y):
        total += 2 * (np.dot(row, w) - label) * row
    return total


def update(w, sums, lr, m):
    w = w.copy()
    for one in sums:
        w -= lr * one / m
    return w
"""
LISTS = """\
def partial_sum(w, X, y):
    errors = [sum(a * b for a, b in zip(w, row)) - label for row, label in zip(X, y)]
    return [2 * sum(e * row[k] for e, row in zip(errors, X)) for k in range(len(w))]


def update(w, sums, lr, m):
    return tuple(one - lr * sum(column) / m for one, column in zip(w, zip(*sums)))
"""
REMOVED = """\
def round_times(T, backup):
    found = []
    for row in T:
        row = list(row)
        for _ in range(backup):
            row.remove(max(row))
        found.append(max(row))
    return found
"""
WAYS = [
    {
        "q1": parts("[len(range(worker, n, P)) for worker in range(P)]"),
        "q2": SENT + LOOPS,
        "q3": BY_HAND_TOO,
        "q4": ROUNDED,
        "q5": REMOVED,
    },
    {
        "q1": parts("[len(part) for part in np.array_split(np.arange(n), P)]"),
        "q2": SENT + LISTS,
        "q5": rounds("np.partition(T, -1 - backup, axis=1)[:, -1 - backup]"),
    },
    {
        "q1": parts("np.bincount(np.arange(n) % P)"),
        "q2": code("np.einsum('ij,i->j', 2 * X, np.einsum('ij,j->i', X, w) - y).astype(np.float32)",
                   "np.subtract(w, np.multiply(lr / m, np.add.reduce(sums)))"),
        "q5": rounds("tuple(sorted(row, reverse=True)[backup] for row in T.tolist())"),
    },
    {
        "q1": parts("tuple(-(-(n - p) // P) for p in range(P))"),
        "q2": code("np.ravel(2 * np.matrix(X).T * (np.matrix(X) * np.matrix(w).T - "
                   "np.matrix(y).T))", "w - lr * np.mean(sums, axis=0) * len(sums) / m"),
        "q5": rounds("np.sort(T.astype(np.float32))[:, ::-1][:, backup]"),
    },
]  # fmt: skip
