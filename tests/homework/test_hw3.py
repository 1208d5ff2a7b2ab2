"""Homework 3, done as a student would: with each mistake on the way, then in one's own way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgdlab.homework.kit import bounded, computing
from sgdlab.homework.solution import Solution
from sgdlab.parallel import Async, Cost, Straggler, Sync, Virtual, rehearse

from . import asked
from .desk import Desk

SECOND = 1_000_000


@pytest.fixture(scope="module")
def desk():
    with Desk("hw3") as desk:
        yield desk


def parts(line):
    return f"def parts(n, P):\n    return {line}"


def code(one="2 * X.T @ (X @ w - y)", two="w - lr / m * sum(sums)"):
    return f"""\
def partial_sum(w, X, y):
    return {one}


def update(w, sums, lr, m):
    return {two}
"""


def rounds(line):
    return f"def round_times(T, backup):\n    return {line}"


OWN_WAY = {
    "q1": parts("[len(range(worker, n, P)) for worker in range(P)]"),
    "q5": """\
def round_times(T, backup):
    found = []
    for row in T:
        row = list(row)
        for _ in range(backup):
            row.remove(max(row))
        found.append(max(row))
    return found
""",
}
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


def test_before_it_is_answered_every_check_says_so_and_nothing_fails(desk):
    asked.only_not_yet(desk)


def test_it_is_worth_20_points(desk):
    assert asked.points(desk) == 20


def test_variant_0_has_the_numbers_of_the_plan(desk):
    with Solution(desk.notebook) as solution:
        known = {what: one.right for (_, what), one in solution.known(0).items()}
    assert known == {
        "g1": "-2.0000 -4.0000", "g2": "2.0000 0.0000", "w": "0.0000 0.5000",
        "w after push 1": "0.2500 0.5000", "w after push 2": "0.0000 0.5000",
        "w after push 3": "0.0625 0.6875", "staleness": "0 1 1",
        "S1 at m = 64": "2.67", "S2 at m = 64": "10.00", "S3 at m = 64": "6.67",
        "S1 at m = 1024": "3.75", "S2 at m = 1024": "15.00", "S3 at m = 1024": "0.75",
        "why": "calls",
    }  # fmt: skip


def test_no_speed_up_lies_so_that_two_digits_could_be_rounded_either_way():
    for k in range(16):
        a, b, c = 600 + 8 * k, 160 + 4 * k, 150 - 2 * k
        for value in (b / 60, a / 60, a / 90, c / 40, a / 40, a / 800):
            assert abs(100 * value % 1 - 0.5) > 0.02


BY_HAND = [
    ("q2", {"g1": (-1, -2)}, "g1: Half of it: differentiate the square"),
    ("q2", {"g1": (2, 4)}, "g1: It points downhill"),
    ("q2", {"g1": (-2 / 3, -4 / 3)}, "g1: That is the mean of the part; a worker sends the sum."),
    ("q2", {"w_next": (-1 / 3, 1 / 3)}, "w: That is the mean of two means: the small part counts"),
    ("q2", {"w_next": (-2 / 3, 2 / 3)}, "w: Those are the means added up"),
    ("q2", {"w_next": (0, 2)}, "w: The division by m is missing."),
    ("q2", {"w_next": (0, 0.25)}, "w: Half as far"),
    ("q2", {"w_next": (0, -0.5)}, "w: You went uphill: subtract."),
    ("q3", {"push_1": (1, 2)}, "w after push 1: The division by the 4 of the batch is missing."),
    ("q3", {"push_1": (0.5, 1)}, "w after push 1: You divided by the part's 2"),
    (
        "q3",
        {"push_2": (-1 / 16, 0.5)},
        "w after push 2: You used the newest w; the worker had read",
    ),
    (
        "q3",
        {"push_3": (1 / 8, 3 / 4)},
        "w after push 3: You used the newest w; the worker had read",
    ),
    ("q3", {"staleness": (0, 1, 2)}, "staleness: Count updates since the read, not pushes since"),
    ("q3", {"staleness": (0, 0, 1)}, "staleness: Those are the versions read"),
    ("q3", {"staleness": (1, 2, 2)}, "staleness: Does a push count itself?"),
    ("q3", {"staleness": (0, 0, 0)}, "staleness: Nobody read an old w?"),
    ("q4", {"s1_64": 0.38}, "S1 at m = 64: Old time over new time"),
    ("q4", {"s1_64": 10}, "S1 at m = 64: S1 compares with serial mini-batch"),
    ("q4", {"s1_64": 0.67}, "S1 at m = 64: The 4 workers are in the measured time already"),
    ("q4", {"s2_64": 0.1}, "S2 at m = 64: Old time over new time"),
    ("q4", {"s2_1024": 3.75}, "S2 at m = 1024: S2 compares with serial SGD, not with serial mini"),
    ("q4", {"s2_64": 6.67}, "S2 at m = 64: That is S3"),
    ("q4", {"s3_64": 10}, "S3 at m = 64: Which epochs?"),
    ("q4", {"s3_1024": 1.33}, "S3 at m = 1024: Old time over new time"),
    ("q4", {"s3_64": 15}, "S3 at m = 64: The epochs stand upside down"),
    ("q4", {"why": "'workers'"}, "why: Four workers give 4 at most"),
    ("q4", {"why": "'epochs'"}, "why: S2 takes no notice of epochs."),
]


@pytest.mark.parametrize(("question", "typed", "told"), BY_HAND, ids=lambda one: str(one)[:40])
def test_each_number_that_is_a_known_mistake_is_told_so(desk, question, typed, told):
    asked.one_line(desk.told(question, desk.fit(question, **typed)), told)


IN_CODE = [
    ("q1", parts("[n // P] * P"), "Two instances are lost."),
    ("q1", parts("[min(-(-n // P), n - p * -(-n // P)) for p in range(P)]"), "an uneven load"),
    ("q1", parts("[n // P + (p >= P - n % P) for p in range(P)]"), "the larger parts come first."),
    ("q1", parts("[n / P] * P"), "an instance cannot be cut: whole numbers."),
    ("q1", parts("[-(-n // P)] * P"), "instances are handed out, and there are"),
    ("q1", parts("(n // P, n % P)"), "numbers are asked for, one for each worker."),
    ("q1", parts("n // P"), "expected 4 numbers"),
    ("q2", code("X.T @ (X @ w - y)"), "Half of it: differentiate the square"),
    ("q2", code("2 * X.T @ (y - X @ w)"), "It points downhill"),
    ("q2", code("2 * X.T @ (X @ w - y) / len(y)"), "That is the mean; a worker sends the sum."),
    ("q2", code("2 * X.T @ (X @ w - y) / len(y)", "w - lr * sum(sums) / len(sums)"),
     "The mean of means: a small part counts too much."),
    ("q2", code("2 * X.T @ (X @ w - y) / len(y)", "w - lr * sum(sums)"), "The means added up"),
    ("q2", code(two="w - lr * sum(sums)"), "The division by m is missing."),
    ("q2", code("X.T @ (X @ w - y)"), "Half as far"),
    ("q2", code(two="w + lr / m * sum(sums)"), "You went uphill: subtract."),
    ("q2", code(two="w - lr / m * np.sum(sums)"), "the numbers are others"),
    ("q5", rounds("T.mean(axis=1)"), "That is the mean: the barrier waits for the last."),
    ("q5", rounds("T.sum(axis=1)"), "That is the sum: they compute at the same time."),
    ("q5", rounds("T.max(axis=0)"), "expected 2 numbers"),
    ("q5", rounds("T.max(axis=1)"), "Nobody is left out"),
    ("q5", rounds("np.sort(T, axis=1)[:, backup - 1]"), "Backup leaves out the slowest, not the"),
    ("q5", rounds("np.sort(T, axis=1)[:, max(0, T.shape[1] - 2 - backup) if backup else -1]"),
     "the server waits for"),
    ("q5", rounds("np.median(T, axis=1) if backup else T.max(axis=1)"),
     "A round ends when some worker does."),
    ("q5", rounds("[T.sort(axis=1), T[:, T.shape[1] - 1 - backup]][1]"), "changed its argument"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text", "told"), IN_CODE, ids=lambda one: str(one)[-40:])
def test_each_mistake_in_code_is_told_so(desk, question, text, told):
    if question == "q2":
        text = desk.solution("q2") + "\n\n" + text
    assert told in desk.told(question, text)


def test_the_other_way_is_right_too(desk):
    own = OWN_WAY | {"q2": desk.solution("q2") + "\n\n" + LOOPS}
    for question, text in own.items():
        assert "passes its public checks" in desk.told(question, text)


def test_the_solution_and_the_other_way_have_full_marks_for_20_seeds(desk):
    own = OWN_WAY | {"q2": desk.solution("q2") + "\n\n" + LOOPS}
    with Solution(desk.notebook) as judge:
        for seed in range(20):
            assert desk.wrong(judge, {}, seed) == []
            assert desk.wrong(judge, own, seed) == []


# the kit's cluster against the virtual one

EXACT = {"cost": Cost(instance=0, call=SECOND, message=0, update=0)}


def virtual(policy, count, workers, slow, factor):
    on = Virtual(**EXACT, delays=Straggler(slow, factor))
    run = rehearse(n=workers * count, batch_size=workers, workers=workers, policy=policy, on=on)
    return run.time / SECOND


@given(st.integers(1, 30), st.integers(2, 5), st.integers(1, 5), st.integers(0, 12), st.data())
def test_bounded_staleness_takes_as_long_as_on_the_virtual_cluster(count, P, factor, bound, data):
    slow = data.draw(st.integers(0, P - 1))
    ends = bounded(computing(count, P, slow, factor), bound)
    assert ends.max() == virtual(Async(bound), count, P, slow, factor)
    assert bounded(computing(count, P, slow, factor), 0).max() == count * factor


def test_the_figures_of_question_6():
    T = computing(100, 4, slow=0, factor=4)
    assert virtual(Sync(), 100, 4, 0, 4) == bounded(T, 0).max() == T.max(axis=1).sum() == 400
    assert virtual(Sync(backup=1), 100, 4, 0, 4) == np.sort(T)[:, -2].sum() == 100
    assert virtual(Async(10), 100, 4, 0, 4) == bounded(T, 10).max() == 400
