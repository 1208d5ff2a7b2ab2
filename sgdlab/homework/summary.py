"""`summary.html`: the class at a glance, for the assistant."""

from collections import Counter
from statistics import mean, median
from urllib.parse import quote

from . import flags
from .feedback_parts import text
from .grades import given, waiting
from .kit.judge import NOT_YET
from .pages import number
from .pages import page as whole

_WIDE, _HIGH = 640, 180
_SLOWEST = 5


def page(course, results, rows):
    """Return the page; `rows` {key: row} as in the grades."""
    handed = [result for result in results if result["questions"]]
    out_of = sum(course.points.values())
    totals = [rows[result["key"]]["total"] for result in handed]
    parts = [_top(course, results, handed, totals, out_of)]
    if handed:
        parts.append(_section("Points", _histogram(totals, out_of)))
        parts.append(_section("Questions", _questions(course, handed)))
        parts.append(_section("What went wrong most often", _told(handed)))
    parts.append(_section("Who to look at", _look(results)))
    if handed:
        parts.append(_section("Slowest", _slowest(handed)))
        parts.append(_section("All", _all(handed, rows, course)))
    return whole(f"{course.name}: summary", "\n".join(parts))


def _section(title, inner):
    return f"<section><header><h2>{title}</h2></header><div>{inner}</div></section>"


def _top(course, results, handed, totals, out_of):
    lacks = "".join(f"<li>{text(one)}</li>" for one in course.box.lacks)
    middle = f"mean {number(mean(totals))}, median {number(median(totals))}" if totals else ""
    missing = len(results) - len(handed)
    absent = f", {missing} handed in nothing" if missing else ""
    still = sum(bool(waiting(result)) for result in handed)
    wait = f"<p>{still} wait for points by hand: <a href='marking.html'>marking.html</a>.</p>"
    return (
        f'<div class="top"><div><h1>{text(course.name)}: summary</h1><div class="soft">'
        f"{len(handed)} graded{absent}; seed {course.seed}; sandbox {text(course.box.name)}; "
        f'sgdlab {text(course.version)}</div></div><div class="score mean">{middle} '
        f"<small>of {number(out_of)}{' so far' if still else ''}</small></div></div>"
        f"{wait if still else ''}"
        f'<p>What this sandbox does not stop:</p><ul class="flags">{lacks}</ul>'
    )


def _histogram(totals, out_of):
    """Return bars of one point each, or of several where there are many points, as SVG."""
    width = max(1, -(-int(out_of + 1) // 25))
    last = int(max(out_of, *totals, 0) // width)
    counts = Counter(min(int(max(total, 0) // width), last) for total in totals)
    most, step = max(counts.values()), _WIDE / (last + 1)
    marks = []
    for place in range(last + 1):
        count, x = counts[place], place * step
        high = count / most * (_HIGH - 45)
        low = place * width
        label = f"{low}" if width == 1 else f"{low}–{low + width - 1}"
        marks.append(
            f'<rect class="bar" x="{x + 2:.1f}" y="{_HIGH - 25 - high:.1f}" '
            f'width="{step - 4:.1f}" height="{high:.1f}"><title>{label}: {count}</title></rect>'
        )
        marks.append(_label(x + step / 2, _HIGH - 8, label))
        if count:
            marks.append(_label(x + step / 2, _HIGH - 30 - high, str(count)))
    axis = f'<line class="axis" x1="0" y1="{_HIGH - 25}" x2="{_WIDE}" y2="{_HIGH - 25}"/>'
    name = "How many have how many points: " + ", ".join(
        f"{place * width}: {counts[place]}" for place in sorted(counts)
    )
    return _svg(_WIDE, _HIGH, name, axis + "".join(marks))


def _questions(course, handed):
    lines = []
    for name in course.notebook.questions:
        values = [given(result)[name] for result in handed if name in result["questions"]]
        marked = [value for value in values if value is not None]
        out_of, waiting = course.points[name] or 1, len(values) - len(marked)
        share = min(mean(marked) / out_of, 1) if marked else 0
        said = []
        if marked:
            full = sum(value >= out_of for value in marked)
            none = sum(value <= 0 for value in marked)
            said.append(f"{number(mean(marked))} of {number(out_of)}; {full} full, {none} none")
        if waiting:
            said.append(f"{waiting} to mark")
        bar = (
            '<rect class="rest" width="200" height="16"/>'
            f'<rect class="bar" width="{200 * share:.1f}" height="16"/>'
        )
        bar = _svg(200, 16, f"{name}: {share:.0%}", bar)
        lines.append(f"<tr><td>{text(name)}</td><td>{bar}</td><td>{', '.join(said)}</td></tr>")
    return f'<div class="scroll"><table>{"".join(lines)}</table></div>'


def _told(handed):
    counts = Counter()
    for result in handed:
        for name, one in result["questions"].items():
            counts.update({(name, part["told"]) for part in one["parts"] if part["told"]})
    if not counts:
        return "<p>Nothing did.</p>"
    lines = "".join(
        f'<tr><td class="number">{count}</td><td>{text(name)}</td><td>{text(told)}</td></tr>'
        for (name, told), count in counts.most_common(12)
    )
    return f'<div class="scroll"><table>{lines}</table></div>'


def _look(results):
    listed = []
    for result in results:
        told = [flag.text for flag in flags.of(result) if flag.weight >= flags.LOOK]
        said = " ".join(told)
        told += [
            f"{name}: {one['trouble']}" for name, one in result["questions"].items()
            if one["trouble"] and one["trouble"].rstrip(".") not in (said, NOT_YET)
        ]  # fmt: skip
        if told:
            listed.append((len(told), _link(result), dict.fromkeys(told)))
    if not listed:
        return "<p>Nobody.</p>"
    lines = "".join(
        f"<tr><td>{link}</td><td>{'<br>'.join(map(text, told))}</td></tr>"
        for _, link, told in sorted(listed, key=lambda one: -one[0])
    )
    return f'<div class="scroll"><table>{lines}</table></div>'


def _slowest(handed):
    slow = sorted(handed, key=lambda result: -result["seconds"])[:_SLOWEST]
    lines = "".join(
        f'<tr><td class="number">{result["seconds"]:.1f} s</td><td>{_link(result)}</td></tr>'
        for result in slow
    )
    return f"<table>{lines}</table>"


def _all(handed, rows, course):
    names = course.notebook.questions
    head = "".join(f'<th class="number">{text(name)}</th>' for name in [*names, "total"])
    lines = []
    for result in sorted(handed, key=lambda one: one["student"].casefold()):
        row = rows[result["key"]]
        cells = [row.get(name) for name in [*names, "total"]]
        cells = "".join(f'<td class="number">{number(cell)}</td>' for cell in cells)
        lines.append(f"<tr><td>{_link(result)}</td>{cells}</tr>")
    return f'<div class="scroll"><table><tr><th></th>{head}</tr>{"".join(lines)}</table></div>'


def _link(result):
    if not result["key"]:
        return text(result["student"])
    return f'<a href="{quote(result["key"])}/feedback.html">{text(result["student"])}</a>'


def _label(x, y, words):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{words}</text>'


def _svg(width, height, name, inner):
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{text(name)}">{inner}</svg>'
    )
