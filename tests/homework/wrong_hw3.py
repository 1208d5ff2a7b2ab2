"""Homework 3: the numbers of variant 0, the mistakes to expect, what is told of each."""

VARIANT_0 = {
    "g1": "-2.0000 -4.0000", "g2": "2.0000 0.0000", "w": "0.0000 0.5000",
    "w after push 1": "0.2500 0.5000", "w after push 2": "0.0000 0.5000",
    "w after push 3": "0.0625 0.6875", "staleness": "0 1 1",
    "S1 at m = 64": "2.73", "S2 at m = 64": "10.13", "S3 at m = 64": "6.76",
    "S1 at m = 1024": "3.70", "S2 at m = 1024": "15.20", "S3 at m = 1024": "0.76",
    "alone at m = 64": "3.71",
}  # fmt: skip


def parts(line):
    return f"def parts(n, P):\n    return {line}"


SENT = """\
g1 = 2 * sum((X[i] @ start - y[i]) * X[i] for i in range(3))
g2 = [2 * (start[0] + 1), 0]
w_next = [a - lr / 4 * (b + c) for a, b, c in zip(start, g1, g2)]


"""


def code(one="2 * X.T @ (X @ w - y)", two="w - lr / m * sum(sums)"):
    return f"""\
{SENT}def partial_sum(w, X, y):
    return {one}


def update(w, sums, lr, m):
    return {two}
"""


def rounds(line):
    return f"def round_times(T, backup):\n    return {line}"


BY_HAND = [
    ("q2", {"g1": (-1, -2)}, "g1: Half of it: differentiate the square"),
    ("q2", {"g1": (2, 4)}, "g1: It points downhill"),
    ("q2", {"g1": (-2 / 3, -4 / 3)}, "g1: That is the mean of the part; a worker sends the sum."),
    ("q2", {"w_next": (-1 / 3, 1 / 3)}, "w: That is the mean of two means: the small part counts"),
    ("q2", {"w_next": (-2 / 3, 2 / 3)}, "w: Those are the means added up"),
    ("q2", {"w_next": (0, 2)}, "w: The division by m is missing."),
    ("q2", {"w_next": (0, 1)}, "w: You divided by the workers; m counts the instances"),
    ("q2", {"w_next": (0, 0.25)}, "w: Half as far"),
    ("q2", {"w_next": (0, -0.5)}, "w: You went uphill: subtract."),
    ("q2", {"w_next": (0.25, 0.5)}, "w: Worker 2 has sent something, too."),
    ("q3", {"push_1": (1, 2)}, "w after push 1: The division by the 4 of the batch is missing."),
    ("q3", {"push_1": (0.5, 1)}, "w after push 1: You divided by the part's 2"),
    ("q3", {"push_1": (-1 / 4, -1 / 2)}, "w after push 1: You went uphill: subtract."),
    ("q3", {"push_1": (-1 / 4, 0)}, "w after push 1: Those are the instances of the other worker"),
    ("q3", {"push_2": (-1 / 16, 0.5)}, "w after push 2: You used the newest w; the worker had"),
    ("q3", {"push_2": (-1 / 4, 0)}, "w after push 2: The server moves the w that it has"),
    ("q3", {"push_3": (1 / 8, 3 / 4)}, "w after push 3: You used the newest w; the worker had"),
    ("q3", {"push_3": (1 / 4, 1)}, "w after push 3: You used version 0; the worker had read ano"),
    ("q3", {"staleness": (0, 1, 2)}, "staleness: Count updates since the read, not pushes since"),
    ("q3", {"staleness": (0, 0, 1)}, "staleness: Those are the versions read"),
    ("q3", {"staleness": (1, 2, 2)}, "staleness: Does a push count itself?"),
    ("q3", {"staleness": (0, 0, 0)}, "staleness: Nobody read an old w?"),
    ("q4", {"s1_64": 0.37}, "S1 at m = 64: Old time over new time"),
    ("q4", {"s1_64": 10.13}, "S1 at m = 64: S1 compares with serial mini-batch"),
    ("q4", {"s1_64": 0.68}, "S1 at m = 64: The 4 workers are in the measured time already"),
    ("q4", {"s2_64": 0.1}, "S2 at m = 64: Old time over new time"),
    ("q4", {"s2_1024": 3.7}, "S2 at m = 1024: S2 compares with serial SGD, not with serial mini"),
    ("q4", {"s2_64": 6.76}, "S2 at m = 64: That is S3"),
    ("q4", {"s3_64": 10.13}, "S3 at m = 64: Which epochs?"),
    ("q4", {"s3_1024": 1.32}, "S3 at m = 1024: Old time over new time"),
    ("q4", {"s3_64": 15.2}, "S3 at m = 64: The epochs stand upside down"),
    ("q4", {"alone_64": 0.27}, "alone at m = 64: Old time over new time"),
    ("q4", {"alone_64": 2.73}, "alone at m = 64: That is S1, the cluster's part."),
    ("q4", {"alone_64": 10.13}, "alone at m = 64: That is S2, which has the cluster in it."),
    ("q4", {"alone_64": 2.53}, "alone at m = 64: 4 workers do not give 4"),
    ("q4", {"alone_64": 7.4}, "alone at m = 64: Gains multiply, they do not add up."),
    ("q4", {"alone_64": 2.47}, "alone at m = 64: Epoch against epoch"),
    ("q4", {"alone_64": 4.11}, "alone at m = 64: That is the other batch size."),
    ("q4", {"alone_64": 3.7}, "alone at m = 64: right so far, but rounded too much"),
]

