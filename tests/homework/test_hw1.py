"""Homework 1, done as a student would: with each mistake on the way, then in one's own way."""

import pytest

from sgdlab.homework.solution import Solution

from . import asked
from .desk import Desk


@pytest.fixture(scope="module")
def desk():
    with Desk("hw1") as desk:
        yield desk


def grad(line):
    return f"def grad(w, x, y):\n    {line}"


def walk(lines):
    body = "\n".join(f"    {line}" for line in lines.splitlines())
    return f"def walk(slope, w0, lr, steps):\n{body}"


OWN_WAY = {
    "q2": grad(
        "error = sum(a * b for a, b in zip(w, x)) - y\n    return [2 * error * a for a in x]"
    ),
    "q3": walk("""\
w = np.array(w0, dtype=float)
found = [w.copy()]
while len(found) <= steps:
    w -= lr * slope(w)
    found.append(w.copy())
return np.array(found)"""),
}


def stop_at(
    first="best = losses[0]", nan="np.isnan(loss) or np.isinf(loss)",
    better="loss < best - tol", keep="", reset="bad = 0", enough="bad >= patience",
):  # fmt: skip
    return f"""\
def stop_at(losses, patience, tol):
    {first}
    bad = 0
    for k in range(len(losses)):
        loss = losses[k]
        if {nan}:
            return k, "not finite"
        if k == 0:
            continue
        if {better}:
            best = loss
            {reset}
        else:
            bad += 1
            {keep or "pass"}
            if {enough}:
                return k, "no improvement"
    return len(losses) - 1, "end"


"""


def test_before_it_is_answered_every_check_says_so_and_nothing_fails(desk):
    asked.only_not_yet(desk)


def test_it_is_worth_20_points(desk):
    assert asked.points(desk) == 20


def test_variant_0_has_the_numbers_of_the_plan(desk):
    with Solution(desk.notebook) as solution:
        known = {what: one.right for (_, what), one in solution.known(0).items()}
    assert [known[f"w after x{k}"] for k in (4, 2, 1, 3)] == [
        "0.0000 0.0000", "0.5000 0.5000", "0.5000 0.7500", "0.5000 0.7500"
    ]  # fmt: skip
    assert [known[f"rate {name}"] for name in "abcde"] == [
        "creeps", "lands", "jumps", "bounces", "diverges"
    ]  # fmt: skip
    assert (known["fewest"], known["border"], known["bound"]) == ("13.00", "0.2000", "0.333")


BY_HAND = [
    ("q1", {"after_1": (0.5, 0)}, "w after x4: You moved half as far. Differentiate the square"),
    ("q1", {"after_1": (2, 0)}, "w after x4: You went uphill; compare the loss before and after."),
    ("q1", {"after_2": (0, 0)}, "w after x2: For x2 use the w that x4 left behind."),
    ("q1", {"after_2": (0.25, 0.25)}, "w after x2: You moved half as far."),
    ("q1", {"after_3": (0.5, 1)}, "w after x1: For x1 use the w that x2 left behind."),
    ("q1", {"after_4": (0, 0.25)}, "w after x3: What does x3 = (0, 0) multiply?"),
    ("q1", {"after_4": (7, 7)}, "w after x3: the numbers are others."),
    ("q1", {"after_4": 7}, "w after x3: the number is another one."),
    ("q4", {"at_a": "'jumps'"}, "rate a: Compute two updates: is each on the other side"),
    (
        "q4",
        {"at_b": "'creeps'"},
        "rate b: Compute two updates: is each nearer, and on the same side",
    ),
    ("q4", {"at_c": "'bounces'"}, "rate c: Compute two updates: is the second where you began?"),
    ("q4", {"at_d": "'lands'"}, "rate d: Compute one update: is it the minimum?"),
    ("q4", {"at_d": "'diverges'"}, "rate d: Compute two updates: is each farther"),
    ("q4", {"at_e": "'explodes'"}, "rate e: the word is another one; is it spelled as asked for?"),
    ("q4", {"fewest": 14}, "fewest: One update before: is that w already near enough?"),
    ("q4", {"fewest": 12}, "fewest: After so many it is not yet below 0.001."),
    ("q4", {"fewest": 12.97}, "fewest: Updates are whole"),
    ("q4", {"fewest": 10}, "fewest: That is where the loss falls below 0.001"),
    (
        "q4",
        {"border": 0.4},
        "border: 5 is the coefficient; the curvature is the second derivative.",
    ),
    ("q4", {"border": 0.1}, "border: That is the best rate, not the largest."),
    ("q4", {"border": 0.15}, "border: That rate still comes nearer, and so does a larger one."),
    ("q4", {"border": 0.25}, "border: That rate diverges"),
    ("q5", {"bound": 0}, "bound: Which loss does x3 have, whatever w is?"),
    ("q5", {"bound": 0.25}, "bound: That is the share of x3 alone."),
    ("q5", {"bound": 4 / 3}, "bound: That is the sum; the average"),
    ("q5", {"bound": 1}, "bound: That is the loss of x3 alone"),
]


@pytest.mark.parametrize(("question", "typed", "told"), BY_HAND, ids=lambda one: str(one)[:40])
def test_each_number_that_is_a_known_mistake_is_told_so(desk, question, typed, told):
    asked.one_line(desk.told(question, desk.fit(question, **typed)), told)


