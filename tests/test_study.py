"""The batch-size study: what is run, what is counted, which rate is best; the stored study."""

import math
import platform
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import study
from sgdlab.batches import updates_per_epoch
from sgdlab.datasets import Dataset
from sgdlab.study import Plan, Run, Study, breaks, measure
from sgdlab.study import plan as study_plan
from sgdlab.study.block import checkpoints, machine, run_block, update_us


@pytest.fixture(scope="module")
def digits():
    return study_plan.prepare("digits")


def small(**changes):
    asked = {"batch_sizes": (128, 512), "rates": (1, 3), "seeds": (0, 1), "epochs": 3, "settled": 2}
    return Plan(**{**asked, **changes})


# the plan


def test_a_plan_is_put_in_order():
    plan = Plan(batch_sizes=[32, np.int64(8), None], rates=iter((3, 0.3)), seeds=range(2))
    assert plan.batch_sizes == (8, 32, 1437)
    assert plan.rates == (0.3, 3.0) and plan.seeds == (0, 1)
    assert plan.blocks[:4] == ((8, 0), (32, 0), (1437, 0), (8, 1))
    assert plan == Plan(batch_sizes=(8, 32, 1437), rates=(0.3, 3), seeds=(0, 1))


@pytest.mark.parametrize(
    ("asked", "kind", "said"),
    [
        ({"data": "digit"}, ValueError, "expected one of digits, mnist, cifar10"),
        ({"data": ["digits"]}, ValueError, "expected one of"),
        ({"batch_sizes": 32}, TypeError, "expected several values"),
        ({"batch_sizes": "32"}, TypeError, "expected several values"),
        ({"batch_sizes": ()}, ValueError, "batch_sizes is empty"),
        ({"batch_sizes": (0, 1)}, ValueError, "expected 1 to 1437"),
        ({"batch_sizes": (1438,)}, ValueError, "expected 1 to 1437"),
        ({"batch_sizes": (1.5,)}, TypeError, "whole number"),
        ({"batch_sizes": (8, 8)}, ValueError, "has 8 twice"),
        ({"rates": (0.1, 0)}, ValueError, "positive"),
        ({"rates": (math.nan,)}, ValueError, "positive"),
        ({"rates": (1, 1.0)}, ValueError, "has 1 twice"),
        ({"seeds": (None,)}, TypeError, "whole number"),
        ({"seeds": (-1,)}, ValueError, "a seed is -1; expected a seed"),
        ({"seeds": (2**32,)}, ValueError, "4294967295"),
        ({"target": 95}, ValueError, "expected an accuracy"),
        ({"target": math.nan}, TypeError, "finite"),
        ({"epochs": 0}, ValueError, "1 or more"),
        ({"checks": 0}, ValueError, "1 or more"),
        ({"epochs": 3}, ValueError, "settled is 5"),
    ],
    ids=str,
)
def test_what_cannot_be_run_is_refused(asked, kind, said):
    with pytest.raises(kind, match=said):
        Plan(**asked)


def test_measure_asks_for_a_plan():
    with pytest.raises(TypeError, match=r"sl\.study\.Plan"):
        measure("digits")


@given(st.integers(1, 3000), st.integers(1, 40))
def test_an_epoch_is_looked_at_evenly_and_at_its_end(per_epoch, checks):
    looks = sorted(checkpoints(per_epoch, checks))
    assert len(looks) == min(per_epoch, checks)
    assert looks[-1] == per_epoch and looks[0] >= 1
    gaps = np.diff([0, *looks])
    assert gaps.max() - gaps.min() <= 1


@given(st.integers(1, 1437), st.integers(0, 3))
def test_whole_epochs_are_whole(m, epochs):
    per_epoch = updates_per_epoch(1437, m)
    assert Plan().after(m, epochs * per_epoch) == epochs
    assert epochs < Plan().after(m, epochs * per_epoch + 1) <= epochs + 1


# the data


def test_the_data_are_pixels_from_0_to_1_and_ones(digits):
    problem, X, labels = digits
    assert (problem.n, problem.k, problem.c) == (Plan().n, 65, 10)
    assert X.shape == (360, 65) and labels.shape == (360,)
    for part in (problem.X, X):
        assert (part[:, -1] == 1).all()
        assert part.min() == 0 and part[:, :-1].max() == 1
    training, _ = sl.hold_out(sl.load("digits"), 360)
    assert np.array_equal(problem.X[:, :-1], training.X / 16)


