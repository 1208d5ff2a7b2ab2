"""What Ray finds in the environment: no slow import, and a token that nobody else has.

JupyterLab brings a package (rfc3987-syntax) that compiles a grammar when it is imported, and every
process of Ray imports it, for nothing.
"""

import contextlib
import os
import secrets
import sys

_SLOW = "rfc3987_syntax"
_STUB = 'raise ImportError("left out: it takes seconds, and Ray does not use it")\n'
_TOKEN = ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN")


@contextlib.contextmanager
def quick(folder=None):
    """Leave out the slow import here and, where a folder is given, in the processes begun there."""
    hidden = _SLOW not in sys.modules
    if hidden:
        sys.modules[_SLOW] = None
    before = os.environ.get("PYTHONPATH")
    if folder:
        place = folder / "quick"
        place.mkdir()
        (place / f"{_SLOW}.py").write_text(_STUB, encoding="utf-8")
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(place), before]))
    try:
        yield
    finally:
        if hidden:
            sys.modules.pop(_SLOW, None)
        if folder:
            os.environ.pop("PYTHONPATH")
            if before is not None:
                os.environ["PYTHONPATH"] = before


def lock():
    """Lock our cluster to others on this computer, without Ray's file in the user's home.

    Return the token, or "" where the environment has one already.
    """
    if any(name.startswith("RAY_AUTH") for name in os.environ):
        return ""
    token = secrets.token_hex(32)
    os.environ.update(zip(_TOKEN, ("token", token), strict=True))
    return token


def unlock(token):
    """Take back our own `token`: another cluster has another."""
    if token and os.environ.get("RAY_AUTH_TOKEN") == token:
        for name in _TOKEN:
            os.environ.pop(name)
