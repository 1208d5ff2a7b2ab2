"""Lesson 06: what it claims of decisions and losses, of separable data, and of fair splits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import figures, sentences, spam, widgets


@pytest.fixture
def lesson(tmp_path):
    return widgets.Lesson("06-classifiers", tmp_path)


@pytest.fixture(scope="module")
def digits():
    """The course's split: pixels and ones, and the labels, of training and of what is held out."""
    parts = sl.hold_out(sl.load("digits"), 360)
    return [(sl.with_ones(part.X / 16), part.y) for part in parts]


def learned(problem, epochs, lr=0.3):
    start = np.zeros(problem.d)
    return sl.descend(problem, start, lr=lr, batch_size=32, epochs=epochs, shuffle=0)


def last_mistake(path):
    """Return the epoch, from 1, of the last update that changed w."""
    return int(np.flatnonzero(path.grad.any(axis=1))[-1]) // path.problem.n + 1


# decisions and losses


def test_on_the_cycle_the_decision_is_right_at_three_of_four_stops_whatever_the_loss():
    data = sl.load("table")
    problem = sl.LeastSquares(data.X, data.y)
    stops = {(-1, 1): (0.5, 3), (0, 2): (1, 4), (-1, 2): (0.5, 4), (0, 0): (1, 2)}
    for w, (loss, right) in stops.items():
        w = np.array(w, dtype=float)
        assert problem.loss(w) == loss
        assert 4 * problem.accuracy(w, data.X, data.y) == right


def test_the_perceptron_rests_on_the_four_instances_after_one_mistake():
    data = sl.load("table")
    problem = sl.Perceptron(data.X, data.y)
    for lr in (0.5, 1, 0.1):
        path = sl.descend(problem, np.zeros(2), lr=lr, batch_size=1, epochs=5)
        assert path.grad.any(axis=1).sum() == 1
        assert path.w[-1].tolist() == [0, lr] and path.loss[-1] == 0
        assert problem.accuracy(path.w[-1], data.X, data.y) == 1


def test_the_rule_of_the_perceptron_is_the_update_of_the_question():
    problem = sl.Perceptron([[1, 0, 0, 0]], [-1])
    new = sl.descend(problem, spam.WEIGHTS, lr=1, batch_size=1).w[-1]
    assert new.tolist() == [0, -1, 0.5, -2]


def test_the_logistic_update_is_the_one_in_the_table():
    rng = np.random.RandomState(0)
    x, w = rng.standard_normal((2, 4))
    for y in (-1, 1):
        problem = sl.Logistic(x[None], [y])
        p = 1 / (1 + np.exp(y * w @ x))
        new = sl.descend(problem, w, lr=0.7, batch_size=1).w[-1]
        assert new == pytest.approx(w + 0.7 * p * y * x)


@given(st.integers(0, 1000), st.sampled_from([2.0**-k for k in range(-3, 8)]))
@settings(max_examples=25, deadline=None)
def test_from_zero_the_rate_only_scales_the_perceptron(seed, lr):
    mail = sl.load("spam")
    problem = sl.Perceptron(mail.X, mail.y)
    runs = [
        sl.descend(problem, np.zeros(4), lr=rate, batch_size=1, epochs=2, shuffle=seed)
        for rate in (1, lr)
    ]
    assert np.array_equal(runs[1].w, lr * runs[0].w)


# when the perceptron stops


def test_the_messages_cannot_be_separated_and_the_twos_can():
    mail, digits = sl.load("spam"), sl.load("digits")
    assert mail.X[28].tolist() == mail.X[4].tolist() == [1, 0, 0, 0]
    assert (mail.y[28], mail.y[4]) == (1, -1)
    X, two = sl.with_ones(digits.X / 16), np.where(digits.y == 2, 1, -1)
    for problem, rests in ((sl.Perceptron(mail.X, mail.y), False), (sl.Perceptron(X, two), True)):
        start = np.zeros(problem.d)
        path = sl.descend(problem, start, lr=1, batch_size=1, epochs=12, shuffle=0)
        assert (last_mistake(path) < 12) == rests
        assert (problem.accuracy(path.w[-1], problem.X, problem.y) == 1) == rests


