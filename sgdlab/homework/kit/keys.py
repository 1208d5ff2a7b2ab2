"""Answers worked by hand: right ones and known mistakes, as salted hashes a notebook can carry.

Each student has one of 16 variants of the numbers, chosen by the student's id. A hash tells that an
answer is right, or which mistake it is, and does not show the answer.
"""

import base64
import hashlib
import json
import zlib
from decimal import ROUND_HALF_UP, Decimal

from .values import encode

VARIANTS = 16
_ROUNDS = 2_000  # it hides an answer from the eye; who loops over all small fractions finds it


def variant(name, student):
    """Return which variant of homework `name` a student's id has: 0 ... 15."""
    digest = hashlib.sha256(f"{name}:{student.strip().lower()}".encode()).digest()
    return digest[0] % VARIANTS


def canonical(value, digits):
    """Return the text by which two answers are compared.

    >>> canonical(2.67, 2) == canonical(8 / 3, 2), canonical((0, -0.0), 2), canonical(" Yes", 2)
    (True, '0.00 0.00', 'yes')
    """
    if isinstance(value, str):
        return value.strip().lower()
    try:
        return " ".join(canonical(one, digits) for one in value)
    except TypeError:
        return f"{round(float(value), digits) + 0.0:.{digits}f}"


def coarser(value, digits):
    """Return the texts of a number, or of several, rounded to fewer digits than are asked for.

    At least two significant digits are left of each: 1 is not yet 0.75. What is exact with fewer
    digits has none.

    >>> coarser(24.0833, 3), coarser((0.5, 0.34375), 4), coarser(13, 2)
    (['24.000', '24.100', '24.080'], ['0.5000 0.3400', '0.5000 0.3440'], [])
    """
    rounded = [_rounded(value, fewer) for fewer in range(digits)]
    texts = [canonical(one, digits) for one in rounded if one is not None]
    return [text for text in dict.fromkeys(texts) if text != canonical(value, digits)]


def _rounded(value, digits):
    """Return numbers rounded; None where one of them loses all but its first digit."""
    if isinstance(value, list | tuple):
        found = [_rounded(one, digits) for one in value]
        return None if None in found else found
    unit = Decimal(1).scaleb(-digits)  # 0.125 becomes 0.13, as by hand
    found = float(Decimal(repr(float(value))).quantize(unit, ROUND_HALF_UP))
    return found if found == value or abs(value) * 10**digits >= 10 else None


class Known:
    """What is known of one blank: how many digits count, the right answer, the mistakes.

    `value` is the right answer as data, `count` how many numbers it has, 0 for a word.
    """

    def __init__(self, right, mistakes, digits):
        self.digits, self.value = digits, encode(right)
        self.count, self.right = _count(self.value), canonical(self.value, digits)
        self.mistakes = {canonical(wrong, digits): told for told, wrong in mistakes}
        if self.right in self.mistakes or len(self.mistakes) < len(mistakes):
            raise ValueError(
                f"the right answer {self.right} and the mistakes {sorted(self.mistakes)} must "
                "differ at this number of digits; choose other numbers."
            )
        if self.count is None:
            raise ValueError(f"{right!r} is no number, no row of numbers and no word.")
        if self.count:
            more = f"right so far, but rounded too much: {digits} digits after the point count."
            self.mistakes = dict.fromkeys(coarser(self.value, digits), more) | self.mistakes

    def told(self, value):
        """Return None where a value, as data, is right, or what is told."""
        return _told(self, canonical(value, self.digits), value)


class Hashed:
    """The same, known by hashes only."""

    def __init__(self, salt, digits, count, right, mistakes):
        self.salt, self.digits, self.count = salt, digits, count
        self.right, self.mistakes = right, mistakes

    def told(self, value):
        """Return None where a value, as data, is right, or what is told."""
        return _told(self, hashed(self.salt, canonical(value, self.digits)), value)


def _told(blank, text, value):
    if text == blank.right:
        return None
    return blank.mistakes.get(text) or _other(value, blank.count)


def _count(value):
    """Return how many numbers a value has, 0 for a text, and None for what is neither."""
    if isinstance(value, str):
        return 0
    if isinstance(value, list):
        return len(value) if all(_count(one) == 1 for one in value) else None
    return None if isinstance(value, dict) else 1


_NAMES = {0: "a word", 1: "one number", 2: "a pair of numbers"}
_OTHER = {
    0: "the word is another one; is it spelled as asked for?",
    1: "the number is another one.",
}


def _other(value, count):
    """Return what is told of a value that nothing is known of, where `count` numbers are asked."""
    came = _count(value)
    if came == count:
        return _OTHER.get(count, "the numbers are others.")
    what = "a text" if came == 0 else _NAMES.get(came, f"{came} numbers")
    if came is None:
        what = value["is"] if isinstance(value, dict) else "something else"
    asked = "numbers are" if count > 2 else f"{_NAMES[count]} is"
    quotes = ", in quotes" if count == 0 else ""
    if came == 0 and any(one.isdigit() for one in value):
        quotes = ", without quotes"
    return f"{what} came; {f'{count} ' * (count > 2)}{asked} asked for{quotes}."


def hashed(salt, text):
    """Return the salted hash of a text, 12 characters."""
    digest = hashlib.pbkdf2_hmac("sha256", text.encode(), salt.encode(), _ROUNDS)
    return base64.b64encode(digest[:9]).decode()


def seal(name, by_variant):
    """Return the text that a notebook carries: {variant: {(question, what): Known}} as hashes."""
    told, blanks = [], {}
    for number, known in sorted(by_variant.items()):
        for (question, what), one in known.items():
            salt = f"{name}:{number}:{question}:{what}"
            mistakes = []
            for wrong, sentence in one.mistakes.items():
                if sentence not in told:
                    told.append(sentence)
                mistakes.append([hashed(salt, wrong), told.index(sentence)])
            blanks[f"{number}:{question}:{what}"] = [
                one.digits, one.count, hashed(salt, one.right), sorted(mistakes)
            ]  # fmt: skip
    text = json.dumps([told, blanks], sort_keys=True, separators=(",", ":"))
    return base64.b85encode(zlib.compress(text.encode(), 9)).decode()


def unseal(name, text):
    """Return the function (variant, question, what) -> `Hashed` that a sealed text holds."""
    told, blanks = json.loads(zlib.decompress(base64.b85decode(text)))

    def find(number, question, what):
        digits, count, right, mistakes = blanks[f"{number}:{question}:{what}"]
        known = {digest: told[index] for digest, index in mistakes}
        return Hashed(f"{name}:{number}:{question}:{what}", digits, count, right, known)

    return find
