"""What the tests of homework share: the small one, released in a course, and the real ones."""

import contextlib
import functools
import json
import shutil

import pytest

from sgdlab.homework.solution import Solution

from .desk import ROOT, Desk
from .grader import Oracle, course, hand_in
from .student import sgdlab
from .toy import TOY, handed, notebook


@pytest.fixture
def toy():
    """The source of the small homework."""
    return TOY


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """A course with the small homework, released."""
    root = tmp_path_factory.mktemp("course")
    own = root / "notebooks" / "homework" / "source"
    own.mkdir(parents=True)
    (root / "notebooks" / "00-start.ipynb").write_text("{}", "utf-8")
    (own / "toy.ipynb").write_text(json.dumps(notebook()), "utf-8")
    shutil.copy(ROOT / "notebooks" / "homework" / "pytest.ini", own.parent)
    answer = sgdlab(root, "release", "toy", "--out", str(root / "dist"))
    assert answer.returncode == 0, answer.stderr
    return root


@pytest.fixture
def displayed(monkeypatch):
    """What is displayed, in order."""
    found = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: found.append(data))
    return found


@pytest.fixture(scope="session")
def desks():
    """The desk of a homework by its name, one for all tests."""
    with contextlib.ExitStack() as stack:
        yield functools.cache(lambda name: stack.enter_context(Desk(name)))


@pytest.fixture(scope="session")
def judges(desks):
    """The judge of a homework by its name, one for all tests."""
    with contextlib.ExitStack() as stack:
        yield functools.cache(lambda name: stack.enter_context(Solution(desks(name).notebook)))


@pytest.fixture(scope="session")
def oracle():
    """A box that runs nothing, and knows what is right."""
    box = Oracle(TOY)
    yield box
    box.close()


@pytest.fixture
def made(oracle):
    """The course of the small homework in that box, of which the runs are counted anew."""
    oracle.ran, oracle.before = 0, lambda cells: None
    return course(TOY, box=oracle)


@pytest.fixture
def three(tmp_path):
    """A folder with a right, a wrong and an unreadable submission."""
    files = {"ann.ipynb": handed("a1"), "bob.ipynb": handed("b2", q2="x = 1")}
    return hand_in(tmp_path / "subs", files | {"cat.ipynb": b"{"})
