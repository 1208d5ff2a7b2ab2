"""What every homework must keep, whatever it asks."""

import re

from sgdlab.homework import stubs, tally


def only_not_yet(desk):
    """Assert that the release runs, says of each question that it is open, and holds no answer."""
    assert stubs.faults(desk.notebook, desk.data) == []
    said = desk.say({})
    for cell in desk.released.cells:
        if cell.role == "check":
            head = f"NotYet: {tally.title(cell)}: not answered yet"
            assert said[cell.id].splitlines() == [head, "  - replace the ... in the cell above"]
        elif cell.kind == "code":
            assert not re.search(r"Error|Traceback", said[cell.id]), cell.id
    assert len(desk.released.of("check")) == 5 and len(desk.released.of("essay")) == 1


def points(desk):
    """Return what a homework is worth."""
    cells = desk.released.of("check") + desk.released.of("essay")
    return sum(tally.points(cell) for cell in cells)


def one_line(said, told):
    """Assert that a check tells this mistake and no other."""
    head, *lines = said.splitlines()
    assert "not right yet" in head
    (line,) = lines
    assert line.startswith(f"  - {told}")
