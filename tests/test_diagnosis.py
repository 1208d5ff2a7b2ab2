"""The sentences that say what a run did: each verdict against the closed form it speaks of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab.diagnosis import best_rate, curvatures, explain, position


def run(name, lr, epochs=30, w0=None):
    preset = sl.PRESETS[name]
    return sl.descend(preset.problem, w0 or preset.w0, lr=lr, epochs=epochs)


@pytest.mark.parametrize(
    ("lr", "verdict", "limit"),
    [
        (0.1, "Closes in", "2 / h = 2 / 2 = 1"),
        (0.5, "One step", "1 / h = 0.5"),
        (0.9, "Closes in", "keeps 80% of the distance; the step jumps over"),
        (1.0, "Bounces", "exactly 2 / h = 2 / 2 = 1"),
        (1.1, "Diverges", "above 2 / h = 2 / 2 = 1"),
    ],
)
def test_verdicts_on_the_bowl(lr, verdict, limit):
    said = explain(run("bowl", lr))
    assert said.startswith(verdict) and limit in said


@given(h=st.floats(0.2, 20), share=st.floats(0.02, 1.9))
@settings(deadline=None)
def test_a_quadratic_closes_in_below_its_limit_and_diverges_above(h, share):
    problem = sl.Curve(lambda w: 0.5 * h * w**2, grad=lambda w: h * w)
    path = sl.descend(problem, 1.0, lr=share * 2 / h, epochs=20)
    grows = abs(path.w[-1, 0]) > 1 + 1e-3
    shrinks = abs(path.w[-1, 0]) < 1 - 1e-3
    said = explain(path)
    assert said.startswith("Diverges") or not grows
    assert said.startswith(("Closes in", "One step")) or not shrinks


def test_the_valley_names_both_directions():
    said = explain(run("valley", 0.45))
    assert "keeps 91% of the error in the flat direction and 80% in the steep one" in said
    assert "changes sign" in said and "changes sign" not in explain(run("valley", 0.2))
    assert explain(run("valley", 0.5)).startswith("Bounces")
    assert explain(run("valley", 0.51)).startswith("Diverges")


def test_other_surfaces_are_judged_by_what_the_run_did():
    assert explain(run("two minima", 0.03, 200)).startswith("Comes to rest")
    assert "a minimum" in explain(run("saddle", 0.2, 80, (2.0, 0.1)))
    assert "not a minimum" in explain(run("saddle", 0.2, 80))
    assert explain(run("rosenbrock", 1.0)).startswith("Diverges at step")
    assert explain(run("two minima", 0.25, 200)).startswith("Bounces between two places")
    assert explain(run("exponential", 0.01, 5)).startswith("Still moving")


def test_a_surface_without_a_minimum():
    problem = sl.Curve(lambda a, b: a * a - b * b)
    assert explain(sl.descend(problem, (1, 1), lr=0.1, epochs=5)).startswith("Runs away")


def test_curvatures_and_the_best_rate():
    table = sl.LeastSquares(*sl.load("table")[:2])
    hessian = 2 * table.X.T @ table.X / 4
    assert curvatures(table, [0.0, 0.0]) == pytest.approx(np.linalg.eigvalsh(hessian))
    for low, high in ((1, 1), (1, 10), (0.2, 4)):
        lr = best_rate((low, high))
        assert abs(1 - lr * low) == pytest.approx(abs(1 - lr * high))


def test_sgd_is_told_by_its_reason():
    table = sl.LeastSquares(*sl.load("table")[:2])
    path = sl.descend(table, (0, 0), lr=0.5, batch_size=1)
    assert explain(path) == "Stopped after 4 updates, the number asked for."


def test_where_a_run_stands():
    path = run("valley", 0.45)
    said = "Step 0: w = (-4, 1.5), loss 6.1; the gradient is (-0.8, 6), lr 0.45."
    assert position(path, 0) == said
    assert position(path, 30).startswith("Step 30: w = (-0.2362,")


def test_a_gradient_by_differences_says_so():
    path = sl.descend(sl.Curve(lambda w: w**2), 3, lr=0.1, epochs=1)
    assert "the slope, by backpropagation, is 6, lr 0.1." in position(path, 0)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bowl", "Closes in"),
        ("bounces", "Bounces"),
        ("diverges", "Diverges"),
        ("drawn", "Still moving"),
        ("exponential", "Comes to rest"),
        ("two minima", "Still moving"),
        ("valley", "Closes in"),
        ("round", "Closes in"),
        ("rosenbrock", "Still moving"),
        ("saddle", "Still moving"),
        ("two basins", "Still moving"),
    ],
)
def test_what_each_preset_shows_at_first(name, said):
    preset = sl.PRESETS[name]
    path = sl.descend(preset.problem, preset.w0, lr=preset.lr, epochs=preset.steps)
    assert explain(path).startswith(said)


def test_every_preset_has_its_verdict_above():
    (marks,) = test_what_each_preset_shows_at_first.pytestmark
    assert [name for name, _ in marks.args[1]] == list(sl.PRESETS)


def test_far_away_and_piecewise_losses_get_no_false_verdict():
    far = sl.descend(sl.PRESETS["bowl"].problem, 1e7, lr=0.1, epochs=3)
    assert explain(far).startswith("Closes in")
    drawn = sl.descend(sl.PRESETS["drawn"].problem, 11.59, lr=0.01, epochs=12)
    assert explain(drawn).startswith("Still moving")
    huber = sl.Curve(lambda w: np.where(np.abs(w) < 1, w * w / 2, np.abs(w) - 0.5))
    assert not explain(sl.descend(huber, 2, lr=1.1, epochs=30)).startswith("Diverges")


def test_a_reason_ends_in_one_full_stop():
    table = sl.LeastSquares(*sl.load("table")[:2])
    path = sl.descend(table, (1, 1), lr=9, batch_size=1, epochs=99)
    assert path.diverged and explain(path).endswith("smaller lr.")
