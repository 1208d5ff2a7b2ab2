"""The scene of one node: value forward, local derivative, incoming gradient, and their product."""

from html import escape

from matplotlib import rcParams
from matplotlib.patches import FancyBboxPatch

from ..numbers import number
from .arrow import Arrow
from .node_curves import NodeCurve, SlopeCurve
from .picture import picture
from .style import ink, soft, styled, toned

_BOX = (3.55, 6.95)  # the node, along the panel
_LANES = {1: (5.0,), 2: (7.5, 2.5)}  # the height of each input


class NodeScene:
    """Left a node with its inputs and its result; right the node's value as one input moves.

    `gate` is one of `sgdlab.gates`; a gate of one input has its slope in the lower right panel.
    Slides "Step 1: Compute the local gradients first" to "Summary of backward flow".
    """

    def __init__(self, gate, look=(False, False)):
        self.gate = gate
        self.fig, (node, first, second) = picture(_words(gate), 3, 10, 4.5, _KINDS, *look)
        node.set_position((0.005, 0.01, 0.645, 0.98))
        left, bottom, right, top = _margins(look[0])
        high = (1 - 2 * top - 2 * bottom) / 2
        first.set_position((left, 1 - top - high, right - left, high))
        second.set_position((left, bottom, right - left, high))
        self.node = _Node(node, gate)
        two = len(gate.inputs) == 2
        self.curves = (
            NodeCurve(first, gate, 0),
            NodeCurve(second, gate, 1) if two else SlopeCurve(second, gate),
        )
        self.plots = (first, second)
        parts = (self.node, *self.curves)
        self.moving = tuple(artist for part in parts for artist in part.artists)

    def show(self, values, passed, step):
        """Show the gate at `values`, a number for each input, after `step` of its steps.

        `passed` is its `gates.Passing`. Step 0 has the values only, 1 the local derivatives, 2 the
        incoming gradient, and each step after them the flow to one more input.
        """
        self.node.show(values, passed, step)
        for curve in self.curves:
            curve.show(values, passed, step > 0)


_KINDS = ("bare", "2d", "2d")


class _Node:
    """The box, an edge for each input and one for the result, and all numbers on them."""

    @styled
    def __init__(self, ax, gate):
        self.gate, self.lanes = gate, _LANES[len(gate.inputs)]
        ax.set(xlim=(0, 10), ylim=(0, 10))
        ax.add_patch(FancyBboxPatch(
            (_BOX[0] + 0.1, 0.9), _BOX[1] - _BOX[0] - 0.2, 8.0, boxstyle="round,pad=0.1",
            facecolor=soft(0.05), edgecolor=ink(), linewidth=rcParams["lines.linewidth"],
        ))  # fmt: skip
        size, small = rcParams["font.size"], rcParams["xtick.labelsize"]
        middle = sum(_BOX) / 2
        sign_at = 5.0 if len(self.lanes) == 2 else 7.4
        ax.text(middle, sign_at, gate.sign, ha="center", va="center", fontsize=2.0 * size)
        forward, back = toned("mini-batch"), toned("asynchronous")
        ends = [(0.15, _BOX[0], y) for y in self.lanes] + [(_BOX[1], 9.85, 5.0)]
        for start, end, y in ends:
            Arrow(ax, soft(0.75)).point((start, y), (end, y))

        def words(x, y, align="left", color=None, size=size):
            text = ax.text(x, y, "", ha=align, va="center", color=color or ink(), zorder=8)
            text.set_fontsize(size)
            return text

        self.title = words(0.15, 9.65)
        self.title.set_weight("bold")
        self.values = [words(0.15, y + 0.62, color=forward) for y in self.lanes]
        self.value = words(_BOX[1] + 0.15, 5.62, color=forward)
        self.local = [words(middle, y, "center", size=small) for y in self.lanes]
        self.incoming = [
            words(_BOX[1] + 0.15, 5 - lower, color=back, size=s)
            for lower, s in ((0.95, size), (1.6, small))
        ]
        self.flows = [
            [words(0.15, y - lower, color=back) for lower in (0.95, 1.65)] for y in self.lanes
        ]
        self.back = [Arrow(ax, back, zorder=6) for _ in ends]
        for text in (*self.values, self.value, *(result for _, result in self.flows)):
            text.set_weight("bold")
        self.ends = ends
        flat = [text for pair in self.flows for text in pair]
        self.artists = (
            self.title, *self.values, self.value, *self.local, *self.incoming, *flat, *self.back,
        )  # fmt: skip

    def show(self, values, passed, step):
        names = self.gate.inputs
        self.title.set_text(_heading(names, step))
        for text, name, value in zip(self.values, names, values, strict=True):
            text.set_text(f"{name} = {number(value)}")
        self.value.set_text(f"q = {number(passed.value)}")
        for k, text in enumerate(self.local):
            text.set_text(local_words(names[k], passed, k) if step > 0 else "")
        came = number(passed.incoming)
        self.incoming[0].set_text(f"∂f/∂q = {came}" if step > 1 else "")
        self.incoming[1].set_text("incoming" if step > 1 else "")
        for k, (line, result) in enumerate(self.flows):
            shown = step > 2 + k
            local = bracketed(passed.local[k])
            line.set_text(f"{came} × {local}" if shown else "")
            result.set_text(f"∂f/∂{names[k]} = {number(passed.flows[k])}" if shown else "")
        for k, (arrow, (start, end, y)) in enumerate(zip(self.back, self.ends, strict=True)):
            last = k == len(self.back) - 1
            arrow.point((end, y - 0.35), (start, y - 0.35))
            arrow.set_visible(step > 1 if last else step > 2 + k)


