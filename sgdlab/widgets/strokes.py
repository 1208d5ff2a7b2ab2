"""From matplotlib artists to strokes: what a canvas needs to draw them again.

The artists stay matplotlib's, so stills, exports and tests use the same objects as the canvas.
"""

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex
from matplotlib.path import Path
from matplotlib.text import Text

_FAR = 1e5  # pixels; a diverged run leaves the picture long before
_STRAIGHT = np.isin(np.arange(256), (Path.MOVETO, Path.LINETO, Path.CLOSEPOLY))


def strokes(artists, figure):
    """Return what the visible `artists` of `figure` draw, back to front, as a list of dicts.

    Coordinates are pixels of the figure at its dpi, y downwards: float32 pairs as bytes, in which
    nan separates pieces.
    """
    recorder = Recorder(figure)
    for artist in sorted(artists, key=lambda a: a.get_zorder()):
        if type(artist) is Text and _is_plain(artist):
            recorder.write(artist)
        else:
            artist.draw(recorder)
    return recorder.strokes


class Recorder(RendererBase):
    """A renderer that keeps what it is told to draw: any artist that draws paths or text."""

    def __init__(self, figure):
        super().__init__()
        self.width, self.height = figure.bbox.width, figure.bbox.height
        self._pixels = figure.dpi / 72
        self.strokes = []

    def draw_path(self, gc, path, transform, rgbFace=None):
        """Keep one path: a line, or an area where a face colour is given."""
        self._keep(gc, xy=self._place(path, transform), fill=_css(rgbFace))

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        """Keep one shape and the places where it stands."""
        shape = _pieces(marker_path.transformed(marker_trans)) * (1, -1)
        places = self._place(path, trans, closed=False)
        self._keep(gc, xy=places, shape=_bytes(shape), fill=_css(rgbFace))

    def write(self, text):
        """Keep a plain text without its layout, which the canvas does: five times as quick."""
        if not (text.get_visible() and text.get_text()):
            return
        gc = self.new_gc()
        gc.set_foreground(text.get_color())
        gc.set_alpha(text.get_alpha())
        if text.get_clip_on():
            gc.set_clip_rectangle(text.get_clip_box())
        self.draw_text(gc, 0, 0, text.get_text(), text.get_fontproperties(), 0, mtext=text)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Keep a text with its anchor; the canvas aligns it with its own font."""
        xy = mtext.get_transform().transform([mtext.get_position()])
        self._keep(
            gc,
            xy=self._flipped(xy),
            text=s,
            size=self.points_to_pixels(prop.get_size_in_points()),
            weight=str(prop.get_weight()),
            align=mtext.get_horizontalalignment(),
            baseline={"center": "middle", "baseline": "alphabetic"}.get(
                mtext.get_verticalalignment(), mtext.get_verticalalignment()
            ),
        )

    def get_text_width_height_descent(self, s, prop, ismath):
        """Return nothing of use: measuring a text costs 5 ms and the canvas aligns it anyway."""
        return 1.0, 1.0, 0.0

    def get_canvas_width_height(self):
        """Return the size of the figure in pixels."""
        return self.width, self.height

    def points_to_pixels(self, points):
        """Return points in pixels of the figure."""
        return points * self._pixels

    def _keep(self, gc, **what):
        width = self.points_to_pixels(gc.get_linewidth())
        _, dash = gc.get_dashes()
        clip = gc.get_clip_rectangle()
        box = clip and [clip.x0, self.height - clip.y1, clip.width, clip.height]
        self.strokes.append(
            {
                "color": _css(gc.get_rgb()) if width else "",
                "width": width,
                "dash": [] if dash is None else [self.points_to_pixels(float(d)) for d in dash],
                "clip": box,
                **what,
            }
        )

    def _place(self, path, transform, closed=True):
        if closed:
            return self._flipped(_pieces(path.transformed(transform)))
        return self._flipped(transform.transform(path.vertices))

    def _flipped(self, xy):
        xy = np.clip(xy, -_FAR, _FAR)
        xy[:, 1] = self.height - xy[:, 1]
        return _bytes(xy)


def _is_plain(text):
    """Tell whether a text is one line of letters: no box, no formula, nothing around it."""
    words = text.get_text()
    return (
        not ("\n" in words or "$" in words or text.get_bbox_patch() or text.get_path_effects())
        and np.isfinite(text.get_position()).all()
    )


def _pieces(path):
    """The polygons of `path` as one array, with rows of nan between them."""
    if path.codes is not None and _STRAIGHT[path.codes].all():
        return _straight_pieces(path.vertices, path.codes)
    gap = np.full((1, 2), np.nan)
    rows = [x for polygon in path.to_polygons(closed_only=False) for x in (polygon, gap)]
    return np.vstack(rows or [gap])


def _straight_pieces(vertices, codes):
    """The same for a path without curves, such as a thousand boxes: ten times as quick."""
    begins = np.flatnonzero(codes == Path.MOVETO)
    closes = np.flatnonzero(codes == Path.CLOSEPOLY)
    xy = vertices.copy()
    xy[closes] = vertices[begins[np.searchsorted(begins, closes) - 1]]
    return np.insert(xy, [*begins[1:], len(xy)], np.nan, axis=0)


def _bytes(xy):
    return np.ascontiguousarray(xy, dtype="f4").tobytes()


def _css(rgba):
    return to_hex(rgba, keep_alpha=True) if rgba is not None and tuple(rgba)[3:] != (0,) else ""
