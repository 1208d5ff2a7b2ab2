"""Jupyter's wire protocol 5.3, as far as running cells needs it: runs inside the sandbox.

The kernel is not trusted: a message that cannot be read is skipped, and nothing is unpickled.
https://jupyter-client.readthedocs.io/en/stable/messaging.html
"""

import hashlib
import hmac
import json
import secrets
import socket
import sys
from pathlib import Path

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
DELIMITER = b"<IDS|MSG>"
BROKEN = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def places(folder: Path, number: int) -> dict[str, tuple[str, int]]:
    """Return the address and the port of each channel."""
    if sys.platform != "win32":
        return {
            name: (f"ipc://{folder / f'k{number}'}-{i}", i) for i, name in enumerate(CHANNELS, 1)
        }
    links = [socket.create_server(("127.0.0.1", 0)) for _ in CHANNELS]  # five that are free
    ports = [link.getsockname()[1] for link in links]
    for link in links:
        link.close()
    return {
        name: (f"tcp://127.0.0.1:{port}", port) for name, port in zip(CHANNELS, ports, strict=True)
    }


def status(content: bytes) -> str:
    """Return how a cell ended, from the content of its reply; `exit()` is "dead"."""
    try:
        reply = json.loads(content)
        leaves = any(part.get("source") == "ask_exit" for part in reply.get("payload", ()))
        return "dead" if leaves else "ok" if reply["status"] == "ok" else "error"
    except BROKEN:
        return "error"


def frames(kind: str, content: dict, key: str) -> tuple[str, list[bytes]]:
    """Return the name of a new message and what is sent for it."""
    name = secrets.token_hex(8)
    header = {"msg_id": name, "msg_type": kind, "username": "", "session": "sgdlab"}
    header |= {"date": "2000-01-01T00:00:00Z", "version": "5.3"}
    parts = [json.dumps(part).encode() for part in (header, {}, {}, content)]
    signature = hmac.new(key.encode(), b"".join(parts), hashlib.sha256).hexdigest()
    return name, [DELIMITER, signature.encode(), *parts]


def message(received: list[bytes]) -> tuple[str, str, bytes] | None:
    """Return (kind, name of the message it answers, content as JSON), None for what is none."""
    try:
        start = received.index(DELIMITER)
        header, parent = (json.loads(received[start + i]) for i in (2, 3))
        found = header["msg_type"], parent.get("msg_id"), received[start + 5]
    except BROKEN:
        return None
    return found if all(isinstance(part, str) for part in found[:2]) else None
