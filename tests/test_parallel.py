"""The parameter server: equal to the serial run, its policies, its clock, its replay."""

import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

import sgdlab as sl
from sgdlab.parallel import (
    Async,
    Cost,
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

TABLE = sl.LeastSquares(*sl.load("table")[:2])
UNIT = Cost(instance=0, call=1, message=0, update=0)


def squares(n=60, d=3):
    random = np.random.RandomState(0)
    return sl.LeastSquares(random.randn(n, d), random.randn(n))


def one_slow(worker, tick, own):
    """Worker 0 is four times slower for ever, on a cluster where a gradient takes 1."""
    return 3 if worker == 0 else 0


def test_two_workers_on_the_slides_table():
    run = train(TABLE, (0, 0), lr=0.5, batch_size=2, epochs=3, workers=2)
    assert run.path.w[:7].tolist() == [
        [0, 0], [1/2, 1], [-1/4, 1], [-1/8, 9/8], [-9/16, 9/8], [-11/32, 41/32], [-43/64, 41/32],
    ]  # fmt: skip
    assert run.path.reason == "stopped after 6 updates, the number asked for"


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("kind", [Virtual, Threads])
def test_synchronous_equals_serial_bit_for_bit_and_descend_to_rounding(workers, kind):
    problem, how = (
        squares(),
        {"lr": 0.05, "batch_size": 7, "epochs": 3, "shuffle": 2},
    )  # a last batch of 4
    serial = train(problem, np.zeros(3), workers=workers, on=Serial(), **how).path
    other = train(problem, np.zeros(3), workers=workers, on=kind(), **how).path
    plain = sl.descend(problem, np.zeros(3), **how)
    assert (other.w == serial.w).all() and (other.grad == serial.grad).all()
    assert serial.w == pytest.approx(plain.w, rel=1e-12)
    assert [b.tolist() for b in other.batches] == [b.tolist() for b in plain.batches]


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_time_never_changes_a_synchronous_run(data):
    waits = st.integers(0, 5000)
    slow = {}

    def delays(worker, tick, own):
        return slow.setdefault((worker, tick), data.draw(waits))

    how = {"lr": 0.05, "batch_size": 8, "epochs": 1, "workers": 4}
    quick = train(squares(), np.zeros(3), **how)
    late = train(squares(), np.zeros(3), on=Virtual(delays=delays), **how)
    assert (late.path.w == quick.path.w).all() and late.time >= quick.time


@pytest.mark.parametrize("workers", [1, 2, 3, 6])
def test_parts_never_change_with_the_number_of_workers(workers):
    how = {"lr": 0.05, "batch_size": 6, "epochs": 2, "parts": 6}
    one = train(squares(), np.zeros(3), workers=6, **how).path
    assert (train(squares(), np.zeros(3), workers=workers, **how).path.w == one.w).all()


@pytest.mark.parametrize(
    ("m", "parallel", "s1", "s2"),
    [
        (1, 930, 0.355, 0.355),  # with one worker; the page's table divides by four messages more
        (8, 2830, 0.364, 0.933),
        (32, 3430, 1.000, 3.079),
        (128, 5830, 2.235, 7.245),
        (512, 15430, 3.333, 10.950),
        (2048, 53830, 3.809, 12.555),
    ],
)
def test_the_virtual_cluster_has_the_times_of_the_lectures_example(m, parallel, s1, s2):
    problem = squares(2048)
    run = train(problem, np.zeros(3), lr=0.01, batch_size=m, epochs=1, workers=min(4, m))
    each = run.time / len(run.path)
    assert each == parallel
    serial = 100 * m + 230
    assert (serial / each, 330 * m / each) == pytest.approx((s1, s2), abs=5e-4)


@pytest.mark.parametrize(
    ("policy", "queue", "rounds", "instances"),
    [
        (Sync(), False, 400, 400),
        (Sync(backup=1), False, 100, 300),
        (Async(bound=0), False, 400, 400),
        (Async(bound=3), False, 400, 400),
        (Async(bound=10), False, 400, 400),
        (Async(), False, 400, 400),
        (Async(), True, 124, 400),
    ],
)
def test_one_worker_four_times_slower_for_ever(policy, queue, rounds, instances):
    problem = squares(400)
    run = train(
        problem, np.zeros(3), lr=0.01, batch_size=4, epochs=1, workers=4, policy=policy,
        on=Virtual(UNIT, delays=one_slow, queue=queue),
    )  # fmt: skip
    assert run.time == rounds
    assert sum(map(len, run.path.batches)) == instances


POLICIES = [Sync(), Sync(backup=1), Async(), Async(bound=0), Async(bound=2)]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("queue", [False, True])
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 99), workers=st.integers(1, 6), parts=st.integers(2, 5))
def test_every_part_is_computed_once_and_a_replay_gives_the_same_bits(
    policy, queue, seed, workers, parts
):
    random = np.random.RandomState(seed)
    on = Virtual(delays=lambda worker, tick, own: random.randint(4000), queue=queue)
    how = {"lr": 0.02, "batch_size": 7, "epochs": 2, "shuffle": seed, "policy": policy}
    run = train(squares(40), np.zeros(3), workers=workers, parts=parts, on=on, **how)
    sent = [(entry.tick, entry.part) for entry in run.log.entries]
    assert len(set(sent)) == len(sent)
    used = np.concatenate(run.path.batches)
    assert len(used) + _lost(run, parts) == 2 * 40
    again = replay(squares(40), run.log)
    assert (again.path.w == run.path.w).all() and again.log.entries == run.log.entries


