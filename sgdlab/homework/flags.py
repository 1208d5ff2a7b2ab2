"""Flags: what an assistant, and often the student, should know of a submission, in words."""

import ast
from typing import NamedTuple

NOTE, LOOK = 0, 1  # how much: worth a line; worth the assistant's eye
_MODULES = {"os", "sys", "subprocess", "socket", "ctypes", "shutil", "pathlib", "importlib"}
_MODULES |= {"multiprocessing", "threading", "signal", "gc", "inspect", "urllib", "requests"}
_MODULES |= {"sgdlab", "ast", "builtins", "pickle", "tempfile", "asyncio"}
_CALLS = {
    *("open", "exec", "eval", "compile", "get_ipython", "__import__", "globals", "setattr"),
    *("kit", "hw"),  # the checks' own means
}


class Flag(NamedTuple):
    """One sentence; whether the student's own page says it too; how much it matters."""

    text: str
    student: bool = True
    weight: int = NOTE


def of(result):
    """Return the flags of a result as it was stored: about the person, then about the work."""
    return [Flag(*one) for one in (*result["about"], *result["flags"])]


def odd_code(sources):
    """Return one flag for code that an answer seldom needs, by the names it uses.

    `sources` are pairs (where, text). A flag is for the assistant's eye and costs nothing: what
    such code tries is the sandbox's business.

    >>> [flag.text for flag in odd_code([("q1", "import os\\nos.system('ls')")])]
    ['names that an answer seldom needs: os (q1)']
    """
    found = {}
    for where, text in sources:
        for name in _names(text):
            found.setdefault(name, []).append(where)
    if not found:
        return []
    listed = ", ".join(
        f"{name} ({', '.join(dict.fromkeys(places))})" for name, places in sorted(found.items())
    )
    return [Flag(f"names that an answer seldom needs: {listed}"[:400], False, LOOK)]


def _names(text):
    """Return the modules and calls of `text` that stand on the lists, once each."""
    try:
        tree = ast.parse("\n".join(line for line in text.splitlines() if line[:1] not in "%!"))
        nodes = list(ast.walk(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = []
    for node in nodes:
        if isinstance(node, ast.Import):
            found += [alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module.split(".")[0])
        elif isinstance(node, ast.Name) and node.id in _CALLS:
            found.append(node.id)
        elif isinstance(node, ast.Attribute) and node.attr.startswith("__"):
            found.append(node.attr)
    known = _MODULES | _CALLS
    return list(dict.fromkeys(one for one in found if one in known or one.startswith("__")))