FORWARD = """\
[(np.sum((X @ (w + 1e-5 * e) - y) ** 2) - np.sum((X @ w - y) ** 2)) / 1e-5
            for e in np.eye(len(w))]"""
MEAN = "2 * X.T @ (X @ w - y) / len(y)"
IN_CODE = [
    ("q1", parts("[n // P] * P"), "Two instances are lost."),
    ("q1", parts("[min(-(-n // P), n - p * -(-n // P)) for p in range(P)]"), "an uneven load"),
    ("q1", parts("[n // P + (p >= P - n % P) for p in range(P)]"), "the larger parts come first."),
    ("q1", parts("[n / P] * P"), "an instance cannot be cut: whole numbers."),
    ("q1", parts("[-(-n // P)] * P"), "instances are handed out, and there are"),
    ("q1", parts("(n // P, n % P)"), "numbers are asked for, one for each worker."),
    ("q1", parts("n // P"), "expected 4 numbers"),
    ("q1", parts("(n // P for p in range(P))"), "it returned a generator, expected numbers."),
    ("q2", code("X.T @ (X @ w - y)"), "Half of it: differentiate the square"),
    ("q2", code("2 * X.T @ (y - X @ w)"), "It points downhill"),
    ("q2", code(FORWARD), "what a worker sends: the numbers are others."),
    ("q2", code(MEAN), "That is the mean; a worker sends the sum."),
    ("q2", code(MEAN), "Means, and divided by m once more: the sums come as they are."),
    ("q2", code(MEAN, "w - lr * sum(sums) / len(sums)"),
     "The mean of means: a small part counts too much."),
    ("q2", code(MEAN, "w - lr * sum(sums)"), "The means added up"),
    ("q2", code(two="w - lr * sum(sums)"), "The division by m is missing."),
    ("q2", code(two="w - lr / len(sums) * sum(sums)"), "You divided by the number of workers"),
    ("q2", code("X.T @ (X @ w - y)"), "Half as far"),
    ("q2", code(two="w + lr / m * sum(sums)"), "You went uphill: subtract."),
    ("q2", code(two="w - lr / m * np.sum(sums)"), "the numbers are others"),
    ("q5", rounds("T.mean(axis=1)"), "That is the mean: the barrier waits for the last."),
    ("q5", rounds("T.sum(axis=1)"), "That is the sum: they compute at the same time."),
    ("q5", rounds("T.min(axis=1)"), "other rounds: That is the quickest of the round"),
    ("q5", rounds("T.max(axis=0)"), "expected 2 numbers"),
    ("q5", rounds("np.sort(T)[:, -1 - backup].sum()"), "it returned one number, expected 2"),
    ("q5", rounds("T.max(axis=1)"), "Nobody is left out"),
    ("q5", rounds("np.sort(T, axis=1)[:, backup - 1]"), "Backup leaves out the slowest, not the"),
    ("q5", rounds("np.sort(T, axis=1)[:, max(0, T.shape[1] - 2 - backup) if backup else -1]"),
     "the server waits for"),
    ("q5", rounds("np.median(T, axis=1) if backup else T.max(axis=1)"),
     "A round ends when some worker does."),
    ("q5", rounds("[T.sort(axis=1), T[:, T.shape[1] - 1 - backup]][1]"), "changed its argument"),
]  # fmt: skip
