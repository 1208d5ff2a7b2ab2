"""What the runner takes from itself before it starts a kernel: rights, and more than its share."""

import contextlib
import ctypes
import os
import signal
import sys

from . import sandbox_filter

FILE = 50 << 20  # bytes of one file
OPEN = 512
SPARE_SECONDS = 15
PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4


def apply(memory: int, seconds: float, tasks: int | None, user: int | None, alone: bool) -> None:
    """Give up rights for good; every later process inherits what is left.

    `memory` in bytes and `seconds` of the processor count for each process; `tasks` are processes
    and threads of this user; `user` is the number that root becomes. `alone` says that the process
    ids are the sandbox's own, so that no child can get away in a session of its own.
    """
    if user is not None:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    if sys.platform == "win32":
        return
    _limit(memory, seconds, tasks)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)  # /proc/<runner>/fd and its memory are closed
        sandbox_filter.install(libc, sessions=alone)


def _limit(memory: int, seconds: float, tasks: int | None) -> None:
    import resource  # not on Windows

    wanted = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: int(seconds) + SPARE_SECONDS,
        resource.RLIMIT_FSIZE: FILE,
        resource.RLIMIT_NOFILE: OPEN,
        resource.RLIMIT_CORE: 0,
    }
    if tasks is not None:
        wanted[resource.RLIMIT_NPROC] = tasks
    for what, least in wanted.items():
        hard = resource.getrlimit(what)[1]
        value = least if hard == resource.RLIM_INFINITY else min(least, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(what, (value, value))
