"""The pytest plug-in: `pytest --nbval hw1.ipynb` speaks of questions instead of cells.

It does nothing where no notebook has a homework's tags, and rests on what nbval shows of itself:
its file and cell, subclassed. Without it (`-p no:sgdlab`) bare nbval says the same, less briefly.
"""

import re
from pathlib import Path

import pytest

from .source import MOST_BYTES

_TAGS = re.compile(rb'"(?:answer|check|essay):q')


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Take over from nbval a notebook that has a homework's tags."""
    found = yield
    option = parent.config.option
    wanted = getattr(option, "nbval", False) or getattr(option, "nbval_lax", False)
    if wanted and file_path.suffix == ".ipynb" and _has_tags(file_path):
        from .cells import HomeworkFile

        ours = HomeworkFile.from_parent(parent, path=file_path)
        return [one for one in found if type(one).__name__ != "IPyNbFile"] + [ours]
    return found


def pytest_terminal_summary(terminalreporter, config):
    """Say of each homework what stands, question by question."""
    from .tally import KEY

    for tally in config.stash.get(KEY, ()):
        if not tally.handed_out:  # the course's own: nbval says enough
            continue
        terminalreporter.section(tally.title)
        for line in tally.lines():
            terminalreporter.write_line(line)


def _has_tags(path: Path) -> bool:
    try:
        return path.stat().st_size <= MOST_BYTES and bool(_TAGS.search(path.read_bytes()))
    except OSError:
        return False