def _lost(run, parts):
    """The instances of the parts that were dropped or never asked for."""
    stream = Stream(40, 7, 2, run.log.arguments["shuffle"], parts)
    entries = {(entry.tick, entry.part) for entry in run.log.entries if entry.used}
    return sum(
        len(piece)
        for tick in range(len(stream))
        for part, piece in enumerate(stream.parts_of(tick))
        if (tick, part) not in entries
    )


@pytest.mark.parametrize("bound", [0, 1, 3])
def test_nobody_is_more_than_the_bound_ahead(bound):
    random = np.random.RandomState(1)
    stream = Stream(40, 4, 3, None, 4)
    server = Server(np.zeros(3), stream, 0.01, 4, Async(bound))
    work, clock = server.start(), dict.fromkeys(range(4), 0)
    while work:
        job = work.pop(random.randint(len(work)))
        assert job.tick <= min(clock.values()) + bound
        clock[job.part] = job.tick + 1
        work += server.push(job, np.zeros(3), 1)
    assert server.finished and set(clock.values()) == {len(stream)}


def test_bound_zero_equals_synchronous_to_rounding_and_no_bound_equals_a_large_one():
    how = {"lr": 0.01, "batch_size": 8, "epochs": 2, "workers": 4}
    sync = train(squares(), np.zeros(3), **how).path
    zero = train(squares(), np.zeros(3), policy=Async(bound=0), **how)
    assert zero.path.w[:-2:4] == pytest.approx(sync.w[:-1], abs=1e-13)
    assert zero.staleness.max() == 3
    free, large = (
        train(squares(), np.zeros(3), policy=Async(bound=b), **how) for b in (None, 10**6)
    )
    assert (free.path.w == large.path.w).all() and free.timeline == large.timeline


@pytest.mark.parametrize("on", [Virtual(), Threads()])
def test_one_asynchronous_worker_is_the_serial_run(on):
    how = {"lr": 0.05, "batch_size": 8, "epochs": 2, "workers": 1}
    one = train(squares(), np.zeros(3), policy=Async(), on=on, **how).path
    assert (one.w == train(squares(), np.zeros(3), on=Serial(), **how).path.w).all()


@pytest.mark.parametrize("policy", [Async(), Async(bound=1), Sync(backup=1)])
def test_a_run_on_threads_is_replayed_bit_for_bit(policy):
    how = {"lr": 0.05, "batch_size": 7, "epochs": 6, "shuffle": 1, "workers": 3}
    run = train(squares(), np.zeros(3), policy=policy, on=Threads(), **how)
    with threadpool_limits(1):
        again = replay(squares(), run.log)
    assert (again.path.w == run.path.w).all() and again.log.entries == run.log.entries
    assert run.ahead.max() <= {Async(bound=1): 1}.get(policy, 60)