def test_a_larger_set_runs_unchanged(monkeypatch):
    """As MNIST would, with fewer instances: another scale, another number held out."""
    drawn = np.random.RandomState(0)
    y = drawn.randint(0, 10, 500)
    X = np.where(np.arange(784) % 10 == y[:, None], 255.0, 0.0)
    monkeypatch.setattr(study_plan, "load", lambda name: Dataset(X, y, (), f"a small {name}"))
    monkeypatch.setitem(study_plan._SETS, "mnist", study_plan._Set(400, 100))
    found = measure(small(data="mnist", batch_sizes=(8, 400), epochs=2))
    assert [row.arrived for row in found.best()] == [2, 2]
    assert study_plan.prepare("mnist")[0].X.max() == 1


# the runs


@pytest.mark.parametrize("m", [1, 100, 1437])
def test_a_run_is_that_of_descend(digits, m):
    problem, X, labels = digits
    plan = Plan(batch_sizes=(m,), rates=(0.5,), seeds=(3,), epochs=4, settled=2, target=0.93)
    [run] = run_block(plan, digits, m, 3, plan.rates)
    path = sl.descend(problem, np.zeros(problem.d), lr=0.5, batch_size=m, epochs=4, shuffle=3)
    per_epoch = updates_per_epoch(problem.n, m)
    looks = [e * per_epoch + k for e in range(4) for k in sorted(checkpoints(per_epoch, 8))]
    accuracy = [problem.accuracy(path.w[t], X, labels) for t in looks]
    first = next((i for i, share in enumerate(accuracy) if share >= 0.93), len(looks) - 1)
    assert (run.arrived, run.updates) == (accuracy[first] >= 0.93, looks[first])
    assert run.arrived == (m < 1437)
    assert run.accuracy == accuracy[first]
    assert run.loss == pytest.approx(path.loss[2 * per_epoch], rel=1e-12)
    assert run.epochs == plan.after(m, run.updates)


@pytest.mark.parametrize("m", [3, 64, 1437])
def test_a_run_does_not_depend_on_its_neighbours(digits, m):
    plan = Plan(epochs=3, settled=2, target=0.9)
    together = run_block(plan, digits, m, 1, plan.rates)
    for run in together:
        [alone] = run_block(plan, digits, m, 1, (run.lr,))
        assert alone._replace(loss=0) == run._replace(loss=0)
        assert alone.loss == pytest.approx(run.loss, rel=1e-10)


def test_a_run_that_diverges_says_so_and_leaves_the_others_alone(digits):
    plan = Plan(rates=(1, 1e13), epochs=2, settled=2)
    fine, lost = run_block(plan, digits, 128, 0, plan.rates)
    assert not lost.arrived and lost.loss == math.inf
    assert (lost.updates, lost.epochs) == (0, 0)
    assert [fine] == list(run_block(plan, digits, 128, 0, (1,)))


def test_a_run_that_diverges_ends_where_that_of_descend_does(digits):
    problem, plan = digits[0], Plan(rates=(3e11,), epochs=1, settled=1)
    path = sl.descend(problem, np.zeros(problem.d), lr=3e11, batch_size=32, shuffle=0)
    [run] = run_block(plan, digits, 32, 0, plan.rates)
    assert path.diverged and run.updates == len(path) > 0


def test_a_run_that_diverges_after_it_arrived_keeps_where(digits):
    plan = Plan(rates=(2e11,), target=0.05)
    [run] = run_block(plan, digits, 32, 0, plan.rates)
    assert run.arrived and run.updates == 6
    assert run.loss == math.inf


def test_a_run_that_never_arrives_has_all_its_epochs(digits):
    plan = Plan(rates=(0.03,), epochs=2, settled=1)
    [run] = run_block(plan, digits, 512, 0, plan.rates)
    assert (run.arrived, run.updates, run.epochs) == (False, 6, 2.0)
    assert 0 < run.accuracy < 0.95 and run.loss < math.log(10)


def test_memory_does_not_grow_with_the_updates(digits):
    peaks = []
    for epochs in (1, 1, 6):  # the first one warms up
        plan = Plan(rates=(0.03, 0.1), epochs=epochs, settled=1, target=1)
        tracemalloc.start()
        run_block(plan, digits, 16, 0, plan.rates)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < peaks[1] + 100_000


