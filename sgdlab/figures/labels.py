"""Many short texts as one artist: a live figure redraws hundreds of them in a few milliseconds."""

from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

_WIDTHS = {**dict.fromkeys(".,:;()[]|' il", 0.36), **dict.fromkeys("−+=×∂mwMW…≤≥", 0.86)}
_LETTER = 0.64  # of the size of type: a digit's width, near that of most letters


class Labels(Artist):
    """Texts on one base line each, all of one size, colour, weight and alignment.

    `places` (n, 2) are their anchors in the data of `ax`, `size` is in points; `words` holds the n
    texts, "" where none is seen, and may be set at any time.
    """

    def __init__(self, ax, places, size, color, align="center", weight="normal", zorder=7):
        super().__init__()
        self.places, self.words = places, [""] * len(places)
        self._color, self._align, self._size = color, align, size
        family = rcParams["font.family"]
        self._type = FontProperties(family=family, size=size, weight=weight)
        self._mark = Text(0, 0, "", transform=IdentityTransform(), fontproperties=self._type)
        self._mark.set(horizontalalignment=align, verticalalignment="baseline")
        self.set_zorder(zorder)
        ax.add_artist(self)
        self._mark.set_figure(ax.get_figure(root=True))

    def draw(self, renderer):
        """Draw each text at its place."""
        shown = [i for i, word in enumerate(self.words) if word]
        if not self.get_visible() or not shown:
            return
        gc = renderer.new_gc()
        gc.set_foreground(self._color)
        gc.set_clip_rectangle(self.axes.bbox)
        top = renderer.get_canvas_width_height()[1] if renderer.flipy() else None
        share = {"left": 0, "center": 0.5, "right": 1}[self._align]
        for i, (x, y) in zip(shown, self._pixels(shown), strict=True):
            word = self.words[i]
            self._mark.set_position((x, y))
            wide, _, _ = renderer.get_text_width_height_descent(word, self._type, False)
            y = y if top is None else top - y
            renderer.draw_text(gc, x - share * wide, y, word, self._type, 0, False, self._mark)
        gc.restore()

    def _pixels(self, shown):
        return self.axes.transData.transform(self.places[shown]).tolist()


def width(text):
    """Return about how wide `text` is, in sizes of its type.

    >>> round(width("−0.375"), 2)
    3.78
    """
    return sum(_WIDTHS.get(letter, _LETTER) for letter in text)