@pytest.mark.parametrize("kind", ["softmax", "mlp"])
@pytest.mark.parametrize("workers", [2, 5])
def test_parts_of_a_batch_give_the_whole_batch_to_rounding(kind, workers):
    data = sl.load("digits")
    problem = sl.Softmax(data.X / 16, data.y) if kind == "softmax" else sl.MLP(data.X, data.y, 16)
    how = {"lr": 0.01, "batch_size": 64, "epochs": 3, "shuffle": 1}
    w0 = problem.initial(0)
    parts = train(problem, w0, workers=workers, **how).path
    assert parts.w == pytest.approx(sl.descend(problem, w0, **how).w, rel=1e-12, abs=1e-13)


def test_runs_at_once_keep_one_blas_thread_and_give_it_back():
    class Watched(sl.LeastSquares):
        def grad_sum(self, w, batch):
            blas = [info for info in threadpool_info() if info["user_api"] == "blas"]
            seen.extend(info["num_threads"] for info in blas)
            time.sleep(self.pause)
            return super().grad_sum(w, batch)

    def go(pause):
        problem = Watched(squares().X, squares().y)
        problem.pause = pause
        train(problem, np.zeros(3), lr=0.01, batch_size=30, epochs=2, workers=2, on=Threads())

    seen, before = [], threadpool_info()
    threads = [threading.Thread(target=go, args=(pause,)) for pause in (0.01, 0.05)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen) <= {1} and threadpool_info() == before


@pytest.mark.parametrize("policy", POLICIES)
def test_workers_that_leave_and_join_lose_no_part(policy):
    stream = Stream(40, 8, 2, 3, 4)
    problem = squares(40)
    server = Server(np.zeros(3), stream, 0.02, 4, policy)
    work, seen = server.start(), 0
    while not server.finished:
        seen += 1
        if seen == 3:
            gone = next(job for job in work if job.worker == 2)
            work.remove(gone)
            work += server.leave(2)
        if seen == 9:
            work += server.join(7)
        job = work.pop(0)
        work += server.push(job, problem.grad_sum(job.w, job.instances), len(job.instances))
        work = [job for job in work if server.workers.get(job.worker) is job]
    sent = [(entry.tick, entry.part) for entry in server.log if entry.used]
    assert len(set(sent)) == len(sent)
    if policy == Sync():
        whole = train(problem, np.zeros(3), lr=0.02, batch_size=8, epochs=2, shuffle=3, workers=4)
        assert (server.w == whole.path.w[-1]).all()
    if policy != Sync(backup=1):
        assert len(sent) == 4 * len(stream)


def test_a_gradient_told_twice_or_by_a_lost_worker_changes_nothing():
    server = Server(np.zeros(3), Stream(8, 4, 1, None, 2), 0.1, 2, Sync())
    first, second = server.start()
    assert server.push(first, np.ones(3), 2) == []
    assert server.push(first, np.ones(3), 2) == [] and server.version == 0
    lost = server.leave(1)
    assert [(job.worker, job.tick, job.part) for job in lost] == [(0, 0, 1)]
    assert server.push(second, np.ones(3), 2) == [] and server.version == 0
    server.push(lost[0], np.ones(3), 2)
    assert server.version == 1 and server.w.tolist() == pytest.approx([-0.05] * 3)


def test_a_run_stops_by_a_rule_and_says_why():
    run = train(
        squares(), np.ones(3), lr=0.05, batch_size=8, epochs=50, workers=2, stop=sl.MaxSteps(5)
    )
    assert len(run.path) == 5 and run.path.reason == sl.MaxSteps(5)(5, None, None)


