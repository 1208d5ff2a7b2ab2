"""The canvas of a live figure: a background that came once, strokes that move, words below."""

from pathlib import Path

import anywidget
import traitlets as T

_HERE = Path(__file__).parent


class Canvas(anywidget.AnyWidget):
    """State that the picture in the browser follows; it has no say in what is drawn.

    From the kernel: `background` (PNG), `size` and `scale` (its pixels, in all and for each pixel
    of the page), `strokes`, and
    `alt`, `text`, `table` (HTML), `error` in words. From the browser: `pointer` [x, y, x0, y0] in
    those pixels, now at (x, y) and pressed at (x0, y0); `presses` {key: times so far}, as presses
    may come together; `ratio`, the screen's dots for each pixel of the page, from 1 to 2; `dark`
    and `calm` (the theme, and the wish for reduced motion).
    """

    _esm = _HERE / "canvas.js"
    _css = _HERE / "canvas.css"

    background = T.Bytes(b"").tag(sync=True)
    size = T.List([0, 0]).tag(sync=True)
    scale = T.Float(1.0).tag(sync=True)
    strokes = T.List([]).tag(sync=True)
    alt = T.Unicode("").tag(sync=True)
    text = T.Unicode("").tag(sync=True)
    table = T.Unicode("").tag(sync=True)
    error = T.Unicode("").tag(sync=True)
    pointer = T.List([]).tag(sync=True)
    presses = T.Dict().tag(sync=True)
    ratio = T.Float(2.0).tag(sync=True)
    dark = T.Bool(False).tag(sync=True)
    calm = T.Bool(False).tag(sync=True)

    def download(self, name, mime, data):
        """Let the browser save `data` (bytes) as a file."""
        self.send({"download": {"name": name, "mime": mime}}, buffers=[data])

    def copy(self, code):
        """Show `code` under the figure and put it on the reader's clipboard."""
        self.send({"code": code})
