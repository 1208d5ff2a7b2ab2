"""Write the questions of the lessons, and what to expect, into docs/instructor.md.

`python docs/instructor.py`: what stands between the marks `<!-- 04-sgd -->` and `<!-- / -->` is
made anew from the lesson and its question file; all else in the page is written by hand.
"""

import json
import re
import tomllib
from pathlib import Path

from sgdlab import course

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path(__file__).with_suffix(".md")
QUESTIONS = ROOT / "sgdlab" / "widgets" / "questions"
_PART = re.compile(r"<!-- (?P<name>[\w-]+) -->\n.*?<!-- / -->", re.DOTALL)
_SIGNS = re.compile(r"([\\`*_<>|\[\]])")


def renewed(text: str) -> str:
    """Return the page with each marked part made anew."""
    return _PART.sub(lambda part: _marked(part["name"]), text)


def _marked(name):
    body = _table() if name == "lessons" else "\n".join([_header(name), "", *_answers(name)])
    return f"<!-- {name} -->\n\n{body.strip()}\n\n<!-- / -->"


def _table():
    """Return the table of the lessons: minutes and number of questions."""
    rows = [
        f"| {page.stem} | {minutes(page)} | {len(_entries(page.stem))} |"
        for page in course.pages(ROOT)
    ]
    return "\n".join(["| lesson | minutes | questions |", "|---|---|---|", *rows])


def minutes(page: Path) -> str:
    """Return the minutes that stand in the first cell of a lesson."""
    return re.search(r"\*\*minutes\*\* (\d+)", _first(page))[1]


def _first(page):
    return "".join(json.loads(page.read_text(encoding="utf-8"))["cells"][0]["source"])


def _entries(name):
    file = QUESTIONS / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _header(name):
    """Return the lesson's question, and its line of slides, needs and minutes, without links."""
    text = _first(ROOT / "notebooks" / f"{name}.ipynb")
    found = re.findall(r"^(\*[^*\n]+\*|\*\*[Ss]lides\*\*.*)$", text, re.MULTILINE)
    return "\n\n".join(re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", line) for line in found)


def _answers(name):
    for entry in _entries(name).values():
        yield f"1. {_plain(entry['ask'])}"
        if "option" in entry:
            right = entry["option"][entry["right"] - 1]
            others = [o for o in entry["option"] if o is not right]
            yield f"   **{_plain(right['label'])}.** {_plain(entry['why'])}"
            yield from (f"   - *{_plain(o['label'])}:* {_plain(o['told'])}" for o in others)
        else:
            yield f"   **{entry['right']:.6g}.** {_plain(entry['why'])}"
            for mistake in entry.get("mistake", ()):
                yield f"   - *{mistake['value']:.6g}:* {_plain(mistake['told'])}"


def _plain(text):
    """Return words in which no sign means anything to markdown."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
