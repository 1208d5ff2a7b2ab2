"""What the four steps are drawn with: lines of text, boxes, and messages that move."""

import numpy as np
from matplotlib import rcParams
from matplotlib.patches import FancyBboxPatch

from .labels import width
from .style import ink, soft


class Lines:
    """Lines of text one below the other, each as large as has room."""

    def __init__(self, ax, x, heights, room, align, size=None):
        self.room, self.size = room, rcParams["font.size"] if size is None else size
        look = {"ha": align, "va": "baseline", "color": ink(), "zorder": 6}
        self.artists = tuple(ax.text(x, y, "", **look) for y in heights)

    def show(self, lines):
        """Show `lines`, strings, from the top."""
        for text, line in zip(self.artists, [*lines, *[""] * len(self.artists)], strict=False):
            text.set_text(line)
            if line:
                text.set_fontsize(min(self.size, 72 * self.room / width(line)))


class Box:
    """A box with lines of text, the first one bold; an active one has a heavy rim."""

    def __init__(self, ax, sides, lines, color):
        left, low, right, high = sides
        self._rim = rcParams["lines.linewidth"]
        self.box = FancyBboxPatch(
            (left, low), right - left, high - low, boxstyle="round,pad=0,rounding_size=0.08",
            facecolor=soft(0.04), edgecolor=color, linewidth=0.7 * self._rim, zorder=3,
        )  # fmt: skip
        ax.add_patch(self.box)
        step = (high - low - 0.06) / lines
        size = min(rcParams["font.size"], 72 * step / 1.28)
        step = min(step, 1.3 * size / 72)
        heights = [high - 0.04 - (k + 0.76) * step for k in range(lines)]
        self.lines = Lines(ax, (left + right) / 2, heights, right - left - 0.12, "center", size)
        self.lines.artists[0].set_weight("bold")
        self.artists = (self.box, *self.lines.artists)

    def show(self, lines, active):
        """Show `lines`, strings, and whether something is done here now."""
        self.lines.show(lines)
        self.box.set_linewidth((1.7 if active else 0.7) * self._rim)


class Packet:
    """A message that moves from one place to another; its words tell what is in it."""

    def __init__(self, ax, start, end, room, color):
        self.start, self.end, self.room = np.array(start), np.array(end), room
        self.size = 0.92 * rcParams["font.size"]
        self.tall = 1.55 * self.size / 72
        self.box = FancyBboxPatch(
            (0, 0), 1, self.tall, boxstyle="round,pad=0,rounding_size=0.06", facecolor=color,
            edgecolor=ink(), linewidth=0.5 * rcParams["lines.linewidth"], zorder=7,
        )  # fmt: skip
        ax.add_patch(self.box)
        self.text = ax.text(0, 0, "", ha="center", va="center", color="black", zorder=8)
        self.artists = (self.box, self.text)

    def show(self, at, words):
        """Show it at the share `at` of its way; None hides it."""
        for artist in self.artists:
            artist.set_visible(at is not None)
        if at is None:
            return
        size = min(self.size, 72 * (self.room - 0.1) / width(words))
        wide = size * width(words) / 72 + 0.16
        x, y = self.start + at * (self.end - self.start)
        self.box.set_bounds(x - wide / 2, y - self.tall / 2, wide, self.tall)
        self.text.set(position=(x, y), text=words, fontsize=size)
