"""Faults that people make in a parameter server, each planted, and caught by what is known."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.parallel import (
    Async,
    Chance,
    Serial,
    Server,
    Stream,
    Sync,
    Virtual,
    policies,
    records,
    replay,
    train,
)

UNEVEN = {"lr": 0.05, "batch_size": 10, "epochs": 2, "workers": 4, "shuffle": 1}


def squares(n=60, d=3):
    random = np.random.RandomState(0)
    return sl.LeastSquares(random.randn(n, d), random.randn(n))


def right(**change):
    """Tell whether a run agrees with what is known of it."""
    how = UNEVEN | change
    run = train(squares(), np.ones(3), on=Virtual(delays=Chance(0.4, 9)), **how)
    serial = train(squares(), np.ones(3), on=Serial(), **how)
    if how.get("policy", Sync()) == Sync():
        plain = {name: how[name] for name in ("lr", "batch_size", "epochs", "shuffle")}
        near = np.allclose(run.path.w, sl.descend(squares(), np.ones(3), **plain).w, rtol=1e-12)
        return near and np.array_equal(run.path.w, serial.path.w) and _once(run)
    again = replay(squares(), run.log)
    return np.array_equal(again.path.w, run.path.w) and _once(run)


def _once(run):
    """Every instance used once an epoch, each gradient of the batch it was asked for."""
    used = [entry for entry in run.log.entries if entry.used]
    parts = [(entry.tick, entry.part) for entry in used]
    late = isinstance(run.log.arguments["policy"], Sync) and any(
        run.path.w.shape[0] - 1 < entry.tick or entry.version != entry.tick for entry in used
    )
    seen = np.concatenate(run.path.batches)
    expected = sum(len(run.stream.part(tick, part)) for tick, part in parts)
    return len(set(parts)) == len(parts) and not late and len(seen) == expected


def test_nothing_is_wrong_without_a_fault():
    assert right() and right(policy=Sync(backup=1)) and right(policy=Async())


def sum_of_means(w, sums, share, lr):
    """The workers' means are added: the step is P times too long, small parts count too much."""
    grad = sum(one / size for one, size in zip(sums, (3, 3, 2, 2), strict=False))
    return w - lr * grad, grad


def mean_of_means(w, sums, share, lr):
    grad = sum(one / size for one, size in zip(sums, (3, 3, 2, 2), strict=False)) / len(sums)
    return w - lr * grad, grad


def no_division(w, sums, share, lr):
    grad = sum(sums[1:], sums[0])
    return w - lr * grad, grad


def twice(w, sums, share, lr):
    w, grad = records.move(w, sums, share, lr)
    return w - lr * grad, grad


@pytest.mark.parametrize("fault", [sum_of_means, mean_of_means, no_division, twice])
def test_a_wrong_move_is_caught(monkeypatch, fault):
    monkeypatch.setattr("sgdlab.parallel.server.move", fault)
    assert not right()


def test_adding_in_the_order_of_arrival_is_caught(monkeypatch):
    def due(self, tick, server):
        here = server.waiting[tick]
        return tuple(here) if len(here) >= server.filled(tick) - self.backup else ()

    monkeypatch.setattr(policies.Sync, "due", due)
    assert not right()


def test_a_late_gradient_that_is_used_is_caught(monkeypatch):
    def due(self, tick, server):
        return tuple(sorted(server.waiting[tick])) if tick >= server.version - 1 else ()

    monkeypatch.setattr(policies.Sync, "wanted", lambda self, tick, server: True)
    monkeypatch.setattr(policies.Sync, "due", due)
    monkeypatch.setattr(policies.Sync, "done", lambda self, server: server.version > 11)
    assert not right(policy=Sync(backup=1))


def test_an_update_that_is_told_twice_is_caught(monkeypatch):
    push = Server.push

    def again(self, job, total, count):
        jobs = push(self, job, total, count)
        self.workers[job.worker], kept = job, self.workers[job.worker]
        jobs += push(self, job, total, count)
        self.workers[job.worker] = kept
        return jobs

    monkeypatch.setattr(Server, "push", again)
    assert not right(policy=Async())


def test_a_worker_that_takes_instances_of_others_is_caught(monkeypatch):
    part = Stream.part
    monkeypatch.setattr(Stream, "part", lambda self, tick, p: part(self, tick, p // 2))
    assert not right()


def test_a_divisor_that_is_the_workers_and_not_the_instances_is_caught(monkeypatch):
    monkeypatch.setattr(policies.Sync, "share", lambda self, tick, parts, server: len(parts))
    assert not right()
