"""Every gradient against finite differences; many runs at once against one at a time."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl

N, K, C = 7, 3, 4


def _huber(w, X, y):
    error = X @ w - y
    return np.where(np.abs(error) < 1, error**2 / 2, np.abs(error) - 0.5)


def _mean_square(w, X, y):
    return ((X @ w - y) ** 2).mean()


def make(kind, seed=0):
    random = np.random.RandomState(seed)
    X = random.randn(N, K)
    return {
        "least squares": lambda: sl.LeastSquares(X, random.randn(N)),
        "logistic": lambda: sl.Logistic(X, random.choice([-1, 1], N)),
        "perceptron": lambda: sl.Perceptron(X, random.choice([-1, 1], N)),
        "softmax": lambda: sl.Softmax(X, np.arange(N) % C),
        "custom": lambda: sl.CustomLoss(_huber, X, random.randn(N), d=K),
        "mlp": lambda: sl.MLP(X, np.arange(N) % C, hidden=(5, 3), activation="tanh"),
        "relu mlp": lambda: sl.MLP(X, np.arange(N) % C, hidden=(5,)),
        "sigmoid mlp": lambda: sl.MLP(X, np.arange(N) % C, hidden=(), activation="sigmoid"),
        "curve": lambda: sl.Curve(lambda a, b: np.exp(a) * np.sin(b) + a * a),
        "curve of one": lambda: sl.PRESETS["two minima"].problem,
        **{name: lambda p=p: p.problem for name, p in sl.PRESETS.items()},
    }[kind]()


DATA = [
    "least squares", "logistic", "perceptron", "softmax",
    "custom", "mlp", "relu mlp", "sigmoid mlp",
]  # fmt: skip
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


def test_an_mlp_without_hidden_layers_is_softmax_with_a_bias():
    random = np.random.RandomState(3)
    X, labels = random.randn(N, K), np.arange(N) % C
    network, linear = sl.MLP(X, labels, hidden=()), sl.Softmax(sl.with_ones(X), labels)
    w, batch = random.randn(linear.d), np.arange(N)
    assert network.d == linear.d
    assert network.grad_sum(w, batch) == pytest.approx(linear.grad_sum(w, batch), abs=1e-13)
    assert network.loss(w) == pytest.approx(linear.loss(w), abs=1e-13)
    assert (network.predict(w, X) == linear.predict(w, linear.X)).all()


def test_the_layers_of_an_mlp_are_views_of_w_in_order():
    network = make("mlp")
    w = np.arange(float(network.d))
    parts = [part.ravel() for layer in network.layers(w) for part in layer]
    assert np.concatenate(parts).tolist() == w.tolist()
    assert network.shapes == ((K, 5), (5, 3), (3, C))
    assert all(np.shares_memory(part, w) for part in parts)


def test_an_mlp_starts_with_weights_that_keep_the_size_of_the_signal():
    random = np.random.RandomState(0)
    X = random.randn(400, 50)
    for activation, gain in (("relu", 2), ("tanh", 1), ("sigmoid", 1)):
        network = sl.MLP(X, np.arange(400) % 3, hidden=(200,), activation=activation)
        (W, b), (V, c) = network.layers(network.initial(1))
        assert W.std() == pytest.approx(np.sqrt(gain / 50), rel=0.05)
        assert V.std() == pytest.approx(np.sqrt(gain / 200), rel=0.1)
        assert not b.any() and not c.any()


def test_a_custom_loss_is_the_problem_that_it_describes():
    random = np.random.RandomState(4)
    X, y = random.randn(N, K), random.randn(N)
    own = sl.CustomLoss(lambda w, X, y: (X @ w - y) ** 2, X, y, d=K)
    known = sl.LeastSquares(X, y)
    runs = [
        sl.descend(p, np.ones(K), lr=0.05, batch_size=3, epochs=4, shuffle=1) for p in (own, known)
    ]
    assert runs[0].w == pytest.approx(runs[1].w, abs=1e-12)
    assert runs[0].loss == pytest.approx(runs[1].loss, abs=1e-12)


def test_a_custom_loss_keeps_its_labels_whole():
    own = sl.CustomLoss(
        lambda w, X, y: sl.cross_entropy(X @ w.reshape(K, C), y), np.eye(K), [0, 1, 3], d=K * C
    )
    linear = sl.Softmax(np.eye(K), [0, 1, 3])
    w = np.random.RandomState(0).randn(K * C)
    assert own.gradient(w) == pytest.approx(linear.gradient(w), abs=1e-13)


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
        (lambda: sl.MLP([[1.0], [2.0]], [0, 1], activation="step"), "activation is 'step'"),
        (lambda: sl.MLP([[1.0], [2.0]], [0, 1], hidden=(0,)), "hidden is 0"),
        (lambda: sl.CustomLoss(3, [[1.0]], [1], d=1), r"expected a function l\(w, X, y\)"),
        (lambda: sl.CustomLoss(_mean_square, [[1.0], [2.0]], [1, 2], d=1), "not their sum or mean"),
        (lambda: sl.CustomLoss(_huber, [[1.0], [2.0]], [1], d=1), "one entry for each row"),
        (lambda: sl.CustomLoss(_huber, 3.0, [1], d=1), "expected rows"),
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


def test_parameters_of_another_network_are_refused():
    """Not cut off: a slice of too many would go unnoticed."""
    network = sl.MLP([[1.0], [2.0]], [0, 1], hidden=(2,))
    for d in (0, network.d - 1, network.d + 1):
        for use in (network.loss, lambda w: network.grad_sum(w, np.arange(2))):
            with pytest.raises(ValueError, match=f"shape .{d},.; this network has 10 parameters"):
                use(np.zeros(d))
    w = network.initial(0)
    both = np.arange(2)
    assert network.grad_sum(w.tolist(), both).tolist() == network.grad_sum(w, both).tolist()


@pytest.mark.parametrize("kind", ["least squares", "softmax"])
def test_the_graph_goes_through_the_loss_of_a_problem(kind):
    problem = make(kind)
    w = np.random.RandomState(5).randn(problem.d)
    assert sl.grad(problem.loss)(w) == pytest.approx(problem.gradient(w), abs=1e-12)
