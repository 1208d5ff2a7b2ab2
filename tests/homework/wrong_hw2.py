"""Homework 2: the numbers of variant 0, the mistakes to expect, what is told of each."""

VARIANT_0 = {
    "w after x1, x2, x3": "0.5000 1.0000", "w after x4": "-1.7500 1.0000", "updates": "45.00",
    "f": "6.0000", "df/dx": "5.0000", "df/dy": "3.0000", "df/dz": "0.0000",
}  # fmt: skip


def batch_grad(line):
    return f"def batch_grad(w, X, y):\n    {line}"


def batches(order, cut="[order[k : k + m] for k in range(0, n, m)]"):
    return (
        f"def batches(n, m, seed, epoch):\n    {order}\n    return {cut}\n\n\n"
        "updates = int(np.ceil(1437 / m))\n"
    )


DRAWN = "order = np.random.RandomState(1000 * seed + epoch).permutation(n)"
T = "t = w[0] * x[0] + w[1] * x[1] + w[2]"


def neuron(line, steps="up, down = w + h * one, w - h * one", way="(f(up) - f(down)) / (2 * h)"):
    return f"""\
def neuron_grad(w, x, y):
    {T}
    s = sigmoid(t)
    {line}


def difference(f, w, h):
    found = []
    for k in range(len(w)):
        one = np.zeros(len(w))
        one[k] = 1
        {steps}
        found.append({way})
    return found
"""


RIGHT = "return [2 * (s - y) * s * (1 - s) * a for a in (x[0], x[1], 1)]"

BY_HAND = [
    ("q1", {"after_1": (1.5, 3)}, "w after x1, x2, x3: That is the sum of the three gradients"),
    ("q1", {"after_1": (0.25, 0.5)}, "w after x1, x2, x3: Half as far"),
    ("q1", {"after_1": (-0.5, -1)}, "w after x1, x2, x3: You went uphill"),
    ("q1", {"after_1": (0.25, 0.75)}, "w after x1, x2, x3: You updated inside the batch"),
    ("q1", {"after_1": (3 / 8, 3 / 4)}, "w after x1, x2, x3: The batch has three instances, not"),
    ("q1", {"after_2": (-0.25, 1)}, "w after x4: The last batch has one instance; divide by its"),
    ("q1", {"after_2": (-1 / 16, 1)}, "w after x4: The last batch has one instance; divide by"),
    ("q1", {"after_2": (-0.625, 1)}, "w after x4: Half as far"),
    ("q1", {"after_2": (-1, 1)}, "w after x4: Take the gradient at the w that the first batch"),
    ("q1", {"after_2": (-1.5, 0)}, "w after x4: Both updates start from the w that is there"),
    ("q3", {"updates": 44}, "updates: 29 instances were never seen."),
    ("q3", {"updates": 46}, "updates: That is one more than there are instances for."),
    ("q3", {"updates": 1437}, "updates: That is SGD: one instance an update."),
    ("q3", {"updates": 44.90625}, "updates: There is no part of an update"),
    ("q4", {"f": 4}, "f: max is the larger of the two."),
    ("q4", {"f": 5}, "f: That is the sum of the two factors."),
    ("q4", {"df_dx": 3}, "df/dx: x reaches f by two ways; you counted the one through the sum."),
    ("q4", {"df_dx": 2}, "df/dx: x reaches f by two ways; you counted the one through the max."),
    ("q4", {"df_dx": 6}, "df/dx: Where ways meet, flows add; you multiplied them."),
    ("q4", {"df_dx": 4}, "df/dx: max hands all to the larger, and does not share it."),
    ("q4", {"df_dx": 1}, "df/dx: Each way takes the *other* factor along"),
    ("q4", {"df_dy": 2}, "df/dy: A product passes on the *other* factor."),
    ("q4", {"df_dy": 1}, "df/dy: That is the sum's local derivative"),
    ("q4", {"df_dy": 5}, "df/dy: To which of the two factors does y belong?"),
    ("q4", {"df_dy": 0}, "df/dy: y moves f through the sum."),
    ("q4", {"df_dz": 2}, "df/dz: max hands all to the larger: is that z?"),
    ("q4", {"df_dz": 3}, "df/dz: max hands all to the larger: is that z?"),
    ("q4", {"df_dz": 1}, "df/dz: max hands all to the larger, and does not share it."),
]

ONE_BY_ONE = "for a, b in zip(X, y):\n        {}\n    return g"
FORWARD = """\
h, f = 1e-5, lambda v: {}
    return [(f(w + h * e) - f(w)) / h for e in np.eye(len(w))]"""
