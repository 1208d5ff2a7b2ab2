"""A live picture of a graph that can be looked at more closely: its window follows one item."""

from .live import LiveFigure


class Zoomed(LiveFigure):
    """A `LiveFigure` of a `GraphScene`, of which a slider `zoom` shows a part.

    `item`, the position of the item to look at, is for a subclass to say; `window` is the part
    shown, None for the whole.
    """

    window = None

    def __init__(self, zoom, *args, **more):
        self._zoom = zoom
        super().__init__(*args, **more)
        zoom.observe(lambda _: self._look_closer(), "value")

    @property
    def item(self):
        """The position of the item to look at."""
        raise NotImplementedError

    def refresh(self):
        """Move the artists to where the controls say, and the window to the item."""
        before = self.window
        if not self._quiet and before and not self._sees_item():
            self.window = self.scene.window_at(self.item, self._zoom.value)
        if self.window != before:
            self.redraw()
        else:
            super().refresh()

    def _look_closer(self):
        if not self._quiet:
            zoom = self._zoom.value
            whole = zoom == 1 or self._late  # the scene is still the one before an error
            self.window = None if whole else self.scene.window_at(self.item, zoom)
            self.redraw()

    def _sees_item(self):
        x0, y0, x1, y1 = self.window
        cell = self.scene.drawing.plan.cells[self.item]
        wide, tall = cell.all
        across = x0 <= cell.x - wide and cell.x + wide <= x1
        return across and y0 <= cell.y - tall and cell.y + tall <= y1
