"""Homework 1: the numbers of variant 0, the mistakes to expect, what is told of each."""

VARIANT_0 = {
    "w after x4": "0.0000 0.0000", "w after x2": "0.5000 0.5000", "w after x1": "0.5000 0.7500",
    "w after x3": "0.5000 0.7500", "rate a": "creeps", "rate b": "bounces", "rate c": "jumps",
    "rate d": "lands", "rate e": "diverges", "fewest": "13.00", "border": "0.2000",
    "bound": "0.333",
}  # fmt: skip


def grad(line):
    return f"def grad(w, x, y):\n    {line}"


def walk(lines):
    body = "\n".join(f"    {line}" for line in lines.splitlines())
    return f"def walk(slope, w0, lr, steps):\n{body}"


def stop_at(
    first="best = losses[0]", nan="np.isnan(loss) or np.isinf(loss)",
    better="loss < best - tol", keep="", reset="bad = 0", enough="bad >= patience", at="k",
):  # fmt: skip
    return f"""\
def stop_at(losses, patience, tol):
    {first}
    where = bad = 0
    for k in range(len(losses)):
        loss = losses[k]
        if {nan}:
            return k, "not finite"
        if k == 0:
            continue
        if {better}:
            best, where = loss, k
            {reset}
        else:
            bad += 1
            {keep or "pass"}
            if {enough}:
                return {at}, "no improvement"
    return len(losses) - 1, "end"


bound = np.round(s * s / 3, 3)
"""


BY_HAND = [
    ("q1", {"after_1": (0.5, 0)}, "w after x4: You moved half as far. Differentiate the square"),
    ("q1", {"after_1": (2, 0)}, "w after x4: You went uphill; compare the loss before and after."),
    ("q1", {"after_1": (0, -1)}, "w after x4: The error times x: where x has a 0, w does not move"),
    ("q1", {"after_1": (1, 0)}, "w after x4: The error is the prediction minus the category"),
    ("q1", {"after_1": (0.5, 0.75)}, "w after x4: That is w at the end."),
    ("q1", {"after_2": (0, 0)}, "w after x2: For x2 use the w that x4 left behind."),
    ("q1", {"after_2": (0.25, 0.25)}, "w after x2: You moved half as far."),
    ("q1", {"after_3": (0.5, 1)}, "w after x1: For x1 use the w that x2 left behind."),
    ("q1", {"after_4": (0, 0.25)}, "w after x3: What does x3 = (0, 0) multiply?"),
    ("q1", {"after_4": (7, 7)}, "w after x3: the numbers are others."),
    ("q1", {"after_4": 7}, "w after x3: one number came; a pair of numbers is asked for."),
    ("q4", {"at_a": "'jumps'"}, "rate a: Compute two updates: is each nearer, and past the min"),
    ("q4", {"at_b": "'creeps'"}, "rate b: Compute two updates: is each nearer, and on the same"),
    ("q4", {"at_c": "'bounces'"}, "rate c: Compute two updates: is the second where you began?"),
    ("q4", {"at_e": "'lands'"}, "rate e: Compute one update: is it the minimum?"),
    ("q4", {"at_d": "'diverges'"}, "rate d: Compute two updates: is each farther"),
    ("q4", {"at_e": "'explodes'"}, "rate e: the word is another one; is it spelled as asked for?"),
    ("q4", {"fewest": 14}, "fewest: One update before: is that w already near enough?"),
    ("q4", {"fewest": 12}, "fewest: After so many it is not yet below 0.001."),
    ("q4", {"fewest": 12.97}, "fewest: Updates are whole"),
    ("q4", {"fewest": 10}, "fewest: That is where the loss falls below 0.001"),
    ("q4", {"border": 0.4}, "border: 5 is the coefficient; the curvature is the second"),
    ("q4", {"border": 5}, "border: That is half the curvature"),
    ("q4", {"border": 10}, "border: That is the curvature: a steep curve needs a small rate."),
    ("q4", {"border": 0.1}, "border: That is the best rate, not the largest."),
    ("q4", {"border": 0.15}, "border: That rate still comes nearer, and so does a larger one."),
    ("q4", {"border": 0.24}, "border: That rate diverges"),
    ("q5", {"bound": 0}, "bound: Which loss does x3 have, whatever w is?"),
    ("q5", {"bound": 0.25}, "bound: That is the share of x3 alone."),
    ("q5", {"bound": 1 / 12}, "bound: That is what x1, x2 and x4 leave; x3 has a loss, too."),
    ("q5", {"bound": 4 / 3}, "bound: That is the sum; the average"),
    ("q5", {"bound": 1}, "bound: That is the loss of x3 alone"),
    ("q5", {"bound": 0.33}, "bound: right so far, but rounded too much: 3 digits after the point"),
]

