"""Homework 1: other ways to be right than the solution's."""

from .wrong_hw1 import grad, stop_at, walk

EXACT = """\
from fractions import Fraction

steps_made, w = [], [Fraction(one) for one in start]
for i in order:
    error = sum(a * Fraction(b) for a, b in zip(w, X[i - 1])) - Fraction(y[i - 1])
    w = [a - Fraction(1, 4) * 2 * error * Fraction(b) for a, b in zip(w, X[i - 1])]
    steps_made.append(tuple(w))
after_1, after_2, after_3, after_4 = steps_made
"""
IN_PLACE = """\
here = np.array(start, dtype=np.float32)
kept = []
for i in (r1, r2, r3, r4):
    here -= 2 * lr * (here @ X[i] - y[i]) * X[i]
    kept.append(here.copy().tolist())
after_1, after_2, after_3, after_4 = kept
"""
WALKED = """\
def kind(rate):
    one = w0 - rate * 2 * c * (w0 - b)
    two = one - rate * 2 * c * (one - b)
    if abs(one - b) < 1e-9:
        return "Lands"
    if abs(two - w0) < 1e-9:
        return "bounces "
    if abs(one - b) > abs(w0 - b):
        return "diverges"
    return "jumps" if (one - b) * (w0 - b) < 0 else "creeps"


at_a, at_b, at_c, at_d, at_e = map(kind, rates)
fewest, place = 0.0, w0
while abs(place - b) >= 0.001:
    fewest, place = fewest + 1, place - min(rates) * 2 * c * (place - b)
border = np.float32(1 / c)
"""
SHORT = """\
def stop_at(losses, patience, tol):
    import math
    bests = [losses[0]]
    for k, loss in enumerate(losses):
        if not math.isfinite(loss):
            return [k, "not finite"]
        bests.append(loss if bests[-1] - loss > tol else bests[-1])
        if k >= patience and bests[k + 1] == bests[k + 1 - patience]:
            return [np.int64(k), "no improvement"]
    return [k, "end"]


us = np.linspace(-6, 0, 6001)
bound = np.min(np.mean((np.stack([us, -2 * us], axis=1) @ X.T - s * y) ** 2, axis=1))
"""
DIFFERENCES = """\
h, f = 1e-4, lambda v: (v @ x - y) ** 2
    return [(f(w + h * e) - f(w - h * e)) / (2 * h) for e in np.eye(len(w))]"""
WAYS = [
    {
        "q1": EXACT,
        "q2": grad("e = sum(a * b for a, b in zip(w, x)) - y\n    return [2 * e * a for a in x]"),
        "q3": walk("w = np.array(w0, dtype=float)\nfound = [w.copy()]\nwhile len(found) <= steps:\n"
                   "    w -= lr * slope(w)\n    found.append(w.copy())\nreturn np.array(found)"),
        "q4": WALKED,
        "q5": stop_at(),
    },
    {
        "q1": IN_PLACE,
        "q2": grad("g = x.astype(np.float32)\n    g *= 2 * (np.dot(w, x) - y)\n    return g"),
        "q3": walk("found = np.zeros((steps + 1, *np.shape(w0)))\nfound[0] = w0\n"
                   "for k in range(steps):\n    found[k + 1] = found[k] - lr * slope(found[k])\n"
                   "return found"),
        "q5": SHORT,
    },
    {
        "q2": grad("w, x = np.matrix(w), np.matrix(x)\n"
                   "    return (2 * ((w * x.T)[0, 0] - y) * x).tolist()[0]"),
        "q3": walk("if steps == 0:\n    return (w0,)\n"
                   "return (w0, *walk(slope, w0 - lr * slope(w0), lr, steps - 1))"),
    },
    {
        "q2": grad(DIFFERENCES),
        "q3": walk("from itertools import accumulate\n"
                   "return list(accumulate(range(steps), lambda w, _: w - lr * slope(w), "
                   "initial=w0))"),
    },
]  # fmt: skip
