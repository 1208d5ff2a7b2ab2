"""Lesson 10: the four steps, what travels, and equality with one process."""

import math
import os
import tomllib
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

import sgdlab as sl
from sgdlab import parallel, widgets
from sgdlab.parallel import Cost, Serial, train
from sgdlab.widgets.four_steps_run import rounds

TABLE = sl.LeastSquares(*sl.load("table")[:2])
HOW = {"lr": 0.3, "batch_size": 32, "shuffle": 0}
SUM_MEAN = ("sum", "mean")


@pytest.fixture(scope="module")
def digits():
    """The digits of the lesson: the problem, the images held out, their labels, and its own."""
    training, validation = sl.hold_out(sl.load("digits"), 360)
    X, V = (sl.with_ones(part.X / 16) for part in (training, validation))
    return sl.Softmax(X, training.y), V, validation.y, training.y


@pytest.fixture(scope="module")
def run(digits):
    return train(digits[0], np.zeros(650), epochs=5, workers=4, **HOW)


def values(key):
    """The right number of a question, and those of its mistakes in their order."""
    folder = Path(widgets.__file__).parent / "questions"
    text = (folder / "10-parameter-server.toml").read_text(encoding="utf-8")
    entry = tomllib.loads(text)[key]
    return entry["right"], [mistake["value"] for mistake in entry["mistake"]]


# the four steps, sums and means


def test_the_slides_formula_with_its_numbers():
    first, second = rounds(TABLE, (0, 0), 0.5, 2, 2, 1)
    assert first.sums.tolist() == [[0, -2], [-2, -2]]
    assert first.new.tolist() == [0.5, 1] and second.new.tolist() == [-0.25, 1]


def test_three_workers_on_four_instances():
    one = rounds(TABLE, (0, 0), 0.5, 4, 3, 1)[0]
    assert [part.tolist() for part in one.parts] == [[0, 1], [2], [3]]
    assert one.sums.tolist() == [[-2, -4], [0, 0], [2, 0]] and one.new.tolist() == [0, 0.5]
    wrong = rounds(TABLE, (0, 0), 0.5, 4, 3, 1, "mean of means")[0]
    assert wrong.new == pytest.approx([-1 / 6, 1 / 3]) and not wrong.equal


def test_the_mistakes_of_the_server_are_those_that_are_named():
    one = rounds(TABLE, (0, 0), 0.5, 4, 3, 1)[0]
    total, lr = one.sums.sum(axis=0)[1], 0.5
    means = [rounds(TABLE, (0, 0), lr, 4, 3, 1, f"{how} of means")[0].new[1] for how in SUM_MEAN]
    expected = [-lr * total, -lr * total / 3, -lr * total / 12, *means, lr * total / 4]
    assert values("server")[0] == one.new[1]
    assert values("server")[1] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("workers", [2, 4])
def test_the_sum_of_means_is_a_rate_that_many_times_as_large(workers):
    wrong = [one.new for one in rounds(TABLE, (0, 0), 0.5, 4, workers, 20, "sum of means")]
    plain = sl.descend(TABLE, (0, 0), lr=0.5 * workers, epochs=20).w[1:]
    assert np.allclose(wrong, plain)
    sizes = np.linalg.norm(wrong, axis=1)
    assert (0.5 * workers > 4 / 3) == (sizes[-1] > 100 * sizes[0])  # the border is that of 05


def test_a_mean_of_means_weighs_parts():
    assert (3 + 9) / 2 == 6 and (2 + 4 + 9) / 3 == 5
    sizes = [len(part) for part in parallel.Stream(1437, 32, 1, 0, 3).parts_of(0)]
    assert sizes == [11, 11, 10]
    last = [len(part) for part in parallel.Stream(1437, 32, 1, 0, 4).parts_of(44)]
    assert last == [8, 7, 7, 7] and sum(last) == 29


# the chain and what travels


