"""`feedback.html`: one student's page. It loads nothing, runs nothing, and says why."""

from . import flags
from .feedback_parts import final, parts, text
from .grades import given, lateness, waiting
from .grading_shown import is_png
from .kit.judge import NOT_YET
from .pages import number, points
from .pages import page as whole


def page(homework, result, line):
    """Return the page of a result; `line` is its row in the grades."""
    names = list(result["questions"])
    made = [_top(homework, result, line), _links(result, names)]
    if not _unread(result):  # else it is said above
        made += [_question(name, result["questions"][name], result) for name in names]
    made.append(_bottom(homework, result))
    return whole(f"{homework}: {result['student']}", "\n".join(filter(None, made)))


def _unread(result):
    """Say whether nothing could be graded: every question has the same trouble."""
    reasons = {one["trouble"] for one in result["questions"].values()}
    return len(reasons) == 1 and all(reasons) and reasons != {NOT_YET} and not result.get("hand")


def _top(homework, result, line):
    still = waiting(result)
    off = ""
    if line["late_off"]:
        off = f"Handed in {lateness(result)}: {points(line['late_off'])} taken off."
    listed = ", ".join(f"{one} ({points(result['questions'][one]['out_of'])})" for one in still)
    wait = f"Not marked yet: {listed}." if still else ""
    small = "".join(f"<p>{text(one)}</p>" for one in (off, wait) if one)
    return (
        f'<div class="top"><div><h1>{text(homework)}</h1><div>{text(result["student"])}</div></div>'
        f'<div class="score">{number(line["total"])} <small>of {points(line["out_of"])}'
        f"{' so far' if still else ''}</small></div></div>{small}{_noticed(result)}"
    )


def _noticed(result):
    said = [flag.text for flag in flags.of(result) if flag.student]
    if not said:
        return ""
    head, tail = "Noticed in what you handed in (by itself it costs no points):", ""
    if _unread(result):
        head = "Nothing could be graded:"
        tail = (
            "<p>Write to your assistant, and send the notebook that you worked on: its name ends "
            "in <code>.ipynb</code>.</p>"
        )
    listed = "".join(f"<li>{text(one)}</li>" for one in said)
    return f'<p>{head}</p><ul class="flags">{listed}</ul>{tail}'


def _links(result, names):
    reached, links = given(result), []
    for name in names:
        out_of = result["questions"][name]["out_of"]
        kind = _kind(reached[name], out_of)
        label = f"{text(name)} {number(reached[name])}/{number(out_of)}"
        links.append(f'<a class="{kind}" href="#{text(name)}">{label}</a>')
    return "" if _unread(result) else f"<nav>{''.join(links)}</nav>"


def _question(name, one, result):
    reached, hand = given(result)[name], result.get("hand", {}).get(name)
    inner = []
    if one["trouble"]:
        inner.append(f'<p class="no">{text(final(one["trouble"]))}</p>')
    if one["parts"]:
        inner.append(parts(one))
    if one["kind"] == "essay":
        inner.append(_essay(one))
    if hand:
        inner.append(f'<p class="soft">Marked by hand{", with this comment:" * bool(hand[1])}</p>')
        if hand[1]:
            inner.append(f'<blockquote class="comment">{text(hand[1])}</blockquote>')
    inner += [_figure(name, data) for data in one["figures"] if is_png(data)]
    for printed in one["texts"]:
        inner.append(
            f"<details><summary>What it printed</summary><pre>{text(printed)}</pre></details>"
        )
    kind = _kind(reached, one["out_of"])
    title = f'<span class="soft">{text(one["title"])}</span>' if one["title"] else ""
    score = f"{number(reached)} of {number(one['out_of'])}"
    if reached is None:
        score = f"not marked yet, {points(one['out_of'])}"
    return (
        f'<section class="{kind}" id="{text(name)}"><header><h2>{text(name)} {title}</h2>'
        f'<span class="points">{score}</span></header><div>{"".join(inner)}</div></section>'
    )


def _essay(one):
    written = one.get("text", "").strip()
    return f"<blockquote>{text(written)}</blockquote>" if written else ""


def _figure(name, data):
    return f'<img alt="A figure of your run, {text(name)}" src="data:image/png;base64,{data}">'


def _bottom(homework, result):
    return f"<footer>{'' if _unread(result) else _how(homework, result)}{_graded(result)}</footer>"


def _how(homework, result):
    file, again = f"<code>{text(homework)}.ipynb</code>", f"graded-{text(homework)}.ipynb"
    variant = result.get("variant")
    own = "" if variant is None else f" (variant {text(variant)})"
    return (
        "<p>How it was graded: what your functions return was compared with what the solution "
        f"returns for the same inputs, drawn anew for this grading (seed {text(result['seed'])}). "
        "Where many answers are right, what must hold of each was tested instead. Numbers worked "
        f"by hand were compared with those of your id{own}.</p>"
        f"<p>To repeat it, put the graded {file} that belongs to this page (your assistant has it) "
        f"into the folder <code>my</code> of the course as <code>{again}</code>, and run "
        f"<code>pytest --nbval my/{again}</code> in a terminal of the lab.</p>"
        "<p>Is something wrong here? Write to your assistant with the question's name, the inputs "
        "shown above, and why your answer is right. Every question can be marked again by hand.</p>"
    )


def _graded(result):
    file = f", file {text(result['file'])}" if result["file"] else ""
    return f'<p class="soft">Graded by sgdlab {text(result["version"])}{file}.</p>'


def _kind(reached, out_of):
    if reached is None:
        return "wait"
    return "full" if reached >= out_of else "none" if reached <= 0 else "some"
