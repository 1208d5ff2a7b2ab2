"""A script: in fresh namespaces, build the walls of a sandbox and become the program inside.

`unshare` runs it as process 1, with rights over these namespaces alone; it gives them up before
the program starts. Standard library only. mount(2), pivot_root(2), capabilities(7).
"""

import ctypes
import json
import os
import sys
from pathlib import Path

READ_ONLY, NO_SUID, NO_DEVICE, NO_EXEC, REMOUNT, BIND, DEEP = 1, 2, 4, 8, 32, 4096, 16384
PRIVATE = 1 << 18
DETACH = 2
NEW_USER = 0x10000000
# What statvfs calls a flag of a mount, and what mount calls it: none of these may be lost.
FLAGS = ((2, NO_SUID), (4, NO_DEVICE), (8, NO_EXEC), (1024, 1024), (2048, 2048), (4096, 1 << 21))
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 24, 38
CAP_SETGID, CAP_SETUID, CAPABILITIES = 6, 7, 64
CAPABILITY_VERSION = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Build what the task, the one argument, names, and run its program."""
    task = json.loads(sys.argv[1])
    os.umask(0)
    mount(None, "/", flags=DEEP | PRIVATE)
    root = task["root"]
    mount("tmpfs", root, "tmpfs", NO_SUID | NO_DEVICE, "mode=755,size=4m")
    for target, place in task["links"]:
        os.symlink(target, root + place)
    for place in task["seen"]:
        show(place, root + place)
    for place in task["hidden"]:
        mount("tmpfs", root + place, "tmpfs", READ_ONLY | NO_SUID | NO_DEVICE, "mode=755,size=4k")
    for place in ("/proc", "/dev"):
        os.mkdir(root + place, 0o755)
    mount("proc", root + "/proc", "proc", NO_SUID | NO_DEVICE | NO_EXEC)
    for place in task["devices"]:
        bind(place, root + place)
    os.symlink("/proc/self/fd", root + "/dev/fd")
    for place, size in task["small"]:
        os.mkdir(root + place, 0o755)
        mount("tmpfs", root + place, "tmpfs", NO_SUID | NO_DEVICE, f"mode=1777,size={size}")
    for place, target in task["given"]:
        show(place, root + target)
    mount(None, root, flags=REMOUNT | BIND | READ_ONLY | NO_SUID | NO_DEVICE)
    os.chdir(root)
    check(libc.pivot_root(b".", b"."), "pivot_root")  # the old root now lies on top of the new
    check(libc.umount2(b".", DETACH), "umount")
    os.chdir(task["chdir"])
    os.umask(0o022)
    if not task["becomes"]:
        be_ordinary()
    give_up({CAP_SETUID, CAP_SETGID} if task["becomes"] else set())
    os.execv(task["program"][0], task["program"])


def show(place: str, target: str) -> None:
    """Show a file or folder of this machine, and what is mounted in it, read-only."""
    bind(place, target)
    for inner in mounts(target):
        had = os.statvfs(inner).f_flag
        flags = sum(flag for bit, flag in FLAGS if had & bit)
        mount(None, inner, flags=REMOUNT | BIND | READ_ONLY | NO_SUID | flags)


def bind(place: str, target: str) -> None:
    """Show a file or folder under another name, which is made."""
    folder = Path(target if os.path.isdir(place) else os.path.dirname(target))
    for each in (*reversed(folder.parents), folder):
        if not each.is_dir():
            each.mkdir(0o755)
    if not os.path.isdir(place):
        Path(target).touch(0o644)
    mount(place, target, flags=BIND | DEEP)


def mounts(target: str) -> list[str]:
    """Return the places at and below `target` where something is mounted."""
    found = []
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        place = line.split()[4].encode().decode("unicode_escape")  # "\\040" is a space
        place = place.encode("latin-1").decode("utf-8")
        if place == target or place.startswith(target + "/"):
            found.append(place)
    return found


def mount(source: str | None, target: str, kind: str | None = None, flags=0, options="") -> None:
    """Call mount(2); OSError names the place where it fails."""
    words = [word.encode() if word else None for word in (source, target, kind)]
    check(libc.mount(*words, ctypes.c_ulong(flags), options.encode() or None), target)


def check(code: int, what: str) -> None:
    """Raise OSError with the system's own words for a call that failed."""
    if code:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)


def be_ordinary() -> None:
    """Become an ordinary user: of a namespace within this one, which owns none of its mounts."""
    check(libc.unshare(NEW_USER), "unshare")
    for name, line in (("setgroups", "deny"), ("uid_map", "1000 0 1"), ("gid_map", "1000 0 1")):
        Path("/proc/self", name).write_text(line, encoding="utf-8")


def give_up(kept: set[int]) -> None:
    """Let the program have no rights but those in `kept`, whoever it runs as."""
    for right in set(range(CAPABILITIES)) - kept:
        libc.prctl(PR_CAPBSET_DROP, right, 0, 0, 0)  # refused for a right there is not
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    head = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    low = sum(1 << right for right in kept)  # effective, permitted, inheritable; then the high half
    check(libc.capset(head, (ctypes.c_uint32 * 6)(low, low, 0)), "capset")


if __name__ == "__main__":
    main()
