"""The folder of a Ray cluster of our own: a short name, cleared at the end, its last words read."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path


def short():
    """Return a place with a short name: the paths of sockets below have at most 103 letters."""
    return Path("/tmp" if os.name == "posix" else tempfile.gettempdir())


def new():
    """Make a new folder that names our process; clear those of processes that were killed."""
    for place in short().glob("sgdlab-*-*") if os.name == "posix" else ():
        owner = place.name.split("-")[1]
        if owner.isdigit():
            try:
                os.kill(int(owner), 0)
            except ProcessLookupError:
                shutil.rmtree(place, ignore_errors=True)
            except OSError:
                continue
    return Path(tempfile.mkdtemp(prefix=f"sgdlab-{os.getpid()}-", dir=short()))


# Waits for the end of who started it, which closes its input, and for Ray's processes to follow.
_KEEPER = """read -r line
for pause in 1 1 2 4 8 16 32; do sleep $pause; rm -rf "$0" && break; done"""


def keeper(folder):
    """Begin a shell that removes `folder` when this process is killed; return it, or None.

    Whoever shuts down a Jupyter kernel kills it as long as Ray's processes are there, so that
    nothing is done at the end of Python. Windows has no such shell: there the next start clears.
    """
    if os.name != "posix":
        return None
    return subprocess.Popen(
        ["/bin/sh", "-c", _KEEPER, str(folder)], stdin=subprocess.PIPE, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def dismiss(keeper):
    """End a keeper whose folder was cleared."""
    if keeper:
        keeper.kill()
        keeper.wait()
        keeper.stdin.close()


def clear(folder):
    """Remove a folder, if there is one; what still writes in it gets a second to end."""
    if folder:
        for _ in range(20):  # the last process may still write
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                return
            time.sleep(0.05)


def last_word(folder):
    """Return the last line of trouble in the messages that Ray left in `folder`, or ""."""
    for name in ("raylet.err", "gcs_server.err", "raylet.out", "gcs_server.out"):
        for place in sorted(Path(folder).glob(f"session_2*/logs/{name}")):
            text = place.read_text(encoding="utf-8", errors="replace")
            bad = [line for line in text.splitlines() if re.match(r"\[[^]]* [CEF] ", line)]
            if bad:
                return re.sub(r"^\[[^]]*\]\s*(\(\S+\)\s*)?\S+:\d+:\s*", "", bad[-1]).strip()
    return ""
