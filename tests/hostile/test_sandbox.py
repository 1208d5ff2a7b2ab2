"""A submission that wants out: nothing of the assistant's is read, changed, reached or left."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sgdlab.homework import sandbox

from .conftest import LIBRARY, left_in, printed, running, statuses

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="The walls are made for Linux.")

REPOSITORY = Path(__file__).resolve().parents[2]
NAMESPACE = "import os\nprint(os.readlink('/proc/self/ns/pid'), end='')"
TRY = """
import os, sys
def tried(call, *arguments):
    try:
        print("DONE", call(*arguments))
    except BaseException as error:
        print(type(error).__name__)
"""

# name: (source, what it must print). One submission runs them all, one after the other.
LOOKS = {
    "home": ("print(os.path.exists(HOST['home']))", "False"),
    "repository": ("print([p for p in HOST['course'] if os.path.exists(p)])", "[]"),
    "a file beside the submissions": ("tried(open, HOST['secret'])", "FileNotFoundError"),
    "accounts": ("tried(open, '/etc/passwd')", "FileNotFoundError"),
    "other places": (
        "names = 'home', 'mnt', 'run', 'srv', 'sys', 'tmp', 'var'\n"
        "ways = [p.split('/')[1:3] for p in (sys.prefix, sys.base_prefix)]\n"  # Python's own
        "there = [[n, f] for n in names if os.path.exists('/' + n) for f in os.listdir('/' + n)]\n"
        "print([one for one in there if one not in ways])",
        "[]",
    ),
    "our package": (
        "import sgdlab\nprint(sgdlab.__file__, sgdlab.kit)\ntried(__import__, 'sgdlab.descent')",
        "/box/lib/sgdlab/__init__.py 7\nModuleNotFoundError",
    ),
    "installed package": (
        "print([f for p in sys.path if p.endswith('-packages') and os.path.isdir(p + '/sgdlab')"
        " for f in os.listdir(p + '/sgdlab')])",
        "[]",
    ),
    "tokens": ("print([v for v in os.environ.values() if 'hunter2' in v])", "[]"),
    "write outside": (
        "for p in ('', '/usr', '/etc', '/dev', '/root', sys.prefix + '/lib', '/box/lib'):\n"
        "    tried(open, p + '/x', 'w')",
        "OSError\nOSError\nOSError\nOSError\n*\nOSError\nOSError",
    ),
    "system settings": ("tried(open, '/proc/sys/kernel/core_pattern', 'w')", "*Error"),
    "network": (
        "import socket\ntried(socket.create_connection, HOST['listener'], 3)\n"
        "tried(socket.create_connection, ('192.0.2.1', 80), 3)\n"
        "tried(socket.socket, socket.AF_NETLINK)\ntried(socket.socket, 40)",
        "OSError\nOSError\nOSError\nOSError",
    ),
    "sockets without a file": (
        "s = socket.socket(socket.AF_UNIX)\ntried(s.connect, HOST['abstract'])",
        "ConnectionRefusedError",
    ),
    "other processes": (
        "tried(os.kill, HOST['pid'], 0)\nprint(sum(map(str.isdigit, os.listdir('/proc'))) < 5)",
        "ProcessLookupError\nTrue",
    ),
    "rights": (
        "lines = open('/proc/self/status').read().split('\\n')\n"
        "print(*[l[8:].lstrip('0') for l in lines if l[:6] in ('CapPrm', 'CapEff', 'CapAmb')],"
        " *[l.split()[1] for l in lines if l.split(':')[0] in ('NoNewPrivs', 'Seccomp')], sep=',')",
        ",,,1,2",
    ),
    "the clock, the terminal, more than its share": (
        "import fcntl, termios, time\n"
        "tried(time.clock_settime, time.CLOCK_REALTIME, 0)\ntried(open, '/dev/tty')\n"
        "tried(fcntl.ioctl, 0, termios.TIOCSTI, b'x')\n"
        "tried(os.nice, -5)\ntried(os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(1))",
        "PermissionError\n*Error\nOSError\nPermissionError\nPermissionError",
    ),
    "another user": ("tried(os.setuid, 0 if os.getuid() else 1)", "*Error"),
    "namespaces and mounts": (
        "import ctypes\nc = ctypes.CDLL(None)\n"
        "print(c.unshare(0x10000000), c.mount(b'n', b'/box/tmp', b'tmpfs', 0, 0),"
        " c.umount2(b'/box/lib', 2))",
        "-1 -1 -1",
    ),
    "the runner's memory": (
        "print(c.ptrace(16, 1, 0, 0))\n"
        "for p in ('mem', 'fd', 'environ'):\n"
        "    tried(os.listdir if p == 'fd' else lambda q: open(q, 'rb').read(9), f'/proc/1/{p}')",
        "-1\nPermissionError\nPermissionError\nPermissionError",
    ),
    "the runner's files": (
        "import glob\nfor place in glob.glob('/box/runner/*'):\n    tried(open, place, 'w')\n",
        "*OSError",
    ),
    "killing the runner": ("tried(os.kill, 1, 9)\ntried(os.kill, 1, 19)", "*"),
    "questions": ("tried(input)\ntried(sys.stdin.read)", "StdinNotImplementedError\n*DONE "),
    "memory that no limit counts": (
        "tried(os.memfd_create, 'x')\nprint(c.shmget(0, 1 << 20, 0o1600))\n"
        "import mmap\ntried(mmap.mmap, -1, 1 << 20)\ntried(open, '/dev/zero')\n"
        "mmap.mmap(-1, 1 << 20, mmap.MAP_PRIVATE)[0] = 1",
        "PermissionError\n-1\nPermissionError\n*Error",
    ),
    "a big file": (
        "def fill(place, size):\n    with open(place, 'wb') as file:\n"
        "        for _ in range(size): file.write(bytes(1 << 20))\n"
        "tried(fill, '/box/tmp/big', 60)",
        "OSError",
    ),
    "a full disk": (
        "def fill_all(folder):\n    for i in range(9999): fill(f'{folder}/{i}', 40)\n"
        "tried(fill_all, '/box/tmp')\ntried(fill_all, '/dev/shm')\n"
        "import shutil\nshutil.rmtree('/box/tmp')\nos.mkdir('/box/tmp')",
        "OSError\nOSError",
    ),
}
HARMLESS = {
    "surrogates": r"print('\ud800 \U0001f600 \x00 \x1b[31m')",
    "no number": "display({'application/json': {'a': [float('nan'), float('inf')]}}, raw=True)",
    "too deep": "d = []\nfor _ in range(5000): d = [d]\ndisplay({'application/json': d}, raw=True)",
    "deep": "d = []\nfor _ in range(90): d = [d]\ndisplay({'application/json': d}, raw=True)",
    "keys": "display({'application/json': dict.fromkeys(map(str, range(10**5)), 0)}, raw=True)",
    "picture": "display({'image/png': 'iVBO' * 10**6}, raw=True)",
    "no text": "display({'text/plain': {'a': [1]}, 'image/png': 5}, raw=True)",
    "kinds": (
        "k = get_ipython().kernel\nfor kind, said in (('stream', {'name': 'other', 'text': 'x'}),"
        " ('stream', {}), ('stream', 3), ('error', {'ename': [], 'evalue': {}, 'traceback': 3}),"
        " ('display_data', {'data': [1]})):\n"
        "    k.session.send(k.iopub_socket, kind, said, parent=k.get_parent('shell'))"
    ),
    "faked replies": (
        "said = {'execution_state': 'idle'}\n"
        "k.session.send(k.iopub_socket, 'status', said, parent=k.get_parent())\n"
        "k.iopub_socket.send_multipart([b'x', b'<IDS|MSG>', b'', b'{', b'[]', b'7', b'\\xff'])"
    ),
    "answer": "display({'application/x+json': {'value': [0.5, 1]}}, raw=True)",
    # The kernel's own pipes catch what is printed, now or later; none of them leads out.
    "its pipe": (
        "for i in range(3, 64):\n    try:\n"
        "        if 'pipe' in os.readlink(f'/proc/self/fd/{i}'): os.write(i, b'{}\\n')\n"
        "    except OSError: pass"
    ),
}


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
        sandbox.Box("limits", True, ()).run([], extra_files={name: ""})


def _within(seconds, true) -> bool:
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.1)
    return bool(found)
