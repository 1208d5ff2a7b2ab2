"""The parts of a question on a student's page: right or wrong, for which inputs, worth how much."""

from html import escape

from .feedback_values import show, show_record
from .grading_shown import clean
from .kit.judge import NOT_YET
from .pages import points


def text(value):
    """Return a text that may be hostile as harmless html."""
    return escape(clean(str(value)))


def parts(one):
    """Return the list of a question's parts.

    Where nothing can be compared, and for one reason, it is one sentence for all of them.
    """
    found = one["parts"]
    reasons = {part["told"] for part in found}
    if len(reasons) == 1 and None not in reasons and not any(_compared(p, one) for p in found):
        names = ", ".join(text(part["what"]) for part in found)
        told = final(*reasons)
        return f'<p><span class="mark no">✗</span>{text(told)}</p><p class="soft">{names}</p>'
    return f'<ul class="parts">{"".join(_part(part, one) for part in found)}</ul>'


def _compared(part, one):
    """Say whether there was something to compare: not where the answer itself did not run."""
    got = part.get("got")
    if not part["told"] or part["told"] == NOT_YET or got is None:
        return False
    return not (one["trouble"] and isinstance(got, dict) and "raised" in got)


def _part(part, one):
    what, worth = text(part["what"]), _worth(part, one)
    worth = f' <span class="soft">({worth})</span>' if worth else ""
    if not part["told"]:
        return f'<li><span class="mark yes">✓</span>{what}{worth}</li>'
    cells = "".join(
        f"<tr><th>{text(head)}</th><td><code>{text(value)}</code></td></tr>"
        for head, value in (_rows(part) if _compared(part, one) else ())
    )
    table = f'<div class="scroll"><table>{cells}</table></div>' if cells else ""
    told = f'<div class="told">{text(final(part["told"]))}</div>{table}'
    return f'<li><span class="mark no">✗</span>{what}{worth}{told}</li>'


def _worth(part, one):
    """Return what a part is worth in words; "" where it is all there is."""
    whole = [other["share"] for other in one["parts"] if other["share"]]
    if not part["share"]:
        return "as in your notebook; no points"
    return points(one["out_of"] * part["share"] / sum(whole)) if len(whole) > 1 else ""


def _rows(part):
    """Yield (name, value) of what was asked, given and expected."""
    names = part.get("names") or []
    for place, value in enumerate(part.get("inputs") or ()):
        name = names[place] if place < len(names) else f"input {place + 1}"
        yield f"for {name} =", show(value)
    if not (isinstance(part["got"], dict) and "raised" in part["got"]):  # it was told
        yield "yours", show_record(part["got"])
    if "expected" in part:
        yield "expected", show(part["expected"])


def final(told):
    """Return a sentence as it stands when nothing can be answered any more."""
    return "not answered" if told == NOT_YET else told
