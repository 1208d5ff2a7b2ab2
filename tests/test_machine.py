"""The same update in every way this computer has: the same w, honest times, no way twice."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.parallel import Ray, ScalarNet, Virtual, machine, ray_cluster


def small():
    draw = np.random.RandomState(0)
    return sl.MLP(draw.random_sample((40, 12)), np.arange(40) % 4, 6)


@pytest.mark.parametrize("on", [None, Virtual()])
def test_without_ray_three_ways_that_agree(on):
    found = machine.measure(small(), on, runs=2)
    assert [(one.where, one.threads) for one in found] == [
        ("BLAS", 1), ("BLAS", 2), ("Python", 2),
    ]  # fmt: skip
    assert found[0].difference == 0 and all(one.difference <= one.tolerance for one in found)
    assert all(one.milliseconds > 0 for one in found)


def test_more_workers_are_named():
    found = machine.measure(small(), workers=3, runs=1)
    assert [(one.where, one.threads) for one in found][1:] == [("BLAS", 3), ("Python", 3)]


def test_a_way_that_computes_something_else_is_seen(monkeypatch):
    real = machine._run

    def wrong(problem, on, workers, lr):
        return real(problem, on, workers, lr * (1 + (workers > 1)))

    monkeypatch.setattr(machine, "_run", wrong)
    found = machine.measure(small(), runs=1)
    assert found[1].difference <= found[1].tolerance < found[2].difference


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: machine.measure(None), "the problem is None; expected one such as"),
        (lambda: machine.measure("digits"), "the problem is 'digits'"),
        (lambda: machine.measure(small), "the problem is <function small"),
        (lambda: machine.measure(startless()), r"Bare .*which has no initial\(seed\)"),
        (lambda: machine.measure(small(), Ray), r"on is <class .*expected Ray\(\)"),
        (lambda: machine.measure(small(), "local"), "on is 'local'"),
        (lambda: machine.measure(small(), workers=None), "workers is None"),
        (lambda: machine.measure(small(), runs="3"), "runs is '3'"),
        (lambda: machine.measure(small(), lr=None), "lr is None"),
    ],
)
def test_odd_arguments_get_a_sentence(make, says):
    with pytest.raises(TypeError, match=says):
        make()


def startless():
    names = ("n", "d", "loss", "grad_sum")
    return type("Bare", (), dict.fromkeys(names, 1))()


@pytest.mark.parametrize("bad", [{"workers": 0}, {"runs": 0}, {"workers": 41}])
def test_bad_numbers_are_refused(bad):
    with pytest.raises(ValueError, match=r"expected a whole number|cannot be cut"):
        machine.measure(small(), **bad)


@pytest.mark.ray
@pytest.mark.usefixtures("cluster")
def test_ray_is_the_fourth_way_and_ends_at_the_same_w():
    try:
        ray_cluster.library()
    except ModuleNotFoundError as error:
        pytest.skip(str(error))
    for problem in (small(), ScalarNet(24)):
        found = machine.measure(problem, Ray(), runs=1)
        assert [one.where for one in found][-1] == "Ray, 2 workers"
        assert all(one.difference <= one.tolerance for one in found)


def test_the_scalar_net_has_the_gradient_of_its_loss():
    problem = ScalarNet(7)
    w, batch, h = problem.initial(0), np.arange(7), 1e-6
    step = h * np.eye(problem.d)
    slopes = [(problem.loss(w + e) - problem.loss(w - e)) / (2 * h) for e in step]
    assert problem.grad_sum(w, batch) / 7 == pytest.approx(slopes, abs=1e-8)
    one = sum(problem.grad_sum(w, batch[i : i + 1]) for i in range(7))
    assert problem.grad_sum(w, batch) == pytest.approx(one)
    assert problem.grad_sum(w, batch[:0]).tolist() == [0.0] * 33
    assert problem.loss(w, batch[:2]) == pytest.approx(
        (problem.loss(w, batch[:1]) + problem.loss(w, batch[1:2])) / 2
    )


def test_the_scalar_net_is_the_same_again_and_another_with_another_seed():
    first, again, other = ScalarNet(5), ScalarNet(5), ScalarNet(5, seed=1)
    assert (first.X == again.X).all() and not (first.X == other.X).all()
    with pytest.raises(ValueError, match="n is 0"):
        ScalarNet(0)


def test_the_bars_tell_the_ways_apart_and_say_what_they_time():
    ways = (("BLAS", 1), ("BLAS", 2), ("Python", 2), ("Ray, 2 workers", None))
    timings = [sl.hardware.Timing(where, k, 10.0, 0.0, 1e-9) for where, k in ways]
    _, (ax,) = sl.figures.picture("Bars.")
    bars = sl.figures.threads(ax, timings, "update")
    hatches = [bar.get_hatch() for bar in bars]
    assert hatches[0] == hatches[1] and len(set(hatches)) == 3
    assert ax.get_xlabel() == "milliseconds for one update"
    words = [text.get_text() for text in ax.texts]
    assert "Python, 2 threads" in words and "Ray, 2 workers" in words
