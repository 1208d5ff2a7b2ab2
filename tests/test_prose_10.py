"""The numbers in the prose of lesson 10: each read, and computed again."""

import math

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.parallel import Cost, Virtual, train
from sgdlab.widgets.cluster_given import known
from sgdlab.widgets.four_steps_run import rounds

from .prose import Prose

TABLE = sl.LeastSquares(*sl.load("table")[:2])


def test_lesson_10():
    text, start = Prose("10-parameter-server"), (0, 0)
    training, _ = sl.hold_out(sl.load("digits"), 360)
    softmax = sl.Softmax(sl.with_ones(training.X / 16), training.y)
    stream = train(
        softmax, np.zeros(650), lr=0.3, batch_size=32, epochs=1, workers=4, shuffle=0
    ).stream
    # sums and means
    text.given(
        r"\lambda = 1/2$. <details", r"\lambda = 1/2$: $\{x", r"\frac{1/2}{2}", r"32 instances"
    )
    assert rounds(TABLE, start, 0.5, 2, 2, 1)[-1].new.tolist() == [-1 / 4, 1]
    text.given(r"(\frac12, 1)$, then $(-\frac14, 1)$")
    g = rounds(TABLE, start, 0.5, 4, 3, 1)[0].sums.ravel()
    text.says("$g = ({}, {})$, $g = ({}, {})$, $g = ({}, {})$", *g)
    wrong = rounds(TABLE, start, 0.5, 4, 3, 1, "mean of means")[0].new
    assert wrong == pytest.approx([-1 / 6, 1 / 3])
    text.given(r"(-\frac16, \frac13)$, one process at $(0, \frac12)$")
    text.says("workers are {}, {} and {}", *(len(part) for part in np.array_split(range(32), 3)))
    # the digits
    text.says("$n = {}$ images", len(training.y))
    text.says("$m = 32$ an epoch has {} updates", len(stream))
    text.says(r"$10 \cdot {} = {}$ parameters", softmax.X.shape[1], softmax.d)
    text.says("{} rounds", 5 * len(stream))
    text.says("All {} values", len(stream) + 1)
    assert any(700 in stream[t] for t in range(len(stream)))
    text.given("image 700", "after update 20")
    # when it pays
    cost = Cost(instance=150, message=200)
    words = r"{} \cdot \lceil m / P \rceil + {} + 2 P \cdot {} + {} \text"
    text.says(words, cost.instance, cost.call, cost.message, cost.update)
    text.says(r"process ${}\, m + {} + {}$", cost.instance, cost.call, cost.update)
    text.says("{} µs for an instance, {} µs for a call", cost.instance, cost.call)
    text.says("{} µs for a message", cost.message)
    text.says("{} µs for an update", cost.update)
    pair = cost.round(16, 4) / 1000, cost.serial(16) / 1000
    text.says("At $m = 16$ and $P = 4$ that is {} ms against {}.", *pair)
    text.says("take {} ms of {}.", 16 * cost.message / 1000, cost.round(16, 8) / 1000)
    text.given("first at $m = 16$? And at $m = 64$", "At $m = 64$ look", "cost 50 µs", "(05)")
    best = (min(range(1, 17), key=lambda P, m=m: trained(cost, m, P).time) for m in (16, 64))
    text.says("{} workers at $m = 16$, {} at $m = 64$", *best)
    text.says(r"\sqrt{{}\, m / (2 \cdot {})}", cost.instance, cost.message)
    text.says("= {}$ and ${}$", *(math.sqrt(150 * m / 400) for m in (16, 64)))
    runs = [trained(cost, m, 4).path for m in (64, 16)]
    text.says("5 epochs have {} updates instead of {}", *map(len, runs))
    text.says("is still {} instead of {}", *(path.loss[-1] for path in runs))
    assert text.unread() == []


def trained(cost, m, workers):
    problem, w0 = known("made", None)
    how = {"lr": 0.1, "batch_size": m, "epochs": 5, "shuffle": 0, "on": Virtual(cost)}
    return train(problem, w0, workers=workers, **how)
