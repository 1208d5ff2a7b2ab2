"""Ray for real: the serial run's bits, whatever is killed, raised, hung or lost meanwhile."""

import os
import signal
import threading
import time

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

import sgdlab as sl
from sgdlab.parallel import (
    Async,
    Ray,
    Serial,
    Sync,
    Threads,
    ray_carrier,
    ray_cluster,
    ray_shards,
    replay,
    train,
)
from sgdlab.parallel.ray_carrier import WorkerLostError
from sgdlab.parallel.ray_cluster import ClusterError
from sgdlab.parallel.ray_shards import ServerLostError

try:
    ray = ray_cluster.library()
except ModuleNotFoundError:
    pytest.skip("there is no wheel of Ray for this system", allow_module_level=True)

pytestmark = [pytest.mark.ray, pytest.mark.usefixtures("cluster")]
HOW = {"lr": 0.05, "batch_size": 7, "epochs": 3, "shuffle": 2}  # 60 instances: a last batch of 4
RANDOM = np.random.RandomState(0)
X, Y, LABELS = RANDOM.randn(60, 3), RANDOM.randn(60), RANDOM.randint(3, size=60)
SQUARES = sl.LeastSquares(X, Y)
PROBLEMS = {"squares": SQUARES, "softmax": sl.Softmax(X, LABELS), "mlp": sl.MLP(X, LABELS, 8)}
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def serial(problem=SQUARES, **how):
    with threadpool_limits(1):  # as the workers have
        return train(problem, problem.initial(0), on=Serial(), **(HOW | how)).path


def on_ray(problem=SQUARES, on=None, **how):
    return train(problem, problem.initial(0), on=on or Ray(), **(HOW | how))


def same(run, path):
    return (run.path.w == path.w).all() and (run.path.grad == path.grad).all()


def troubled(trouble, flag, at=13):
    """A problem whose gradient does `trouble` when instance `at` is in the part, and no flag yet.

    The class is made here, so that it travels to the workers by value.
    """

    class Troubled(sl.LeastSquares):
        def grad_sum(self, w, batch):
            if at in batch and not flag.exists():
                trouble(flag)
            return super().grad_sum(w, batch)

    return Troubled(X, Y)


def die(flag):
    flag.touch()
    os.kill(os.getpid(), KILL)


def die_always(flag):
    os.kill(os.getpid(), KILL)


def hang(flag):
    flag.touch()
    time.sleep(600)


def refuse(flag):
    raise ZeroDivisionError("instance 13 is unlucky")


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("workers", [1, 2, 3, 4, 5])
def test_synchronous_is_the_serial_run_bit_for_bit(name, workers):
    problem = PROBLEMS[name]
    assert same(on_ray(problem, workers=workers), serial(problem, workers=workers))


def test_a_long_w_travels_through_the_store_and_comes_back_the_same():
    data = sl.load("digits")
    problem = sl.MLP(data.X / 16, data.y, hidden=256)  # 19,210 parameters, 154 kB
    how = {"batch_size": 256, "epochs": 1, "workers": 3}
    assert same(on_ray(problem, **how), serial(problem, **how))


def test_all_workers_read_the_data_where_they_lie():
    class Telling(sl.LeastSquares):
        def grad_sum(self, w, batch):
            return np.array([self.X.flags.owndata, self.X.flags.writeable, 0.0])

    assert (on_ray(Telling(X, Y), workers=2).path.grad == 0).all()


@pytest.mark.parametrize("policy", [Async(), Async(bound=1), Sync(backup=1)])
@pytest.mark.parametrize("name", ["squares", "mlp"])
def test_a_real_run_is_replayed_bit_for_bit(policy, name):
    run = on_ray(PROBLEMS[name], workers=3, policy=policy)
    with threadpool_limits(1):
        again = replay(PROBLEMS[name], run.log)
    assert same(again, run.path) and again.log.entries == run.log.entries
    sent = [(entry.tick, entry.part) for entry in run.log.entries]
    assert len(set(sent)) == len(sent) and run.replaced == ()
    assert run.ahead.max() <= {Async(): 27, Async(bound=1): 1, Sync(backup=1): 0}[policy]
    if policy != Sync(backup=1):
        assert len(sent) == 3 * 27 == len(run.path)


def test_one_asynchronous_worker_is_the_serial_run():
    assert same(on_ray(workers=1, policy=Async()), serial(workers=1))


def test_the_spans_of_a_job_follow_each_other_on_one_clock():
    begun = time.monotonic_ns() // 1000
    run = on_ray(workers=2)
    ended = time.monotonic_ns() // 1000
    jobs = {}
    for span in run.timeline:
        jobs.setdefault((span.who, span.tick), []).append(span)
    for tick in range(27):
        for worker in (0, 1):
            pull, compute, push = jobs[worker, tick]
            assert (pull.phase, compute.phase, push.phase) == ("pull", "compute", "push")
            assert 0 <= pull.start <= pull.end == compute.start <= compute.end == push.start
            (update,) = jobs["server", tick]
            assert push.start < push.end <= update.start <= update.end <= ended - begun
            assert {type(time) for span in (pull, push, update) for time in span[2:4]} == {int}
    assert run.time == run.timeline[-1].end and run.bytes == 4 * 27 * 3 * 8


