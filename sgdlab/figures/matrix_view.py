"""The matrix view of a network: m instances at once, green arrows forward, red arrows backward."""

import numpy as np
from matplotlib import rcParams
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from .arrow import Arrow
from .matrix_layout import HIGH, OVER, STRIP, UPPER, WIDE, boxes_of, cells, ends, frame
from .matrix_steps import FORWARD, sized, steps
from .picture import picture
from .style import COLORS, ink, soft, styled, toned


class MatrixScene:
    """Matrices as tables of empty cells, one row for each instance; parameters stand below.

    Slide "Parallelization Revisited for Mini-batch SGD with Many Parameters": the green and the
    red arrows.
    """

    def __init__(self, look=(False, False)):
        self.fig, (ax,) = picture(
            "Above, from left to right, the matrices X, Z, A, S and l, a row for each instance; "
            "below them the parameters W1, b1, W2, b2. Green arrows go forward, red ones back.",
            1, 10, 5.2, ("bare",), *look,
        )  # fmt: skip
        ax.set_position((0, 0, 1, 1))
        ax.set(xlim=(0, WIDE), ylim=(0, HIGH))
        self._tables, self._arrows, self._words = _Tables(ax), _Arrows(ax), _Words(ax)
        parts = (self._tables, self._arrows, self._words)
        self.moving = tuple(artist for part in parts for artist in part.artists)

    def show(self, m, h, done, row):
        """Show an update with `m` instances and `h` units after `done` steps; `row` is marked."""
        boxes, todo = boxes_of(m, h), steps(m, h)[:done]
        made = {name for step in todo for name in step.makes}
        last = todo[-1] if todo else None
        self._tables.show(boxes, made, last, row)
        self._arrows.show(boxes, todo)
        self._words.show(boxes, made, last, m, h)

    def row_at(self, m, h, place):
        """Return the number from 0 of the instance whose row is at `place`; None beside them."""
        for name in UPPER:
            left, top, wide, tall, rows, _ = boxes_of(m, h)[name]
            if left <= place[0] <= left + wide and top - tall <= place[1] <= top:
                return min(int((top - place[1]) / tall * rows), rows - 1)
        return None


class _Tables:
    """The matrices: frames and cells; one tint for known values, one for known gradients."""

    @styled
    def __init__(self, ax):
        thin = 0.4 * rcParams["lines.linewidth"]
        forward, back = COLORS["mini-batch"], COLORS["asynchronous"]
        self.known = PathPatch(_NOTHING, facecolor=forward, alpha=0.22, linewidth=0, zorder=1)
        self.back = PathPatch(_NOTHING, facecolor=back, alpha=0.3, linewidth=0, zorder=2)
        for patch in (self.known, self.back):
            patch.set_edgecolor("none")
            ax.add_patch(patch)
        (self.cells,) = ax.plot([], [], color=soft(0.45), linewidth=thin, zorder=3)
        (self.frames,) = ax.plot([], [], color=soft(0.9), linewidth=2.5 * thin, zorder=4)
        (self.now,) = ax.plot([], [], color=ink(), linewidth=3.8 * thin, zorder=5)
        (self.read,) = ax.plot([], [], "--", color=ink(), linewidth=3 * thin, zorder=5)
        (self.row,) = ax.plot([], [], color=ink(), linewidth=2.6 * thin, zorder=6)
        self.artists = (
            self.known,
            self.back,
            self.cells,
            self.frames,
            self.now,
            self.read,
            self.row,
        )

    def show(self, boxes, made, last, row):
        values = {"X", *OVER} | {name for name in made if name in boxes}
        gradients = {name[1:] for name in made if name[0] == "d"}
        # a gradient has its matrix's shape: it fills the lower triangle, the values the upper one
        both = sorted(values & gradients)
        upper = [_rectangle(boxes[n]) for n in sorted(values - gradients)]
        self.known.set_path(_areas([*upper, *(_rectangle(boxes[n])[[0, 1, 3]] for n in both)]))
        self.back.set_path(_areas([_rectangle(boxes[n])[1:] for n in sorted(gradients)]))
        lines = [line for box in boxes.values() for line in cells(box)]
        self.cells.set_data(_joined(lines))
        self.frames.set_data(_joined([frame(box) for box in boxes.values()]))
        for line, names in ((self.now, last and last.makes), (self.read, last and last.reads)):
            used = [boxes[name.removeprefix("d")] for name in names or ()]
            line.set_data(_joined([frame(box, 3) for box in used]))
        marked = []
        for name in UPPER:
            left, top, wide, tall, rows, _ = boxes[name]
            high = tall / rows
            marked.append(frame((left, top - row * high, wide, high), 1.5))
        self.row.set_data(_joined(marked))


