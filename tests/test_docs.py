"""The pages beside the lessons: the instructor's, the glossary, the bibliography."""

import inspect
import re
import runpy
from pathlib import Path

import pytest

import sgdlab as sl
from sgdlab import course, parallel
from sgdlab.homework.kit import Homework, keys
from sgdlab.homework.kit.checks import Check

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = course.pages(DOCS.parent)
INSTRUCTOR = runpy.run_path(str(DOCS / "instructor.py"))


def read(name):
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_instructor_s_page_is_as_the_lessons_are():
    text = read("instructor.md")
    assert INSTRUCTOR["renewed"](text) == text, "run `python docs/instructor.py`"


def test_every_lesson_has_its_part_with_every_question():
    text = read("instructor.md")
    for page in PAGES:
        part = re.search(rf"<!-- {page.stem} -->(.*?)<!-- / -->", text, re.DOTALL)[1]
        assert part.count("\n1. ") == len(INSTRUCTOR["_entries"](page.stem)), page.stem
        assert int(INSTRUCTOR["minutes"](page)) > 0


def test_a_question_that_has_changed_is_noticed():
    text = read("instructor.md")
    assert INSTRUCTOR["renewed"](text.replace("**20.**", "**21.**")) == text


def test_the_plan_fills_75_minutes_and_names_twelve_figures():
    rows = re.findall(r"^\| (\d+) \| .*? \| (\d+) ", read("instructor.md"), re.MULTILINE)
    begins, figures = ([int(row[i]) for row in rows] for i in (0, 1))
    assert figures == list(range(1, 13))
    assert begins == sorted(begins) and begins[0] == 0 and begins[-1] < 75


@pytest.mark.parametrize(
    "name", ["instructor.md", "glossary.md", "bibliography.md", "assistants.md"]
)
def test_links_within_the_course_lead_somewhere(name):
    for target in re.findall(r"\]\(([^)]+)\)", read(name)):
        if target.startswith("#"):
            assert f"\n## {target[1:].replace('-', ' ').capitalize()}\n" in read(name)
        else:
            assert (DOCS / target).is_file(), target


def test_the_names_in_the_glossary_are_names_of_the_package():
    found = re.findall(r"`(sl|parallel)\.(\w+)", read("glossary.md"))
    assert len(found) > 5
    for where, name in found:
        assert hasattr({"sl": sl, "parallel": parallel}[where], name), name


def test_the_glossary_names_lessons_that_are_there():
    numbers = {page.stem[:2] for page in PAGES}
    rows = re.findall(r"^\|.*\| ([\d, ]+) \|$", read("glossary.md"), re.MULTILINE)
    assert len(rows) > 40
    assert {number for row in rows for number in row.split(", ")} <= numbers


def test_the_parts_of_a_homework_have_the_arguments_that_the_authors_page_says():
    text = (DOCS.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = re.findall(r"`(c|hw)\.(\w+)\(((?:\"q1\"|\w+)(?:, \w+)+)\)", text)
    assert {name for _, name, _ in found} == {"public", "seeded", "hand"} and len(found) == 4
    for whose, name, said in found:
        given = inspect.signature(getattr({"c": Check, "hw": Homework}[whose], name)).parameters
        own = said.replace('"q1"', "question").split(", ")
        assert own == list(given)[1 : len(own) + 1], name
    assert f"come in {keys.VARIANTS} variants" in text


def test_addresses_are_those_that_the_lessons_name():
    named = {report.source for report in parallel.reported.REPORTED}
    assert named <= set(re.findall(r"<(https://[^>]+)>", read("bibliography.md")))
