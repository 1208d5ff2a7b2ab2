"""`feedback.html`: one student's page. It loads nothing, runs nothing, and says why."""

from html import escape

from .feedback_values import show, show_record
from .grades import given as _points
from .grading_shown import clean, is_png
from .kit.judge import NOT_YET
from .pages import number
from .pages import page as whole


def page(homework, result, line):
    """Return the page of a result; `line` is its row in the grades."""
    names = list(result["questions"])
    parts = [_top(homework, result, line), _links(result, names)]
    reasons = {one["trouble"] for one in result["questions"].values()}
    if len(reasons) > 1 or not all(reasons) or result.get("hand"):  # else it is said above
        parts += [_question(name, result["questions"][name], result) for name in names]
    parts.append(_bottom(homework, result))
    return whole(f"{homework}: {result['student']}", "\n".join(filter(None, parts)))


def text(value):
    """Return a text that may be hostile as harmless html."""
    return escape(clean(str(value)))


def _top(homework, result, line):
    off = f"{number(line['late'])} taken off: late" if line["late"] else ""
    waiting = [name for name, value in _points(result).items() if value is None]
    wait = f"{', '.join(waiting)} not marked yet" if waiting else ""
    small = "".join(f'<p class="soft">{text(one)}</p>' for one in (off, wait) if one)
    flags = [flag[0] for flag in (*result["about"], *result["flags"]) if flag[1]]
    listed = "".join(f"<li>{text(flag)}</li>" for flag in flags)
    notes = f'<p>About what you handed in:</p><ul class="flags">{listed}</ul>' if flags else ""
    return (
        f'<div class="top"><div><h1>{text(homework)}</h1><div>{text(result["student"])}</div></div>'
        f'<div class="score">{number(line["total"])} <small>of {number(line["out_of"])} '
        f"points</small></div></div>{small}{notes}"
    )


def _links(result, names):
    points = _points(result)
    links = []
    for name in names:
        out_of = result["questions"][name]["out_of"]
        kind = _kind(points[name], out_of)
        label = f"{text(name)} {number(points[name])}/{number(out_of)}"
        links.append(f'<a class="{kind}" href="#{text(name)}">{label}</a>')
    return f"<nav>{''.join(links)}</nav>"


def _question(name, one, result):
    points, hand = _points(result)[name], result.get("hand", {}).get(name)
    inner = []
    if one["trouble"]:
        inner.append(f'<p class="no">{text(one["trouble"])}</p>')
    if one["parts"]:
        inner.append(_parts(one["parts"]))
    if one["kind"] == "essay":
        inner.append(_essay(one, points))
    if hand:
        inner.append("<p>Marked by hand.</p>" if one["kind"] != "essay" else "")
        if hand[1]:
            inner.append(f'<blockquote class="comment">{text(hand[1])}</blockquote>')
    inner += [_figure(name, data) for data in one["figures"] if is_png(data)]
    for printed in one["texts"]:
        inner.append(
            f"<details><summary>What it printed</summary><pre>{text(printed)}</pre></details>"
        )
    kind = _kind(points, one["out_of"])
    title = (
        f'{text(name)} <span class="soft">{text(one["title"])}</span>'
        if one["title"]
        else text(name)
    )
    score = f"{number(points)} of {number(one['out_of'])}"
    return (
        f'<section class="{kind}" id="{text(name)}"><header><h2>{title}</h2>'
        f'<span class="points">{score}</span></header><div>{"".join(inner)}</div></section>'
    )


def _parts(parts):
    """Return the list of parts; where nothing was shown, one sentence for all of them."""
    reasons = {part["told"] for part in parts}
    if len(reasons) == 1 and not any(map(_compared, parts)) and None not in reasons:
        names = ", ".join(text(part["what"]) for part in parts)
        return f'<p><span class="mark no">✗</span>{text(*reasons)}</p><p class="soft">{names}</p>'
    return f'<ul class="parts">{"".join(map(_part, parts))}</ul>'


def _compared(part):
    """Say whether there was something to compare with the solution's."""
    return bool(part["told"]) and part["told"] != NOT_YET and part.get("got") is not None


def _part(part):
    what = text(part["what"])
    public = "" if part["share"] else ' <span class="soft">(shown in class, no points)</span>'
    if not part["told"]:
        return f'<li><span class="mark yes">✓</span>{what}{public}</li>'
    rows = []
    if _compared(part):
        names = part.get("names") or []
        for place, value in enumerate(part.get("inputs") or ()):
            name = names[place] if place < len(names) else f"input {place + 1}"
            rows.append((f"for {name} =", show(value)))
        rows.append(("yours", show_record(part["got"])))
        if "expected" in part:
            rows.append(("expected", show(part["expected"])))
    cells = "".join(
        f"<tr><th>{text(head)}</th><td><code>{text(value)}</code></td></tr>" for head, value in rows
    )
    table = f'<div class="scroll"><table>{cells}</table></div>' if rows else ""
    told = f'<div class="told">{text(part["told"])}</div>{table}'
    return f'<li><span class="mark no">✗</span>{what}{public}{told}</li>'


def _essay(one, points):
    written = one.get("text", "").strip()
    shown = f"<blockquote>{text(written)}</blockquote>" if written else "<p>No text.</p>"
    return shown + ('<p class="soft">Marked by hand; not yet done.</p>' if points is None else "")


def _figure(name, data):
    return f'<img alt="A figure of your run, {text(name)}" src="data:image/png;base64,{data}">'


def _bottom(homework, result):
    file = f"{text(homework)}.ipynb"
    return (
        "<footer><p>Each number of yours was compared with the solution's for the same inputs, "
        f"drawn anew for this grading (seed {text(result['seed'])}). To see the verdict for "
        f"yourself, ask for your graded {file}, in which the seed stands, and run "
        f"<code>pytest --nbval {file}</code>.</p><p>Is something wrong here? Write to your "
        "assistant with the question's name, the inputs shown above, and why your value is right. "
        "Every question can be marked again by hand.</p>"
        f'<p class="soft">Graded by sgdlab {text(result["version"])}'
        f"{', file ' + text(result['file']) if result['file'] else ''}.</p></footer>"
    )


def _kind(points, out_of):
    if points is None:
        return "wait"
    return "full" if points >= out_of else "none" if points <= 0 else "some"
