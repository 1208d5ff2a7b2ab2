"""A submission that looks around: nothing of the assistant's is read, changed or reached."""

import os
import secrets
import socket
import sys
from pathlib import Path

import pytest

from .conftest import LIBRARY, printed
from .looks import HARMLESS, LOOKS, TRY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="The walls are made for Linux.")

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def looks(box, tmp_path_factory):
    """What each look printed, and the outcome of the whole."""
    secret = tmp_path_factory.mktemp("submissions") / "solution.txt"
    secret.write_text("42", encoding="utf-8")
    abstract = f"\0sgdlab-{secrets.token_hex(8)}"
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.socket(socket.AF_UNIX) as local,
        pytest.MonkeyPatch.context() as patch,
    ):
        local.bind(abstract)
        local.listen()
        patch.setenv("API_TOKEN", "hunter2")
        course = [str(REPOSITORY / name) for name in ("sgdlab", "notebooks", "tests", "README.md")]
        host = {"home": str(Path.home() / "Documents"), "course": course, "secret": str(secret)}
        host |= {"listener": listener.getsockname(), "abstract": abstract, "pid": os.getpid()}
        cells = [("first", f"HOST = {host!r}\n{TRY}")]
        cells += [(name, source) for name, (source, _) in LOOKS.items()]
        cells += HARMLESS.items()
        outcome = box.run(cells, extra_files=LIBRARY, seconds_per_cell=10)
    return {cell.id: cell for cell in outcome.cells}, outcome


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_around_finds_nothing(looks, name):
    cells, _ = looks
    said, expected = printed(cells[name]).strip(), LOOKS[name][1].strip()
    assert cells[name].status == "ok", said
    assert len(said.splitlines()) == len(expected.splitlines()) or "*" in expected, said
    for line, wanted in zip(said.splitlines(), expected.splitlines(), strict=False):
        assert line == wanted or (wanted[:1] == "*" and line.endswith(wanted[1:])), said
    assert "DONE" in expected or name == "killing the runner" or "DONE" not in said


def test_odd_outputs_become_plain_ones_or_are_left_out(looks):
    cells, outcome = looks
    assert outcome.note == ""
    assert {cells[name].status for name in HARMLESS} <= {"ok", "error"}
    for name in ("deep", "keys", "picture", "no text", "kinds"):
        assert cells[name].cut, name
        assert not [o for o in cells[name].outputs if o["output_type"] == "display_data"], name
    for cell in outcome.cells:
        assert "\ud800" not in repr(cell.outputs)
        str(cell.outputs).encode("utf-8")
    answer = {"application/x+json": {"value": [0.5, 1]}}
    assert cells["answer"].outputs == (
        {"output_type": "display_data", "data": answer, "metadata": {}},
    )
