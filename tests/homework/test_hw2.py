"""Homework 2, done as a student would: with each mistake on the way, then in one's own way."""

import pytest

from sgdlab.homework.solution import Solution

from . import asked
from .desk import Desk


@pytest.fixture(scope="module")
def desk():
    with Desk("hw2") as desk:
        yield desk


def batch_grad(line):
    return f"def batch_grad(w, X, y):\n    {line}"


def batches(order, cut="[order[k : k + m] for k in range(0, n, m)]"):
    return f"def batches(n, m, seed, epoch):\n    {order}\n    return {cut}\n\n\nupdates = 45\n"


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
OWN_WAY = {
    "q2": batch_grad("total = 0\n    for a, b in zip(X, y):\n        total = total + 2 * (w @ a"
                     " - b) * a\n    return total / len(X)"),
    "q3": """\
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
""",
    "q5": neuron("chain = 2 * (s - y) * np.exp(-t) / (1 + np.exp(-t)) ** 2\n"
                 "    return np.append(chain * np.array(x), chain)"),
}  # fmt: skip


def test_before_it_is_answered_every_check_says_so_and_nothing_fails(desk):
    asked.only_not_yet(desk)


def test_it_is_worth_20_points(desk):
    assert asked.points(desk) == 20


def test_variant_0_has_the_numbers_of_the_plan(desk):
    with Solution(desk.notebook) as solution:
        known = {what: one.right for (_, what), one in solution.known(0).items()}
    assert known == {
        "w after x1, x2, x3": "0.5000 1.0000", "w after x4": "-1.7500 1.0000", "updates": "45.00",
        "f": "6.0000", "df/dx": "5.0000", "df/dy": "3.0000", "df/dz": "0.0000",
    }  # fmt: skip


BY_HAND = [
    ("q1", {"after_1": (1.5, 3)}, "w after x1, x2, x3: That is the sum of the three gradients"),
    ("q1", {"after_1": (0.25, 0.5)}, "w after x1, x2, x3: Half as far"),
    ("q1", {"after_1": (-0.5, -1)}, "w after x1, x2, x3: You went uphill"),
    ("q1", {"after_1": (0.25, 0.75)}, "w after x1, x2, x3: You updated inside the batch"),
    ("q1", {"after_2": (-0.25, 1)}, "w after x4: The last batch has one instance; divide by its"),
    ("q1", {"after_2": (-0.625, 1)}, "w after x4: Half as far"),
    (
        "q1",
        {"after_2": (-1, 1)},
        "w after x4: Take the gradient at the w that the first batch left",
    ),
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
    ("q4", {"df_dy": 2}, "df/dy: A product passes on the *other* factor."),
    ("q4", {"df_dz": 2}, "df/dz: max hands all to the larger: is that z?"),
    ("q4", {"df_dz": 1}, "df/dz: max hands all to the larger, and does not share it."),
]


@pytest.mark.parametrize(("question", "typed", "told"), BY_HAND, ids=lambda one: str(one)[:40])
def test_each_number_that_is_a_known_mistake_is_told_so(desk, question, typed, told):
    asked.one_line(desk.told(question, desk.fit(question, **typed)), told)


IN_CODE = [
    ("q2", batch_grad("return X.T @ (X @ w - y) / len(y)"), "Half of it: differentiate the square"),
    ("q2", batch_grad("return 2 * X.T @ (y - X @ w) / len(y)"), "It points downhill"),
    ("q2", batch_grad("return 2 * X.T @ (X @ w - y)"), "That is the sum; the average is asked for"),
    ("q2", batch_grad("return X.T @ (X @ w - y)"), "The slide's formula is for m = 2; what was"),
    ("q2", batch_grad("return np.sum(2 * X.T @ (X @ w - y) / len(y))"), "you added them up"),
    ("q2", batch_grad("return 2 * X * (X @ w - y)[:, None]"), "x 2 numbers, expected"),
    ("q2", batch_grad("return 2 / 3 * X.T @ (X @ w - y)"), "a batch of one instance: the numbers"),
    ("q2", batch_grad("w -= 2 * X.T @ (X @ w - y) / len(y)\n    return w"), "numbers are others"),
    ("q2", batch_grad("g = 2 * X.T @ (X @ w - y) / len(y)\n    w -= g\n    return g"),
     "changed its argument"),
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
    ("q5", neuron(RIGHT, way="(f(up) - f(w)) / h"), "That is the forward difference"),
    ("q5", neuron(RIGHT, way="(f(up) - f(down)) / h"), "The two sides lie 2 h apart."),
    ("q5", neuron(RIGHT, way="f(up) - f(down)"), "Divide by the distance of the two sides."),
    ("q5", neuron(RIGHT, steps="w[k] += h\n        up, down = w.copy(), w - 2 * h * one"
                               "\n        w[k] -= h"), "passes"),
    ("q5", neuron(RIGHT, steps="up, down = w + h, w - h"), "the numbers are others"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text", "told"), IN_CODE, ids=lambda one: str(one)[-40:])
def test_each_mistake_in_code_is_told_so(desk, question, text, told):
    assert told in desk.told(question, text)


def test_the_other_way_is_right_too(desk):
    for question, text in OWN_WAY.items():
        assert "passes its public checks" in desk.told(question, text)
    assert "passes" in desk.told("q5", neuron(RIGHT))
    assert "passes" in desk.told("q3", batches(DRAWN))


def test_the_chain_rule_meets_the_differences(desk):
    said = desk.say({"q5": OWN_WAY["q5"]})
    (look,) = [text for name, text in said.items() if name.endswith("q5-look")]
    assert look.count("-0.354893") == 2 and look.count("-0.177446") == 4


def test_the_solution_and_the_other_way_have_full_marks_for_20_seeds(desk):
    with Solution(desk.notebook) as judge:
        for seed in range(20):
            assert desk.wrong(judge, {}, seed) == []
            assert desk.wrong(judge, OWN_WAY, seed) == []


def test_half_of_a_question_has_half_of_its_parts(desk):
    half = neuron("return 2 * (s - y) * np.array([x[0], x[1], 1])")
    with Solution(desk.notebook) as judge:
        wrong = desk.wrong(judge, {"q5": half}, 3)
    assert [(part["what"], part["share"]) for _, part in wrong] == [
        ("the slides' neuron, where 2 (s - y) = 1", 0), ("other neurons", 3)
    ]  # fmt: skip
    assert all(part["told"].startswith("One link of the chain is missing") for _, part in wrong)
