"""One loop: against the loop written out, sweeps against single runs, stops, divergence."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab.batches import order, updates_per_epoch


@pytest.fixture
def problem():
    random = np.random.RandomState(0)
    return sl.LeastSquares(random.randn(11, 3), random.randn(11))


@given(n=st.integers(1, 60), m=st.integers(1, 60), seed=st.none() | st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_every_epoch_visits_each_instance_once(n, m, seed):
    m = min(m, n)
    chunks = list(sl.batches(n, m, epochs=2, shuffle=seed))
    assert len(chunks) == 2 * updates_per_epoch(n, m)
    for epoch in (chunks[: len(chunks) // 2], chunks[len(chunks) // 2 :]):
        assert sorted(np.concatenate(epoch).tolist()) == list(range(n))
        assert all(len(b) == m for b in epoch[:-1]) and len(epoch[-1]) == n - m * (len(epoch) - 1)


def test_the_shuffled_order_is_a_frozen_stream():
    assert order(6, epoch=2, shuffle=5).tolist() == (
        np.random.RandomState([5, 2]).permutation(6).tolist()
    )
    assert order(6, epoch=0, shuffle=5).tolist() != order(6, epoch=1, shuffle=5).tolist()


@pytest.mark.parametrize("batch_size", [1, 4, 11])
@pytest.mark.parametrize("shuffle", [None, 3])
def test_descend_equals_the_loop_written_out(problem, batch_size, shuffle):
    path = sl.descend(
        problem, np.ones(3), lr=0.05, batch_size=batch_size, epochs=4, shuffle=shuffle
    )
    w, t = np.ones(3), 0
    for epoch in range(4):
        seq = range(11) if shuffle is None else np.random.RandomState([3, epoch]).permutation(11)
        seq = list(seq)
        while seq:
            batch, seq = seq[:batch_size], seq[batch_size:]
            total = np.zeros(3)
            for i in batch:
                total += 2 * (problem.X[i] @ w - problem.y[i]) * problem.X[i]
            assert path.batches[t].tolist() == batch
            assert path.grad[t] == pytest.approx(total / len(batch))  # a short batch by its own
            w, t = w - 0.05 * total / len(batch), t + 1
            assert path.w[t] == pytest.approx(w, abs=1e-12)
    assert t == len(path) == len(path.w) - 1
    assert path.loss == pytest.approx([((problem.X @ v - problem.y) ** 2).mean() for v in path.w])
    assert path.algorithm == {1: "SGD", 4: "mini-batch", 11: "GD"}[batch_size]


def test_no_batch_size_means_all_instances(problem):
    paths = [sl.descend(problem, np.ones(3), lr=0.1, epochs=3, batch_size=m) for m in (None, 11)]
    assert (paths[0].w == paths[1].w).all()


def test_updates_is_the_generator_behind_descend(problem):
    path = sl.descend(problem, np.ones(3), lr=0.1, batch_size=2, epochs=2, shuffle=1)
    stream = sl.updates(problem, np.ones(3), sl.batches(11, 2, 2, shuffle=1), 0.1)
    assert [u.w.tolist() for u in stream] == path.w[1:].tolist()


def test_the_rate_may_depend_on_the_update(problem):
    path = sl.descend(problem, np.ones(3), lr=lambda t: 0.1 / (1 + t), batch_size=5, epochs=2)
    steps = (path.w[:-1] - path.w[1:]) / path.grad
    assert steps == pytest.approx(np.repeat(0.1 / np.arange(1, 7), 3).reshape(6, 3))


@pytest.mark.parametrize("batch_size", [1, 3, 11])
@pytest.mark.parametrize("shuffle", [None, 7])
def test_a_sweep_over_rates_equals_its_single_runs(problem, batch_size, shuffle):
    rates = [0.001, 0.01, 0.1, 0.2]
    swept = sl.sweep(problem, np.ones(3), lr=rates, batch_size=batch_size, epochs=3, seeds=shuffle)
    for run, lr in zip(swept.runs, rates, strict=True):
        alone = sl.descend(
            problem, np.ones(3), lr=lr, batch_size=batch_size, epochs=3, shuffle=shuffle
        )
        assert_same(run, alone)


@pytest.mark.parametrize("kind", ["least squares", "logistic", "softmax"])
@pytest.mark.parametrize("batch_size", [1, 3])
def test_a_sweep_over_seeds_equals_its_single_runs(kind, batch_size):
    random = np.random.RandomState(4)
    X, y = random.randn(10, 2), random.choice([-1, 1], 10)
    problem = {
        "least squares": lambda: sl.LeastSquares(X, y),
        "logistic": lambda: sl.Logistic(X, y),
        "softmax": lambda: sl.Softmax(X, (y + 1) // 2),
    }[kind]()
    w0, seeds = np.zeros(problem.d), [1, 5, 9]
    swept = sl.sweep(problem, w0, lr=0.1, batch_size=batch_size, epochs=3, seeds=seeds)
    ends = sl.sweep(
        problem, w0, lr=0.1, batch_size=batch_size, epochs=3, seeds=seeds, record="epochs"
    )
    for r, seed in enumerate(seeds):
        alone = sl.descend(problem, w0, lr=0.1, batch_size=batch_size, epochs=3, shuffle=seed)
        assert_same(swept.runs[r], alone)
        assert (ends.w[r] == swept.w[r, :: updates_per_epoch(10, batch_size)]).all()
    with pytest.raises(ValueError, match="steps"):
        _ = ends.runs


def assert_same(run, alone):
    assert run.reason == alone.reason
    assert run.w.shape == alone.w.shape
    scale = np.maximum(1, np.abs(alone.w))
    assert (np.abs(run.w - alone.w) <= 1e-12 * scale).all()
    assert (np.abs(run.grad - alone.grad) <= 1e-12 * np.maximum(1, np.abs(alone.grad))).all()
    assert [b.tolist() for b in run.batches] == [b.tolist() for b in alone.batches]


def test_a_diverged_run_stands_still_in_a_sweep(problem):
    rates = [0.05, 3.0, 0.1]
    swept = sl.sweep(problem, np.ones(3), lr=rates, batch_size=1, epochs=8)
    assert [r.startswith("diverged at step") for r in swept.reason] == [False, True, False]
    for r, lr in enumerate(rates):
        assert_same(swept.runs[r], sl.descend(problem, np.ones(3), lr=lr, batch_size=1, epochs=8))
    kept = swept.w[1, swept.steps[1] :]
    assert np.isfinite(swept.w).all() and (kept == kept[0]).all()
    ends = sl.sweep(problem, np.ones(3), lr=rates, batch_size=1, epochs=8, record="epochs")
    assert (ends.w == swept.w[:, ::11]).all() and ends.reason == swept.reason


def test_divergence_is_said_never_a_silent_nan():
    bowl = sl.PRESETS["bowl"].problem
    path = sl.descend(bowl, 12, lr=1.1, epochs=2000)
    step = len(path) + 1
    assert path.diverged and path.reason.startswith(f"diverged at step {step}: ")
    assert np.isfinite(path.w).all() and np.isfinite(path.loss).all()
    assert np.abs(path.w).max() <= 12e12 < abs(4 + 8 * 1.2**step)
    rosenbrock = sl.PRESETS["rosenbrock"].problem
    assert sl.descend(rosenbrock, (-1.2, 1.6), lr=1.0, epochs=50).reason.startswith("diverged")
    nowhere = sl.Curve(lambda w: np.log(w), grad=lambda w: 1 / w)
    assert sl.descend(nowhere, 0, lr=0.1, epochs=5).reason.startswith("diverged at step 1")


def test_a_run_that_bounces_has_not_diverged():
    path = sl.descend(sl.PRESETS["bowl"].problem, 12, lr=1.0, epochs=500)
    assert len(path) == 500 and not path.diverged


def test_stop_rules(problem):
    start = np.ones(3)
    path = sl.descend(problem, start, lr=0.1, epochs=9, batch_size=4, stop=sl.MaxSteps(5))
    assert len(path) == 5 and path.reason == "stopped after 5 updates, the number asked for"

    full = sl.descend(problem, start, lr=0.1, epochs=50, batch_size=4)
    bound = full.loss[3 * 20] + 1e-9
    path = sl.descend(problem, start, lr=0.1, epochs=50, batch_size=4, stop=sl.LossBelow(bound))
    assert len(path) % 3 == 0 and path.loss[-1] < bound <= path.loss[-4]
    assert "below" in path.reason

    rule = sl.NoImprovement(patience=3, tol=1e-6)
    path = sl.descend(problem, start, lr=0.1, epochs=500, stop=[rule])
    best = np.minimum.accumulate(path.loss[1:])
    assert (path.loss[-3:] > best[-4] - 1e-6).all() and "for 3 epochs" in path.reason
    again = sl.descend(problem, start, lr=0.1, epochs=500, stop=[rule])
    assert len(again) == len(path)  # a rule remembers nothing from run to run


def test_no_improvement_compares_with_the_best_so_far():
    table = sl.LeastSquares(*sl.load("table")[:2])
    path = sl.descend(
        table, (0, 0), lr=0.5, batch_size=1, epochs=99, stop=sl.NoImprovement(patience=2, tol=0)
    )
    assert path.loss[-1] == 1 / 2 and len(path) < 99


def test_a_rule_is_any_function(problem):
    seen = []

    def rule(t, w, loss):
        seen.append((t, float(loss())))
        return "enough" if t == 4 else None

    path = sl.descend(problem, np.ones(3), lr=0.1, batch_size=2, epochs=3, stop=rule)
    assert path.reason == "enough" and seen == list(enumerate(path.loss.tolist()))[1:]


def test_the_run_as_csv(problem):
    path = sl.descend(problem, np.ones(3), lr=0.1, epochs=2)
    head, *rows = path.csv().splitlines()
    assert head == "step,loss,w1,w2,w3,grad1,grad2,grad3"
    values = [[float(x) if x else np.nan for x in row.split(",")] for row in rows]
    assert (np.array(values)[:, 2:5] == path.w).all()
    assert (np.array(values)[:-1, 5:] == path.grad).all()


def test_rows_of_classifiers_say_who_was_wrong():
    problem = sl.Softmax([[1.0, 0.0], [0.0, 1.0]], [0, 1])
    row = sl.descend(problem, np.zeros(4), lr=1, epochs=1).table()[0]
    assert row.prediction == (0, 0) and row.error == (False, True)
    spam = sl.Logistic([[1.0], [-1.0]], [1, -1])
    assert sl.descend(spam, [0.0], lr=1, epochs=1).table()[0].error == (True, False)


BAD = {
    "lr is 0": {"lr": 0},
    "lr is -1": {"lr": -1},
    "lr is nan": {"lr": float("nan")},
    "lr is 'fast'": {"lr": "fast"},
    "lr is None": {"lr": None},
    "batch_size is 0": {"batch_size": 0},
    "batch_size is 12": {"batch_size": 12},
    "batch_size is 2.5": {"batch_size": 2.5},
    "epochs is -1": {"epochs": -1},
    "epochs is 1.5": {"epochs": 1.5},
    "shuffle is -1": {"shuffle": -1},
    "shuffle is True": {"shuffle": True},
    r"w0 has shape \(2,\)": {"w0": [0, 0]},
    r"w0\[1\] is nan": {"w0": [0, np.nan, 0]},
    "w0 is 'a'": {"w0": "a"},
}


@pytest.mark.parametrize(("says", "change"), BAD.items())
def test_bad_input_gets_a_sentence(problem, says, change):
    arguments = {"w0": np.ones(3), "lr": 0.1, "batch_size": 2, **change}
    with pytest.raises((ValueError, TypeError), match=says) as error:
        sl.descend(problem, arguments.pop("w0"), **arguments)
    assert "expected" in str(error.value) or "start from" in str(error.value)


def test_bad_sweeps_and_rules_get_a_sentence(problem):
    with pytest.raises(ValueError, match="lr has 2 values and seeds 3"):
        sl.sweep(problem, np.ones(3), lr=[0.1, 0.2], seeds=[1, 2, 3])
    with pytest.raises(ValueError, match="record is 'all'"):
        sl.sweep(problem, np.ones(3), lr=0.1, record="all")
    with pytest.raises(ValueError, match="patience is 0"):
        sl.NoImprovement(patience=0)
    with pytest.raises(TypeError, match="steps is 'ten'"):
        sl.MaxSteps("ten")
    with pytest.raises(ValueError, match="lr is -1"):
        sl.descend(problem, np.ones(3), lr=lambda t: -1)


def test_a_gradient_that_is_no_number_is_no_matter_of_the_rate():
    nowhere = sl.Curve(np.log, grad=lambda w: np.log(w) * 0 + 1 / w, d=1)
    path = sl.descend(nowhere, -1, lr=0.1, epochs=3)
    assert path.reason == "diverged at step 1: the gradient is not a number at w = [-1.0]."
    with np.errstate(invalid="ignore"):
        said = sl.diagnosis.explain(path)
    assert said == "Diverged at step 1: the gradient is not a number at w = [-1.0]."


@pytest.mark.parametrize(
    ("problem", "more", "says"),
    [
        ("bowl", {}, "the problem is 'bowl'; expected one such as"),
        (None, {}, "the problem is None"),
        (sl.PRESETS["bowl"].problem, {"stop": 3}, "stop is 3; expected stop rules"),
        (sl.PRESETS["bowl"].problem, {"stop": sl.MaxSteps}, "expected stop rules"),
        (sl.PRESETS["bowl"].problem, {"lr": True}, "lr is True"),
        (sl.PRESETS["bowl"].problem, {"batch_size": True}, "batch_size is True"),
    ],
)
def test_what_is_no_problem_or_no_rule_is_refused_in_words(problem, more, says):
    with pytest.raises((ValueError, TypeError), match=says):
        sl.descend(problem, 1, **{"lr": 0.1, **more})


@pytest.mark.parametrize("bound", ["a", float("nan"), None])
def test_a_bound_that_is_no_number_is_refused(bound):
    with pytest.raises(TypeError, match="bound is"):
        sl.LossBelow(bound)
    with pytest.raises(TypeError, match="tol is"):
        sl.NoImprovement(2, bound)


def test_a_long_run_that_stops_soon_needs_little_room(problem):
    path = sl.descend(problem, np.ones(3), lr=0.01, epochs=10**9, stop=sl.MaxSteps(3))
    assert len(path) == 3


def test_a_run_longer_than_its_first_room_is_whole(monkeypatch, problem):
    run = {"lr": 0.05, "batch_size": 2, "epochs": 4, "shuffle": 1}
    whole = sl.descend(problem, np.ones(3), **run)
    monkeypatch.setattr("sgdlab.descent._ROOM", 3)
    grown = sl.descend(problem, np.ones(3), **run)
    assert (grown.w == whole.w).all() and (grown.grad == whole.grad).all() and len(grown) == 24


def test_memory_does_not_grow_with_updates_that_nobody_keeps():
    problem = sl.LeastSquares(np.ones((64, 3)), np.arange(64))

    def peak(run):
        tracemalloc.start()
        try:
            run()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def walk(epochs):
        for _ in sl.updates(problem, np.zeros(3), sl.batches(64, 1, epochs, shuffle=0), 0.001):
            pass

    def sweep(epochs):
        rates = [0.001, 0.002]
        sl.sweep(problem, np.zeros(3), lr=rates, batch_size=1, epochs=epochs, record="epochs")

    for run, each in ((walk, 0), (sweep, 2 * 3 * 8)):
        run(2)  # what is made once
        growth = peak(lambda run=run: run(100)) - peak(lambda run=run: run(10))
        assert growth < 90 * each + 2000
    kept = peak(lambda: sl.descend(problem, np.zeros(3), lr=0.001, batch_size=1, epochs=100))
    assert kept > 64 * 100 * 2 * 3 * 8  # a trajectory does grow, and the measure sees it
