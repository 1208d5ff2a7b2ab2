"""A page to print from a notebook: words, pictures and lines to fill in, no code and no answers.

One html file for each notebook, with all it needs inside: pictures as data, formulas as MathML,
which browsers draw by themselves. nbconvert's own page would ask three servers for its formulas.
"""

import html
import json
import re
from pathlib import Path

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from .notebooks import VIEW

_CSS = Path(__file__).with_name("handout.css")
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
{style}</style>
</head>
<body class="{name}">
{body}</body>
</html>
"""
_FOLD = re.compile(r'text="([^"]+)"')
_OPTION = re.compile(r"\d\. ")
_UNFOLD = re.compile(
    r"<details><summary>(?P<summary>.*?)</summary>.*?</details>"
    r"|\*\*(?P<bold>What to notice)\..*?(?=\n\n|\Z)",
    re.DOTALL,
)
_SIGN = re.compile(r"(<mo[^>]*>&#x(?:0003D|00028|0002C|022C5|02190);</mo>)<mo>&#x02212;</mo>")
_LINE = '<div class="line"></div>\n'


class FormulaError(ValueError):
    """A formula that cannot be drawn."""


def write(notebook: Path, folder: Path) -> Path:
    """Write the page of a notebook into `folder`, which is made if need be, and return its path.

    Raises ValueError for a file that is no notebook.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        text = page(cells, notebook.stem)
    except FormulaError as error:
        raise FormulaError(f"{notebook}: {error}; write it in another way.") from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{notebook} is not a notebook: {error!r}.") from error
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{notebook.stem}.html"
    place.write_text(text, encoding="utf-8", newline="\n")
    return place


def page(cells: list[dict], name: str) -> str:
    """Return the page of a notebook's cells as html; `name` is its title where it has no heading.

    What is folded in the notebook, and what it says to notice, becomes lines to write on; a cell
    with the tag "screen" stays there.
    """
    body = "".join(map(_cell, cells, [*cells[1:], {}]))
    title = re.search(r"<h1>(.*?)</h1>", body)
    return _PAGE.format(
        title=re.sub("<.*?>", "", title[1]) if title else name,
        name=name,
        style=_CSS.read_text(encoding="utf-8"),
        body=body,
    )


def _cell(cell, following):
    """Return a cell's part of the page; `following` is the cell after it."""
    source = "".join(cell["source"])
    if "screen" in cell["metadata"].get("tags", ()):
        return ""
    if cell["cell_type"] != "code":
        return markdown(source) if cell["cell_type"] == "markdown" else ""
    if cell["metadata"].get("jupyter", {}).get("outputs_hidden"):
        found = _FOLD.search(source)
        return _lines(f"In the notebook: {found[1] if found else 'the result'}", 2)
    shown = "".join(map(_output, cell["outputs"]))
    live = any(VIEW in output.get("data", ()) for output in cell["outputs"])
    if live and "<img" in shown and not _UNFOLD.search("".join(following.get("source", ""))):
        shown += _lines("Notes", 4)
    return f"<section>\n{shown}</section>\n" if shown else ""


def _output(output):
    data = {kind: "".join(value) for kind, value in output.get("data", {}).items() if kind != VIEW}
    if "image/png" in data:
        alt, png = html.escape(data["text/plain"]), data["image/png"].strip()
        return f'<figure><img alt="{alt}" src="data:image/png;base64,{png}"></figure>\n'
    if "text/html" in data:
        return f"{data['text/html']}\n"
    if output["output_type"] == "stream":
        return f"<pre>{html.escape(''.join(output['text']))}</pre>\n"
    if output["output_type"] == "display_data" and "text/plain" in data:
        return _question(data["text/plain"])
    return f"<pre>{html.escape(data['text/plain'])}</pre>\n" if "text/plain" in data else ""


def _question(text):
    """Return a question with boxes to tick, or a line for a number, and a line for the reason."""
    lines = text.split("\n")
    asked = [line for line in lines if not _OPTION.match(line)]
    options = "".join(
        f"<li>{html.escape(line.partition(' ')[2])}</li>\n" for line in lines if _OPTION.match(line)
    )
    answer = f"<ol>\n{options}</ol>\n" if options else _lines("Answer", 1)
    words = "<br>".join(map(html.escape, asked))
    return f'<div class="ask"><p>{words}</p>\n{answer}{_lines("Because", 1)}</div>\n'


def _lines(label, count):
    return f'<div class="lines"><p>{html.escape(label)}:</p>\n{_LINE * count}</div>\n'


def markdown(source: str) -> str:
    """Return a text cell as html: formulas as MathML, answers as lines, links within the course.

    >>> markdown("See [02](02-one-parameter.ipynb).")
    '<p>See <a href="02-one-parameter.html">02</a>.</p>\\n'
    """
    parts, at = [], 0
    for found in _UNFOLD.finditer(source):
        words = re.sub(r"<.*?>|\s*\(.*?\)", "", found["summary"] or found["bold"])
        parts += [_render(source[at : found.start()]), _lines(words, 3)]
        at = found.end()
    return "".join([*parts, _render(source[at:])])


def _render(source):
    return MarkdownWithMath(_Renderer(escape=False, exclude_anchor_links=True)).render(source)


def _formula(body, display="inline"):
    """Return a formula as MathML; a minus after =, (, a comma, a dot or an arrow is a sign."""
    try:
        drawn = convert(body.strip(), display=display)
    except Exception as error:  # of a dozen classes, most without words
        raise FormulaError(f"the formula {body.strip()} has {type(error).__name__}") from error
    return _SIGN.sub(r'\1<mo form="prefix">&#x02212;</mo>', drawn)


class _Renderer(IPythonRenderer):
    def inline_math(self, body):
        return _formula(body)

    def block_math(self, body):
        """Formulas side by side stand one under the other where the paper is too narrow."""
        parts = [part for part in body.split(r"\qquad") if part.strip()]
        whole = all(part.count(r"\begin") == part.count(r"\end") for part in parts)
        shown = "\n".join(_formula(part, "block") for part in (parts if whole else [body]))
        return f'<div class="formula">{shown}</div>\n'

    def latex_environment(self, name, body):
        return _formula(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")

    def link(self, text, url, title=None):
        """Keep links to other lessons, which have pages too; paper cannot follow the others."""
        if url.endswith(".ipynb") and "/" not in url:
            return f'<a href="{html.escape(url.removesuffix(".ipynb"))}.html">{text}</a>'
        return text