IN_CODE = [
    ("q2", batch_grad("return X.T @ (X @ w - y) / len(y)"), "Half of it: differentiate the square"),
    ("q2", batch_grad("return 2 * X.T @ (y - X @ w) / len(y)"), "It points downhill"),
    ("q2", batch_grad("return 2 * X.T @ (X @ w - y)"), "That is the sum; the average is asked for"),
    ("q2", batch_grad("return X.T @ (X @ w - y)"), "The slide's formula is for m = 2; what was"),
    ("q2", batch_grad("return np.sum(2 * X.T @ (X @ w - y) / len(y))"), "you added them up"),
    ("q2", batch_grad("return 2 * X * (X @ w - y)[:, None]"), "Those are the gradients one by one"),
    ("q2", batch_grad("return 2 * X.T @ (X @ w + y) / len(y)"), "The error is the prediction"),
    ("q2", batch_grad("for a, b in zip(X, y):\n        return 2 * (w @ a - b) * a"),
     "That is the gradient of the first instance alone"),
    ("q2", batch_grad(ONE_BY_ONE.format("g = 2 * (w @ a - b) * a")),
     "That is the gradient of the last instance alone"),
    ("q2", batch_grad(ONE_BY_ONE.format("g = 2 / len(y) * (w @ a - b) * a")),
     "That is the gradient of the last instance over m"),
    ("q2", batch_grad("return 2 / 4 * X.T @ (X @ w - y)"), "Not every batch has four instances"),
    ("q2", batch_grad("return 2 / 3 * X.T @ (X @ w - y)"), "a batch of one instance: the numbers"),
    ("q2", batch_grad("w -= 2 * X.T @ (X @ w - y) / len(y)\n    return w"), "numbers are others"),
    ("q2", batch_grad("g = 2 * X.T @ (X @ w - y) / len(y)\n    w -= g\n    return g"),
     "changed its argument"),
    ("q2", batch_grad("return 2 / len(y) * X @ (X @ w - y)"), "it raised ValueError"),
    ("q2", batch_grad(FORWARD.format("np.mean((X @ v - y) ** 2)")), "and 5: the numbers are other"),
    ("q3", batches(DRAWN, "[order[k : k + m] for k in range(0, n - m + 1, m)]"),
     "The short last batch is missing"),
    ("q3", batches(DRAWN, "np.array_split(order, -(-n // m))"), "only the last may be shorter"),
    ("q3", batches("order = np.random.RandomState(seed + epoch).randint(n, size=n)"),
     "an instance comes twice: draw without putting back."),
    ("q3", batches("order = 1 + np.random.RandomState([seed, epoch]).permutation(n)"),
     "the batches together are not the rows 0 ... n - 1, each once."),
    ("q3", batches(DRAWN, "order"), "something else than was asked for"),
    ("q3", batches(DRAWN, "[order[k : k + m] for k in range(0, n + m, m)]"), "it is not empty"),
    ("q3", batches("order = range(n)"), "the order is that of the table: draw one."),
    ("q3", batches("order = np.random.permutation(n)"), "the same seed and epoch gave two orders"),
    ("q3", batches("order = np.random.RandomState(seed).permutation(n)"), "draw a new one for"),
    ("q3", batches("order = np.random.RandomState(epoch).permutation(n)"), "two seeds gave"),
    ("q5", neuron("return 2 * (s - y) * np.array([x[0], x[1], 1])"), "One link of the chain"),
    ("q5", neuron("return (s - y) * s * (1 - s) * np.array([x[0], x[1], 1])"), "Half of it"),
    ("q5", neuron("return 2 * (y - s) * s * (1 - s) * np.array([x[0], x[1], 1])"), "downhill"),
    ("q5", neuron("return 2 * (s - y) * sigmoid(s) * (1 - sigmoid(s)) * np.array([*x, 1])"),
     "The sigmoid's derivative s (1 - s) takes s once."),
    ("q5", neuron("return 2 * (s - y) * s * (1 - s) * np.array(x)"), "w2 has a derivative too."),
    ("q5", neuron("return 2 * (s - y) * s * (1 - s) * np.array([*x, 0])"), "what does it multiply"),
    ("q5", neuron(FORWARD.format("neuron_loss(v, x, y)").replace("eye(len(w))", "eye(3)")),
     "other neurons: the numbers are others."),
    ("q5", neuron(RIGHT, way="(f(up) - f(w)) / h"), "That is the forward difference"),
    ("q5", neuron(RIGHT, way="(f(w) - f(down)) / h"), "One side only: go to both sides."),
    ("q5", neuron(RIGHT, way="(f(up) - f(down)) / h"), "The two sides lie 2 h apart."),
    ("q5", neuron(RIGHT, way="f(up) - f(down)"), "Divide by the distance of the two sides."),
    ("q5", neuron(RIGHT, steps="up, down = w + h, w - h"), "One entry moves at a time"),
]  # fmt: skip
