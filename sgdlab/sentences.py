"""The next word as a classification: two words before it, one-hot, and twenty words to choose from.

Slide "Training a model with n instances": the most likely word after "European Central".
"""

import re

import numpy as np

VOCABULARY = (
    *("a", "bank", "central", "city", "closes", "european", "hall", "in", "is", "lowers"),
    *("near", "open", "park", "raises", "rates", "south", "station", "the", "today", "train"),
)
BEFORE = 2  # words that are read
COLUMNS = tuple(f"{place}: {word}" for place in ("first", "second") for word in VOCABULARY)


def words(text):
    """Return the words of a sentence in small letters, a tuple.

    ValueError for a word that is not in `VOCABULARY`; TypeError if text is not a string.

    >>> words("The European Central Bank is open.")
    ('the', 'european', 'central', 'bank', 'is', 'open')
    """
    if not isinstance(text, str):
        raise TypeError(f"text is of type {type(text).__name__}; expected a sentence.")
    found = tuple(re.findall(r"\w+", text.casefold()))
    for word in found:
        _number(word)
    return found


def inputs(pairs):
    """Return one row (40,) for each pair of words: a 1 for the first and a 1 for the second.

    The first word chooses one of the columns 0 .. 19, the second one of 20 .. 39, in the order of
    `VOCABULARY`. ValueError for a word that is not in it, or what is no pair.

    >>> inputs([("european", "central")]).nonzero()[1].tolist()
    [5, 22]
    """
    pairs = [tuple(pair) for pair in pairs]
    X = np.zeros((len(pairs), BEFORE * len(VOCABULARY)))
    for row, pair in zip(X, pairs, strict=True):
        if len(pair) != BEFORE:
            raise ValueError(f"{pair!r} has {len(pair)} words; expected {BEFORE} before the next.")
        for place, word in enumerate(pair):
            row[place * len(VOCABULARY) + _number(word)] = 1
    return X


def instances(texts):
    """Return X (n, 40), y (n,): for each third or later word of the sentences, the two before it.

    y is the word's number in `VOCABULARY`. No pair reaches from one sentence into the next.

    >>> X, y = instances(["The European Central Bank."])
    >>> X.shape, [VOCABULARY[k] for k in y]
    ((2, 40), ['central', 'bank'])
    """
    triples = [
        found[i : i + BEFORE + 1] for found in map(words, texts) for i in range(len(found) - BEFORE)
    ]
    X = inputs(triple[:BEFORE] for triple in triples)
    return X, np.array([_number(triple[BEFORE]) for triple in triples], dtype=int)


def followers(texts, pair):
    """Return how often each word follows `pair` in the sentences, {word: times}.

    >>> followers(["The bank is open.", "The bank closes."], ("the", "bank"))
    {'is': 1, 'closes': 1}
    """
    found = {}
    for told in map(words, texts):
        for i in range(len(told) - BEFORE):
            if told[i : i + BEFORE] == tuple(pair):
                found[told[i + BEFORE]] = found.get(told[i + BEFORE], 0) + 1
    return found


def _number(word):
    try:
        return VOCABULARY.index(word)
    except ValueError:
        raise ValueError(
            f"{str(word)[:40]!r} is not one of the {len(VOCABULARY)} words; "
            f"choose from {', '.join(VOCABULARY)}."
        ) from None
