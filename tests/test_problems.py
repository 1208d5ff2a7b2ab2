"""Every gradient against finite differences; many runs at once against one at a time."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl

N, K, C = 7, 3, 4


def make(kind, seed=0):
    random = np.random.RandomState(seed)
    X = random.randn(N, K)
    return {
        "least squares": lambda: sl.LeastSquares(X, random.randn(N)),
        "logistic": lambda: sl.Logistic(X, random.choice([-1, 1], N)),
        "perceptron": lambda: sl.Perceptron(X, random.choice([-1, 1], N)),
        "softmax": lambda: sl.Softmax(X, np.arange(N) % C),
        "curve": lambda: sl.Curve(lambda a, b: np.exp(a) * np.sin(b) + a * a),
        "curve of one": lambda: sl.PRESETS["two minima"].problem,
        **{name: lambda p=p: p.problem for name, p in sl.PRESETS.items()},
    }[kind]()


DATA = ["least squares", "logistic", "perceptron", "softmax"]
KINDS = [*DATA, "curve", "curve of one", *sl.PRESETS]


def differences(problem, w, batch):
    """Central differences of the batch's SUM of losses, one coordinate at a time."""
    result = np.empty(problem.d)
    for j in range(problem.d):
        h = np.zeros(problem.d)
        h[j] = 1e-6 * max(1, abs(w[j]))
        total = [problem.loss(v, batch) * len(batch) for v in (w + h, w - h)]
        result[j] = (total[0] - total[1]) / (2 * h[j])
    return result


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000))
def test_gradient_equals_finite_differences(kind, seed):
    problem, random = make(kind, seed), np.random.RandomState(seed)
    w = random.randn(problem.d)
    batch = random.permutation(problem.n)[: 1 + seed % problem.n]
    assert problem.grad_sum(w, batch) == pytest.approx(
        differences(problem, w, batch), rel=1e-5, abs=1e-6
    )


@pytest.mark.parametrize("kind", KINDS)
def test_many_parameters_at_once_equal_one_at_a_time(kind):
    problem, random = make(kind), np.random.RandomState(1)
    w = random.randn(5, problem.d)
    batch = random.permutation(problem.n)[:3] if problem.n > 1 else np.array([0])
    each = np.stack([problem.grad_sum(v, batch) for v in w])
    assert problem.grad_sum(w, batch) == pytest.approx(each, abs=1e-12)
    assert problem.loss(w, batch) == pytest.approx([problem.loss(v, batch) for v in w], abs=1e-12)
    assert problem.loss(w[:, None]).shape == (5, 1)