def test_an_update_is_timed(digits):
    few, many = update_us(digits[0], 8, 20), update_us(digits[0], 1437, 20)
    assert 1 < few < many


def test_timing_ends_where_updates_are_slow(digits, monkeypatch):
    monkeypatch.setattr("sgdlab.study.block._PATIENCE", 0.0)
    assert update_us(digits[0], 1000, 10**9) > 1


def test_the_machine_is_described_without_its_name():
    sentence = machine()
    assert platform.python_version() in sentence and np.__version__ in sentence
    assert not platform.node() or platform.node() not in sentence


# measure


def test_progress_goes_up_to_the_total():
    told = []
    found = measure(small(), progress=lambda done, total: told.append((done, total)))
    assert {total for _, total in told} == {12}
    steps = [done for done, _ in told]
    assert steps == sorted(steps) and steps[-1] == 12
    assert len(steps) > 6
    assert found.complete and len(found.runs) == 8


def test_the_runs_stand_in_the_order_of_the_plan():
    found = measure(small())
    keys = [(run.seed, run.batch_size, run.lr) for run in found.runs]
    assert keys == sorted(keys)
    assert list(found.update_us) == [128, 512]


# which rate is best


def made(*rows, plan=None):
    """Return a study of runs (m, lr, seed, updates or None, loss): m = 8 or 32."""
    runs = tuple(
        Run(m, float(lr), seed, updates is not None, updates or 900, (updates or 900) / 45, 0.9, x)
        for m, lr, seed, updates, x in rows
    )
    times = dict.fromkeys(sorted({run.batch_size for run in runs}), 20.0)
    plan = plan or Plan(batch_sizes=(8, 32), rates=(0.1, 1, 10), seeds=(0, 1))
    return Study(plan, "a machine", runs, times)


def test_most_arrivals_come_before_few_epochs():
    all_of_them = [(32, 1, 0, 90, 0.2), (32, 1, 1, 450, 0.4), (32, 1, 2, 270, 0.3)]
    most = [(32, 10, 0, 45, 0.1), (32, 10, 1, 45, 0.1), (32, 10, 2, None, 9)]
    [row] = made(*all_of_them, *most).best()
    assert (row.lr, row.arrived, row.runs, row.at_edge) == (1, 3, 3, False)
    assert (row.epochs, row.low, row.high, row.loss) == (6, 2, 10, 0.3)
    assert row.epoch_ms == pytest.approx(0.9) and row.total_ms == pytest.approx(5.4)
    assert made(*most).best()[0].epochs == 1  # it never arrived once: the median has a number


def test_the_fewest_epochs_are_best_then_the_least_loss():
    rows = [(32, 0.1, 0, 90, 0.2), (32, 1, 0, 45, 0.2), (32, 10, 0, 45, 0.1)]
    assert made(*rows).best()[0].lr == 10
    assert made(*rows[:2]).best()[0].lr == 1
    assert made(*rows).best(by="loss")[0].lr == 10
    assert made(*rows[:2]).best(by="loss")[0].lr == 0.1


def test_runs_that_never_arrive_are_counted():
    [row] = made((8, 1, 0, None, 0.2), (8, 1, 1, 45, 0.4)).best()
    assert (row.arrived, row.low, row.high) == (1, 1, math.inf)
    assert row.epochs == row.total_ms == math.inf  # half of two: the median has no number
    [none] = made((8, 1, 0, None, 0.2), (8, 10, 0, None, 0.1)).best()
    assert (none.arrived, none.lr) == (0, 10)


@pytest.mark.parametrize(("lr", "edge"), [(0.1, True), (1, False), (10, True)])
def test_a_best_rate_at_the_edge_is_flagged(lr, edge):
    assert made((8, lr, 0, 45, 0.1)).best()[0].at_edge is edge


def test_one_rate_for_all_sizes():
    found = made((8, 1, 0, 45, 0.1), (32, 1, 0, 90, 0.2), (32, 10, 0, 45, 0.2))
    assert [(row.batch_size, row.epochs) for row in found.at_rate(1)] == [(8, 1), (32, 2)]
    with pytest.raises(ValueError, match=r"expected a rate of this study: 0\.1, 1, 10"):
        found.at_rate(2)
    with pytest.raises(ValueError, match="expected one of epochs, loss"):
        found.best(by="time")


