"""The pins: two equal lists, no address in them, and nothing that sgdlab pulls in floats."""

import re
import runpy
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LINES = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
TOOLS = {"sgdlab", "pip", "setuptools", "uv", "wheel"}


def pins(lines):
    """Return the pins that hold on this machine: name -> version."""
    requirements = [Requirement(line) for line in lines]
    return {
        canonicalize_name(one.name): str(one.specifier).removeprefix("==")
        for one in requirements
        if one.marker is None or one.marker.evaluate()
    }


def installed():
    # Ray, where a test has imported it, puts copies of its own on the path.
    path = [place for place in sys.path if Path(place).name != "thirdparty_files"]
    return {canonicalize_name(one.name): one for one in metadata.distributions(path=path)}


def pulled_in(asked, there):
    """Return the names of the distributions that the requirements `asked` need, directly or not."""
    names, waiting = set(), [Requirement(line) for line in asked]
    while waiting:
        one = waiting.pop()
        name, extras = canonicalize_name(one.name), one.extras or {""}
        fits = one.marker is None or one.marker.evaluate({"extra": ""})
        if not fits or name not in there or (name, *sorted(extras)) in names:
            continue
        names.add((name, *sorted(extras)))
        for line in there[name].requires or ():
            further = Requirement(line)
            marker = further.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
                further.marker = None
                waiting.append(further)
    return {name for name, *_ in names}


def floating(names, there, lines):
    """Return a line for each name that is not pinned at the version that is there."""
    held = pins(lines)
    return [
        f"{name} {there[name].version}, pinned: {held.get(name, 'not at all')}"
        for name in sorted(names)
        if held.get(name) != there[name].version
    ]


def test_uv_and_pip_have_the_same_list():
    assert PROJECT["tool"]["uv"]["constraint-dependencies"] == LINES


def test_everything_that_is_installed_for_sgdlab_is_pinned():
    there = installed()
    if Path(sys.prefix).resolve() == ROOT / ".venv":  # all of it is ours
        names = there.keys() - TOOLS
    else:
        asked = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["test"]
        names = pulled_in(asked, there)
        assert len(names) > 60  # JupyterLab alone brings more
    assert floating(names, there, LINES) == [], "run `python .ci/pins.py`, or make .venv anew"


def test_a_missing_and_a_wrong_pin_are_found():
    there = installed()
    lines = [line for line in LINES if not line.startswith("numpy==")]
    lines = [re.sub(r"^pytest==.*", "pytest==1.0", line) for line in lines]
    found = floating({"numpy", "pytest", "packaging"}, there, lines)
    assert [line.split()[0] for line in found] == ["numpy", "pytest"]


@pytest.mark.parametrize(
    "name", ["constraints.txt", "pyproject.toml", "environment.yml", "start.py"]
)
def test_no_address_is_committed(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links(?!\")|files\.|@ ", text)


def test_every_line_pins_exactly_one_version():
    for line in LINES:
        assert re.fullmatch(r"[a-z0-9.-]+==[0-9][0-9a-z.]*( ; .+)?", line), line


def test_conda_and_the_floor_agree():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert "-c constraints.txt" in text and "-e ." in text
    least = PROJECT["project"]["requires-python"].removeprefix(">=")
    found = re.search(r"python=(\d+)\.(\d+)", text)
    assert found and tuple(map(int, found.groups())) >= tuple(map(int, least.split(".")))


def test_the_pin_tool_puts_the_list_where_it_stands():
    into = runpy.run_path(str(ROOT / ".ci" / "pins.py"))["into"]
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert into(text, LINES) == text
    assert tomllib.loads(into(text, ["a==1"]))["tool"]["uv"]["constraint-dependencies"] == ["a==1"]
    with pytest.raises(SystemExit, match="has 0 lists"):
        into("[project]", LINES)
