"""What is done after each update: look for divergence, evaluate, ask stop rules, keep the state."""

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import validate
from ..descent import diverged, farthest
from .run import Value
from .timeline import now


@dataclass(frozen=True)
class Evaluate:
    """Compute `function(w)` at the start and after every `every`-th update, off the clock.

    With `goal` the run ends as soon as the value is that large: an accuracy, say.
    """

    function: Any
    every: int = 1
    goal: float | None = None

    def __post_init__(self):
        validate.count("every", self.every)
        if not callable(self.function):
            raise TypeError(f"evaluate has {self.function!r}; expected a function of w.")
        if self.goal is not None:
            validate.number("goal", self.goal)


class Watch:
    """The hook of one run, called when `server` has moved w.

    `reason` is a sentence as soon as the run is to end. `pauses` are the times, on the computer's
    clock, that no worker had to wait for in a run without all this.
    """

    def __init__(self, server, problem, stop=(), evaluate=None, keep=None, progress=None):
        if evaluate is not None and not isinstance(evaluate, Evaluate):
            raise TypeError(f"evaluate is {evaluate!r}; expected Evaluate(function, every).")
        if progress is not None and not callable(progress):
            raise TypeError(f"progress is {progress!r}; expected a function of done and total.")
        self.server, self.problem, self.evaluate = server, problem, evaluate
        self.rules = [copy.copy(rule) for rule in validate.rules(stop)]
        self.keep, self.progress = keep, progress
        self.total = server.policy.moves(server.stream)
        self._far, self._busy = (
            farthest(server.first),
            bool(self.rules or evaluate or keep or progress),
        )
        self.reason, self.diverged, self.values, self.pauses = None, False, [], []

    def begin(self):
        """Evaluate the first w."""
        if self.evaluate and not self.server.version:
            self._evaluate()

    def __call__(self):
        self.reason = end_if_diverged(self.server, self._far)
        self.diverged = self.reason is not None
        if self._busy:
            began = now()
            self._look(self.server.version)
            self.pauses.append((began, now()))

    def state(self):
        """Return what a checkpoint keeps of it: plain values."""
        memory = [dict(vars(rule)) if hasattr(rule, "__dict__") else {} for rule in self.rules]
        return {
            "rules": [_name(rule) for rule in self.rules],
            "memory": [{k: v for k, v in one.items() if _plain(v)} for one in memory],
            "values": [[int(version), float(value)] for version, value in self.values],
            "reason": self.reason,
        }

    def load(self, state):
        """Go on from a `state`; the same rules remember what they had seen, and stay stopped."""
        self.values = [Value(*value) for value in state["values"]]
        if state["rules"] == [_name(rule) for rule in self.rules]:
            for rule, memory in zip(self.rules, state["memory"], strict=True):
                for name, value in memory.items():
                    setattr(rule, name, value)
            self.reason = state["reason"]
            self.server.stopped = self.reason is not None

    def _look(self, t):
        if not self.diverged:
            if self.evaluate and t % self.evaluate.every == 0:
                self._evaluate()
            self._ask(t)
            if self.keep:
                self.keep.after(t, self)
        if self.progress:
            self.progress(t, self.total)

    def _evaluate(self):
        value = self.evaluate.function(np.asarray(self.server.w))
        self.values.append(Value(self.server.version, validate.number("the evaluation", value)))

    def _ask(self, t):
        said = []
        if self.evaluate and self.evaluate.goal is not None:
            version, value = self.values[-1]
            if version == t and value >= self.evaluate.goal:
                goal = self.evaluate.goal
                said.append(f"stopped after update {t}: {value:.6g} reaches the goal {goal:g}")
        for rule in self.rules:
            if getattr(rule, "at_epoch_end", False) and t % self.server.stream.per_epoch:
                continue
            w = np.asarray(self.server.w)
            said.append(rule(t, w, lambda w=w: self.problem.loss(w)))
        self.reason = next(filter(None, said), None)
        self.server.stopped = self.reason is not None


def end_if_diverged(server, far):
    """End a run that went out of all bounds, at the last w before, as `descend` does; say so.

    `far` is the largest w·w allowed.
    """
    w = server.w
    if w.dot(w) <= far:  # false for nan
        return None
    server.stopped = True
    last = server.applied.pop()
    before = server.applied[-1].w if server.applied else server.first
    return diverged(server.version, np.asarray(before), np.asarray(last.grad))


def _name(rule):
    return getattr(rule, "__qualname__", None) or repr(rule)


def _plain(value):
    return value is None or isinstance(value, (bool, int, float, str))
