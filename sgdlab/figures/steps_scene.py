"""The scene of the four steps: a server, workers, and messages on their way between them."""

import numpy as np
from matplotlib import rcParams

from ..numbers import number
from .picture import picture
from .steps_parts import Box, Lines, Packet
from .style import COLORS, ink, soft, styled

FRAMES = 5  # of each step: so many places a message has on its way
STEPS = (
    "hand out w and the parts", "compute the sums of gradients", "submit the sums", "update w"
)  # fmt: skip
_WIDE, _TALL = 10.0, 4.3  # inches
_DIAGRAM = 7.0  # the server and the workers; at its right one process alone
_SERVER = (2.98, 3.8)  # from, to: the height of the server's box
_WORKERS = (0.86, 2.16)
_FORMULA = (0.5, 0.14)  # the base lines of the update, in letters and in numbers
_PULL, _PUSH = "#56B4E9", "#E69F00"  # as in the Gantt chart


class StepsScene:
    """P workers, the server above them, one process that does the same at the right.

    A part has at most `n` / P instances. An update has four steps of FRAMES frames each.
    Slide "Parameter server", the four steps.
    """

    def __init__(self, workers, n, look=(False, False)):
        self.workers = workers
        words = (
            f"A server with the parameters w above {workers} worker{'s' * (workers != 1)}; "
            "messages go down with w and instances and come back with sums of gradients. At the "
            "right one process that computes the same batch alone."
        )
        self.fig, (ax,) = picture(words, 1, _WIDE, _TALL, ("bare",), *look)
        self._draw(ax, workers, -(-n // workers))
        boxes = (self.server, self.alone, *self.boxes)
        packets = (a for packet in (*self.down, *self.up) for a in packet.artists)
        self.moving = (
            *(artist for box in boxes for artist in box.artists), *packets, self.step,
            *self.formula.artists,
        )  # fmt: skip

    @styled
    def _draw(self, ax, workers, most):
        self.ax = ax
        ax.set_position((0, 0, 1, 1))
        ax.set(xlim=(0, _WIDE), ylim=(0, _TALL))
        size, color = rcParams["axes.titlesize"], COLORS["synchronous"]
        self.step = ax.text(0.2, _TALL - 0.34, "", fontsize=size, color=ink(), weight="bold")
        self.server = Box(ax, (1.4, _SERVER[0], _DIAGRAM - 1.4, _SERVER[1]), 3, color)
        each = (_DIAGRAM - 0.2) / workers
        self.boxes, self.down, self.up = [], [], []
        for p in range(workers):
            left = 0.2 + p * each
            right = left + each - 0.15
            self.boxes.append(Box(ax, (left, _WORKERS[0], right, _WORKERS[1]), most + 3, soft(0.7)))
            middle = (left + right) / 2
            root = 1.4 + (_DIAGRAM - 2.8) * (p + 0.5) / workers
            ends = ((root, _SERVER[0]), (middle, _WORKERS[1]))
            ax.plot(*zip(*ends, strict=True), color=soft(0.35), linewidth=1, zorder=1)
            self.down.append(Packet(ax, *ends, each - 0.1, _PULL))
            self.up.append(Packet(ax, *ends[::-1], each - 0.1, _PUSH))
        self.alone = Box(ax, (_DIAGRAM + 0.25, _WORKERS[0], _WIDE - 0.15, _SERVER[1]), 8, soft(0.7))
        self.formula = Lines(ax, 0.2, _FORMULA, _WIDE - 0.4, "left")

    def show(self, one, frame, words):
        """Show the update `one` at a frame 0 .. 4 FRAMES of its own; `words` are its sentences.

        `one` has `w`, `parts`, `grads`, `sums`, `new`, `serial` and `equal` (see `four_steps_run`);
        `words` are the step's title, the version of w, and the formula in letters and in numbers.
        """
        title, version, *formula = words
        step, at = step_of(frame)
        self.step.set_text(title)
        done = step == 4 and at == 1
        came = [p for p in one.busy if step == 4 or (step == 3 and at == 1)]
        self.server.show(
            ["server", f"w = {pair(one.new if done else one.w)}", version]
            if not came or done
            else ["server", f"w = {pair(one.w)}", "has " + ", ".join(f"g{p}" for p in came)],
            active=step == 4,
        )
        for p, box in enumerate(self.boxes):
            self._show_worker(box, one, p, step, at)
            moving = p in one.busy and 0 < at < 1
            part = instances(one.parts[p])
            self.down[p].show(at if moving and step == 1 else None, f"w, {part}")
            self.up[p].show(at if moving and step == 3 else None, f"g{p} = {pair(one.sums[p])}")
        self._show_alone(one, step, at)
        self.formula.show(formula)

    def _show_worker(self, box, one, p, step, at):
        part, lines = one.parts[p], [f"worker {p}"]
        if not len(part):
            box.show([*lines, "no instance"], False)
            return
        here = step > 1 or (step == 1 and at == 1)
        if here:
            lines.append(f"w = {pair(one.w)}, {instances(part)}")
        known = len(part) if step > 2 else int(at * len(part) + 1e-9) if step == 2 else 0
        for i, gradient in list(zip(part, one.grads[p], strict=True))[:known]:
            lines.append(f"x{i + 1}: {pair(gradient)}")
        if step > 2 or (step == 2 and at == 1):
            lines.append(f"g{p} = {pair(one.sums[p])}")
        box.show(lines, step == 2)

    def _show_alone(self, one, step, at):
        batch = np.concatenate(one.parts)
        lines = ["one process alone", f"w = {pair(one.w)}", f"batch {instances(batch)}"]
        if step == 4 and at == 1:
            total = one.sums.sum(axis=0)
            lines += [
                f"sum = {pair(total)}", f"new w = {pair(one.serial)}",
                "= the server's w" if one.equal else "≠ the server's w",
            ]  # fmt: skip
            if not one.equal:
                lines.append(f"off by {pair(one.new - one.serial)}")
        self.alone.show(lines, step == 4 and at == 1 and not one.equal)


def step_of(frame):
    """Return the step 0 .. 4 at a frame of an update, and which share of it is done.

    >>> step_of(0), step_of(1), step_of(5), step_of(6)
    ((0, 0.0), (1, 0.2), (1, 1.0), (2, 0.2))
    """
    step = -(-frame // FRAMES)
    return step, (frame - (step - 1) * FRAMES) / FRAMES if step else 0.0


def pair(w):
    """Return a vector in three digits: (−0.25, 1).

    >>> pair(np.array([-0.25, 1.0]))
    '(−0.25, 1)'
    """
    return f"({', '.join(number(float(f'{value:.3g}')) for value in w)})"


def instances(part):
    """Return the names of instances: x1 x2.

    >>> instances([0, 1])
    'x1 x2'
    """
    return " ".join(f"x{i + 1}" for i in part)