@pytest.mark.parametrize("policy", [Sync(), Async()])
def test_workers_come_and_go_in_a_run(policy):
    on = Ray(crew=lambda update: 1 if 5 <= update < 12 else 4 if update >= 12 else 2)
    run = on_ray(on=on, workers=2, policy=policy, parts=4)
    assert {entry.worker for entry in run.log.entries} >= {0, 1, 3}
    with threadpool_limits(1):
        assert same(replay(SQUARES, run.log), run.path)
    if policy == Sync():
        assert same(run, serial(workers=2, parts=4))
    assert len(run.log.entries) == 4 * 27


@pytest.mark.parametrize("trouble", [die, hang])
def test_a_worker_that_is_killed_or_hangs_is_replaced_and_nothing_changes(trouble, tmp_path):
    on = Ray(deadline=60 if trouble is die else 6)
    run = on_ray(troubled(trouble, tmp_path / "flag"), on, workers=3)
    assert (tmp_path / "flag").exists()
    assert same(run, serial(workers=3))
    (loss,) = run.replaced
    assert loss.who in range(3) and 0 <= loss.start < loss.end < run.time
    assert loss.why.startswith("The actor died" if trouble is die else "no answer within 6 s")


def test_an_asynchronous_run_with_a_killed_worker_is_replayed(tmp_path):
    run = on_ray(troubled(die, tmp_path / "flag"), workers=3, policy=Async())
    assert (tmp_path / "flag").exists() and len(run.path) == 3 * 27
    with threadpool_limits(1):
        assert same(replay(SQUARES, run.log), run.path)


def test_a_worker_that_dies_again_and_again_ends_the_run(tmp_path):
    problem = troubled(die_always, tmp_path / "flag")
    with pytest.raises(WorkerLostError, match=r"worker \d was lost at part \d of batch \d") as told:
        on_ray(problem, Ray(retries=1), workers=2)
    assert str(told.value).endswith("It had been replaced 1 times.")


def test_what_a_worker_raises_reaches_the_reader_with_its_traceback(tmp_path):
    with pytest.raises(ZeroDivisionError, match="instance 13 is unlucky") as told:
        on_ray(troubled(refuse, tmp_path / "flag"), workers=2)
    (note,) = told.value.__notes__
    assert note.startswith("Raised by worker") and "in refuse" in note
    assert same(on_ray(workers=2), serial(workers=2))  # the cluster serves on


def test_a_part_that_cannot_be_computed_may_be_dropped(tmp_path):
    problem = troubled(refuse, tmp_path / "flag")
    with pytest.warns(RuntimeWarning, match="dropped part .* instance 13 is unlucky"):
        run = on_ray(problem, Ray(on_error="drop"), workers=3)
    assert (run.failed, run.dropped) == (3, 0)
    assert 13 not in np.concatenate(run.path.batches) and len(run.path) == 27
    assert same(replay(SQUARES, run.log), run.path)


def test_a_wrong_shape_and_a_gradient_that_is_no_number_are_named():
    class Wrong(sl.LeastSquares):
        def grad_sum(self, w, batch):
            return super().grad_sum(w, batch)[:2]

    class Hole(sl.LeastSquares):
        def grad_sum(self, w, batch):
            return np.full(3, np.nan)

    with pytest.raises(ValueError, match=r"part \d of batch 0 has shape \(2,\); expected \(3,\)"):
        on_ray(Wrong(X, Y), workers=2)
    run = on_ray(Hole(X, Y), workers=2)
    assert len(run.path) == 0 and "the gradient is not a number" in run.path.reason


def test_a_problem_that_cannot_be_pickled_gets_a_sentence():
    problem = sl.LeastSquares(X, Y)
    problem.lock = threading.Lock()
    with pytest.raises(TypeError, match="the problem cannot be sent to the workers"):
        on_ray(problem, workers=2)


@pytest.mark.parametrize("servers", [1, 2, 3])
@pytest.mark.parametrize("name", ["squares", "mlp"])
def test_servers_that_hold_pieces_of_w_change_nothing(servers, name):
    problem = PROBLEMS[name]
    run = on_ray(problem, Ray(servers=servers), workers=3)
    assert same(run, serial(problem, workers=3))
    backup = on_ray(problem, Ray(servers=servers), workers=3, policy=Sync(backup=1))
    with threadpool_limits(1):
        assert same(replay(problem, backup.log), backup.path)


