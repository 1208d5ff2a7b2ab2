"""The virtual cluster: its clock, its messages, its size."""

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab.parallel import (
    Async,
    Chance,
    Cost,
    Evaluate,
    Serial,
    Stream,
    Sync,
    Threads,
    Virtual,
    rehearse,
    train,
)
from sgdlab.parallel.timeline import Span, without

HOW = {"lr": 0.05, "batch_size": 8, "epochs": 2, "workers": 4}


def squares(n=60, d=3):
    random = np.random.RandomState(0)
    return sl.LeastSquares(random.randn(n, d), random.randn(n))


@pytest.mark.parametrize("policy", [Sync(), Sync(backup=1), Async(), Async(bound=1)])
@pytest.mark.parametrize("queue", [False, True])
def test_a_rehearsal_has_the_times_of_the_run(policy, queue):
    on = Virtual(Cost(bandwidth=5, latency=70), Chance(0.2, 4), queue)
    how = {name: HOW[name] for name in ("batch_size", "epochs", "workers")} | {"policy": policy}
    run = train(squares(), np.zeros(3), lr=0.05, **how, on=on)
    rehearsal = rehearse(n=60, parameters=3, **how, on=on)
    assert rehearsal.timeline == run.timeline and rehearsal.log.entries == run.log.entries
    assert rehearsal.bytes == run.bytes and rehearsal.idle == run.idle
    assert (rehearsal.staleness == run.staleness).all() and rehearsal.path is None


def test_a_thousand_workers_and_a_hundred_million_parameters():
    on = Virtual(Cost(bandwidth=1250), Chance(0.1, 4), servers=10)
    began = time.process_time()
    run = rehearse(n=200 * 4000, batch_size=4000, workers=1000, parameters=10**8, on=on)
    assert time.process_time() - began < 10
    assert len(run.times) == 200 and run.messages == 200 * 2000 * 10
    assert run.bytes == 200 * 2000 * 8 * 10**8
    link = 300 + 8 * 10**7 // 1250
    assert run.time >= 200 * (2000 * link + 600 + 30)


def test_messages_take_turns_on_the_link_and_updates_in_the_server():
    on = Virtual(Cost(update=900), Chance(0.3, 3, seed=1))
    run = rehearse(n=200, batch_size=8, workers=4, policy=Async(), on=on)
    for phases in (("pull", "push"), ("update",)):
        spans = [span for span in run.timeline if span.phase in phases]
        assert all(a.end <= b.start for a, b in pairwise(spans))
    assert (np.diff(run.times) >= 900).all()


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_an_answer_to_all_is_a_message_for_each_worker(workers):
    how = {"n": 200, "batch_size": 10, "workers": workers}
    one, everybody = (rehearse(**how, policy=Async(answer=to)) for to in ("pusher", "all"))
    updates = len(one.times)
    assert one.messages == 2 * updates == 2 * len(everybody.times)
    last = workers - 1  # after the last update nobody is told; who has no more work is
    assert (workers + 1) * updates - last**2 - last <= everybody.messages
    assert everybody.messages <= (workers + 1) * updates
    assert everybody.time >= one.time and (workers == 1) == (everybody.time == one.time)


@given(seed=st.integers(0, 50), bound=st.integers(0, 3), workers=st.integers(1, 5))
def test_staleness_in_ticks_keeps_the_bound_and_in_versions_has_its_own(seed, bound, workers):
    run = rehearse(
        n=80, batch_size=8, workers=workers, policy=Async(bound=bound),
        on=Virtual(delays=Chance(0.3, 5, seed)),
    )  # fmt: skip
    assert run.ahead.min() >= 0 and run.ahead.max() <= bound
    assert run.staleness.max() <= (2 * bound + 1) * (workers - 1)


def test_equal_workers_are_behind_by_the_others():
    run = rehearse(n=400, batch_size=4, workers=4, policy=Async(), on=Virtual())
    assert set(run.staleness[4:-4].tolist()) == {3}
    assert rehearse(n=400, batch_size=4, workers=4).staleness.max() == 0


def test_idle_is_what_no_span_fills():
    unit = Cost(instance=0, call=1, message=0, update=0)
    slow = Virtual(unit, lambda worker, tick, own: 3 if worker == 0 else 0)
    run = rehearse(n=400, batch_size=4, workers=4, on=slow)
    assert run.idle == {0: 0, 1: 300, 2: 300, 3: 300} and run.time == 400
    backup = rehearse(n=400, batch_size=4, workers=4, policy=Sync(backup=1), on=slow)
    assert backup.time == 100 and backup.idle == dict.fromkeys(range(4), 0)
    assert backup.dropped == 25  # the slow one came every fourth round, always too late


def test_an_evaluation_is_recorded_and_ends_the_run_at_its_goal():
    problem = squares()
    at = Evaluate(problem.loss, every=5)
    run = train(problem, np.ones(3), **HOW, evaluate=at)
    assert [version for version, _ in run.values] == [0, 5, 10, 15]
    assert [value for _, value in run.values] == [run.path.loss[k] for k in (0, 5, 10, 15)]
    goal = Evaluate(lambda w: -problem.loss(w), every=2, goal=-run.path.loss[6])
    short = train(problem, np.ones(3), **HOW, evaluate=goal)
    assert len(short.path) <= 6 and short.path.reason.startswith("stopped after update ")
    assert "reaches the goal" in short.path.reason
    assert short.time == short.times[-1] == run.times[len(short.path) - 1]


@pytest.mark.parametrize("on", [Serial(), Threads()])
def test_no_clock_runs_while_the_server_evaluates(on):
    def slowly(w):
        time.sleep(0.05)
        return 0.0

    run = train(squares(), np.ones(3), **HOW, on=on, evaluate=Evaluate(slowly))
    assert len(run.values) == 17 and run.time < 16 * 25_000
    assert min(span.start for span in run.timeline) == 0
    assert all(span.end >= span.start for span in run.timeline)


@given(
    times=st.lists(st.integers(0, 300), min_size=2, max_size=20),
    cuts=st.lists(st.integers(0, 300), max_size=8, unique=True),
)
def test_taking_pauses_out_is_taking_away_their_microseconds(times, cuts):
    cuts = sorted(cuts)[: len(cuts) // 2 * 2]
    pauses = list(zip(cuts[::2], cuts[1::2], strict=True))
    first = min(times)
    spans = [Span(k, "compute", first, max(t, first), 0, 0) for k, t in enumerate(times)]
    paused = {t for start, end in pauses for t in range(start, end)}
    there = {span.who: span for span in without(spans, pauses)}
    for who, time_ in enumerate(times):
        lived = len(set(range(first, time_)) - paused)
        assert (there[who].start, there[who].end) == (0, lived)


def test_a_whole_batch_comes_once_whatever_the_parts():
    for n, m, parts in [(17, 5, 3), (16, 4, 4), (9, 9, 2), (10, 7, 7)]:
        stream = Stream(n, m, 2, 3, parts)
        for tick in range(len(stream)):
            whole = np.array_split(stream[tick], parts)
            assert [p.tolist() for p in stream.parts_of(tick)] == [p.tolist() for p in whole]
            assert stream.size(tick) == len(stream[tick])
            assert stream.pieces(tick) == sum(len(piece) > 0 for piece in whole)
        assert stream.total == sum(map(stream.pieces, range(len(stream))))
