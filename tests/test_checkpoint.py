"""A run that is cut and goes on: the same bits, and files that are refused."""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab.parallel import Async, Serial, Server, Stream, Sync, Threads, Virtual, replay, train
from sgdlab.parallel import checkpoint as module

HOW = {"lr": 0.05, "batch_size": 7, "epochs": 3, "workers": 3, "shuffle": 2}
POLICIES = [Sync(), Sync(backup=1), Async(), Async(bound=1)]


class PowerCut(Exception):
    pass


def squares(n=40, d=3):
    random = np.random.RandomState(0)
    return sl.LeastSquares(random.randn(n, d), random.randn(n))


def cut(at):
    def progress(done, total):
        if done == at:
            raise PowerCut

    return progress


def broken_off(path, at, **change):
    """Run until update `at`, when the power goes; the file is what was kept before."""
    with pytest.raises(PowerCut):
        train(squares(), np.ones(3), checkpoint=path, **{**HOW, **change}, progress=cut(at))


@pytest.mark.parametrize("on", [Serial(), Threads(), Virtual()])
@pytest.mark.parametrize(("at", "kept"), [(4, 3), (9, 9), (17, 15)])
def test_a_synchronous_run_that_was_cut_ends_with_the_same_bits(tmp_path, on, at, kept):
    path = tmp_path / "run"
    whole = train(squares(), np.ones(3), **HOW, on=on)
    broken_off(path, at, every=3, on=on)
    rest = train(squares(), np.ones(3), checkpoint=path, every=3, **HOW, on=on)
    assert (rest.path.w == whole.path.w[kept:]).all()
    assert (rest.path.grad == whole.path.grad[kept:]).all()
    assert rest.path.reason == whole.path.reason
    assert (replay(squares(), rest.log).path.w == whole.path.w).all()
    assert os.listdir(tmp_path) == ["run"]


@settings(max_examples=25, deadline=None)
@given(
    policy=st.sampled_from(POLICIES), at=st.integers(2, 12), every=st.integers(1, 5),
    workers=st.integers(1, 4), parts=st.integers(2, 4), queue=st.booleans(),
)  # fmt: skip
def test_every_run_that_was_cut_is_whole_and_can_be_replayed(
    tmp_path_factory, policy, at, every, workers, parts, queue
):
    path = tmp_path_factory.mktemp("kept") / "run"
    change = {"policy": policy, "on": Virtual(queue=queue), "workers": workers, "parts": parts}
    broken_off(path, at, every=every, **change)
    rest = train(squares(), np.ones(3), checkpoint=path, every=every, **{**HOW, **change})
    again = replay(squares(), rest.log)
    assert (again.path.w[-1] == rest.path.w[-1]).all()
    assert (again.path.w[-len(rest.path.w) :] == rest.path.w).all()
    sent = [(entry.tick, entry.part) for entry in rest.log.entries]
    assert len(set(sent)) == len(sent)
    if policy != Sync(backup=1):
        assert sum(map(len, again.path.batches)) == 3 * 40


def test_a_state_may_be_taken_in_the_middle_of_a_round():
    problem, stream = squares(), Stream(40, 8, 2, None, 4)
    one = Server(np.ones(3), stream, 0.05, 4, Sync())
    jobs = one.start()
    for job in (jobs[2], jobs[0]):
        one.push(job, problem.grad_sum(job.w, job.instances), len(job.instances))
    two = Server(np.ones(3), stream, 0.05, 4, Sync())
    two.load(one.state())
    assert sorted((job.tick, job.part) for job in two._deal()) == [(0, 1), (0, 3)]
    two.load(one.state())
    Serial().run(two, lambda job: (problem.grad_sum(job.w, job.instances), len(job.instances)))
    whole = train(problem, np.ones(3), lr=0.05, batch_size=8, epochs=2, workers=4)
    assert (two.w == whole.path.w[-1]).all()


def test_more_epochs_and_other_workers_go_on(tmp_path):
    how = HOW | {"parts": 3}
    whole = train(squares(), np.ones(3), **how)
    train(squares(), np.ones(3), checkpoint=tmp_path / "run", **{**how, "epochs": 1})
    change = {"workers": 2, "on": Threads()}
    rest = train(squares(), np.ones(3), checkpoint=tmp_path / "run", **{**how, **change})
    assert len(rest.path) == 12 and (rest.path.w == whole.path.w[6:]).all()
    over = train(squares(), np.ones(3), checkpoint=tmp_path / "run", **how)
    assert len(over.path) == 0 and (over.path.w == whole.path.w[-1]).all()


def test_stop_rules_remember_and_stay_stopped(tmp_path):
    how = HOW | {"epochs": 40, "stop": sl.NoImprovement(patience=3, tol=1e-3)}
    whole = train(squares(), np.ones(3), **how)
    at = len(whole.path)
    for every in (1, 5):
        path = tmp_path / str(every)
        broken_off(path, at - 2, every=every, **how)
        for _ in range(2):
            rest = train(squares(), np.ones(3), checkpoint=path, every=every, **how)
            assert rest.path.reason == whole.path.reason
            assert (rest.path.w[-1] == whole.path.w[-1]).all()


