"""An arrow that can be moved: one polygon, its head the same size at every scale of the axes."""

import numpy as np
from matplotlib import rcParams
from matplotlib.patches import Polygon

_FAR = 1e5  # points; an arrow to a run that diverges is cut there, far outside the picture


class Arrow(Polygon):
    """A straight arrow in data coordinates, `.point(start, end)` moves it.

    Shaft and head are sized in points for the axes' limits and size at that moment. An arrow
    shorter than a point, or one to a place that is no number, hides.
    """

    def __init__(self, ax, color, zorder=4):
        super().__init__(np.zeros((3, 2)), closed=True, facecolor=color, edgecolor="none")
        self.set(zorder=zorder, visible=False)
        self._width = 1.1 * rcParams["lines.linewidth"]
        ax.add_patch(self)

    def point(self, start, end):
        """Put the tail at `start` (2,) and the tip at `end` (2,)."""
        scale = self.axes.get_figure(root=True).dpi / 72
        data = self.axes.transData
        a, b = data.transform((start, end)) / scale
        length = np.hypot(*(b - a))
        self.set_visible(bool(length >= 1))
        if not self.get_visible():  # also when length is nan
            return
        along = (b - a) / length
        b = a + along * min(length, _FAR)
        across = np.array([-along[1], along[0]])
        head = min(5 * self._width, 0.7 * length)
        neck, half, wing = b - head * along, self._width / 2 * across, 0.42 * head * across
        half = half if 5 * self._width <= 0.7 * length else half * head / (5 * self._width)
        outline = (a + half, neck + half, neck + wing, b, neck - wing, neck - half, a - half)
        self.set_xy(data.inverted().transform(np.array(outline) * scale))
