"""The prose of a lesson, read for its numbers: each is computed, or said to be given."""

import json
import re
from pathlib import Path

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
_NUMBER = r"(-?(?=\.?\d)(?:\d+(?:,\d{3})*)?(?:\.\d+)?)"
_NAMES = re.compile(
    r"```.*?```|`[^`]*`|\[[^\]]*\]\([^)]*\)|_\{.*?\}|_\d|[Ll]essons? \d\d( and \d\d)?", re.DOTALL
)
_TOLD = re.compile(r"(?<![\w.,])\d?\.\d+|\d+[.,]\d+|\d\d+")


class Prose:
    """The text cells of a lesson between its head and its last two lines, and what is unread.

    Links, code, indices and the names of lessons have no number of their own.
    """

    def __init__(self, name):
        cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        texts = ["".join(cell["source"]) for cell in cells[1:] if cell["cell_type"] == "markdown"]
        text = "\n".join(texts).partition("**Next**")[0]
        self.text = " ".join(_NAMES.sub(" ", text.replace("{,}", ",")).split())

    def says(self, words, *values, near=None):
        """Read `words`, whose braces {} stand for `values`, and take them out of the text.

        A number must be right in all its digits, or, with `near`, to this share of it.
        """
        parts = [re.escape(part) for part in " ".join(words.split()).split("{}")]
        found = re.search(_NUMBER.join(parts), self.text)
        assert found, f"the lesson does not say: {words}"
        for said, value in zip(found.groups(), values, strict=True):
            plain = said.replace(",", "")
            unit = 10.0 ** -len(plain.partition(".")[2])
            room = 0.501 * unit if near is None else near * abs(value)
            assert abs(float(plain) - value) <= room, f"{words}: {said} is said, {value} computed"
        self.text = self.text[: found.start()] + " | " + self.text[found.end() :]

    def given(self, *texts):
        """Take out numbers that are set, cited or measured elsewhere: nothing here can tell."""
        for words in texts:
            self.says(words)

    def unread(self):
        """Return the numbers of two digits and more that nobody has read, with words around."""
        at = (found.span() for found in _TOLD.finditer(self.text))
        return [self.text[max(0, start - 30) : end + 20] for start, end in at]
