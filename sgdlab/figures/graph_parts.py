"""What a drawn graph is made of: the size of its cells, the words in them, its wires."""

from typing import NamedTuple

import numpy as np

from ..graph import words
from ..graph.folding import Box
from ..layered import layout
from ..numbers import number
from .labels import width

# All lengths are in sizes of the type that values have.
NAME = 0.98  # the size of a name's type
LOCAL = 0.98  # and of a local derivative's
LINE = 1.25  # from one line to the next, above and below a box
RIM = 0.22  # around a folded call
_TALL, _SHORT = 2.5, 1.75  # a box with an operation and a name, and one with a name alone
_LEAST = 4.4  # room for a number such as −0.3775
_MOST = 12.0  # room for several numbers
_SIDED = ("-", "/", "**", "@")  # operations whose sides differ: their wires come in as written
_FEW, _ROW = 4, 9.0  # entries of an array that are written out, if their row is no wider
_DENSE = (12, 40)  # items up to which gaps are wide, and from which they are narrow
_WIDE, _NARROW = (2.4, 2.6), (1.3, 1.2)  # a gap: where wires bend, and where they run level


class Cell(NamedTuple):
    """An item's place: the centre, half the width and height of its box and of all its words."""

    x: float
    y: float
    box: tuple
    all: tuple

    def corners(self, more=0.0):
        """Return the box as (x0, y0, x1, y1), `more` larger on each side."""
        wide, tall = self.box[0] + more, self.box[1] + more
        return self.x - wide, self.y - tall, self.x + wide, self.y + tall


class Plan(NamedTuple):
    """The `cells` of the items of a view, the `routes` of its edges, and its `size`."""

    cells: tuple
    routes: tuple
    size: tuple


def plan(graph, view, room):
    """Return the `Plan` of a view of `graph` for a room (width, height) in any unit."""
    boxes = [_box(item) for item in view.items]
    wide = [max(2 * w, _room(graph, item)) for (w, _), item in zip(boxes, view.items, strict=True)]
    lines = [2 if is_array(item) else 1 for item in view.items]
    sizes = [
        (min(max(w, _LEAST), max(_MOST, 2 * box[0])), 2 * (box[1] + LINE * n))
        for w, box, n in zip(wide, boxes, lines, strict=True)
    ]
    bend, level = _gap(view)
    ends = [(edge.start, edge.end) for edge in view.edges]
    fixed = {k for k, item in enumerate(view.items) if getattr(item, "op", "") in _SIDED}
    found = layout(sizes, ends, gap=(bend + level, 0.4), lead=level, shape=room, fixed=fixed)
    cells = tuple(
        Cell(x, y, box, (w / 2, h / 2))
        for (x, y), box, (w, h) in zip(found.places.tolist(), boxes, sizes, strict=True)
    )
    routes = []
    for (a, b), route in zip(ends, found.routes, strict=True):
        route = route.copy()
        route[0, 0], route[-1, 0] = cells[a].x + boxes[a][0], cells[b].x - boxes[b][0]
        routes.append(route)
    return Plan(cells, tuple(routes), found.size)


def _gap(view):
    """Room between two layers: less where much stands, or where few edges have a number."""
    few, many = _DENSE
    dense = min(max((len(view.items) - few) / (many - few), 0), 1)
    if 2 * sum(local(view, edge) is not None for edge in view.edges) < len(view.edges):
        dense = 1
    return [(1 - dense) * a + dense * b for a, b in zip(_WIDE, _NARROW, strict=True)]


def local(view, edge):
    """Return the local derivative on an edge of a view, None where it is no number."""
    local = getattr(view.items[edge.end], "local", None)
    return None if local is None else local[edge.k]


def _box(item):
    """Half the width and height of an item's box."""
    inside = max(width(label(item)), NAME * width(name(item)))
    rim = RIM if isinstance(item, Box) else 0.0
    return max(1.1, inside / 2 + 0.45) + rim, (_TALL if label(item) else _SHORT) / 2 + rim


def label(item):
    """Return what an item does: a node's operation, a folded call's name."""
    return item.call.name if isinstance(item, Box) else words.label(item)


def name(item):
    """Return an item's own name; a folded call tells how much is in it."""
    return f"{len(item.nodes)} nodes" if isinstance(item, Box) else item.name


def is_array(item):
    """Tell whether an item's value is an array, whose shape stands over its value."""
    return any(node.shape for node in _outs(item))


def shape(item):
    """Return the shape of an item's value as it is shown: (3,), and nothing for a number."""
    outs = _outs(item)
    return str(outs[0].shape) if len(outs) == 1 and outs[0].shape else ""


def value(item):
    """Return an item's value as short text; of a call with several results, all of them."""
    outs = _outs(item)
    if len(outs) == 1:
        return brief(outs[0].value)
    return ", ".join(f"{node.name} = {brief(node.value)}" for node in outs)


def gradient(graph, item):
    """Return the derivative of the output to an item's value as short text."""
    outs = _outs(item)
    if len(outs) == 1:
        return brief(graph.gradient(outs[0]))
    return ", ".join(f"{node.name}: {brief(graph.gradient(node))}" for node in outs)


def brief(value):
    """Return a number, the entries of a small array, or how far a larger one's entries reach.

    >>> brief(-0.5), brief(np.array([1.0, 2.0])), brief(np.arange(12.0) / 7)
    ('−0.5', '[1, 2]', '0 to 1.6')
    """
    if np.ndim(value) == 0:
        return number(value)
    entries = np.ravel(value)
    if entries.size == 0:
        return "no entries"
    if entries.size <= _FEW:
        row = f"[{', '.join(_rounded(entry, 3) for entry in entries)}]"
        if width(row) <= _ROW:
            return row
    return f"{_rounded(entries.min(), 2)} to {_rounded(entries.max(), 2)}"


def _rounded(value, digits):
    return number(float(f"{value:.{digits}g}"))


def cut(text, room):
    """Return `text`, or its beginning with dots where it is wider than `room`."""
    while len(text) > 2 and width(text) > room:
        text = text.removesuffix("…")[:-1] + "…"
    return text


def _outs(item):
    return item.outs if isinstance(item, Box) else (item,)


def _room(graph, item):
    """Return the room that an item's value, gradient and shape need."""
    return max(map(width, (value(item), gradient(graph, item), shape(item))))