def local_words(name, passed, k):
    """Return a local derivative as the node shows it: ∂q/∂x = y = −2, or ∂q/∂x = 1.

    A result in letters that is too wide for the node is left to the words under the picture.
    """
    value, letters = number(passed.local[k]), passed.letters[k]
    if letters == value or len(letters) > 3:
        return f"∂q/∂{name} = {value}"
    return f"∂q/∂{name} = {letters} = {value}"


def node_table(gate, values, passed, step):
    """Return a row of numbers for each input of a gate as HTML, as far as `step` has come.

    >>> from sgdlab.gates import GATES, passing
    >>> gate = GATES["multiply"]
    >>> html = node_table(gate, (3.0, -2.0), passing(gate, (3.0, -2.0), 4.0), step=3)
    >>> html.count("<tr"), "<td>−8</td>" in html, "<td>12</td>" in html
    (3, True, False)
    """
    heads = ("input", "value", "local derivative", "incoming", "incoming × local")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    lines = []
    for k, (name, value) in enumerate(zip(gate.inputs, values, strict=True)):
        local = f"∂q/∂{name} = {passed.letters[k]}"
        if passed.letters[k] != number(passed.local[k]):
            local += f" = {number(passed.local[k])}"
        cells = (
            number(value),
            local if step > 0 else "",
            number(passed.incoming) if step > 1 else "",
            number(passed.flows[k]) if step > 2 + k else "",
        )
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        lines.append(f'<tr><th scope="row">{name}</th>{cells}</tr>')
    return (
        '<table class="sgdlab-table"><caption>Through one node</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


def bracketed(value):
    """Return a number as it stands after a times sign.

    >>> bracketed(-2.0), bracketed(0.25)
    ('(−2)', '0.25')
    """
    return f"({number(value)})" if value < 0 else number(value)


def _heading(names, step):
    if step < 3:
        return ("Forward: the value q", "Step 1: local", "Step 2: incoming")[step]
    return f"Step 3: multiply, to {names[step - 3]}"


def _margins(projector):
    """Left, bottom, right and top of the two plots, as shares of the sheet."""
    return (0.745, 0.115, 0.985, 0.075) if not projector else (0.765, 0.14, 0.98, 0.085)


def _words(gate):
    names = " and ".join(gate.inputs)
    below = "its slope" if len(gate.inputs) == 1 else f"the same as {gate.inputs[1]} moves"
    return (
        f"Left: one node, {gate.sign}, with the input {names} and the result q. Right: q as "
        f"{gate.inputs[0]} moves, and {below}."
    )
