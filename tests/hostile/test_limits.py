"""The sandbox without walls: what holds there all the same, and that it must be asked for."""

import secrets
import signal
import sys
from pathlib import Path

import pytest

from sgdlab.homework import sandbox

from .conftest import LIBRARY, printed, running, statuses
from .looks import TRY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="The walls are made for Linux.")


def test_without_walls_the_rest_still_holds(limits, monkeypatch):
    monkeypatch.setenv("API_TOKEN", "hunter2")
    assert limits.weak and any("read every file" in each for each in limits.lacks)
    mark = f"600.{secrets.randbelow(10**9):09}"
    outcome = limits.run(
        [
            ("a", TRY + "print([v for v in os.environ.values() if 'hunter2' in v], os.getcwd())"),
            ("b", "import os; os._exit(0)"),
            ("c", "sum(iter(int, 1))"),
            ("d", "import sgdlab; print(sgdlab.kit)"),
            ("e", "import socket; tried(socket.create_connection, ('192.0.2.1', 80), 2)"),
            ("f", f"import subprocess; p = subprocess.Popen(['sleep', '{mark}'])"),
            (
                "g",
                "tried(os.setsid)\ntried(os.setpgid, 0, 0)\n"
                "tried(os.listdir, '/proc/%d/fd' % os.getppid())",
            ),
            ("h", "bytearray(8 << 30)"),
        ],
        extra_files=LIBRARY,
        seconds_per_cell=3,
    )
    assert statuses(outcome) == ["ok", "dead", "timeout", *["ok"] * 4, "error"], outcome
    assert printed(outcome.cells[0]).startswith("[] ")
    assert not Path(printed(outcome.cells[0]).split()[1]).exists()
    assert printed(outcome.cells[3]) == "7\n"
    assert not running(f"sleep {mark}")


def test_without_walls_a_submission_can_end_its_own_run_only(limits):
    kill = f"import os, signal; os.kill(os.getppid(), {int(signal.SIGKILL)})"
    outcome = limits.run([("a", "1"), ("b", kill), ("c", "2")])
    assert statuses(outcome) == ["ok", "not run", "not run"]
    assert outcome.note.startswith("The run ended early: ")


def test_a_weak_sandbox_must_be_asked_for(monkeypatch):
    with pytest.raises(ValueError, match=r"read every file.*add --unsafe"):
        sandbox.choose("limits")
    monkeypatch.setattr(sandbox, "fault", lambda name: f"No {name}. Install it.")
    with pytest.raises(ValueError, match=r"No bubblewrap\. Install it\..*add --unsafe"):
        sandbox.choose()
    with pytest.raises(ValueError, match=r"unshare does not work here\. No unshare"):
        sandbox.choose("unshare")
    assert sandbox.choose(unsafe=True).name == "limits"
    with pytest.raises(ValueError, match="'docker' is not known"):
        sandbox.choose("docker")


@pytest.mark.parametrize("name", ["/etc/x", "../x", "lib\\x", "C:x"])
def test_a_file_for_the_sandbox_stays_in_it(name):
    with pytest.raises(ValueError, match="expected"):
        sandbox.Box("limits", ()).run([], extra_files={name: ""})
