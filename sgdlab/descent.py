"""Gradient descent, SGD and mini-batch SGD: one loop, three streams of batches."""

import copy
import math
from typing import NamedTuple

import numpy as np

from . import arrays, validate
from .batches import batches, updates_per_epoch
from .trajectory import Trajectory

FAR = 1e12  # a run whose w is that many times longer than its start (or than 1) has diverged

_ROOM = 2**14  # updates to have room for at first: a stop rule may end a long run soon


class Update(NamedTuple):
    """One update: the new `w` (d,), the mean gradient used (d,), the batch (m,)."""

    w: np.ndarray
    grad: np.ndarray
    batch: np.ndarray


def step(problem, w, batch, lr):
    """Return one update from `w` (d,) or many `w` (..., d): w - (lr / m) * SUM of gradients.

    This is the one place that divides by the number of instances. Slide "Mini-batch SGD", m = 2:

    >>> from sgdlab import LeastSquares
    >>> table = LeastSquares([[0, 1], [1, 1], [0, 0], [1, 0]], [1, 1, -1, -1])
    >>> step(table, np.zeros(2), np.array([0, 1]), lr=0.5).w
    array([0.5, 1. ])
    """
    grad = problem.grad_sum(w, batch) / float(batch.shape[-1])  # quicker than by an int
    return Update(w - lr * grad, grad, batch)


def updates(problem, w0, batches, lr):
    """Yield `Update(w, grad, batch)` for each index array of `batches`; keep nothing.

    `lr` is a positive number or a function of the update number 0, 1, 2, ...

    >>> from sgdlab import Curve
    >>> bowl = Curve(lambda w: 3 + (w - 4) ** 2, grad=lambda w: 2 * (w - 4))
    >>> [float(u.w[0]) for u in updates(bowl, 12, [np.array([0])] * 2, lr=0.5)]
    [4.0, 4.0]
    """
    w = validate.start(w0, validate.problem(problem).d)
    w = getattr(problem, "library", arrays.NUMPY).put(w)
    rate = lr if callable(lr) else None
    lr = None if rate else validate.rate(lr)
    for t, batch in enumerate(batches):
        update = step(problem, w, batch, validate.rate(rate(t)) if rate else lr)
        w = update.w
        yield update


def descend(problem, w0, *, lr, batch_size=None, epochs=1, shuffle=None, stop=()):
    """Run `epochs` epochs of descent from `w0` (d,) and return the `Trajectory`.

    `batch_size` None is gradient descent (m = n), 1 is SGD, between is mini-batch SGD. `lr` is a
    positive number or a function of the update number. `shuffle` None keeps the order given, a
    seed draws a new order for each epoch. `stop` is one stop rule or several (see `stopping`).
    A run that diverges always stops at the last w before |w| exceeds 1e12 times its start, or is
    no number; `path.reason` says so.

    Slide "Gradient descent", the first steps of L(w) = 3 + (w - 4)^2 from 12:

    >>> from sgdlab import Curve
    >>> bowl = Curve(lambda w: 3 + (w - 4) ** 2, grad=lambda w: 2 * (w - 4))
    >>> path = descend(bowl, 12, lr=0.1, epochs=3)
    >>> path.w.ravel(), path.reason
    (array([12.   , 10.4  ,  9.12 ,  8.096]), 'stopped after 3 updates, the number asked for')
    """
    w0 = validate.start(w0, arrays.recorded(validate.problem(problem)).d)
    m = validate.batch_size(batch_size, problem.n)
    per_epoch = updates_per_epoch(problem.n, m)
    total = per_epoch * validate.count("epochs", epochs, least=0)
    rules = [copy.copy(rule) for rule in validate.rules(stop)]

    room = min(total, _ROOM)
    w, grad, used = np.empty((room + 1, problem.d)), np.empty((room, problem.d)), []
    w[0], far = w0, farthest(w0)
    reason = f"stopped after {total} updates, the number asked for"
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        stream = updates(problem, w0, batches(problem.n, m, epochs, shuffle), lr)
        for t, (new, mean, batch) in enumerate(stream, start=1):
            if not new.dot(new) <= far:  # also true for nan
                reason = diverged(t, w[t - 1], mean)
                break
            if t > room:
                room = min(total, 2 * room)
                w, grad = _longer(w, room + 1), _longer(grad, room)
            w[t], grad[t - 1] = new, mean
            used.append(batch)
            if rules and (said := _ask(rules, t, new, problem, t % per_epoch == 0)):
                reason = said
                break
    done = len(used)
    return Trajectory(problem, w[: done + 1], grad[:done], tuple(used), lr, m, reason)


def farthest(w0):
    """Return the largest w·w of a run from `w0` that has not diverged."""
    return FAR**2 * max(1.0, float(w0 @ w0))


def diverged(t, w, grad):
    """Return the sentence for a run that ended at `w` (d,): update `t`, along `grad`, was too long.

    A gradient that is no number ends a run as well, and no rate would help it.
    """
    if np.isnan(grad).any():
        return f"diverged at step {t}: the gradient is not a number at w = {w[:6].tolist()}."
    return (
        f"diverged at step {t}: from |w| = {math.sqrt(w @ w):.3g} the next w is out of all bounds. "
        "Try a smaller lr."
    )


def _longer(rows, count):
    longer = np.empty((count, rows.shape[1]))
    longer[: len(rows)] = rows
    return longer


def _ask(rules, t, w, problem, epoch_ends):
    for rule in rules:
        if epoch_ends or not getattr(rule, "at_epoch_end", False):
            sentence = rule(t, w, lambda: problem.loss(w))
            if sentence:
                return sentence
    return None
