"""The walls of a sandbox on Linux: what is seen inside, and the command that builds them.

The list names what is there; all else is absent. `bwrap` builds it, or `unshare` and
sandbox_enter.py do. As root the runner inside becomes a user that nobody is, since the system does
not count root's processes; an ordinary user stays who he is, without any rights over the walls.
"""

import json
import os
import random
import shutil
import site
import sys
from pathlib import Path

BOX = "/box"
USERS = (61_200, 64_800)
DISK, SHARED = 256 << 20, 64 << 20  # bytes of the box, of /dev/shm
SYSTEM = (  # not all of /usr: containers keep the work itself in /usr/src
    *("/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32"),
    *("/usr/libexec", "/usr/share", "/usr/local/bin", "/usr/local/lib", "/usr/local/lib64"),
    *("/nix/store", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts"),
)
LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
PYTHON = ("bin", "lib", "lib64", "pyvenv.cfg")  # of a prefix: it may be a whole home folder
HIDDEN = "sgdlab"
DEVICES = ("null", "full", "random", "urandom")  # not zero: mapped, it is memory without a limit


def user() -> int | None:
    """Return the number that root becomes inside: one that no account has. None: no change."""
    return random.randrange(*USERS) if root() else None


def root() -> bool:
    """Say whether this is root with users to become, not only the root of its own namespace."""
    if os.geteuid() != 0:
        return False
    try:
        lines = Path("/proc/self/uid_map").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    ranges = [tuple(map(int, line.split())) for line in lines]
    return any(first <= USERS[0] and USERS[1] <= first + count for first, _, count in ranges)


def seen() -> list[str]:
    """Return the files and folders of this machine that are readable inside."""
    places = [Path(place) for place in SYSTEM]
    for prefix in (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix):
        for root in (Path(prefix), Path(prefix).resolve()):
            places += [root / name for name in PYTHON]
    places += packages()
    found = sorted({str(place) for place in places if place.exists()})
    return [place for place in found if not _within(place, found)]


def packages() -> list[Path]:
    """Return the folders that installed packages lie in."""
    folders = site.getsitepackages()
    if site.ENABLE_USER_SITE:
        folders.append(site.getusersitepackages())
    return [Path(folder) for folder in folders if Path(folder).is_dir()]


def hidden() -> list[str]:
    """Return the folders within those that are shown empty: sgdlab itself holds solutions."""
    places = [folder / HIDDEN for folder in packages()]
    return [str(place) for place in places if place.is_dir() and not place.is_symlink()]


def _within(place: str, others: list[str]) -> bool:
    return any(str(parent) in others for parent in Path(place).parents)


def _links() -> list[tuple[str, str]]:
    return [(os.readlink(place), place) for place in LINKS if Path(place).is_symlink()]


def _folders() -> list[str]:
    return [place for place in LINKS if Path(place).is_dir() and not Path(place).is_symlink()]


def bubblewrap(folder: Path, program: list[str]) -> list[str]:
    """Return the command that runs `program` behind bubblewrap's walls.

    What lies in `folder`/given is seen, read-only, in BOX.
    """
    command = [shutil.which("bwrap") or "bwrap", "--die-with-parent", "--as-pid-1", "--new-session"]
    command += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    command += ["--unshare-cgroup-try", "--cap-drop", "ALL"]
    if root():
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user", "--uid", "1000", "--gid", "1000"]
    places = seen() + _folders()
    for parent in sorted({str(parent) for place in places for parent in Path(place).parents[:-1]}):
        command += ["--dir", parent]  # else made so that only root may pass
    for place in places:
        command += ["--ro-bind", place, place]
    for target, place in _links():
        command += ["--symlink", target, place]
    for place in hidden():
        command += ["--tmpfs", place, "--remount-ro", place]
    command += ["--proc", "/proc", "--dev", "/dev", "--ro-bind", "/dev/null", "/dev/zero"]
    command += ["--size", str(SHARED), "--perms", "1777", "--tmpfs", "/dev/shm"]
    command += ["--size", str(DISK), "--perms", "1777", "--tmpfs", BOX]
    for place, target in _given(folder):
        command += ["--ro-bind", place, target]
    command += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", BOX]
    return [*command, "--", *program]


def unshare(folder: Path, program: list[str]) -> list[str]:
    """Return the command that runs `program` behind the same walls, built by sandbox_enter.py."""
    (folder / "root").mkdir()
    task = {
        "root": str(folder / "root"),
        "seen": seen() + _folders(),
        "links": _links(),
        "hidden": hidden(),
        "devices": [f"/dev/{name}" for name in DEVICES],
        "small": [("/dev/shm", SHARED), (BOX, DISK)],
        "given": _given(folder),
        "becomes": root(),
        "chdir": BOX,
        "program": program,
    }
    command = [shutil.which("unshare") or "unshare", "--mount", "--net", "--ipc", "--uts", "--pid"]
    command += ["--fork", "--kill-child"]
    if not root():
        command += ["--user", "--map-root-user"]
    enter = Path(__file__).with_name("sandbox_enter.py")
    return [*command, sys.executable, "-I", "-S", str(enter), json.dumps(task)]


def _given(folder: Path) -> list[tuple[str, str]]:
    return [(str(place), f"{BOX}/{place.name}") for place in sorted((folder / "given").iterdir())]
