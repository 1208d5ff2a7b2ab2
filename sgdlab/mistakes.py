"""The next w of SGD as a reader worked it out: right, or the mistake that leads to it."""

from typing import NamedTuple

import numpy as np

_NEAR = 0.005  # of a number, or of 1: what rounding to two decimals may cost
_TOLD = {
    "stay": "That is the w you stand at. The error is not 0: a step follows.",
    "factor 2": "You moved half as far. The error is squared: where does its 2 go?",
    "uphill": "You went uphill: {x} would cost more. Which signs have the error and the step?",
    "old error": "The error is of an earlier w. SGD always reads the newest one, {w}.",
    "old w": "You left from an earlier w. SGD always reads the newest one, {w}.",
    "mean": "That is the mean of all instances: a step of GD. Here {x} acts alone.",
    "sum": "That is the sum over all instances. Here {x} acts alone.",
    "rate": "The rate is missing: the step is {lr} times the gradient.",
    "step": "That is the step itself. It is added to the w you stand at, {w}.",
    "swapped": "The numbers are swapped: w1 stands first.",
    "other": "That is the step of {other}. It is the turn of {x}.",
}


class Mistake(NamedTuple):
    """A mistake by its name, the new w (d,) that it gives, and what to tell who made it."""

    name: str
    w: np.ndarray
    told: str


class Verdict(NamedTuple):
    """Whether a typed w is right, the name of the mistake that explains it, and what to tell."""

    right: bool
    name: str
    told: str


def mistakes(path, t):
    """Return a `Mistake` for each known way to miss update `t` (0 is the first) of an SGD run.

    They stand in the order in which they are named where two give the same w. Slide "Example of
    SGD Learning from training data", the first update without the factor 2:

    >>> import sgdlab as sl
    >>> table = sl.LeastSquares(*sl.load("table")[:2])
    >>> path = sl.descend(table, (0, 0), lr=0.5, batch_size=1)
    >>> [(m.name, m.w.tolist()) for m in mistakes(path, 0)][1]
    ('factor 2', [0.0, 0.5])
    """
    i, lr = _instance(path, t), rate_at(path, t)
    problem, w = path.problem, path.w[t]
    step = -lr * path.grad[t]
    all_of_them = problem.grad_sum(w, np.arange(problem.n))
    found = {"stay": w, "factor 2": w + step / 2, "uphill": w - step}
    if t:
        before = path.w[t - 1]
        old = -lr * problem.grad_sum(before, np.array([i]))
        found |= {"old error": w + old, "old w": before + old}
    found |= {
        "mean": w - lr * all_of_them / problem.n,
        "rate": w - path.grad[t],
        "step": step,
        "swapped": (w + step)[::-1],
    }
    words = {"x": f"x{i + 1}", "w": vector(w), "lr": f"{lr:.4g}"}
    named = [Mistake(name, new, _TOLD[name].format(**words)) for name, new in found.items()]
    for j in range(problem.n):
        if j != i:
            new = w - lr * problem.grad_sum(w, np.array([j]))
            told = _TOLD["other"].format(**words, other=f"x{j + 1}")
            named.append(Mistake(f"x{j + 1}", new, told))
    together = w - lr * all_of_them
    return (*named, Mistake("sum", together, _TOLD["sum"].format(**words)))


def judge(path, t, answer):
    """Return the `Verdict` on `answer` (d,), typed as the w after update `t` of an SGD run.

    Of the right w and those of the known mistakes the nearest counts, if it is near enough for a
    rounded number; the right one wins where a mistake gives the same.

    >>> import sgdlab as sl
    >>> table = sl.LeastSquares(*sl.load("table")[:2])
    >>> path = sl.descend(table, (0, 0), lr=0.5, batch_size=1)
    >>> judge(path, 0, (0, 1)).right, judge(path, 0, (0, 2)).name, judge(path, 0, (0, -1)).name
    (True, 'rate', 'uphill')
    """
    right, answer = path.w[t + 1], np.asarray(answer, dtype=float)
    options = (Mistake("", right, f"Right: {vector(right)}."), *mistakes(path, t))
    away = [round(float(np.abs(option.w - answer).max()), 9) for option in options]
    nearest = int(np.argmin(away))  # the first of several
    if away[nearest] <= _NEAR * max(1.0, float(np.abs(answer).max())):
        name, _, told = options[nearest]
        return Verdict(not nearest, name, told)
    good = np.abs(right - answer) <= _NEAR * np.maximum(1, np.abs(right))
    if good.any():
        names = " and ".join(f"w{j + 1}" for j in np.flatnonzero(~good))
        return Verdict(False, "", f"Only {names} is not right. Multiply by its own part of the x.")
    start = f"Begin with the prediction w·x{_instance(path, t) + 1}, w = {vector(path.w[t])}."
    return Verdict(False, "", f"Not so. {start}")


def rate_at(path, t):
    """Return the rate of update `t` (0 is the first), whether it is constant or changes.

    >>> import sgdlab as sl
    >>> path = sl.descend(sl.PRESETS["bowl"].problem, 12, lr=lambda t: 1 / (t + 2), epochs=2)
    >>> rate_at(path, 0)
    0.5
    """
    return float(path.lr(t) if callable(path.lr) else path.lr)


def vector(w):
    """Return a w as words show it.

    >>> vector((-0.0, 1 / 3))
    '(0, 0.3333)'
    """
    return f"({', '.join(f'{value + 0.0:.4g}' for value in w)})"


def _instance(path, t):
    if path.batch_size != 1:
        raise ValueError(
            f"the run has batches of {path.batch_size}; expected a run of SGD, batch_size=1."
        )
    if not 0 <= t < len(path):
        raise ValueError(f"t is {t}; expected an update of the run, 0 to {len(path) - 1}.")
    return int(path.batches[t][0])
