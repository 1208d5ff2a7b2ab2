"""What the cluster explorer's controls mean: a policy, delays, a run, the code that makes it."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ..parallel import Async, Sync, Virtual, delays, train
from ..problems import LeastSquares

POLICIES = ("synchronous", "backup workers", "bounded staleness", "asynchronous")
STRAGGLERS = {
    "none": "no straggler",
    "one": "worker 0: 4 times slower",
    "chance": "1 in 10: 4 times slower",
    "exponential": "exponential delays",
    "heavy tail": "heavy-tailed delays",
}
_MADE = (
    "draw = np.random.RandomState(0)",
    "X = draw.normal(size=(64, 2)) @ [[1.0, 0.6], [0.0, 0.6]]",
    "y = X @ [1.0, -1.0] + 0.3 * draw.normal(size=64)",
)


class Setting(NamedTuple):
    """A run's controls. `bound` is of the policy: backup workers, or batches ahead."""

    policy: str
    workers: int
    straggler: str
    jitter: int
    lr: float
    batch_size: int
    epochs: int
    message: int
    bound: int = 1
    queue: bool = False
    answer: str = "pusher"

    @property
    def name(self):
        """A few words for the picture."""
        return {
            "synchronous": "synchronous",
            "backup workers": f"{self.bound} backup worker{'s' * (self.bound != 1)}",
            "bounded staleness": f"staleness bound {self.bound}",
            "asynchronous": "asynchronous",
        }[self.policy] + ", queue" * self.queue


def made():
    """Return a small least-squares problem with two parameters: 64 instances made by a seed."""
    draw = np.random.RandomState(0)
    X = draw.normal(size=(64, 2)) @ [[1.0, 0.6], [0.0, 0.6]]
    return LeastSquares(X, X @ [1.0, -1.0] + 0.3 * draw.normal(size=64))


def policy(setting):
    """Return the policy that a `Setting` names."""
    return {
        "synchronous": Sync(),
        "backup workers": Sync(backup=setting.bound),
        "bounded staleness": Async(bound=setting.bound, answer=setting.answer),
        "asynchronous": Async(answer=setting.answer),
    }[setting.policy]


def named(policy):
    """Return policy, bound and answer as a `Setting` has them.

    >>> named(Sync(backup=2)), named(Async())
    ({'policy': 'backup workers', 'bound': 2}, {'policy': 'asynchronous', 'answer': 'pusher'})
    """
    if isinstance(policy, Sync):
        if policy.backup:
            return {"policy": "backup workers", "bound": policy.backup}
        return {"policy": "synchronous"}
    if isinstance(policy, Async):
        if policy.bound is None:
            return {"policy": "asynchronous", "answer": policy.answer}
        return {"policy": "bounded staleness", "bound": policy.bound, "answer": policy.answer}
    raise TypeError(f"the policy is {policy!r}; expected Sync(...) or Async(...).")


def carry_out(setting, problem, w0, cost):
    """Return the run of `setting` on a virtual cluster."""
    s = setting
    return train(
        problem, w0, lr=s.lr, batch_size=s.batch_size, epochs=s.epochs, workers=s.workers,
        policy=policy(s), shuffle=0,
        on=Virtual(replace(cost, message=s.message), _sum(_models(s)), s.queue),
    )  # fmt: skip


def code(source, setting, w0, cost):
    """Return the calls that make the run of `setting`; `source` is "made", "table" or ""."""
    s, models = setting, [f"delays.{model!r}" for model in _models(setting)]
    uses = ["Virtual", "train", type(policy(s)).__name__, "Cost", *["delays"] * bool(models)]
    heads = ["import numpy as np", "import sgdlab as sl"][source != "made" :]
    lines = [*heads, f"from sgdlab.parallel import {', '.join(sorted(uses))}", ""]
    if source == "made":
        lines += [*_MADE, "problem = sl.LeastSquares(X, y)"]
    elif source == "table":
        lines.append('problem = sl.LeastSquares(*sl.load("table")[:2])')
    how = [repr(replace(cost, message=s.message))]
    if len(models) > 1:
        models = [f"lambda *job: {' + '.join(f'{model}(*job)' for model in models)}"]
    how += [f"delays={model}" for model in models] + ["queue=True"] * s.queue
    lines += [
        f"cluster = Virtual({', '.join(how)})",
        f"run = train(\n    problem, {w0!r}, lr={s.lr!r}, batch_size={s.batch_size}, "
        f"epochs={s.epochs}, workers={s.workers},\n    policy={policy(s)!r}, on=cluster, shuffle=0,"
        "\n)",
        'print(f"{run.time / 1000:.1f} ms, loss {problem.loss(run.path.w[-1]):.4f}")',
    ]
    return "\n".join(lines) + "\n"


def _models(setting):
    """The delays of a setting: the straggler's, and the jitter's, drawn by another seed."""
    straggler = {
        "none": (),
        "one": (delays.Straggler(0, 4),),
        "chance": (delays.Chance(0.1, 4),),
        "exponential": (delays.Jitter(1.0),),
        "heavy tail": (delays.HeavyTail(1.5),),
    }[setting.straggler]
    return (*straggler, *(delays.Jitter(setting.jitter / 100, seed=1),) * (setting.jitter > 0))


def _sum(models):
    """One model that adds up what several say, None for none."""
    if len(models) < 2:
        return models[0] if models else None
    return lambda *job: sum(model(*job) for model in models)