def test_the_rule_breaks_where_the_loss_is_higher():
    rows = made((8, 1, 0, 45, 0.1), (32, 1, 0, 90, 0.14)).best()
    assert breaks(rows) is None and breaks(rows, factor=1.3) == 32
    assert breaks(made((8, 1, 0, 45, 0.1), (32, 1, 0, 90, math.nan)).best()) == 32
    assert breaks(()) is None


def test_scaled_rates_go_with_the_batch_size():
    found = measure(small(rates=(0.3, 1), seeds=(0,)))
    rows = found.scaled(0.5)
    assert [(row.batch_size, row.lr) for row in rows] == [(128, 0.5), (512, 2.0)]
    assert [row.update_us for row in rows] == list(found.update_us.values())
    assert found.scaled()[0].lr == found.best()[0].lr
    own = measure(small(batch_sizes=(512,), rates=(2,), seeds=(0,))).best()[0]
    assert (rows[1].epochs, rows[1].loss) == (own.epochs, pytest.approx(own.loss))
    with pytest.raises(ValueError, match="positive"):
        found.scaled(-1)
    assert Study(found.plan, "a machine", (), {}).scaled() == ()


# the stored study


@pytest.fixture(scope="module")
def stored():
    return study.stored()


def test_the_stored_study_is_the_full_one(stored):
    assert stored.plan == Plan() and stored.complete
    assert [row.batch_size for row in stored.best()] == list(Plan().batch_sizes)
    assert "cores" in stored.machine


def test_a_damaged_stored_study_says_how_to_bring_it_back(tmp_path, monkeypatch):
    copy = tmp_path / "study.csv"
    copy.write_bytes(study.datasets.find("study.csv").read_bytes().replace(b"0.95", b"0.59"))
    monkeypatch.setattr(study.datasets, "find", lambda file: copy)
    with pytest.raises(ValueError, match=r"is damaged: line 5 .* `git checkout data/study\.csv`"):
        study.stored()


@pytest.mark.parametrize(("m", "seed"), [(32, 2), (512, 4), (1437, 0)])
def test_the_stored_runs_can_be_repeated(stored, digits, m, seed):
    """At moderate rates; at large ones a difference in the last digit grows."""
    kept = [run for run in stored.runs if (run.batch_size, run.seed) == (m, seed) and run.lr <= 1]
    for run, again in zip(kept, run_block(Plan(), digits, m, seed, Plan().rates[:4]), strict=True):
        assert again._replace(loss=0) == run._replace(loss=0)
        assert again.loss == pytest.approx(run.loss, rel=1e-6)


def test_the_lecture_is_right_about_both_curves(stored):
    rows = {row.batch_size: row for row in stored.best()}
    assert all(row.arrived == row.runs == 5 for row in rows.values())
    large = [rows[m].epochs for m in (32, 64, 128, 512, 1437)]
    assert large == sorted(large) and rows[1437].epochs > 20
    times = [row.epoch_ms for row in rows.values()]
    assert times[0] > 20 * times[-1]
    fastest = min(rows.values(), key=lambda row: row.total_ms)
    assert 8 <= fastest.batch_size <= 128
    assert rows[1].total_ms > 5 * fastest.total_ms
    assert rows[1437].total_ms > 3 * fastest.total_ms


def test_worse_training_error_at_one_rate_and_less_so_at_tuned_rates(stored):
    """The digits study of the notes: loss after 5 epochs at m = 8, 32, 128, 512, 1437."""
    sizes = (8, 32, 128, 512, 1437)
    one = {row.batch_size: row.loss for row in stored.at_rate(1.0)}
    assert [one[m] for m in sizes] == pytest.approx([0.13, 0.19, 0.39, 0.87, 1.53], abs=0.01)
    tuned = {row.batch_size: row.loss for row in stored.best(by="loss")}
    assert max(tuned[m] for m in sizes[:2]) < 0.14
    assert tuned[128] < 0.25 < 0.5 < tuned[512] < tuned[1437]
    assert all(tuned[m] <= one[m] for m in sizes)


def test_linear_scaling_holds_up_to_64_and_breaks_at_512(stored):
    rows = stored.scaled(0.03)
    losses = [row.loss for row in rows if row.batch_size <= 64]
    assert max(losses) < 1.05 * min(losses)
    assert breaks(rows) == 512
