"""Answers worked by hand: right ones and known mistakes, as salted hashes a notebook can carry.

Each student has one of 16 variants of the numbers, chosen by the student's id. A hash tells that an
answer is right, or which mistake it is, and does not show the answer.
"""

import base64
import hashlib
import json
import zlib

import numpy as np

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


def _other(value):
    if isinstance(value, str):
        return "the word is another one; is it spelled as asked for?"
    several = isinstance(value, list | tuple | np.ndarray)
    return "the numbers are others." if several else "the number is another one."


class Known:
    """What is known of one blank: how many digits count, the right answer, the mistakes."""

    def __init__(self, right, mistakes, digits):
        self.digits = digits
        self.right = canonical(right, digits)
        self.mistakes = {canonical(wrong, digits): told for told, wrong in mistakes}
        if self.right in self.mistakes or len(self.mistakes) < len(mistakes):
            raise ValueError(
                f"the right answer {self.right} and the mistakes {sorted(self.mistakes)} must "
                "differ at this number of digits; choose other numbers."
            )

    def told(self, value):
        """Return None where a value is right, or what is told."""
        text = canonical(value, self.digits)
        if text == self.right:
            return None
        return self.mistakes.get(text, _other(value))


class Hashed:
    """The same, known by hashes only."""

    def __init__(self, salt, digits, right, mistakes):
        self.salt, self.digits, self.right, self.mistakes = salt, digits, right, mistakes

    def told(self, value):
        """Return None where a value is right, or what is told."""
        digest = hashed(self.salt, canonical(value, self.digits))
        if digest == self.right:
            return None
        return self.mistakes.get(digest, _other(value))


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
                one.digits, hashed(salt, one.right), sorted(mistakes)
            ]  # fmt: skip
    text = json.dumps([told, blanks], sort_keys=True, separators=(",", ":"))
    return base64.b85encode(zlib.compress(text.encode(), 9)).decode()


def unseal(name, text):
    """Return the function (variant, question, what) -> `Hashed` that a sealed text holds."""
    told, blanks = json.loads(zlib.decompress(base64.b85decode(text)))

    def find(number, question, what):
        digits, right, mistakes = blanks[f"{number}:{question}:{what}"]
        known = {digest: told[index] for digest, index in mistakes}
        return Hashed(f"{name}:{number}:{question}:{what}", digits, right, known)

    return find
