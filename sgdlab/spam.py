"""The lecture's four spam features, computed from a message by code that fits on a slide."""

import re
from collections.abc import Collection
from typing import NamedTuple

# The lecture prints features but no weights; these are stated, not learned. Above 0 means spam.
WEIGHTS = (1.0, -1.0, 0.5, -2.0)

FRIENDS = frozenset(
    {
        "edda@home.example",
        "jonas@post.example",
        "ling@campus.example",
        "mira@post.example",
        "priya@post.example",
        "tomas@campus.example",
    }
)

MISSPELLINGS = {
    "acount": "account",
    "adress": "address",
    "availible": "available",
    "beleive": "believe",
    "buisness": "business",
    "choosen": "chosen",
    "congradulations": "congratulations",
    "definately": "definitely",
    "exclusiv": "exclusive",
    "garanteed": "guaranteed",
    "imediately": "immediately",
    "miracel": "miracle",
    "offerr": "offer",
    "oportunity": "opportunity",
    "proffesional": "professional",
    "recieve": "receive",
    "seperate": "separate",
    "seperated": "separated",
    "sucess": "success",
    "tommorow": "tomorrow",
    "untill": "until",
    "verfy": "verify",
    "wich": "which",
    "winer": "winner",
}


_WORD = re.compile(r"\w+")


class Message(NamedTuple):
    """One message of data/spam.csv: is it spam, who wrote it, to whom, and its words."""

    spam: bool
    sender: str
    recipient: str
    text: str


class Features(NamedTuple):
    """The four numbers of a message, in the lecture's order."""

    free: int
    your_name: int
    misspelled: int
    from_friend: int


def features(text, sender, recipient, friends=FRIENDS):
    """Return the lecture's four features of one message (slide "Binary classifier").

    How often the word "free" stands in the text, how often the recipient's name, how many words
    are in the list `MISSPELLINGS`, and 1 if the sender is in `friends`, else 0. Capitals do not
    matter. A word is a run of letters and digits, so "sugar-free" counts as free.

    TypeError if text, sender or recipient is not a string or friends is no collection;
    ValueError if recipient is not one word.

    >>> features("FREE ink! Recieve a free box, Kim.", "ink@deals.example", "Kim")
    Features(free=2, your_name=1, misspelled=1, from_friend=0)
    """
    _refuse_bad(text, sender, recipient, friends)
    words = _WORD.findall(text.casefold())
    return Features(
        free=words.count("free"),
        your_name=words.count(recipient.casefold()),
        misspelled=sum(word in MISSPELLINGS for word in words),
        from_friend=int(sender in friends),
    )


def counted(text, recipient):
    """Yield (start, end, features) for each word of `text` that a feature counts.

    The word is `text[start:end]`; `features` are the numbers 0, 1, 2 of those that count it, in
    the order of `Features`. The sender is no word.

    >>> list(counted("Free, Kim!", "Kim"))
    [(0, 4, (0,)), (6, 9, (1,))]
    """
    kinds = ({"free"}, {recipient.casefold()}, MISSPELLINGS)
    for word in _WORD.finditer(text):
        found = tuple(i for i, kind in enumerate(kinds) if word[0].casefold() in kind)
        if found:
            yield word.start(), word.end(), found


def _refuse_bad(text, sender, recipient, friends):
    for name, value in (("text", text), ("sender", sender), ("recipient", recipient)):
        if not isinstance(value, str):
            raise TypeError(
                f"{name} is of type {type(value).__name__}; expected a string such as 'Robin'."
            )
    # A string would be searched for parts: "a@b" in "data@b.example" is true.
    if isinstance(friends, str) or not isinstance(friends, Collection):
        raise TypeError(
            f"friends is of type {type(friends).__name__}; "
            "expected a set of addresses such as {'mira@post.example'}."
        )
    if not re.fullmatch(r"\w+", recipient):
        raise ValueError(
            f"recipient is {recipient[:40]!r}; expected a first name of one word such as 'Robin'."
        )