@pytest.mark.parametrize("update", [0, 9, 10, 13, 26])
def test_a_server_that_is_killed_goes_on_from_what_was_kept(update, tmp_path, monkeypatch):
    flag = tmp_path / "flag"

    class Mortal(ray_shards.Shard):
        def move(self, version, share, lr, *sums):
            if version == update and len(self._w) == 1 and not flag.exists():
                die(flag)
            return super().move(version, share, lr, *sums)

    monkeypatch.setattr(ray_shards, "Shard", Mortal)
    run = on_ray(on=Ray(servers=2), workers=2)
    assert flag.exists() and same(run, serial(workers=2))
    assert [loss.who for loss in run.replaced] == ["server 1"]


@pytest.mark.parametrize(
    ("what", "update"), [("w", 0), ("w", 13), ("gradients", 10), ("history", 26)]
)
def test_pieces_that_are_lost_with_a_computer_are_computed_once_more(what, update, monkeypatch):
    @ray.remote(num_cpus=0)
    def lost():
        raise ray.exceptions.ObjectLostError("00" * 28, None, "")

    class Forgetful(ray_shards.Shards):
        def move(self, w, sums, share, lr):
            now = self.server.version == update
            if now and what == "gradients":
                sums[0].refs[1] = lost.remote()
            made = super().move(w, sums, share, lr)
            if now and what != "gradients":
                made[what == "history"].refs[0] = lost.remote()
            return made

    monkeypatch.setattr(ray_carrier, "Shards", Forgetful)
    run = on_ray(on=Ray(servers=2), workers=2)
    assert same(run, serial(workers=2))
    (loss,) = run.replaced
    assert loss.who == "server" and "computed once more" in loss.why


def test_a_server_that_dies_again_and_again_ends_the_run(monkeypatch):
    class Mortal(ray_shards.Shard):
        def move(self, version, share, lr, *sums):
            os.kill(os.getpid(), KILL)

    monkeypatch.setattr(ray_shards, "Shard", Mortal)
    with pytest.raises(ServerLostError, match="server 0 was lost; 1 had been replaced before"):
        on_ray(on=Ray(servers=1, retries=1), workers=2)


@pytest.mark.parametrize("servers", [0, 2])
def test_a_run_that_diverges_ends_where_the_serial_one_does(servers):
    alone = serial(workers=2, lr=50.0)
    run = on_ray(on=Ray(servers=servers), workers=2, lr=50.0)
    assert same(run, alone) and run.path.reason == alone.reason
    assert alone.reason.startswith("diverged at step") and 0 < len(alone) < 27


def test_a_run_on_servers_stops_by_a_rule_that_sees_w():
    seen = []

    def rule(t, w, loss):
        seen.append((w.copy(), loss()))
        return "enough" if t == 12 else None

    run = on_ray(on=Ray(servers=2), workers=2, stop=rule)
    assert run.path.reason == "enough" and len(run.path) == 12
    assert (np.array([w for w, _ in seen]) == run.path.w[1:]).all()


def test_two_runs_at_once_are_both_served():
    found = {}

    def go(workers):
        found[workers] = on_ray(workers=workers)

    threads = [threading.Thread(target=go, args=(workers,)) for workers in (2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(same(found[workers], serial(workers=workers)) for workers in (2, 3))


def test_progress_is_told_and_may_end_the_run():
    told = []
    on_ray(workers=2, progress=lambda *at: told.append(at))
    assert told == [(t, 27) for t in range(1, 28)]

    def enough(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        on_ray(workers=2, policy=Async(), progress=enough)
    assert same(on_ray(workers=2), serial(workers=2))


def test_stop_and_another_cluster_are_refused_while_a_run_is_under_way():
    said = []

    def meddle(done, total):
        for act in (Ray.stop, lambda: on_ray(on=Ray("127.0.0.1:1"), workers=1)):
            with pytest.raises(ClusterError, match="under way") as refused:
                act()
            said.append(refused)

    on_ray(workers=2, epochs=1, batch_size=60, progress=meddle)
    assert len(said) == 2


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Ray(servers=-1), "servers is -1"),
        (lambda: Ray(retries=-1), "retries is -1"),
        (lambda: Ray(deadline=0), "deadline is 0"),
        (lambda: Ray(on_error="ignore"), "on_error is 'ignore'"),
        (lambda: Ray(7), "address is 7"),
        (lambda: on_ray(on=Ray(servers=2), policy=Async(), workers=2), r"with Sync\(\) only"),
        (lambda: on_ray(on=Ray(servers=4), workers=2), "4 servers for 3 parameters"),
        (lambda: on_ray(on=Ray(crew=lambda t: 0), workers=2), "crew is 0"),
    ],
)
def test_bad_input_gets_a_sentence(make, says):
    with pytest.raises((ValueError, TypeError), match=says):
        make()


def test_threads_do_the_same():
    how = {"workers": 3}
    threads = train(SQUARES, SQUARES.initial(0), on=Threads(), **(HOW | how))
    assert same(threads, on_ray(**how).path)
