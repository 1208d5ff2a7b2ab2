"""What is held out: everything once, classes in their shares, and the same each time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab.datasets import Dataset
from sgdlab.holding import WAYS


def numbered(labels):
    """Return data whose inputs are the instances' own numbers."""
    return Dataset(np.arange(len(labels), dtype=float)[:, None], np.array(labels), ("i",), "made")


@settings(deadline=None)
@given(
    labels=st.lists(st.integers(0, 3), min_size=2, max_size=60),
    share=st.floats(0.01, 0.99),
    by=st.sampled_from(WAYS),
    seed=st.integers(0, 50),
)
def test_every_instance_is_in_one_part_in_its_old_order(labels, share, by, seed):
    data, count = numbered(labels), min(max(1, int(share * len(labels))), len(labels) - 1)
    parts = sl.hold_out(data, count, by, seed)
    assert [len(part.y) for part in parts] == [len(labels) - count, count]
    for part in parts:
        assert (np.diff(part.X[:, 0]) > 0).all()
        assert (part.y == data.y[part.X[:, 0].astype(int)]).all()
    both = np.concatenate([part.X[:, 0] for part in parts])
    assert sorted(both) == list(range(len(labels)))


@settings(deadline=None)
@given(
    labels=st.lists(st.integers(0, 3), min_size=2, max_size=60),
    count=st.integers(1, 59),
    seed=st.integers(0, 50),
)
def test_a_stratified_part_has_every_class_in_its_share(labels, count, seed):
    count = min(count, len(labels) - 1)
    _, held = sl.hold_out(numbered(labels), count, "stratified", seed)
    for label in set(labels):
        share = labels.count(label) * count / len(labels)
        assert abs((held.y == label).sum() - share) < 1


def test_the_splits_of_the_digits():
    digits = sl.load("digits")
    _, last = sl.hold_out(digits, 360, by="given")
    assert np.array_equal(last.X, digits.X[-360:])
    _, even = sl.hold_out(digits, 360)
    shares = np.bincount(digits.y) * 360 / 1797
    assert (np.abs(np.bincount(even.y) - shares) < 1).all()
    _, again = sl.hold_out(digits, 360)
    assert (even.X == again.X).all()
    _, other = sl.hold_out(digits, 360, seed=1)
    assert (even.y != other.y).any()
    assert sl.hold_out(digits, 360)[0].source == digits.source


def test_a_random_part_is_not_stratified():
    spread = [np.bincount(sl.hold_out(sl.load("digits"), 360, "random", s)[1].y) for s in range(3)]
    assert min(map(np.ptp, spread)) > 10


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"count": 0}, "count is 0"),
        ({"count": 4}, "expected 1 to 3"),
        ({"count": 2.5}, "whole number"),
        ({"count": 1, "by": "luck"}, "random, stratified, given"),
        ({"count": 1, "seed": -1}, "seed"),
    ],
)
def test_bad_input_gets_a_sentence(arguments, says):
    with pytest.raises((TypeError, ValueError), match=says):
        sl.hold_out(sl.load("table"), **arguments)


def test_what_is_no_data_set_is_refused():
    with pytest.raises(TypeError, match="expected a data set"):
        sl.hold_out(5, 1)
