"""The picture of a computation graph, standing still or as the scene of a live figure."""

from typing import NamedTuple

from matplotlib import rcParams

from ..graph import words
from ..graph.folding import view
from . import graph_parts as parts
from .graph_drawing import GraphDrawing
from .picture import picture
from .style import styled, toned

_WIDE, _TALL, _FLAT = 10, 5.6, 2.4  # inches: the width, and the height at most and at least
_FOOT = 0.34  # inches for the words below
_ROOM = (_WIDE, _TALL - _FOOT)
_READ = 9  # pixels: type that can be read
_TOLD = 40  # items that the words for the picture name


class Shown(NamedTuple):
    """What of a graph is seen, by positions in the items of its view.

    `values`: whose value is; `locals`: whose local derivatives are; `grads`: {position: text of the
    gradient so far}; `active`: the item in turn; `edge` (from, to, k): the edge in turn, a flow
    back where `to` has a gradient already; `blank`: the item where a question mark stands: for
    its value where that is not seen, else for the local derivative on `edge` when it ends there,
    else for its gradient.
    """

    values: frozenset = frozenset()
    locals: frozenset = frozenset()
    grads: dict = {}  # noqa: RUF012 - nothing writes to it
    active: int | None = None
    edge: tuple | None = None
    blank: int | None = None


class GraphScene:
    """A graph from left to right: values above the boxes, gradients below, on the edges the local
    derivatives.

    `opened` holds the numbers of the calls (`graph.calls`) that are not folded into a box.
    `outline` is all there is, `window` the part to be seen, (x0, y0, x1, y1) in sizes of type, y
    downwards; the picture is as high as the whole needs.
    """

    def __init__(self, graph, opened=frozenset(), look=(False, False), window=None):
        self.opened, seen = frozenset(opened), view(graph, opened)
        plan = parts.plan(graph, seen, _ROOM)
        high = _height(*plan.size, look[0])
        self.fig, (ax,) = picture(_told(seen), 1, _WIDE, high, ("bare",), *look)
        ax.set_position((0.004, _FOOT / high, 0.992, 1 - _FOOT / high - 0.004))
        _legend(ax)
        self.drawing = GraphDrawing(ax, graph, seen, plan, window, _largest(look[0]))
        self.moving = self.drawing.artists
        self.outline = self.drawing.outline

    @property
    def graph(self):
        """The graph whose numbers are shown."""
        return self.drawing.graph

    @property
    def view(self):
        """Its items and edges."""
        return self.drawing.view

    @property
    def least_zoom(self):
        """How many times nearer than now the type can be read: 1 where it can as it is."""
        return max(1.0, _READ / self.drawing.em)

    def show(self, shown):
        """Show what `shown`, a `Shown`, names."""
        self.drawing.show(shown)

    def follow(self, graph):
        """Take the numbers of another run from now on; tell whether it has the same structure.

        If not, nothing is changed: the other graph needs a scene of its own.
        """
        same = _structure(graph) == _structure(self.graph)
        if same:
            self.drawing.graph, self.drawing.view = graph, view(graph, self.opened)
        return same

    def item_at(self, x, y):
        """Return the position of the item at (x, y), in the data of the axes, None if none is."""
        for position, cell in enumerate(self.drawing.plan.cells):
            if abs(x - cell.x) <= cell.all[0] and abs(y - cell.y) <= cell.all[1]:
                return position
        return None

    def window_at(self, position, zoom):
        """Return the window `zoom` times as near as the whole, around an item, within the outline.

        With `zoom` 1 it is the outline itself.
        """
        x0, y0, x1, y1 = self.outline
        cell = self.drawing.plan.cells[position]
        ends = []
        for low, high, middle in ((x0, x1, cell.x), (y0, y1, cell.y)):
            size = (high - low) / zoom
            start = min(max(middle - size / 2, low), high - size)
            ends.append((start, start + size))
        (left, right), (top, bottom) = ends
        return left, top, right, bottom

    def whole(self, stage):
        """Return the `Shown` with all of a stage: 0 nothing, 1 values, 2 locals, 3 gradients."""
        return whole(self.graph, self.view, stage)


def graph(ax, graph, stage=3, opened=frozenset()):
    """Draw `graph`, of `sgdlab.trace`, as it is after a stage of backpropagation; return artists.

    After stage 1 there are values (green, above the boxes), after 2 the local derivatives at the
    edges' ends, after 3 the gradients (red, below); stage 0 shows the structure. `opened` as for
    `GraphScene`; other calls are folded. Slide "Example of Algorithmic Derivative Computation".
    """
    if stage not in (0, 1, 2, 3):
        raise ValueError(f"stage is {stage!r}; expected 0 (structure only), 1, 2 or 3.")
    seen = view(graph, opened)
    plan = parts.plan(graph, seen, ax.bbox.size)
    drawing = GraphDrawing(ax, graph, seen, plan, largest=_largest(_is_projector(ax)))
    drawing.show(whole(graph, seen, stage))
    return drawing.artists


def whole(graph, view, stage):
    """Return the `Shown` with all of `stage`, 0 to 3, and of the stages before it."""
    every = frozenset(range(len(view.items)))
    grads = {i: parts.gradient(graph, item) for i, item in enumerate(view.items)}
    return Shown(
        every if stage > 0 else frozenset(),
        every if stage > 1 else frozenset(),
        grads if stage > 2 else {},
    )


def _structure(graph):
    """All of a graph but its numbers."""
    calls = tuple((call.name, call.depth, tuple(n.i for n in call.nodes)) for call in graph.calls)
    nodes = (
        (n.i, n.name, n.shape, tuple(parent.i for parent in n.parents), words.label(n))
        for n in graph.nodes
    )
    return calls, tuple(nodes)


def _is_projector(ax):
    return getattr(ax.get_figure(root=True), "projector", False)


def _largest(projector):
    """Pixels, at 100 dots per inch: the type of a small graph."""
    return 26.0 if projector else 20.0


def _height(wide, tall, projector):
    em = min(_largest(projector), (_WIDE * 100 - 8) / (wide + 1.2))
    return min(max(((tall + 1.2) * em) / 100 + _FOOT, _FLAT), _TALL)


@styled
def _legend(ax):
    """Say, in their colours, what stands above, below and at the arrows."""
    size = rcParams["xtick.labelsize"]
    said = (
        (0.01, "left", "above: value", toned("mini-batch")),
        (0.5, "center", "at an arrow: local derivative", toned("GD")),
        (0.99, "right", "below: gradient", toned("asynchronous")),
    )
    for x, align, text, color in said:
        ax.get_figure(root=True).text(
            x, 0.02, text, ha=align, va="bottom", fontsize=size, color=color
        )


def _told(view):
    """The structure in words, without a number that a reader may be asked for."""
    lines = []
    for item in view.items[:_TOLD]:
        if hasattr(item, "call"):
            lines.append(f"{item.call.name}, {len(item.nodes)} nodes in a box")
        elif item.parents:
            lines.append(f"{item.name} = {words.formula(item)}")
    leaves = ", ".join(item.name for item in view.items if not getattr(item, "parents", True))
    more = len(view.items) - _TOLD
    end = f"; and {more} more" if more > 0 else ""
    return f"Computation graph from left to right. Inputs: {leaves}. Then {'; '.join(lines)}{end}."
