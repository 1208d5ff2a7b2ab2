"""The sandboxes that this machine has, and a look from outside at what is left of a run."""

import os
import sys
from pathlib import Path

import pytest

from sgdlab.homework import sandbox

LIBRARY = {"lib/sgdlab/__init__.py": "kit = 7\n"}


@pytest.fixture(scope="session", params=["bubblewrap", "unshare"])
def box(request):
    """Each sandbox with walls, in turn."""
    if reason := sandbox.fault(request.param):
        none = all(map(sandbox.fault, ("bubblewrap", "unshare")))
        must = os.environ.get("SGDLAB_WALLS") == "must"  # CI says so
        (pytest.fail if none and must else pytest.skip)(f"{request.param}: {reason}")
    return sandbox.choose(request.param)


@pytest.fixture(scope="session")
def walls():
    """The strongest sandbox alone, for what goes on within walls, whoever built them."""
    if (found := sandbox.choose(unsafe=True)).weak:
        pytest.skip(sandbox.fault("bubblewrap"))
    return found


@pytest.fixture
def limits():
    """The sandbox without walls; only harmless submissions go in."""
    if sys.platform == "win32":
        pytest.skip("These submissions use what Windows does not have.")
    return sandbox.choose("limits", unsafe=True)


def printed(result) -> str:
    """Return what a cell printed, and the words of its error."""
    said = [o.get("text", "") + o.get("evalue", "") for o in result.outputs]
    return "".join(said)


def statuses(outcome) -> list[str]:
    return [cell.status for cell in outcome.cells]


def left_in(namespace: str) -> list[str]:
    """Return the processes of this machine that live in a process namespace."""
    found = []
    for place in Path("/proc").glob("[0-9]*/ns/pid"):
        try:
            if os.readlink(place) == namespace:
                found.append(place.parts[2])
        except OSError:
            continue  # it has ended, or is not ours to look at
    return found


def running(words: str) -> list[int]:
    """Return the processes whose command line holds these words."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if words in place.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"):
                found.append(int(place.parts[2]))
        except OSError:
            continue
    return found
