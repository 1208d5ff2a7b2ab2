"""The self-test of the set-up: what is there, what is missing, what to do about it.

Standard library only: it speaks where matplotlib, the widgets or Jupyter are missing or broken.
"""

import importlib.util
import json
import os
import shutil
import site
import sys
import tempfile
from html import escape
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from . import browser, course

PYTHON = (3, 11)
# The least versions of pyproject.toml; a test compares the two.
DISTRIBUTIONS = {
    "numpy": "2",
    "matplotlib": "3.9",
    "ipywidgets": "8.1",
    "anywidget": "0.9",
    "jupyterlab": "4.2",
    "nbval": "0.11",
    "nbclient": "0.10",
    "nbconvert": "7",
    "nbformat": "5.10",
    "latex2mathml": "3.77",
    "psutil": "5.9",
    "pytest": "8.4",
    "threadpoolctl": "3.5",
    "array-api-compat": "1.10",
    "tqdm": "4.66",
    "ray": "2.49",
    "scikit-learn": "1.5",
}
EXTENSIONS = {"ipywidgets": "@jupyter-widgets/jupyterlab-manager", "anywidget": "anywidget"}
INSTALL = "Run `python start.py` in the course folder, or `python -m pip install {}`."
# What the lessons can do without.
OPTIONAL = {
    "ray": (
        "The lessons simulate the cluster without it. No wheels exist for Macs with an Intel "
        "processor or for Windows on ARM. " + INSTALL
    ),
    "scikit-learn": 'Only sl.load("mnist") and "cifar10" need it. `python -m pip install {}`.',
}
MODULES = {"scikit-learn": "sklearn", "array-api-compat": "array_api_compat"}


class Check(NamedTuple):
    """One question to the set-up: what was found and where; where it is not ok, what to do."""

    name: str
    ok: bool
    needed: bool
    found: str
    advice: str
    place: str = ""

    @property
    def mark(self) -> str:
        return "ok" if self.ok else "MISSING" if self.needed else "not there"

    @property
    def to_do(self) -> str:
        return "" if self.ok else self.advice


class Report:
    """The checks together: text on a terminal, a table in a notebook, `ok` for a program.

    A notebook shows no places: they would name the folders of whoever saved it.
    """

    def __init__(self, checks: tuple[Check, ...]):
        self.checks = checks
        self.ok = all(check.ok or not check.needed for check in checks)

    @property
    def verdict(self) -> str:
        missing = [check.name for check in self.checks if check.needed and not check.ok]
        return f"Missing: {', '.join(missing)}." if missing else "The set-up is complete."

    def text(self, places: bool = True) -> str:
        """Return one line for each check, and the verdict."""
        lines = []
        for check in self.checks:
            words = (f"{check.name}: {check.found}", check.place * places, check.to_do)
            lines.append(f"{check.mark:>9}  {' '.join(filter(None, words))}")
        return "\n".join([*lines, self.verdict])

    def __repr__(self) -> str:
        return self.text(places=False)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{check.mark}</td><th scope='row'>{escape(check.name)}</th>"
            f"<td>{escape(check.found)}</td><td>{escape(check.to_do)}</td></tr>"
            for check in self.checks
        )
        heads = "".join(f"<th scope='col'>{head}</th>" for head in ("", "What", "Found", "To do"))
        return (
            f"<table><caption>{escape(self.verdict)}</caption>"
            f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        )


def report() -> Report:
    """Test the set-up; print the result, or let a notebook show it."""
    return Report(checks())


def checks() -> tuple[Check, ...]:
    """Return every check, each made anew."""
    return (
        _python(),
        *(_distribution(name, least) for name, least in DISTRIBUTIONS.items()),
        *(_extension(name, folder) for name, folder in EXTENSIONS.items()),
        _kernel(),
        _data(),
        _browser(),
        _place(),
    )


def _python() -> Check:
    found = sys.version.split()[0]
    least = ".".join(map(str, PYTHON))
    advice = f"Install Python {least} or newer from python.org and run `python start.py` with it."
    return Check("Python", sys.version_info >= PYTHON, True, found, advice, sys.executable)


def _distribution(name: str, least: str) -> Check:
    needed = name not in OPTIONAL
    advice = OPTIONAL.get(name, INSTALL).format(f'"{name}>={least}"')
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(name, False, needed, "not installed.", advice)
    if importlib.util.find_spec(MODULES.get(name, name)) is None:
        return Check(name, False, needed, f"{version}, but it cannot be imported.", advice)
    recent = _numbers(version) >= _numbers(least)
    found = version if recent else f"{version}, {least} or newer is needed."
    return Check(name, recent, needed, found, advice)


def _numbers(version: str) -> tuple[int, ...]:
    """Return the leading numbers of a version.

    >>> _numbers("8.1.0rc1")
    (8, 1)
    """
    numbers = []
    for part in version.split("."):
        if not part.isdigit():
            break
        numbers.append(int(part))
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _jupyter_folders() -> list[Path]:
    roots = [sys.prefix, site.getuserbase(), "/usr/local", "/usr"]
    given = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    return [Path(place) for place in given if place] + [Path(r, "share", "jupyter") for r in roots]


def _extension(name: str, folder: str) -> Check:
    places = [root / "labextensions" / folder / "package.json" for root in _jupyter_folders()]
    place = next((place for place in places if place.is_file()), None)
    found = "found" if place else "not where JupyterLab looks."
    advice = f"`python -m pip install --force-reinstall --no-deps {name}`, then reload the page."
    where = str(place.parent) if place else ""
    return Check(f"{name} in JupyterLab", place is not None, True, found, advice, where)


def _kernel() -> Check:
    advice = "`python -m pip install --force-reinstall --no-deps ipykernel`."
    if importlib.util.find_spec("ipykernel") is None:
        todo = INSTALL.format("ipykernel")
        return Check("kernel python3", False, True, "ipykernel is not installed.", todo)
    specs = [root / "kernels" / "python3" / "kernel.json" for root in _jupyter_folders()]
    spec = next((spec for spec in specs if spec.is_file()), None)
    if spec is None:  # Jupyter then makes one from ipykernel itself
        return Check("kernel python3", True, True, "that of ipykernel", "", sys.prefix)
    try:
        program = json.loads(spec.read_text(encoding="utf-8"))["argv"][0]
    except (ValueError, LookupError, OSError) as error:
        found = f"its file cannot be read: {error}."
        return Check("kernel python3", False, True, found, advice, str(spec))
    ok = shutil.which(program) is not None or program.startswith("python")
    found = "found" if ok else f"it starts {program}, which is not there."
    return Check("kernel python3", ok, True, found, advice, str(spec))


def _data() -> Check:
    from . import datasets  # the one check that needs NumPy

    try:
        datasets.check()
    except ValueError as error:
        return Check("data", False, True, str(error), "Then run `sgdlab doctor` again.")
    return Check("data", True, True, "every file as it was published", "")


def _browser() -> Check:
    place = browser.find()
    advice = "Any browser will do for the lessons; the tests need Chrome, Edge or Chromium."
    found = Path(place).stem if place else "none that tests can drive."
    return Check("browser", place is not None, False, found, advice, place or "")


def _place() -> Check:
    try:
        folder = course.find()
    except FileNotFoundError:
        folder = Path.cwd()
    advice = "Move the course to a folder of your own, or give yourself the right to write here."
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Check("place to write", True, True, "found", advice, str(folder))
    except OSError as error:
        return Check("place to write", False, True, f"{error.strerror}.", advice, str(folder))
