"""The next word: words, one-hot inputs, and what a softmax learns from the thirty sentences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab.datasets import texts
from sgdlab.sentences import BEFORE, COLUMNS, VOCABULARY, followers, inputs, instances, words

WORD = st.sampled_from(VOCABULARY)


@pytest.fixture(scope="module")
def trained():
    data = sl.load("sentences")
    problem = sl.Softmax(sl.with_ones(data.X), data.y)
    return problem, sl.descend(problem, np.zeros(problem.d), lr=2, epochs=300).w[-1]


def probabilities(trained, pair):
    problem, w = trained
    scores = np.exp(problem.scores(w, sl.with_ones(inputs([pair])))[0])
    return dict(zip(VOCABULARY, scores / scores.sum(), strict=True))


def test_the_vocabulary_is_twenty_words_in_order_and_all_are_used():
    assert len(VOCABULARY) == 20 and sorted(set(VOCABULARY)) == list(VOCABULARY)
    assert {word for text in texts() for word in words(text)} == set(VOCABULARY)
    assert len(texts()) == 30


def test_after_european_central_always_comes_bank():
    assert followers(texts(), ("european", "central")) == {"bank": 8}
    assert followers(texts(), ("the", "central")) == {"station": 5, "park": 3, "bank": 2}
    assert followers(texts(), ("south", "central")) == {}


@given(st.lists(st.tuples(WORD, WORD), min_size=1, max_size=5))
def test_a_row_has_a_one_for_each_of_its_two_words(pairs):
    X = inputs(pairs)
    assert X.shape == (len(pairs), 40) and (X.sum(axis=1) == 2).all()
    for row, pair in zip(X, pairs, strict=True):
        named = [COLUMNS[j].split(": ")[1] for j in np.flatnonzero(row)]
        assert tuple(named) == pair


@given(st.lists(st.lists(WORD, max_size=6), min_size=1, max_size=4))
def test_every_third_or_later_word_is_an_instance(sentences):
    X, y = instances([" ".join(sentence) for sentence in sentences])
    wanted = [sentence[i : i + 3] for sentence in sentences for i in range(len(sentence) - BEFORE)]
    assert len(X) == len(y) == len(wanted)
    assert [VOCABULARY[k] for k in y] == [third for _, _, third in wanted]
    assert (inputs(pair[:2] for pair in wanted) == X).all()


def test_no_pair_reaches_into_the_next_sentence():
    assert len(instances(["The bank is", "open today."])[1]) == 1


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: words("The European Hotel"), ValueError, "'hotel' is not one of the 20 words"),
        (lambda: words(7), TypeError, "expected a sentence"),
        (lambda: inputs([("european",)]), ValueError, "has 1 words; expected 2"),
        (lambda: inputs([("a", "<b>" * 100)]), ValueError, "is not one of the 20 words"),
    ],
)
def test_what_is_no_word_is_refused(call, error, said):
    with pytest.raises(error, match=said):
        call()


# what is learned


def test_the_model_says_bank_and_comes_close_to_the_shares(trained):
    assert probabilities(trained, ("european", "central"))["bank"] > 0.9
    found = probabilities(trained, ("the", "central"))
    for word, share in (("station", 0.5), ("park", 0.3), ("bank", 0.2)):
        assert found[word] == pytest.approx(share, abs=0.05)


def test_the_loss_starts_at_ln_20_and_stays_above_that_of_the_true_shares(trained):
    problem, w = trained
    assert problem.loss(np.zeros(problem.d)) == pytest.approx(np.log(20))
    rows = [tuple(row) for row in problem.X]
    least = best = 0
    for row in set(rows):
        count = np.bincount(problem.labels[[other == row for other in rows]])
        share = count[count > 0] / count.sum()
        least -= (count[count > 0] * np.log(share)).sum() / problem.n
        best += count.max()
    assert round(least, 3) == 0.635 and best == 94  # as data/README.md says
    assert least < problem.loss(w) < 0.8


def test_it_answers_for_a_pair_that_it_never_saw(trained):
    found = probabilities(trained, ("south", "central"))
    assert max(found, key=found.get) == "bank" and sum(found.values()) == pytest.approx(1)
