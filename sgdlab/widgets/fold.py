"""A fold over what a cell has shown: a result that waits until the reader has tried."""

from pathlib import Path

import anywidget
import traitlets as T

_HERE = Path(__file__).parent


class Fold(anywidget.AnyWidget):
    """A button that hides the outputs before it in its cell, and shows them when it is pressed.

    JupyterLab opens collapsed outputs whenever their cell runs; this stays shut after "Run All".
    """

    _esm = _HERE / "fold.js"
    _css = _HERE / "canvas.css"

    text = T.Unicode("").tag(sync=True)
    opened = T.Bool(False).tag(sync=True)
