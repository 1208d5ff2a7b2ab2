"""A submission that kills, floods or never ends: it costs itself alone, and nothing is left."""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import left_in, printed, running, statuses

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="The walls are made for Linux.")

REPOSITORY = Path(__file__).resolve().parents[2]
NAMESPACE = "import os\nprint(os.readlink('/proc/self/ns/pid'), end='')"


def test_a_cell_that_ends_the_kernel_costs_itself_alone(walls):
    outcome = walls.run(
        [
            ("a", "x = [1]"),
            ("b", "x.append(2); import os; os._exit(0)"),
            ("c", "print(x)"),
            ("d", "import sys; sys.exit()"),
            ("e", "print('d')"),
            ("f", "exit()"),
            ("g", "import os; os.kill(os.getpid(), 9)"),
            ("h", "import ctypes; ctypes.string_at(0)"),
            ("j", "print(x, 'end')"),
        ]
    )
    expected = ["ok", "dead", "ok", "error", "ok", "dead", "dead", "dead", "ok"]
    assert statuses(outcome) == expected, outcome.note
    assert printed(outcome.cells[2]) == "[1]\n"
    assert printed(outcome.cells[-1]) == "[1] end\n"


def test_there_is_an_end_to_new_kernels(limits):
    outcome = limits.run([(str(i), "import os; os._exit(1)") for i in range(9)] + [("last", "1")])
    assert statuses(outcome) == ["dead"] * 7 + ["not run"] * 3
    assert outcome.note == "The kernel died more than 6 times."


def test_an_endless_cell_costs_itself_alone(walls):
    outcome = walls.run(
        [
            ("a", "x = 1"),
            ("b", "while True: pass"),
            ("c", "while True:\n    try:\n        while True: pass\n    except: pass"),
            ("d", "print(x)"),
            ("e", "sum(iter(int, 1))"),
            ("f", "print(x)"),
        ],
        seconds_per_cell=1,
    )
    assert statuses(outcome) == ["ok", "timeout", "timeout", "ok", "timeout", "ok"]
    assert all(cell.seconds < 5 for cell in outcome.cells)


def test_the_whole_run_has_an_end(limits):
    began = time.monotonic()
    outcome = limits.run([(str(i), "import time; time.sleep(2)") for i in range(9)], seconds=4)
    assert time.monotonic() - began < 9
    assert statuses(outcome)[-5:] == ["not run"] * 5
    assert "The 4 s of the run were over." in outcome.note


def test_a_flood_stays_small(walls):
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = walls.run(
        [
            ("a", NAMESPACE),
            ("b", "while True: print('x' * 10_000_000)"),
            ("c", "import sys\nfor i in range(10**6):\n    print(i); sys.stdout.flush()"),
            ("d", "for i in range(10**4): display(i); print(i, file=sys.stderr)"),
            ("e", "display({'application/x+json': [1]}, raw=True); 1 / 0"),
        ],
        seconds_per_cell=1,
        output=1 << 18,
    )
    assert statuses(outcome)[1] in ("timeout", "dead")
    assert statuses(outcome)[4] == "error"
    assert [outcome.cells[i].cut for i in (0, 3, 4)] == [False, True, False]
    kinds = [output["output_type"] for output in outcome.cells[4].outputs]
    assert kinds == ["display_data", "error"]
    assert sum(len(str(cell.outputs)) for cell in outcome.cells) < 3 << 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 << 10  # KiB
    assert left_in(printed(outcome.cells[0])) == []


def test_memory_has_an_end_for_one_process_and_for_all(box):
    children = (
        "import os, time\nfor _ in range(12):\n    if not os.fork():\n"
        "        b = b'1' * (150 << 20); time.sleep(60)\ntime.sleep(60)"
    )
    later = (  # the next kernel runs it before it answers
        "import os\nplace = os.path.expanduser('~/ipythondir/profile_default/startup')\n"
        "os.makedirs(place, exist_ok=True)\n"
        f"text = f'import os; os.remove({{place + \"/0.py\"!r}})\\n' + {children!r}\n"
        "open(place + '/0.py', 'w').write(text)\nos._exit(0)"
    )
    cells = [("a", "bytearray(8 << 30)"), ("b", later), ("c", children), ("d", "print('on')")]
    outcome = box.run(cells, memory=1 << 30, seconds=25)  # unwatched, a start alone takes 30
    assert statuses(outcome) == ["error", "dead", "dead", "ok"]
    assert outcome.cells[0].outputs[0]["ename"] == "MemoryError"
    assert "memory" in outcome.note


def test_processes_have_an_end_and_none_survives(box):
    outcome = box.run(
        [
            ("a", NAMESPACE),
            ("b", "import os\nwhile True:\n    os.fork()"),
            (
                "c",
                "for _ in range(300):\n"
                "    os.posix_spawnp('sleep', ['sleep', '600'], os.environ, setsid=True)",
            ),
            ("d", "print('on')"),
        ],
        seconds_per_cell=5,
    )
    assert statuses(outcome)[0] == statuses(outcome)[3] == "ok", outcome
    assert statuses(outcome)[2] == "error"  # the system gives no more than its share
    assert outcome.seconds < 30
    assert left_in(printed(outcome.cells[0])) == []


def test_the_sandbox_ends_with_a_grader_that_is_killed(box, tmp_path):
    mark = f"600.{secrets.randbelow(10**9):09}"
    cell = (
        f"import os; os.system('sleep ' + '{mark}')"  # two parts: it stands in a command line too
    )
    code = (
        f"from sgdlab.homework import sandbox\nsandbox.choose({box.name!r}).run([('a', {cell!r})])"
    )
    own = os.environ | {"TMPDIR": str(tmp_path)}  # it cannot tidy up
    grader = subprocess.Popen([sys.executable, "-c", code], cwd=REPOSITORY, env=own)
    try:
        assert _within(20, lambda: running(f"sleep {mark}"))
    finally:
        grader.kill()
        grader.wait()
    assert _within(5, lambda: not running(f"sleep {mark}"))


def test_two_runs_share_nothing(box):
    write = "import os; open('/box/tmp/left', 'w').close(); open('/dev/shm/left', 'w').close()"
    look = "import os; print(os.listdir('/box/tmp'), os.listdir('/dev/shm'))"
    assert statuses(box.run([("a", write)])) == ["ok"]
    assert printed(box.run([("a", look)]).cells[0]) == "[] []\n"


def _within(seconds, true) -> bool:
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.1)
    return bool(found)
