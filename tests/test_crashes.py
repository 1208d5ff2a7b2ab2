"""Workers that die in a run on the virtual cluster: later, and nothing else."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.parallel import (
    Async,
    Cost,
    Crash,
    Crashes,
    Jitter,
    Sync,
    Virtual,
    rehearse,
    replay,
    train,
)

UNIT = Cost(instance=100, call=0, message=0, update=0)
HOW = {"lr": 0.05, "batch_size": 8, "epochs": 4, "workers": 4}


def squares(n=64, d=3):
    random = np.random.RandomState(0)
    return sl.LeastSquares(random.randn(n, d), random.randn(n))


def spans(run, worker):
    mine = [span for span in run.timeline if span.who == worker]
    return [(span.phase, span.start, span.end) for span in mine if span.phase != "push"]


def test_a_crash_costs_what_was_computed_and_the_repair():
    on = Virtual(UNIT, crashes=Crash(worker=2, tick=0, after=150, repair=1000))
    run = train(squares(), np.zeros(3), on=on, **HOW)
    quiet = train(squares(), np.zeros(3), on=Virtual(UNIT), **HOW)
    assert (quiet.time, run.time) == (32 * 200, 32 * 200 + 150 + 1000)
    assert [tuple(loss) for loss in run.replaced] == [(2, "it crashed", 150, 1150)]
    assert quiet.replaced == () and (run.path.w == quiet.path.w).all()
    assert spans(run, 2)[:3] == [("pull", 0, 0), ("pull", 1150, 1150), ("compute", 1150, 1350)]


def test_a_crash_after_the_end_of_the_computation_is_none():
    on = Virtual(UNIT, crashes=Crash(worker=2, tick=0, after=200))
    assert train(squares(), np.zeros(3), on=on, **HOW).replaced == ()


@pytest.mark.parametrize("policy", [Sync(), Sync(backup=1), Async(), Async(bound=1)])
def test_runs_with_crashes_are_whole_replayed_and_rehearsed(policy):
    on = Virtual(delays=Jitter(), crashes=Crashes(mtbf=4000, repair=3000))
    run = train(squares(), np.ones(3), on=on, policy=policy, **HOW)
    assert len(run.replaced) > 3
    assert (replay(squares(), run.log).path.w == run.path.w).all()
    again = train(squares(), np.ones(3), on=on, policy=policy, **HOW)
    assert again.timeline == run.timeline and again.replaced == run.replaced
    sent = [(entry.tick, entry.part) for entry in run.log.entries]
    assert len(set(sent)) == len(sent)
    if policy == Sync():
        assert (run.path.w == train(squares(), np.ones(3), **HOW).path.w).all()
    how = {name: HOW[name] for name in ("batch_size", "epochs", "workers")}
    rehearsal = rehearse(n=64, parameters=3, policy=policy, on=on, **how)
    assert rehearsal.timeline == run.timeline and rehearsal.replaced == run.replaced


def test_crashes_come_at_their_rate():
    calm = rehearse(n=80_000, batch_size=80, workers=8, on=Virtual(UNIT))
    on = Virtual(UNIT, crashes=Crashes(mtbf=20_000, repair=500))
    run = rehearse(n=80_000, batch_size=80, workers=8, on=on)
    done = sum(s.end - s.start for s in calm.timeline if s.phase == "compute")
    # a computation of 1,000 is begun until it goes well: e^(1000/20000) - 1 crashes in the mean
    expected = done / 1000 * np.expm1(1000 / 20_000)
    assert len(run.replaced) == pytest.approx(expected, abs=3 * expected**0.5)
    assert {loss.end - loss.start for loss in run.replaced} == {500}


def test_what_is_drawn_is_the_same_on_every_computer():
    model = Crashes(mtbf=1000, repair=7)
    assert [model(worker, 3, 0, 600) for worker in range(4)] == [
        (292, 7),
        (140, 7),
        (126, 7),
        (33, 7),
    ]
    assert model(0, 3, 1, 10**9) != model(0, 3, 0, 10**9) != model(0, 4, 0, 10**9)


def test_a_worker_that_always_dies_ends_the_run():
    with pytest.raises(ValueError, match=r"died 10,000 times .* 200 µs: .* never ends"):
        train(squares(), np.zeros(3), on=Virtual(UNIT, crashes=Crashes(mtbf=1, repair=0)), **HOW)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Crash(worker=-1), "worker is -1"),
        (lambda: Crash(repair=-1), "repair is -1"),
        (lambda: Crashes(0), "mtbf is 0; expected a number above 0"),
        (lambda: Crashes(10, repair=-1), "repair is -1"),
        (lambda: Virtual(crashes=3), "crashes is 3; expected a model such as"),
    ],
)
def test_bad_input_gets_a_sentence(make, says):
    with pytest.raises((ValueError, TypeError), match=says):
        make()