FORWARD = """\
h, f = 1e-5, lambda v: (v @ x - y) ** 2
    return [(f(w + h * e) - f(w)) / h for e in np.eye(len(w))]"""
GOES = "for _ in range(steps):\n    w = w - lr * slope(w)\n    found.append(w)\nreturn found"
IN_CODE = [
    ("q2", grad("return (w @ x - y) * x"), "Half of it: differentiate the square"),
    ("q2", grad("return 2 * (y - w @ x) * x"), "It points downhill"),
    ("q2", grad("return (y - w @ x) * x"), "Half of it, and downhill"),
    ("q2", grad("return np.sum(2 * (w @ x - y) * x)"), "One number per parameter; you added them"),
    ("q2", grad("return 2 * (w @ x - y)"), "x1 at w = (0, 0): it returned one number, expected 2"),
    ("q2", grad("return 2 * (w @ x - y)"), "One number per parameter: what does each multiply?"),
    ("q2", grad("return 2 * (w * x - y) * x"), "The prediction is the sum of the products w * x."),
    ("q2", grad("return 2 * (w @ x - y) * w"), "That is the gradient with respect to x."),
    ("q2", grad("return 2 * (w @ x + y) * x"), "The error is the prediction minus y."),
    ("q2", grad("return 2 * (w[0] * x[0] + w[1] * x[1] - y) * x"), "w and x may have any length"),
    ("q2", grad("w -= 2 * (w @ x - y) * x\n    return w"), "the numbers are others."),
    ("q2", grad("g = 2 * (w @ x - y) * x\n    w -= g\n    return g"), "changed its argument"),
    ("q2", grad("return 2 * (w @ x - z) * x"), "it raised NameError: name 'z' is not defined"),
    ("q2", grad("return np.array([2 * (w @ x - y) * x[0], 2 * (w @ x - y) * x[1]])"),
     "other instances: it returned 2 numbers, expected"),
    ("q2", grad(FORWARD), "other instances: the numbers are others."),
    ("q3", walk("w, found = w0, []\n" + GOES), "The start counts: k updates give k + 1"),
    ("q3", walk("w, found = w0, [w0]\n" + GOES.replace("steps", "steps - 1")),
     "One update is missing"),
    ("q3", walk("w, found = w0, [w0]\n" + GOES.replace("steps", "steps + 1")),
     "That is one update more."),
    ("q3", walk("w, found = w0, [w0]\n" + GOES.replace("lr * ", "")), "The rate plays no part"),
    ("q3", walk("w, found, first = w0, [w0], slope(w0)\n" + GOES.replace("slope(w)", "first")),
     "You used the first slope again"),
    ("q3", walk("w = np.array(w0)\nfound = [w]\nfor _ in range(steps):\n    w -= lr * slope(w)\n"
                "    found.append(w)\nreturn found"), "You stored one object many times."),
    ("q3", walk("for _ in range(steps):\n    w0 = w0 - lr * slope(w0)\nreturn w0"),
     "All values are asked for, not only the last."),
    ("q3", walk("w, found = w0, [w0]\n" + GOES.replace("w -", "w +")),
     "You went uphill: subtract."),
    ("q3", walk("found = [np.array(w0)]\nfor _ in range(steps):\n    w0 -= lr * slope(w0)\n"
                "    found.append(np.array(w0))\nreturn found"), "changed its argument"),
    ("q5", stop_at(first="best = before = losses[0]", better="loss < losses[k - 1] - tol"),
     "One bad loss is normal in SGD; compare with the best so far."),
    ("q5", stop_at(reset="pass"), "After a better loss the count begins again."),
    ("q5", stop_at(enough="bad > patience"), "`patience` losses that are not better are enough"),
    ("q5", stop_at(at="k + 1"), "k is counted from 0"),
    ("q5", stop_at(at="where"), "Stop at the last of them, not where the best was."),
    ("q5", stop_at(at="k - patience + 1"), "Stop at the last of them, not at the first."),
    ("q5", stop_at(better="loss < best"), "Better means better by more than tol."),
    ("q5", stop_at(better="loss <= best - tol"), "A loss as large as the best is not better."),
    ("q5", stop_at(keep="best = min(best, loss)"), "is not the new best."),
    ("q5", stop_at(nan="False"), "A nan is never smaller than anything: test it first."),
    ("q5", stop_at(nan="loss != loss"), "An inf is a loss too, and not finite."),
    ("q5", stop_at().replace("len(losses) - 1", "len(losses)"), "always better: k is counted from"),
    ("q5", stop_at().replace('"end"', '"over"'), "always better: the values are others."),
    ("q5", "def stop_at(losses, patience, tol):\n    return len(losses) - 1\n\nbound = 0\n",
     "something else than was asked for"),
]  # fmt: skip
