"""The calls to the system that no homework needs, refused by the system itself (Linux, seccomp).

What is refused: other namespaces and mounts, looking into other processes, memory that no limit
counts (System V, memfd, shared without a file), the kernel's keys and programs, and every socket
but the local kind.
Numbers: asm/unistd_64.h for x86_64, asm-generic/unistd.h for aarch64; seccomp(2).
"""

import ctypes
import platform
import struct
import sys
from pathlib import Path

# name: (x86_64, aarch64)
REFUSED = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
}
SESSIONS = {"setsid": (112, 157), "setpgid": (109, 154)}
CLONE, CLONE3, SOCKET, MMAP = (56, 220), (435, 435), (41, 198), (9, 222)
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
X32 = 0x40000000  # a second set of numbers on x86_64
NEW_NAMESPACE = 0x7E020000  # the CLONE_NEW... bits, but for time, which shares its bit
AF_UNIX = 1
SHARED, ANONYMOUS = 0x01, 0x20  # bits of mmap's flags
EPERM, ENOSYS, EOPNOTSUPP = 1, 38, 95
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER, ARCHITECTURE, ARGUMENT, FOURTH = 0, 4, 16, 40  # offsets in struct seccomp_data
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, MODE_FILTER = 22, 38, 2


def available() -> bool:
    """Say whether this system has such filters, and this one is written for its processor."""
    known = sys.platform == "linux" and platform.machine() in ARCHITECTURES
    return known and Path("/proc/sys/kernel/seccomp").is_dir()


def install(libc, sessions: bool) -> None:
    """Refuse the calls from now on, to this process and all that it starts.

    `sessions`: may a process leave its group? Then only a process namespace holds it. Raises
    OSError where the system refuses the filter; does nothing on an unknown processor.
    """
    if not available():
        return
    code = program(platform.machine(), sessions)
    steps = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(steps))
    for arguments in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, MODE_FILTER, head, 0, 0)):
        if libc.prctl(*arguments):
            raise OSError(ctypes.get_errno(), "The filter of system calls was refused.")


def program(machine: str, sessions: bool) -> bytes:
    """Return the filter as BPF, eight bytes a step.

    >>> len(program("x86_64", sessions=False)) > len(program("x86_64", sessions=True))
    True
    """
    column, architecture = ARCHITECTURES[machine]
    refused = REFUSED if sessions else REFUSED | SESSIONS
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
    ]
    if machine == "x86_64":
        steps += [(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, ERRNO | EPERM)]
    for numbers in refused.values():
        steps += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, ERRNO | EPERM)]
    # Its flags lie in memory, where a filter cannot look; without it libraries use clone.
    steps += [(EQUAL, 0, 1, CLONE3[column]), (RETURN, 0, 0, ERRNO | ENOSYS)]
    # What is shared outlives its process and is nobody's own: it would not count as taken.
    steps += [
        (EQUAL, 0, 5, MMAP[column]),
        (LOAD, 0, 0, FOURTH),
        (ANY_BIT, 0, 2, SHARED),
        (ANY_BIT, 0, 1, ANONYMOUS),
        (RETURN, 0, 0, ERRNO | EPERM),
        (LOAD, 0, 0, NUMBER),
    ]
    steps += [
        (EQUAL, 0, 4, CLONE[column]),
        (LOAD, 0, 0, ARGUMENT),
        (ANY_BIT, 0, 1, NEW_NAMESPACE),
        (RETURN, 0, 0, ERRNO | EPERM),
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 0, 4, SOCKET[column]),
        (LOAD, 0, 0, ARGUMENT),
        (EQUAL, 1, 0, AF_UNIX),
        (RETURN, 0, 0, ERRNO | EOPNOTSUPP),
        (LOAD, 0, 0, NUMBER),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