def test_a_mistake_that_is_carried_on_is_told_once(desk):
    halves = {"after_1": (0.5, 0), "after_2": (0.625, 0.125), "after_3": (0.625, 0.34375)}
    lines = desk.told("q1", desk.fit("q1", **halves)).splitlines()
    assert "You moved half as far" in lines[1]
    assert lines[2].endswith("It follows from a line above: mend that one first.")
    assert lines[3].endswith("It follows from a line above: mend that one first.")


def test_another_student_has_other_numbers(desk):
    ada = desk.told("q1", desk.fit("q1", after_1=(0, 0)), student="ada")
    assert "not right yet" in ada
    assert "passes" in desk.told("q1", desk.solution("q1"), student="ada")


IN_CODE = [
    ("q2", grad("return (w @ x - y) * x"), "Half of it: differentiate the square"),
    ("q2", grad("return 2 * (y - w @ x) * x"), "It points downhill"),
    ("q2", grad("return (y - w @ x) * x"), "Half of it, and downhill"),
    ("q2", grad("return np.sum(2 * (w @ x - y) * x)"), "One number per parameter; you added them"),
    ("q2", grad("return 2 * (w @ x - y)"), "it returned one number, expected 2 numbers."),
    ("q2", grad("w -= 2 * (w @ x - y) * x\n    return w"), "the numbers are others."),
    ("q2", grad("g = 2 * (w @ x - y) * x\n    w -= g\n    return g"), "changed its argument"),
    ("q2", grad("return 2 * (w @ x - z) * x"), "it raised NameError: name 'z' is not defined"),
    ("q2", grad("return np.array([2 * (w @ x - y) * x[0], 2 * (w @ x - y) * x[1]])"),
     "other instances: it returned 2 numbers, expected"),
    ("q3", walk("w, found = w0, []\nfor _ in range(steps):\n    w = w - lr * slope(w)\n"
                "    found.append(w)\nreturn found"), "The start counts: k updates give k + 1"),
    ("q3", walk("w, found = w0, [w0]\nfor _ in range(steps - 1):\n    w = w - lr * slope(w)\n"
                "    found.append(w)\nreturn found"), "One update is missing"),
    ("q3", walk("w, found, first = w0, [w0], slope(w0)\nfor _ in range(steps):\n"
                "    w = w - lr * first\n    found.append(w)\nreturn found"),
     "You used the first slope again"),
    ("q3", walk("w = np.array(w0)\nfound = [w]\nfor _ in range(steps):\n    w -= lr * slope(w)\n"
                "    found.append(w)\nreturn found"), "You stored one object many times."),
    ("q3", walk("for _ in range(steps):\n    w0 = w0 - lr * slope(w0)\nreturn w0"),
     "All values are asked for, not only the last."),
    ("q3", walk("found = [w0]\nfor _ in range(steps):\n"
                "    found.append(found[-1] + lr * slope(found[-1]))\nreturn found"),
     "You went uphill: subtract."),
    ("q3", walk("found = [np.array(w0)]\nfor _ in range(steps):\n    w0 -= lr * slope(w0)\n"
                "    found.append(np.array(w0))\nreturn found"), "changed its argument"),
    ("q5", stop_at(first="best = before = losses[0]", better="loss < losses[k - 1] - tol"),
     "One bad loss is normal in SGD; compare with the best so far."),
    ("q5", stop_at(reset=""), "After a better loss the count begins again."),
    ("q5", stop_at(enough="bad > patience"), "you waited for one more"),
    ("q5", stop_at(better="loss < best"), "Better means better by more than tol."),
    ("q5", stop_at(keep="best = min(best, loss)"), "is not the new best."),
    ("q5", stop_at(nan="False"), "A nan is never smaller than anything: test it first."),
    ("q5", stop_at().replace('"end"', '"over"'), "something else than was asked for"),
    ("q5", "def stop_at(losses, patience, tol):\n    return len(losses) - 1\n",
     "something else than was asked for"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text", "told"), IN_CODE, ids=lambda one: str(one)[-40:])
def test_each_mistake_in_code_is_told_so(desk, question, text, told):
    text += "\nbound = 1 / 3\n" if question == "q5" else ""
    assert told in desk.told(question, text)


def test_the_other_way_is_right_too(desk):
    for question, text in OWN_WAY.items():
        assert "passes its public checks" in desk.told(question, text)
    assert "passes" in desk.told("q5", stop_at() + "bound = 0.333")


def test_the_solution_and_the_other_way_have_full_marks_for_20_seeds(desk):
    own = OWN_WAY | {"q5": stop_at() + "bound = np.round(s * s / 3, 3)"}
    with Solution(desk.notebook) as judge:
        for seed in range(20):
            assert desk.wrong(judge, {}, seed) == []
            assert desk.wrong(judge, own, seed) == []


def test_what_is_right_in_the_public_cases_only_loses_points(desk):
    learned = "def grad(w, x, y):\n    return np.array([0, -2])"
    cases = "{9: (6, 'no improvement'), 5: (4, 'no improvement'), 4: (2, 'not finite')}"
    stops = f"def stop_at(losses, *_):\n    return {cases}.get(len(losses), (1, 'not finite'))\n"
    with Solution(desk.notebook) as judge:
        wrong = desk.wrong(judge, {"q2": learned, "q5": stops + "bound = s * s / 3"}, 3)
    assert {"other instances", "other losses"} <= {part["what"] for _, part in wrong}
