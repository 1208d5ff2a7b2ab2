"""Delay models: the same for everybody, and with the means that they name."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab.parallel import (
    Async,
    Chance,
    Cost,
    HeavyTail,
    Jitter,
    Measured,
    Straggler,
    Sync,
    Threads,
    Virtual,
    rehearse,
    train,
)

MODELS = [Jitter(0.5), Chance(0.1, 4), HeavyTail(1.5), Straggler(1, 4)]
SECOND = Cost(instance=0, call=1000, message=0, update=0)


def waits(model, own=1000, workers=100, ticks=200):
    return np.array([[model(p, t, own) for p in range(workers)] for t in range(ticks)])


@pytest.mark.parametrize(
    ("model", "drawn"),
    [
        (Jitter(0.5), [612, 548, 118, 442]),
        (Chance(0.5, 4), [0, 0, 3000, 0]),
        (HeavyTail(1.5), [1261, 1078, 170, 804]),
    ],
)
def test_what_is_drawn_is_the_same_on_every_computer(model, drawn):
    assert [model(worker, 3, 1000) for worker in range(4)] == drawn


@pytest.mark.parametrize("model", MODELS)
@given(data=st.data())
def test_a_delay_depends_on_worker_and_batch_alone(model, data):
    asked = [(p, t) for p in range(0, 130, 13) for t in range(3)]
    there = {key: model(*key, 1000) for key in asked}
    other = type(model)(*[getattr(model, name) for name in model.__dataclass_fields__])
    again = {key: other(*key, 1000) for key in data.draw(st.permutations(asked))}
    assert there == again and all(isinstance(x, int) and x >= 0 for x in there.values())


def test_the_models_have_the_means_they_name():
    assert waits(Jitter(0.5)).mean() == pytest.approx(500, rel=0.03)
    slow = waits(Chance(0.1, 4))
    assert set(np.unique(slow)) == {0, 3000}
    assert (slow > 0).mean() == pytest.approx(0.1, abs=0.01)
    tail = waits(HeavyTail(1.5)) + 1000
    assert (tail > 10_000).mean() == pytest.approx(10**-1.5, rel=0.1)
    always = waits(Straggler(1, 4))
    assert (always[:, 1] == 3000).all() and always.sum() == always[:, 1].sum()


@pytest.mark.parametrize("model", [Jitter, Chance, HeavyTail])
def test_another_seed_another_row(model):
    assert (waits(model(seed=0)) != waits(model(seed=1))).any()


@pytest.mark.parametrize("model", MODELS)
def test_delays_change_the_time_of_a_synchronous_run_and_nothing_else(model):
    random = np.random.RandomState(0)
    problem = sl.LeastSquares(random.randn(40, 3), random.randn(40))
    how = {"lr": 0.05, "batch_size": 8, "epochs": 2, "workers": 4}
    quick, late = (
        train(problem, np.zeros(3), on=Virtual(delays=delays), **how) for delays in (None, model)
    )
    assert (quick.path.w == late.path.w).all() and late.time > quick.time
    assert late.timeline == train(problem, np.zeros(3), on=Virtual(delays=model), **how).timeline


def rounds(policy, model, queue=False, count=2000, workers=4):
    """The mean time of a round of `workers` parts, a computation of an own time of 1."""
    run = rehearse(
        n=workers * count, batch_size=workers, workers=workers, policy=policy,
        on=Virtual(SECOND, model, queue),
    )  # fmt: skip
    return run.time / count / 1000


def test_slow_by_chance_as_the_lecture_has_it():
    assert rounds(Sync(), Chance(0.1, 4)) == pytest.approx(2.03, abs=0.06)  # 1 + 3 (1 - .9^4)
    times = [rounds(Async(bound=s), Chance(0.1, 4)) for s in (0, 1, 3, 10)]
    assert times == sorted(times, reverse=True)
    assert times[0] == pytest.approx(2.03, abs=0.06) and times[-1] < 1.5


@pytest.mark.parametrize("workers", [4, 100])
def test_exponential_times_wait_for_the_harmonic_number(workers):
    zero = SECOND.__class__(instance=0, call=1000, message=0, update=0)
    run = rehearse(
        n=workers * 400, batch_size=workers, workers=workers, on=Virtual(zero, Jitter(1.0))
    )
    harmonic = sum(1 / k for k in range(1, workers + 1))
    assert run.time / 400 / 1000 - 1 == pytest.approx(harmonic, rel=0.05)


def test_a_measured_run_is_slow_again_where_it_was():
    how = {"n": 80, "batch_size": 8, "workers": 4}
    run = rehearse(**how, on=Virtual(SECOND, Straggler(2, 3)))
    model = Measured.of(run)
    assert [model(p, 0, 1000) for p in range(6)] == [0, 0, 2000, 0, 0, 0]
    assert rehearse(**how, on=Virtual(SECOND, model)).time == run.time


def test_a_run_on_threads_gives_delays():
    random = np.random.RandomState(0)
    problem = sl.LeastSquares(random.randn(60, 3), random.randn(60))
    run = train(problem, np.zeros(3), lr=0.01, batch_size=12, epochs=2, workers=2, on=Threads())
    model = Measured.of(run)
    assert len(model.factors) == 2
    late = rehearse(n=60, batch_size=12, workers=2, on=Virtual(delays=model))
    assert late.time > 0 and min(span.end - span.start for span in late.timeline) >= 0


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Jitter(-1), "mean is -1"),
        (lambda: Chance(1.5), "share is 1.5"),
        (lambda: Chance(factor=0.5), "factor is 0.5"),
        (lambda: HeavyTail(0), "shape is 0"),
        (lambda: Straggler(-1), "worker is -1"),
        (lambda: Measured(()), "factors is empty"),
        (lambda: Virtual(delays=3), "delays is 3"),
        (lambda: Virtual(servers=0), "servers is 0"),
    ],
)
def test_bad_models_get_a_sentence(make, says):
    with pytest.raises((ValueError, TypeError), match=says):
        make()