@pytest.mark.parametrize("kind", DATA)
def test_every_run_with_a_batch_of_its_own(kind):
    problem, random = make(kind), np.random.RandomState(2)
    w = random.randn(4, problem.d)
    batches = np.stack([random.permutation(N)[:3] for _ in range(4)])
    each = np.stack([problem.grad_sum(v, b) for v, b in zip(w, batches, strict=True)])
    assert problem.grad_sum(w, batches) == pytest.approx(each, abs=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_batch_gives_zeros(kind):
    problem = make(kind)
    none = np.arange(0)
    assert (problem.grad_sum(np.ones(problem.d), none) == np.zeros(problem.d)).all()
    assert (problem.grad_sum(np.ones((2, problem.d)), none) == np.zeros((2, problem.d))).all()


@pytest.mark.parametrize("kind", DATA)
@given(cut=st.integers(0, N))
@settings(deadline=None)
def test_parts_of_a_batch_add_up(kind, cut):
    problem = make(kind)
    w, whole = problem.initial(3), np.arange(N)
    parts = problem.grad_sum(w, whole[:cut]) + problem.grad_sum(w, whole[cut:])
    assert parts == pytest.approx(problem.grad_sum(w, whole), abs=1e-12)
    assert problem.gradient(w) == pytest.approx(problem.grad_sum(w, whole) / N)


def test_softmax_of_two_classes_is_logistic():
    logistic = make("logistic")
    softmax = sl.Softmax(logistic.X, (logistic.y > 0).astype(int))
    w = np.random.RandomState(0).randn(K)
    both = np.column_stack([np.zeros(K), w]).ravel()
    assert softmax.loss(both) == pytest.approx(logistic.loss(w))


@pytest.mark.parametrize("scale", [1e3, -1e3])
def test_large_scores_overflow_nowhere(scale):
    for kind in ("logistic", "softmax"):
        problem = make(kind)
        w = scale * np.ones(problem.d)
        assert np.isfinite(problem.loss(w))
        assert np.isfinite(problem.gradient(w)).all()


def test_classes_and_accuracy():
    X, y = sl.load("table")[:2]
    table, w = sl.LeastSquares(X, y), np.array([-1.0, 2.0])
    assert table.predict(w, X).tolist() == [2, 1, 0, -1]
    assert table.accuracy(w, X, y) == 1  # a score of 0 counts as -1
    assert table.accuracy(np.array([-1.0, 1.0]), X, y) == 3 / 4
    assert sl.Logistic(X, y).predict(w, X).tolist() == [1, 1, -1, -1]


def test_the_perceptron_is_rosenblatts_rule():
    X, y = sl.load("table")[:2]
    perceptron = sl.Perceptron(sl.with_ones(X), y)
    w, by_hand = np.zeros(3), [np.zeros(3)]
    for _ in range(4):
        for x, truth in zip(perceptron.X, y, strict=True):
            if (1 if w @ x > 0 else -1) != truth:
                w = w + truth * x
            by_hand.append(w)
    path = sl.descend(perceptron, np.zeros(3), lr=1.0, batch_size=1, epochs=4)
    assert path.w.tolist() == np.array(by_hand).tolist()
    assert perceptron.accuracy(path.w[-1], perceptron.X, y) == 1  # it stopped: the data part
    assert not path.grad[-4:].any()


def test_a_perceptron_that_cannot_part_the_classes_never_stops():
    X = sl.with_ones([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    xor = sl.Perceptron(X, [-1, 1, 1, -1])
    path = sl.descend(xor, np.zeros(3), lr=1.0, batch_size=1, epochs=100)
    assert all(path.grad[i : i + 4].any() for i in range(0, 400, 4))


def test_a_score_of_zero_is_no_mistake_where_y_is_minus_one():
    perceptron = sl.Perceptron([[1.0], [1.0]], [1, -1])
    assert perceptron.errors(np.zeros(1), np.arange(2)).tolist() == [True, False]
    assert perceptron.grad_sum(np.zeros(1), np.array([1])).tolist() == [0]


def test_initial_is_reproducible():
    problem = make("softmax")
    assert problem.d == K * C
    assert (problem.initial(1) == problem.initial(1)).all()
    assert (problem.initial(1) != problem.initial(2)).any()


def test_a_curve_of_any_number_of_parameters():
    sphere = sl.Curve(lambda *w: sum(x * x for x in w), d=12)
    assert sphere.gradient(np.arange(12.0)) == pytest.approx(2 * np.arange(12), abs=1e-6)
    constant = sl.Curve(lambda a, b: 5)
    assert constant.loss(np.zeros((3, 2))).tolist() == [5, 5, 5]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: sl.LeastSquares([[1, 2], [3]], [1, 2]), "same length"),
        (lambda: sl.LeastSquares([1, 2, 3], [1, 2, 3]), "reshape"),
        (lambda: sl.LeastSquares([[1.0], [2.0]], [1, 2, 3]), "X has 2 rows, but y has shape"),
        (lambda: sl.LeastSquares([[1.0], [np.nan]], [1, 2]), r"X\[1, 0\] is nan"),
        (lambda: sl.LeastSquares([[1.0], [2.0]], [1, np.inf]), r"y\[1\] is inf"),
        (lambda: sl.LeastSquares([["a"]], [1]), "not an array of numbers"),
        (lambda: sl.LeastSquares(np.empty((0, 2)), []), "one row for each instance"),
        (lambda: sl.Logistic([[1.0], [2.0]], [0, 1]), "y holds 0"),
        (lambda: sl.Perceptron([[1.0], [2.0]], [0, 1]), "y holds 0"),
        (lambda: sl.Softmax([[1.0], [2.0]], [0.5, 1]), "labels hold 0.5"),
        (lambda: sl.Softmax([[1.0], [2.0]], [-1, 1]), "labels hold -1"),
        (lambda: sl.Curve(3), "expected a function"),
        (lambda: sl.Curve(lambda *w: 0), "with d="),
        (lambda: sl.Curve(lambda: 0), "one positional argument"),
        (lambda: sl.Curve(lambda w: (w**2).sum()), "one loss for each place"),
        (lambda: sl.Curve(lambda w: math.exp(w)), "must take arrays"),
        (lambda: sl.Curve(lambda w: w if w > 0 else -w), "must take arrays"),
        (lambda: sl.LeastSquares(np.ones((2, 1)) * 1j, [1, 2]), "not an array of numbers"),
        (lambda: sl.LeastSquares([[10**400]], [1]), "not an array of numbers"),
        (lambda: sl.Softmax([[1.0], [2.0]], [0, 1e300]), "labels hold 1e"),
    ],
)
def test_bad_input_gets_a_sentence(make, says):
    with pytest.raises((ValueError, TypeError), match=says) as error:
        make()
    assert "\n" not in str(error.value)


def test_a_gradient_of_the_wrong_length_is_named():
    wrong = sl.Curve(lambda a, b: a + b, grad=lambda a, b: a)
    with pytest.raises(ValueError, match=r"1 derivative\(s\) for 2"):
        wrong.gradient(np.zeros(2))


def test_a_problem_keeps_its_own_numbers():
    X, y = np.ones((2, 1)), np.array([1.0, 2.0])
    problem = sl.LeastSquares(X, y)
    before = problem.loss(np.zeros(1))
    X[:], y[:] = np.nan, np.nan
    assert problem.loss(np.zeros(1)) == before


def test_small_gradients_keep_their_digits():
    for margin in (1, 30, 40, 700):
        problem = sl.Logistic([[1.0]], [1])
        gradient = problem.gradient([float(margin)])[0]
        assert gradient == pytest.approx(-math.exp(-margin) / (1 + math.exp(-margin)), rel=1e-12)
