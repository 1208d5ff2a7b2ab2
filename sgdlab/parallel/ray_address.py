"""The addresses of clusters: refused where nobody answers, in a sentence."""

import importlib.util
import os
import re
import socket

PATIENCE = 5  # seconds until an address that does not answer is given up


class ClusterError(RuntimeError):
    """No cluster could be started or reached."""


def check(address):
    """Refuse an address at which nobody answers: Ray itself might end the process."""
    where = os.environ.get("RAY_ADDRESS", "") if address == "auto" else address
    found = re.fullmatch(r"(?:ray://)?\[?([^/\]]+)\]?:(\d+)", where)
    if not found:
        if address != "auto":
            raise ClusterError(
                f'the address is {address!r}; expected "local", "auto", "host:port" or '
                '"ray://host:port".'
            )
        return
    try:
        socket.create_connection((found[1], int(found[2])), timeout=PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise ClusterError(
            f"nobody answers at {where} ({first_line(error)}). Is the cluster up, and is the "
            "port right: 6379 for host:port, 10001 for ray://host:port?"
        ) from error
    if where.startswith("ray://") and importlib.util.find_spec("grpc") is None:
        raise ClusterError(
            f"{where} needs grpcio: `python -m pip install grpcio`. Or run the script on the "
            'cluster by `ray job submit`, with Ray("auto").'
        )


def first_line(error):
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
