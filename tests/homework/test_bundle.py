"""The course zip: unpacked in a fresh folder it is whole, and starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sgdlab.homework import packing

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The folder that a student has after unpacking."""
    place = tmp_path_factory.mktemp("bundle")
    for name, data in packing.course_files(ROOT).items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place / "sgdlab"


def ran(course, *words):
    own = os.environ | {"PYTHONPATH": str(course), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *words], cwd=course, env=own, capture_output=True, text=True, timeout=60
    )


def test_the_package_in_it_runs_and_finds_its_own_homework(course):
    code = "import sgdlab; from sgdlab import cli; print(sgdlab.__file__); cli.main(['check', 'x'])"
    said = ran(course, "-c", code)
    assert said.stdout.strip() == str(course / "sgdlab" / "__init__.py")
    assert "'x' is no homework; there is hw1, hw2, hw3." in said.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a Python made of a line of shell")
def test_its_first_command_starts_the_lab(course):
    python = course / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    ready = "import start; start.STAMP.write_text(start.stamp('lessons'), encoding='utf-8')"
    assert ran(course, "-c", ready).returncode == 0  # as after an installation
    said = ran(course, "start.py", "--help")
    assert said.returncode == 0 and "usage: sgdlab lab" in said.stdout, said.stdout + said.stderr


def test_every_file_that_its_readme_and_its_project_name_is_there(course):
    text = (course / "README.md").read_text(encoding="utf-8")
    assert "python start.py" in text and "sgdlab check hw1" in text
    for name in ("start.py", "pyproject.toml", "constraints.txt", "README.md", "LICENSE", "data"):
        assert (course / name).exists(), name
    assert (course / "notebooks" / "homework" / "hw1.ipynb").is_file()
    assert not list(course.glob("notebooks/homework/s*"))