def test_a_run_that_diverges_keeps_what_was_before(tmp_path):
    path, how = tmp_path / "run", HOW | {"lr": 5.0, "epochs": 40}
    for _ in range(2):
        run = train(squares(), np.ones(3), checkpoint=path, every=4, **how)
        assert run.path.diverged and np.isfinite(run.path.w).all()


@pytest.fixture(scope="module")
def whole_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "run"
    train(squares(), np.ones(3), checkpoint=path, **HOW)
    return path.read_bytes()


def test_a_truncated_file_is_refused_at_every_length(tmp_path, whole_file):
    path = tmp_path / "run"
    for size in range(0, len(whole_file), 7):
        path.write_bytes(whole_file[:size])
        with pytest.raises(ValueError, match=r"run is not a whole checkpoint; take another copy"):
            train(squares(), np.ones(3), checkpoint=path, **HOW)


def test_a_file_with_a_wrong_byte_is_refused_or_says_the_same(tmp_path, whole_file):
    path, run = tmp_path / "run", None
    path.write_bytes(whole_file)
    server = Server(np.ones(3), Stream(40, 7, 3, 2, 3), 0.05, 3, Sync())
    run = module.identity(squares(), np.ones(3), 0.05, server.stream, Sync(), False)
    right = module.load(path, run)
    for place in range(0, len(whole_file), 11):
        wrong = bytearray(whole_file)
        wrong[place] ^= 0x55
        path.write_bytes(wrong)
        try:
            state = module.load(path, run)
        except ValueError:
            continue
        assert repr(state) == repr(right)  # a date, or another byte that means nothing


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"lr": 0.06}, "its lr is 0.05, not 0.06"),
        ({"batch_size": 8}, "its batch_size is 7, not 8"),
        ({"parts": 2}, "its parts is 3, not 2"),
        ({"shuffle": 3}, "its shuffle is 2, not 3"),
        ({"policy": Async()}, r"its policy is Sync\(backup=0\), not Async"),
        ({"on": Virtual(queue=True)}, "its queue is False, not True"),
        ({"problem": squares(40, 4)}, r"its size is \[40, 3\], not \[40, 4\]"),
        ({"problem": sl.LeastSquares(np.ones((40, 3)), np.ones(40))}, "its data is"),
        ({"w0": np.zeros(3)}, "its w0 is"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused(tmp_path, whole_file, change, says):
    path = tmp_path / "run"
    path.write_bytes(whole_file)
    how = HOW | change
    problem = how.pop("problem", squares())
    w0 = how.pop("w0", np.ones(problem.d))
    with pytest.raises(ValueError, match=f"is a checkpoint of another run: {says}"):
        train(problem, w0, checkpoint=path, **how)
    assert path.read_bytes() == whole_file


def test_a_checkpoint_of_another_version_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "run"
    monkeypatch.setattr(module, "FORMAT", 2)
    train(squares(), np.ones(3), checkpoint=path, **HOW)
    monkeypatch.undo()
    with pytest.raises(ValueError, match="has format 2, this version of sgdlab reads format 1"):
        train(squares(), np.ones(3), checkpoint=path, **HOW)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside(tmp_path, monkeypatch):
    path = tmp_path / "run"
    broken_off(path, 4, every=2)
    before = path.read_bytes()

    def full(number):
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        train(squares(), np.ones(3), checkpoint=path, every=2, **HOW)
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["run"]


def test_nothing_in_the_file_is_pickled(tmp_path, whole_file):
    path = tmp_path / "run"
    path.write_bytes(whole_file)
    with np.load(path, allow_pickle=False) as file:
        assert {file[name].dtype.kind for name in file.files} <= set("fiu")


def test_a_folder_that_is_not_there_says_so(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*nowhere for the checkpoint"):
        train(squares(), np.ones(3), checkpoint=tmp_path / "nowhere" / "run", **HOW)


def test_a_folder_in_the_place_of_the_file_says_so(tmp_path):
    with pytest.raises(IsADirectoryError, match="is a folder; expected the name of a file in it"):
        train(squares(), np.ones(3), checkpoint=tmp_path, **HOW)


def test_two_runs_at_once_do_not_share_a_file(tmp_path):
    path, inner = tmp_path / "run", []

    def second(done, total):
        if done == 5 and not inner:
            inner.append(train(squares(), np.ones(3), checkpoint=path, every=2, **HOW))

    with pytest.raises(RuntimeError, match=r"another run has written .*run meanwhile"):
        train(squares(), np.ones(3), checkpoint=path, every=2, **HOW, progress=second)
    whole = train(squares(), np.ones(3), **HOW)
    assert (inner[0].path.w[-1] == whole.path.w[-1]).all() and os.listdir(tmp_path) == ["run"]
    again = train(squares(), np.ones(3), checkpoint=path, every=2, **HOW)
    assert (again.path.w[-1] == whole.path.w[-1]).all()
