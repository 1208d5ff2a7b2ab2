"""A look around from inside, and odd things put out: what each source must print."""

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
