"""The four spam features: the lecture's oracle, rules for any text, and what is refused."""

import re
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgdlab.datasets import load, messages
from sgdlab.spam import FRIENDS, MISSPELLINGS, WEIGHTS, Features, features

WORDS = st.sampled_from(["free", "Robin", "recieve", "hello", "sugar-free", "freedom", "it's"])
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)


def test_first_message_has_the_lectures_features_and_score():
    message = messages()[0]
    found = features(message.text, message.sender, message.recipient)
    assert message.spam
    assert found == (2, 0, 2, 0)
    assert WEIGHTS == (1, -1, 1 / 2, -2)
    assert np.dot(WEIGHTS, found) == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", (0, 0, 0, 0)),
        ("Free!free(FREE) sugar-free freedom freely", (4, 0, 0, 0)),
        ("Robin, are you Robin? Robinson is not.", (0, 2, 0, 0)),
        ("I recieve it tommorow, untill then: receive.", (0, 0, 3, 0)),
    ],
)
def test_words_are_counted(text, found):
    assert features(text, "x@y.example", "Robin") == found


def test_friend_is_one_whole_address():
    assert features("", "mira@post.example", "Kim").from_friend == 1
    assert features("", "m1ra@post.example", "Kim").from_friend == 0
    assert features("", "mira", "Kim").from_friend == 0
    assert features("", "zoe@y.example", "Kim", ["zoe@y.example"]).from_friend == 1


@given(TEXTS)
def test_capitals_do_not_matter(text):
    counts = {features(t, "s", "Robin") for t in (text, text.upper(), text.lower(), text.title())}
    assert len(counts) == 1


@given(TEXTS, TEXTS)
def test_counts_of_two_messages_add(one, two):
    parts = np.array([features(text, "s", "Robin") for text in (one, two)])
    assert features(one + " " + two, "s", "Robin") == tuple(parts.sum(axis=0))


@given(st.text(max_size=300), st.text(max_size=20))
def test_any_text_and_sender_give_counts(text, sender):
    found = features(text, sender, "Robin")
    assert isinstance(found, Features)
    assert all(type(count) is int and count >= 0 for count in found)
    assert sum(found[:3]) <= len(text)


def test_long_message_is_quick():
    start = time.perf_counter()
    assert features("free recieve Robin " * 6000, "s", "Robin")[:3] == (6000, 6000, 6000)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((None, "s", "Kim"), TypeError, "text is of type NoneType; expected a string"),
        ((b"free", "s", "Kim"), TypeError, "text is of type bytes"),
        (("t", 3, "Kim"), TypeError, "sender is of type int"),
        (("t", "s", ["Kim"]), TypeError, "recipient is of type list"),
        (("t", "s", "Kim", "mira@post.example"), TypeError, "friends is of type str"),
        (("t", "s", "Kim", None), TypeError, "friends is of type NoneType"),
        (("t", "s", ""), ValueError, "recipient is ''; expected a first name of one word"),
        (("t", "s", "Kim Lee"), ValueError, "recipient is 'Kim Lee'"),
    ],
)
def test_bad_arguments_are_refused_in_one_sentence(arguments, error, words):
    with pytest.raises(error) as caught:
        features(*arguments)
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_messages_are_varied_and_invented():
    found = messages()
    assert len(found) == len({message.text for message in found}) == 120
    assert sum(message.spam for message in found) == 60
    assert all(message.sender.endswith(".example") for message in found)
    assert {message.recipient for message in found} == {"Kim", "Noor", "Robin", "Sasha"}


def test_lists_hold_nothing_unused():
    found = messages()
    words = set(re.findall(r"\w+", " ".join(message.text for message in found).casefold()))
    assert set(MISSPELLINGS) <= words
    assert not set(MISSPELLINGS) & set(MISSPELLINGS.values())
    assert {message.sender for message in found} >= FRIENDS


def test_some_messages_are_hard():
    found = messages()
    rows = [features(m.text, m.sender, m.recipient) for m in found]
    kinds = {
        (m.spam, min(f.free, 1), min(f.your_name, 1), f.from_friend)
        for m, f in zip(found, rows, strict=True)
    }
    assert (False, 1, 0, 1) in kinds  # a friend who writes "free"
    assert (False, 1, 0, 0) in kinds  # a stranger whose tea is free
    assert (True, 0, 1, 0) in kinds  # spam that knows your name
    assert (True, 1, 0, 1) in kinds  # a friend's address in the wrong hands


def test_stated_weights_judge_100_of_120_rightly():
    X, y, _, _ = load("spam")
    score = X @ WEIGHTS
    assert np.sum((score > 0) == (y > 0)) == 100
    assert np.sum((score <= 0) & (y > 0)) == 14
    assert np.sum((score > 0) & (y < 0)) == 6
    assert np.sum(score == 0) == 25
