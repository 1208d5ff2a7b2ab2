"""The table of a graph: every node with its formula, value, local derivatives and gradient."""

from html import escape

from ..graph import words
from ..graph.folding import Box
from ..stages.notation import shown

_HEADS = ("node", "formula", "value", "local derivatives", "gradient")


def graph_table(view, shown_now, f):
    """Return the items of `view` as an HTML table with what `shown_now`, a `Shown`, lets be seen.

    The item in turn has the class "now"; `f` is the output's name.
    """
    rows = "".join(_row(item, i, shown_now) for i, item in enumerate(view.items))
    heads = (*_HEADS[:-1], f"gradient ∂{f}/∂·")
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    return (
        f'<table class="sgdlab-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(item, i, now):
    cells = (
        _formula(item),
        _value(item) if i in now.values else "",
        _locals(item) if i in now.locals else "",
        now.grads.get(i, ""),
    )
    cells = [*cells]
    if i == now.blank:
        place = 1 if i not in now.values else 2 if now.edge and now.edge[1] == i else 3
        cells[place] = f"{cells[place]} + ?" if place == 3 and cells[place] else "?"
    name = item.call.name if isinstance(item, Box) else item.name
    mark = ' class="now" aria-current="step"' if i == now.active else ""
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr{mark}><th scope="row">{escape(name)}</th>{cells}</tr>'


def _formula(item):
    if isinstance(item, Box):
        return f"{len(item.nodes)} nodes"
    return words.formula(item) if item.parents else "input"


def _value(item):
    if isinstance(item, Box):
        return ", ".join(f"{node.name} = {shown(node.value)}" for node in item.outs)
    return shown(item.value)


def _locals(item):
    if isinstance(item, Box) or not item.parents:
        return ""
    if item.local is None:
        return ", ".join(words.local(item, k) for k in range(len(item.parents)))
    return ", ".join(map(shown, item.local))