def test_what_is_learned_from_90_messages():
    training, validation = sl.hold_out(sl.load("spam"), 30)
    assert [(part.y > 0).sum() for part in (training, validation)] == [45, 15]
    problem = sl.Perceptron(training.X, training.y)
    w = sl.descend(problem, np.zeros(4), lr=1, batch_size=1, epochs=20, shuffle=0).w[-1]
    assert w.tolist() == [2, 0, 4, -8]
    shares = [problem.accuracy(w, part.X, part.y) for part in (training, validation)]
    assert shares == pytest.approx([83 / 90, 26 / 30])
    logistic = sl.Logistic(training.X, training.y)
    v = sl.descend(logistic, np.zeros(4), lr=0.5, epochs=300).w[-1]
    for signs in (np.sign(v), np.sign(spam.WEIGHTS)):
        assert signs.tolist() == [1, -1, 1, -1]


def test_no_weights_judge_more_than_109_of_the_messages():
    mail = sl.load("spam")
    assert ((mail.X @ (2, -1, 4, -8) > 0) == (mail.y > 0)).sum() == 109
    alike = {}
    for x, y in zip(mail.X.tolist(), mail.y.tolist(), strict=True):
        alike.setdefault(tuple(x), []).append(y)
    assert sum(max(ys.count(1), ys.count(-1)) for ys in alike.values()) == 109


# digits, and how they are held out


def test_ten_digits_are_read_above_95_percent_on_the_stated_split(digits):
    (X, y), (V, truth) = digits
    problem = sl.Softmax(X, y)
    path = learned(problem, 30)
    w = path.w[-1]
    assert problem.accuracy(w, V, truth) == pytest.approx(349 / 360)
    assert len(path) == 1350 and np.count_nonzero(w) == 620
    blank = np.flatnonzero(~X.any(axis=0))
    assert len(blank) == 3 and not w.reshape(65, 10)[blank].any()
    wrong = problem.predict(w, V)[problem.predict(w, V) != truth]
    assert np.bincount(wrong, minlength=10).argmax() == 1
    assert ((wrong == 1).sum(), len(wrong)) == (6, 11)
    truly = truth[(problem.predict(w, V) == 1) & (truth != 1)]
    assert (truly == 8).sum() == (truly == 9).sum() == 2
    largest = np.argsort(w.reshape(65, 10)[:64, 1])[-3:]
    assert sorted(largest.tolist()) == [2 * 8 + 3, 2 * 8 + 4, 3 * 8 + 3]


def test_a_new_writer_is_harder():
    data, best, last = sl.load("digits"), {}, {}
    for by in ("stratified", "random", "given"):
        part, held = sl.hold_out(data, 360, by=by)
        problem = sl.Softmax(sl.with_ones(part.X / 16), part.y)
        w = learned(problem, 100).w[::45]
        shares = problem.accuracy(w, sl.with_ones(held.X / 16), held.y)
        best[by], last[by] = shares.max(), shares[-1]
    assert last["stratified"] > 0.965 and last["random"] > 0.965
    assert round(last["given"], 2) == 0.91 and best["given"] < 0.93


def test_two_or_not_against_the_constant_answer(digits):
    (X, y), (V, truth) = digits
    problem = sl.Logistic(X, np.where(y == 2, 1, -1))
    held_out = np.where(truth == 2, 1, -1)
    assert (held_out > 0).sum() == 35 and len(held_out) == 360
    assert problem.accuracy(np.zeros(65), V, held_out) == pytest.approx(325 / 360)
    assert problem.accuracy(learned(problem, 30).w[-1], V, held_out) == pytest.approx(359 / 360)