class _Arrows:
    @styled
    def __init__(self, ax):
        self._every = steps(2, 2)
        self.arrows = {}
        for k, step in enumerate(self._every):
            color = COLORS["mini-batch" if k < FORWARD else "asynchronous"]
            for way in step.ways:
                self.arrows[k, way] = Arrow(ax, color, zorder=7)
        self.artists = tuple(self.arrows.values())

    def show(self, boxes, todo):
        for (k, (source, target)), arrow in self.arrows.items():
            arrow.set_visible(k < len(todo))
            if k < len(todo):
                arrow.point(*ends(boxes[source], boxes[target], back=k >= FORWARD))
                arrow.set_alpha(1 if k == len(todo) - 1 else 0.55)


class _Words:
    """Names and shapes above the matrices, gradients' names below, the rule at the foot."""

    @styled
    def __init__(self, ax):
        size = rcParams["xtick.labelsize"]
        back = toned("asynchronous")
        names = (*UPPER, *OVER)
        kind = {"fontsize": size, "zorder": 8}
        self.names = {n: ax.text(0, 0, "", va="bottom", ha="center", **kind) for n in names}
        self.grads = {
            n: ax.text(0, 0, "", va="top", ha="center", color=back, weight="bold", **kind)
            for n in names
        }
        self.rule = ax.text(16, _HEAD, "", va="center", fontsize=1.15 * size, weight="bold")
        self.sizes = ax.text(WIDE - 16, _HEAD, "", va="center", ha="right", fontsize=size)
        for n in names:
            if n in OVER:
                self.names[n].set(ha="left", va="center")
                self.grads[n].set(ha="right", va="center")
        self.artists = (*self.names.values(), *self.grads.values(), self.rule, self.sizes)

    def show(self, boxes, made, last, m, h):
        for name, text in self.names.items():
            left, top, wide, tall, rows, columns = boxes[name]
            grad = self.grads[name]
            grad.set_text(f"d{name}" if f"d{name}" in made else "")
            text.set_text(f"{name} ({rows} × {columns})")
            if name in OVER:
                text.set_position((left + wide + STRIP, top - tall / 2))
                grad.set_position((left - STRIP, top - tall / 2))
            else:
                text.set_position((left + wide / 2, top + 5))
                grad.set_position((left + wide / 2, top - tall - STRIP))
        self.rule.set_text(last.formula if last else "X is the batch; the parameters are known")
        self.sizes.set_text(sized(last, m, h) if last else "")


def _rectangle(box):
    """The corners (4, 2) of a matrix: the left upper one, then the right upper, and so on."""
    return np.array(frame(box)[:4])


def _areas(pieces):
    """One path of polygons (k, 2)."""
    if not pieces:
        return _NOTHING
    return Path.make_compound_path(*(Path([*piece, piece[0]], closed=True) for piece in pieces))


def _joined(lines):
    gap = [(np.nan, np.nan)]
    return np.array([place for line in lines for place in (*line, *gap)] or gap).T


_HEAD = 496  # where the rule stands
_NOTHING = Path(np.empty((0, 2)))