def test_an_epoch_is_a_chain_of_45_updates(run):
    assert run.stream.per_epoch == 45 == math.ceil(1437 / 32)
    for before, now in pairwise(sorted({entry.tick for entry in run.log.entries})):
        assert now == before + 1
    for entry in run.log.entries:  # who computes batch t has read the w of t updates
        assert entry.version == entry.tick
    assert values("chain")[0] == 1 and 1437 - 32 == 1405
    assert values("chain")[1][:3] == [45, 32, 1437]


def test_what_travels_in_one_update(run):
    each = 650 * 8 / 1000
    assert run.bytes / len(run.path) / 1000 == pytest.approx(8 * each)
    right, mistakes = values("bytes")
    assert right == pytest.approx(8 * each) and 45 * right == pytest.approx(1872)
    one_each = (4 + 32) * each  # a gradient for each instance
    expected = [each, 4 * each, 2 * each, one_each, 8000 * each, 45 * 8 * each]
    assert mistakes == pytest.approx(expected)


def test_computing_is_less_than_a_third_of_the_round_and_no_gain(run):
    computing = sum(span.end - span.start for span in run.timeline if span.phase == "compute")
    assert 0.25 < computing / 4 / run.time < 1 / 3
    assert Cost().round(32, 4) == Cost().serial(32)
    phases = {span.phase: span.end - span.start for span in run.timeline if span.tick == 100}
    assert 8 * phases["pull"] > phases["compute"]


# the same result


def test_w_is_that_of_one_process(digits):
    problem, start = digits[0], np.zeros(650)
    with threadpool_limits(1):
        whole = sl.descend(problem, start, epochs=1, **HOW).w
        for workers in range(1, 6):
            how = {"epochs": 1, "workers": workers} | HOW
            found = train(problem, start, **how).path.w
            assert (found == train(problem, start, on=Serial(), **how).path.w).all()
            away = np.abs(found - whole).max()
            assert away < 1e-14 and (away == 0) == (workers == 1)
    assert len(whole) == 46


@pytest.mark.ray
@pytest.mark.skipif(find_spec("ray") is None, reason="there is no wheel of Ray here")
@pytest.mark.usefixtures("cluster")
def test_on_ray_computing_is_a_small_share_and_a_death_costs_no_bit(digits, tmp_path):
    problem, start, server = digits[0], np.zeros(650), os.getpid()
    ended = tmp_path / "ended"

    class Mortal(sl.Softmax):
        def grad_sum(self, w, batch):
            if 700 in batch and os.getpid() != server and not ended.exists():
                ended.touch()
                os._exit(1)
            return super().grad_sum(w, batch)

    how = {"epochs": 1, "workers": 4, "on": parallel.Ray()} | HOW
    run = train(problem, start, **how)
    computing = sum(span.end - span.start for span in run.timeline if span.phase == "compute")
    assert computing / 4 < run.time / 3
    after = train(Mortal(problem.X, digits[3]), start, **how)
    assert ended.exists() and (after.path.w == run.path.w).all()


def test_five_epochs_read_95_in_100(run, digits):
    problem, V, labels, _ = digits
    assert len(run.path) == 225
    assert f"{problem.accuracy(run.path.w[-1], V, labels):.2f}" == "0.95"


def test_image_700_is_met_in_the_middle_of_the_first_epoch(run):
    t = next(t for t in range(45) if 700 in run.stream[t])
    assert t == 29 and sum(700 in run.stream[t] for t in range(45)) == 1


def test_a_server_goes_on_from_its_checkpoint(digits, tmp_path):
    problem, start = digits[0], np.zeros(650)
    how = {"epochs": 1, "workers": 4} | HOW

    def end(done, total):
        if done == 20:
            raise InterruptedError(f"the server ends after update {done} of {total}")

    kept = {"checkpoint": tmp_path / "kept.npz", "every": 8}
    with threadpool_limits(1):
        with pytest.raises(InterruptedError, match="after update 20 of 45"):
            train(problem, start, progress=end, **kept, **how)
        rest = train(problem, start, **kept, **how).path
        whole = train(problem, start, on=Serial(), **how).path
    assert len(rest) == 29 == 45 - 16
    assert (rest.w[-1] == whole.w[-1]).all()