def test_south_central_is_answered_word_by_word():
    data = sl.load("sentences")
    problem = sl.Softmax(sl.with_ones(data.X), data.y)
    w = sl.descend(problem, np.zeros(problem.d), lr=2, epochs=300).w[-1].reshape(41, 20)
    words = sentences.VOCABULARY

    def highest(row, count):
        return {words[i] for i in np.argsort(w[row])[-count:]}

    assert highest(words.index("south"), 2) == {"closes", "bank"}
    assert highest(20 + words.index("central"), 3) == {"station", "bank", "park"}
    scores = w[words.index("south")] + w[20 + words.index("central")] + w[40]
    shares = np.exp(scores) / np.exp(scores).sum()
    assert shares[words.index("bank")] == pytest.approx(0.86, abs=0.005)


# the figures


def test_the_histogram_counts_each_class_and_puts_a_tie_on_the_left():
    fig, (ax,) = figures.picture("Scores.")
    low, high = figures.score_histogram(ax, [-2, 0, 1, 0, 3, 4], [-1, -1, -1, 1, 1, 1])
    for bars, wrong in ((low, 1 / 3), (high, 1 / 3)):
        heights = np.array([bar.get_height() for bar in bars])
        middles = np.array([bar.get_x() + bar.get_width() / 2 for bar in bars])
        assert np.abs(heights).sum() == pytest.approx(1)
        side = middles > 0 if bars is low else middles < 0
        assert np.abs(heights[side]).sum() == pytest.approx(wrong)
    assert all(bar.get_height() <= 0 for bar in low)
    figures.png(fig)


def test_the_histogram_needs_both_classes():
    _, (ax,) = figures.picture("Scores.")
    with pytest.raises(ValueError, match="expected one y for each score"):
        figures.score_histogram(ax, [1, 2], [1, 1])


def test_accuracies_are_drawn_as_they_are():
    fig, (ax,) = figures.picture("Accuracy.")
    curves = {"training": np.linspace(0.1, 1, 31), "held out": np.linspace(0.1, 0.97, 31)}
    lines = figures.accuracies(ax, curves, goal=0.95)
    for line, values in zip(lines, curves.values(), strict=True):
        assert line.get_ydata() == pytest.approx(values)
    looks = [(line.get_linestyle(), line.get_marker()) for line in lines]
    assert looks[0] != looks[1]
    figures.png(fig)
    with pytest.raises(ValueError, match="expected 1 to 3"):
        figures.accuracies(ax, {})


def test_the_score_scene_shows_what_is_far_out_at_its_edge():
    scene = figures.ScoreScene(["a", "b"])
    for x, words in (((100, 0), "100: spam"), ((0, 100), "−100: not spam")):
        scene.show([1, -1], x)
        low, high = scene.fig.axes[0].get_xlim()
        assert low < scene.bars.mark.get_xdata()[0] < high
        assert scene.bars.notes[-1].get_text() == words
        for note in scene.bars.notes:
            assert low <= note.get_position()[0] <= high


def test_the_drawing_scene_shows_the_pixels_and_hides_the_bars_of_a_blank_pad():
    scene = figures.DrawingScene(np.zeros((65, 10)), (-5, 5))
    scene.show([], None, np.zeros(64), None)
    assert not any(bar.get_visible() for bar in scene._bars.bars)
    scene.show([[(1, 1), (9, 9)], [(3, 3)]], (5, 5), np.ones(64), np.arange(10.0))
    assert [bar.get_height() for bar in scene._bars.bars] == list(range(10))
    assert scene._bars.mark.get_visible() is False  # nobody knows the truth of a drawing
    assert scene._pixels.mesh.get_facecolors()[:, :3].max() == 0


# what the questions claim


def test_the_numbers_in_the_questions(lesson):
    (first, *_), w = sl.datasets.messages(), np.array(spam.WEIGHTS)
    for names in range(5):
        text = first.text + " Robin" * names
        score = w @ spam.features(text, first.sender, first.recipient)
        assert (score > 0) == (names < 3)
    problem = sl.Logistic([[1.0]], [1])
    assert problem.loss(np.array([0.1])) == pytest.approx(0.64, abs=0.005)
    assert problem.loss(np.array([2.0])) < problem.loss(np.array([1.0]))
    for key, answer in (("name", "3"), ("loss", "4"), ("always", "325/360"), ("update", "0")):
        assert lesson.ask(key)._judge(answer).right
