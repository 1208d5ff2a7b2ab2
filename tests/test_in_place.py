"""The server's w is its own: who is given it can read it, and nobody else moves it."""

from importlib.util import find_spec

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.parallel import (
    Async,
    Evaluate,
    Serial,
    Server,
    Stream,
    Sync,
    Threads,
    Virtual,
    replay,
    train,
)

X, Y = sl.load("table")[:2]
HOW = {"lr": 0.5, "batch_size": 2, "epochs": 2, "workers": 2}
TRANSPORTS = [Serial(), Threads(), Virtual()]


class InPlace(sl.LeastSquares):
    """A gradient that steps by itself, as a loop of one's own does."""

    def grad_sum(self, w, batch):
        total = super().grad_sum(w, batch)
        w -= 0.1 * total
        return total


class Own(sl.LeastSquares):
    """A gradient that changes what is its own."""

    def grad_sum(self, w, batch):
        w = w.copy()
        w += 0.0
        total = super().grad_sum(w, batch)
        total *= 1.0
        return total


@pytest.mark.parametrize("on", TRANSPORTS)
@pytest.mark.parametrize("policy", [Sync(), Async()])
def test_a_gradient_that_moves_w_is_refused(on, policy):
    says = r"part 0 of batch 0 changes an array in place .*compute with w\.copy\(\)"
    with pytest.raises(ValueError, match=says):
        train(InPlace(X, Y), (0, 0), on=on, policy=policy, **HOW)


@pytest.mark.parametrize("on", TRANSPORTS)
def test_what_is_ones_own_may_be_changed(on):
    run = train(Own(X, Y), (0, 0), on=on, **HOW)
    assert (run.path.w == train(sl.LeastSquares(X, Y), (0, 0), **HOW).path.w).all()


def move(*given):
    next(one for one in given if isinstance(one, np.ndarray))[:] = 0


def test_neither_rule_nor_evaluation_nor_replay_moves_w():
    problem = sl.LeastSquares(X, Y)
    for more in ({"stop": move}, {"evaluate": Evaluate(move, every=1)}):
        with pytest.raises(ValueError, match="read-only"):
            train(problem, (0, 0), **HOW, **more)
    log = train(problem, (0, 0), **HOW).log
    with pytest.raises(ValueError, match="changes an array in place"):
        replay(InPlace(X, Y), log)


def test_a_server_that_goes_on_has_a_w_of_its_own_too():
    w0, stream = np.zeros(2), Stream(4, 2, 2, None, 2)
    first, second = (Server(w0, stream, 0.5, 2, Sync()) for _ in "ab")
    second.load(first.state())
    for server in (first, second):
        assert not server.w.flags.writeable and server.w is not w0
    assert w0.flags.writeable  # the caller's


def test_another_error_of_the_gradient_comes_as_it_is():
    class Wrong(sl.LeastSquares):
        def grad_sum(self, w, batch):
            raise ValueError("no such instance")

    with pytest.raises(ValueError, match=r"^no such instance$"):
        train(Wrong(X, Y), (0, 0), **HOW)


@pytest.mark.parametrize("name", ["array_api_strict", *["torch"] * bool(find_spec("torch"))])
@pytest.mark.parametrize("on", TRANSPORTS)
def test_other_libraries_get_a_w_that_they_can_take(name, on):
    xp = pytest.importorskip(name)
    problem = sl.LeastSquares(xp.asarray(X, dtype=xp.float64), xp.asarray(Y, dtype=xp.float64))
    run = train(problem, (0, 0), on=on, **HOW)
    assert (run.path.w == train(sl.LeastSquares(X, Y), (0, 0), **HOW).path.w).all()


def bare(d=2):
    return sl.LeastSquares(np.ones((4, d)), np.ones(4))


@pytest.mark.parametrize(
    ("problem", "log", "says"),
    [
        (bare(), None, r"log is None; expected Log\(...\)"),
        (bare(), "log", "log is 'log'"),
        (bare(), train(bare(), (0, 0), **HOW), r"log is Run\(.*expected Log"),
        (None, train(bare(), (0, 0), **HOW).log, "the problem is None"),
        (bare(3), train(bare(), (0, 0), **HOW).log, r"w0 has shape \(2,\), but the problem has 3"),
        (
            sl.LeastSquares([[1.0, 1.0]], [1.0]), train(bare(), (0, 0), **HOW).log,
            "a run on 4 instances, but the problem has 1",
        ),
        (
            bare(), sl.parallel.rehearse(n=4, batch_size=2, workers=2).log,
            "of a rehearsal, which has no gradients",
        ),
    ],
)  # fmt: skip
def test_a_replay_of_something_else_gets_a_sentence(problem, log, says):
    with pytest.raises((TypeError, ValueError), match=says):
        replay(problem, log)
