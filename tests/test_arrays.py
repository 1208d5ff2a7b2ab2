"""The same problems on arrays of another library: the numbers of NumPy, to rounding."""

import importlib
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import arrays

# the strict one knows the standard and nothing else; PyTorch where it is installed
LIBRARIES = ["array_api_strict", *(["torch"] if find_spec("torch") else [])]
N, K = 9, 4


@pytest.fixture(params=LIBRARIES)
def xp(request):
    return importlib.import_module(request.param)


def pair(kind, xp, seed=0):
    """Return a problem in NumPy, and the same in `xp`."""
    random = np.random.RandomState(seed)
    X = random.randn(N, K)
    make = {"least squares": sl.LeastSquares, "softmax": sl.Softmax}[kind]
    y = random.randn(N) if kind == "least squares" else np.arange(N) % 3
    return make(X, y), make(xp.asarray(X), xp.asarray(y))


KINDS = pytest.mark.parametrize("kind", ["least squares", "softmax"])


@KINDS
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), size=st.integers(1, N), runs=st.sampled_from([(), (1,), (3,)]))
@pytest.mark.parametrize("name", LIBRARIES)
def test_loss_and_gradient_equal_numpys(kind, name, seed, size, runs):
    xp = importlib.import_module(name)
    ours, theirs = pair(kind, xp, seed)
    random = np.random.RandomState(seed)
    w, batch = random.randn(*runs, ours.d), random.permutation(N)[:size]
    there = xp.asarray(w)
    for got, expected in (
        (theirs.loss(there), ours.loss(w)),
        (theirs.loss(there, batch), ours.loss(w, batch)),
        (theirs.grad_sum(there, batch), ours.grad_sum(w, batch)),
        (theirs.scores(there, ours.X), ours.scores(w, ours.X)),
        (theirs.predict(there, ours.X), ours.predict(w, ours.X)),
    ):
        assert type(got) is type(there)
        assert np.asarray(arrays.home(got)) == pytest.approx(expected, abs=1e-12)


@KINDS
def test_each_run_with_a_batch_of_its_own(kind, xp):
    ours, theirs = pair(kind, xp)
    random = np.random.RandomState(1)
    w, batches = random.randn(2, ours.d), np.stack([random.permutation(N)[:3] for _ in range(2)])
    got = arrays.home(theirs.grad_sum(xp.asarray(w), batches))
    assert np.asarray(got) == pytest.approx(ours.grad_sum(w, batches), abs=1e-12)


@KINDS
def test_updates_stay_in_the_library_and_walk_the_same_way(kind, xp):
    ours, theirs = pair(kind, xp)
    batches = list(sl.batches(N, 2, epochs=3, shuffle=1))
    for a, b in zip(
        sl.updates(ours, np.zeros(ours.d), batches, 0.1),
        sl.updates(theirs, np.zeros(ours.d), batches, 0.1),
        strict=True,
    ):
        assert type(b.w) is type(xp.asarray([1.0]))
        assert np.asarray(arrays.home(b.w)) == pytest.approx(a.w, abs=1e-12)


@KINDS
def test_accuracy_and_errors_come_home(kind, xp):
    ours, theirs = pair(kind, xp)
    w, labels = ours.initial(0), np.sign(ours.X[:, 0])
    assert theirs.accuracy(w, ours.X, labels) == ours.accuracy(w, ours.X, labels)
    batch = np.array([0, 4])
    assert np.asarray(arrays.home(theirs.errors(w, batch))) == pytest.approx(ours.errors(w, batch))


def test_single_precision_stays_single(xp):
    X = xp.asarray([[1.0], [2.0]], dtype=xp.float32)
    problem = sl.LeastSquares(X, [1, 2])
    assert problem.grad_sum(np.zeros(1), np.arange(2)).dtype == xp.float32


@pytest.mark.parametrize("run", [sl.descend, sl.sweep])
def test_what_records_in_numpy_says_so(xp, run):
    _, problem = pair("softmax", xp)
    with pytest.raises(TypeError, match=r"sgdlab\.updates"):
        run(problem, np.zeros(problem.d), lr=0.1)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda xp: sl.LeastSquares(xp.asarray([1.0, 2.0]), [1, 2]), "reshape"),
        (lambda xp: sl.LeastSquares(xp.asarray([[1.0], [float("nan")]]), [1, 2]), r"X\[1, 0\]"),
        (lambda xp: sl.LeastSquares(xp.asarray([[1.0], [2.0]]), [1]), "expected 2 targets"),
        (lambda xp: sl.Softmax(xp.asarray([[1.0], [2.0]]), xp.asarray([0.5, 1])), "0.5"),
        (lambda xp: sl.LeastSquares(xp.asarray([[1j], [2.0]]), [1, 2]), "not an array of numbers"),
    ],
)
def test_bad_tensors_get_the_same_sentences(xp, make, says):
    with pytest.raises((TypeError, ValueError), match=says):
        make(xp)
