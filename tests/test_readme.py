"""The README: its example runs and gives the printed answer, its tables name what is there."""

import re
from pathlib import Path

from sgdlab import course

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_examples_give_the_answers_that_stand_below_them(capsys):
    space = {}
    for example in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        exec(compile(example, "README.md", "exec"), space)
        answers = re.findall(r"^# (.*)$", example, re.MULTILINE)
        assert answers and capsys.readouterr().out.splitlines() == answers


def test_every_room_has_its_line():
    package = ROOT / "sgdlab"
    rooms = {path.stem for path in package.glob("[a-z]*.py")}
    rooms |= {path.parent.name for path in package.glob("*/__init__.py")}
    section = README.partition("## The package")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    assert {name for line in lines for name in re.findall(r"`(\w+)`", line)} == rooms


def test_every_lesson_has_its_line():
    names = re.findall(r"^\| `(\d\d-[a-z-]+)` \|", README, re.MULTILINE)
    assert names == [lesson.stem for lesson in course.lessons(ROOT)]


def test_every_link_to_a_file_leads_somewhere():
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / target).exists(), f"{name} links to {target}"
