"""The frame of a page: self-contained, nothing loaded, no script but one that its policy names."""

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path

_HERE = Path(__file__).with_name("templates")


def page(title, body, script="", style=""):
    """Return a whole page. The policy allows its own style, its own script, and PNG data."""
    css = asset("page.css") + style
    allowed = [f"style-src {_hash(css)}", "img-src data:"]
    allowed += [f"script-src {_hash(script)}"] if script else []
    policy = "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{css}</style>\n</head>\n<body>\n{body}\n"
        + (f"<script>{script}</script>\n" if script else "")
        + "</body>\n</html>\n"
    )


@cache
def asset(name):
    """Return the text of a file of `templates/`."""
    return (_HERE / name).read_text(encoding="utf-8")


def number(value):
    """Return points as text.

    >>> number(3.0), number(2.50), number(None)
    ('3', '2.5', '–')
    """
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def points(value):
    """Return a number of points with its word.

    >>> points(1), points(2.50)
    ('1 point', '2.5 points')
    """
    return f"{number(value)} point{'s' * (value != 1)}"


def _hash(text):
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