def test_the_spans_of_a_round_follow_each_other():
    run = train(squares(8), np.zeros(3), lr=0.1, batch_size=8, epochs=1, workers=2)
    spans = [(span.who, span.phase, span.start, span.end) for span in run.timeline]
    assert spans == [
        (0, "pull", 0, 300), (1, "pull", 300, 600), (0, "compute", 600, 1200),
        (1, "compute", 600, 1200), (0, "push", 1200, 1500), (1, "push", 1500, 1800),
        ("server", "update", 1800, 1830),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"workers": 9}, "a batch of 8 instances cannot be cut into 9 parts"),
        ({"workers": 0}, "workers is 0"),
        ({"parts": 0}, "parts is 0"),
        ({"batch_size": 99}, "batch_size is 99"),
        ({"lr": -1}, "lr is -1"),
        ({"epochs": -1}, "epochs is -1"),
        ({"policy": "async"}, r"policy is 'async'; expected Sync\(...\) or Async\(...\)"),
        ({"policy": Async}, r"policy is <class .*; expected Sync"),
        ({"on": "ray"}, "on is 'ray'; expected a transport such as Virtual"),
        ({"on": Threads}, r"on is <class .*; expected a transport"),
        ({"progress": 3}, "progress is 3; expected a function of done and total"),
    ],
)
def test_bad_input_gets_a_sentence(change, says):
    how = {"lr": 0.1, "batch_size": 8, "epochs": 1, "workers": 2} | change
    with pytest.raises((ValueError, TypeError), match=says):
        train(squares(), np.zeros(3), **how)


class Leaves(sl.LeastSquares):
    """A problem that ends the program."""

    def grad_sum(self, w, batch):
        raise SystemExit(3)


@pytest.mark.parametrize("on", [Serial(), Threads(), Virtual()])
def test_a_gradient_that_ends_the_program_ends_the_run(on):
    how = {"lr": 0.1, "batch_size": 8, "epochs": 1, "workers": 1}
    with pytest.raises(SystemExit):
        train(Leaves(squares().X, squares().y), np.zeros(3), on=on, **how)


class Wrong(sl.LeastSquares):
    """A problem whose gradient is `gradient`."""

    def grad_sum(self, w, batch):
        return np.array(self.gradient)


@pytest.mark.parametrize("on", [Serial(), Threads(), Virtual()])
def test_a_gradient_that_is_none_gets_a_sentence(on):
    wrong, how = Wrong(squares().X, squares().y), {"lr": 0.1, "batch_size": 8, "epochs": 1}
    wrong.gradient = [1.0, 2.0]
    with pytest.raises(ValueError, match=r"part 0 of batch 0 has shape \(2,\); expected \(3,\)"):
        train(wrong, np.zeros(3), workers=1, on=on, **how)
    wrong.gradient = [1.0, np.nan, 2.0]
    run = train(wrong, np.zeros(3), workers=2, on=on, **how)
    assert len(run.path) == 0 and "the gradient is not a number" in run.path.reason


@pytest.mark.parametrize(
    "make", [lambda: Sync(backup=-1), lambda: Async(bound=-1), lambda: Cost(call=-1)]
)
def test_bad_policies_get_a_sentence(make):
    with pytest.raises((ValueError, TypeError), match="is -1"):
        make()


def test_the_names_of_a_run_stand_at_the_front_door():
    for name in ("Async", "Cost", "Ray", "Serial", "Sync", "Threads", "Virtual", "replay", "train"):
        assert getattr(sl, name) is getattr(sl.parallel, name)


def test_a_gradient_that_came_after_the_end_moves_nothing_in_a_replay_either():
    draw = np.random.RandomState(0)
    X = draw.normal(size=(60, 3))
    problem = sl.LeastSquares(X, X @ [1.0, 2.0, 3.0])
    how = {"lr": 0.05, "batch_size": 8, "epochs": 4, "workers": 4, "policy": Async()}
    near = Evaluate(lambda w: -problem.loss(w), goal=-3)
    run = train(problem, np.zeros(3), evaluate=near, **how)
    assert len(run.path) < 30  # the goal ended it
    last = run.log.entries[-1]
    late = [last._replace(worker=k, tick=last.tick + 1, part=k, used=False) for k in range(4)]
    again = replay(problem, replace(run.log, entries=(*run.log.entries, *late)))
    np.testing.assert_array_equal(again.path.w, run.path.w)
