"""A computation graph on axes: boxes and wires stand, numbers and marks move."""

import numpy as np
from matplotlib import rcParams
from matplotlib.patches import BoxStyle, PathPatch, Polygon
from matplotlib.path import Path

from . import graph_parts as parts
from .labels import Labels, width
from .style import ink, paper, soft, styled, toned

_HEAD = 0.55  # the length of an arrow's head, in sizes of the type
_MARGIN = 0.3
_FULL = 10.0  # points: smaller type has thinner lines


class GraphDrawing:
    """The parts of a view's picture, made once; `show` moves those in `artists`.

    `plan` is the view's `graph_parts.plan`;
    `window` (x0, y0, x1, y1) is what is seen of the `outline`, in sizes of the type of values;
    `largest` is that size at most, in pixels at 100 dots per inch.
    """

    @styled
    def __init__(self, ax, graph, view, plan, window=None, largest=None):
        self.ax, self.graph, self.view, self.plan = ax, graph, view, plan
        wide, tall = self.plan.size
        self.outline = (-_MARGIN, -_MARGIN, wide + _MARGIN, tall + _MARGIN)
        self._look_at(window or self.outline, largest)
        dpi = ax.get_figure(root=True).dpi
        self._points = self.em * 72 / dpi
        self._line = rcParams["lines.linewidth"] * min(1, self._points / _FULL)
        self._edges = {(edge.start, edge.end, edge.k): i for i, edge in enumerate(view.edges)}
        rows = [(cell.x, cell.y, cell.y - cell.box[1], cell.y + cell.box[1]) for cell in plan.cells]
        self._x, self._y, self._top, self._low = np.array(rows).reshape(-1, 4).T
        self._boxes()
        self._wires()
        self._words()
        self.artists = (*self._moving(), *self._numbers())

    def _look_at(self, window, largest):
        x0, y0, x1, y1 = window
        box = self.ax.bbox
        em = min(box.width / (x1 - x0), box.height / (y1 - y0))
        self.em = em if largest is None else min(em, largest)  # pixels for the size of the type
        half = box.width / self.em / 2, box.height / self.em / 2
        middle = (x0 + x1) / 2, (y0 + y1) / 2
        self.ax.set(
            xlim=(middle[0] - half[0], middle[0] + half[0]),
            ylim=(middle[1] + half[1], middle[1] - half[1]),
        )
        self.ax.set_axis_off()

    def _boxes(self):
        plain, folded, leaves = [], [], []
        for item, cell in zip(self.view.items, self.plan.cells, strict=True):
            inner = hasattr(item, "call")
            kind = folded if inner else plain if item.parents else leaves
            kind.append(_rounded(cell, 0.05 if kind is leaves else 0.3 if inner else 0.6))
            if inner:
                kind.append(_rounded(cell, 0.2, -parts.RIM))
        for paths, fill, edge, thick in (
            (leaves, paper(), soft(0.85), 0.6 * self._line),
            (plain, soft(0.1), soft(0.85), 0.6 * self._line),
            (folded, soft(0.22), ink(), 0.8 * self._line),
        ):
            if paths:
                path = Path.make_compound_path(*paths)
                self.ax.add_artist(PathPatch(path, fc=fill, ec=edge, lw=thick, zorder=4))

    def _wires(self):
        color = soft(0.62)
        pieces = [Path(route) for route in self.plan.routes]
        if pieces:
            path = Path.make_compound_path(*pieces)
            self.ax.add_artist(PathPatch(path, fill=False, ec=color, lw=0.6 * self._line, zorder=2))
        ends = np.array([route[-1] for route in self.plan.routes]).reshape(-1, 2)
        self.ax.plot(
            ends[:, 0] - _HEAD / 2, ends[:, 1], linestyle="none", color=color, zorder=3,
            marker=">", markersize=_HEAD * self._points, markeredgewidth=0,
        )  # fmt: skip

    def _words(self):
        """Operations, names and shapes: nothing of them changes."""
        x, y = self._x, self._y
        does = [parts.label(item) for item in self.view.items]
        labels = self._labels(x, y - 0.12, ink(), weight="bold")
        labels.words = does
        names = self._labels(x, y + 0.86, soft(0.8), parts.NAME)
        names.words = [parts.name(item) for item in self.view.items]
        for i, text in enumerate(does):
            if not text:  # an input: its name stands alone, as large as an operation
                labels.words[i], names.words[i] = names.words[i], ""
                labels.places[i, 1] = y[i] + 0.36
        shapes = self._labels(x, self._top - 0.35 - parts.LINE, soft(0.75), parts.NAME)
        shapes.words = [parts.shape(item) for item in self.view.items]

    def _moving(self):
        (self._ring,) = self.ax.plot(
            [], [], color=ink(), linewidth=0.17 * self._points, zorder=6, solid_joinstyle="round"
        )
        (self._way,) = self.ax.plot([], [], linewidth=1.5 * self._line, zorder=5)
        (self._tip,) = self.ax.plot(
            [], [], linestyle="none", markersize=1.6 * _HEAD * self._points, markeredgewidth=0,
            zorder=5,
        )  # fmt: skip
        self._slip = Polygon(
            np.zeros((4, 2)), closed=True, facecolor=paper(), edgecolor=ink(), zorder=8
        )
        self._slip.set_linewidth(0.6 * self._line)
        self.ax.add_patch(self._slip)
        return self._ring, self._way, self._tip, self._slip

    def _numbers(self):
        self._forward, self._back = toned("mini-batch"), toned("asynchronous")
        self._aside = toned("GD")
        self._values = self._labels(self._x, self._top - 0.35, self._forward, weight="bold")
        self._grads = self._labels(self._x, self._low + 1.1, self._back, weight="bold")
        self._locals = self._labels(*self._beside(), self._aside, parts.LOCAL, "right")
        self._note = self._labels([0.0], [0.0], ink(), weight="bold", zorder=9)
        return self._values, self._grads, self._locals, self._note

    def _labels(self, x, y, color, size=1.0, align="center", weight="normal", zorder=7):
        places = np.column_stack([x, y]).reshape(-1, 2)
        return Labels(self.ax, places, size * self._points, color, align, weight, zorder)

    def _beside(self):
        """Where the local derivative of each edge ends: over its head, or under the lower one's."""
        ends = np.array([route[-1] for route in self.plan.routes]).reshape(-1, 2)
        centres = self._y[[edge.end for edge in self.view.edges]]
        below = ends[:, 1] > centres + 1e-9
        return ends[:, 0] - 0.3 - _HEAD / 2, ends[:, 1] + np.where(below, 0.86, -0.28)

    def show(self, shown):
        """Show what `shown`, a `graph_scene.Shown`, says."""
        rooms = [2 * cell.all[0] + 1 for cell in self.plan.cells]
        self._values.words = [
            parts.cut(parts.value(item), rooms[i]) if i in shown.values else ""
            for i, item in enumerate(self.view.items)
        ]
        self._grads.words = [
            parts.cut(shown.grads.get(i, ""), room) for i, room in enumerate(rooms)
        ]
        locals_ = [parts.local(self.view, edge) for edge in self.view.edges]
        self._locals.words = [
            parts.number(local) if local is not None and edge.end in shown.locals else ""
            for edge, local in zip(self.view.edges, locals_, strict=True)
        ]
        self._mark(shown)
        self._ask(shown)

    def _mark(self, shown):
        active = shown.active is not None
        x0, y0, x1, y1 = self.plan.cells[shown.active].corners(0.1) if active else [np.nan] * 4
        self._ring.set_data([x0, x1, x1, x0, x0], [y0, y0, y1, y1, y0])
        at = self.edge(shown.edge)
        route = np.full((2, 2), np.nan) if at is None else self.plan.routes[at]
        back = at is not None and shown.edge[1] in shown.grads
        self._way.set_data(*route.T)
        tip = route[0] + (_HEAD, 0) if back else route[-1] - (_HEAD, 0)
        self._tip.set_data([tip[0]], [tip[1]])
        self._tip.set_marker("<" if back else ">")
        for line in (self._way, self._tip):
            line.set_color(self._back if back else self._aside)

    def _ask(self, shown):
        """Put a question mark where the reader is asked, on a slip of paper."""
        self._note.words = [""]
        self._slip.set_visible(shown.blank is not None)
        if shown.blank is None:
            return
        at = self.edge(shown.edge)
        if shown.blank not in shown.values:
            x, y = self._values.places[shown.blank]
        elif at is not None and self.view.edges[at].end == shown.blank:
            x, y = self._locals.places[at] - (0.6, 0)
        else:
            x, y = self._grads.places[shown.blank]
            self._grads.words[shown.blank] = ""
        text = shown.grads.get(shown.blank)
        text = f"{text} + ?" if text and shown.blank in shown.values else "?"
        half = width(text) / 2 + 0.35
        self._note.words, self._note.places = [text], np.array([[x, y]])
        top, low = y - 0.95, y + 0.22
        self._slip.set_xy([(x - half, low), (x + half, low), (x + half, top), (x - half, top)])

    def edge(self, named):
        """Return the number of an edge (from, to, k); a box takes all k of one item together."""
        if named is None:
            return None
        if tuple(named) in self._edges:
            return self._edges[tuple(named)]
        pairs = ((e.start, e.end) for e in self.view.edges)
        return next((i for i, pair in enumerate(pairs) if pair == tuple(named[:2])), None)


def _rounded(cell, radius, more=0.0):
    x0, y0, x1, y1 = cell.corners(more)
    return BoxStyle("Round", pad=0, rounding_size=radius)(x0, y0, x1 - x0, y1 - y0, 1)
