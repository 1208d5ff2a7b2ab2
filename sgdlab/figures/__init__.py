"""Figures of the course, drawn by matplotlib alone.

A function takes axes and returns what it drew. A walk is a small class that makes its artists
once; `show` moves them. Nothing global is changed and pyplot is not needed.
"""

from .comparison import compare
from .contours import ContourWalk, contour, gradient_arrows
from .curve import CurveWalk, Secant, curve
from .differences import SecantScene
from .digit_scene import DigitScene
from .gradients import SHOWN_LR, GradientScene, gradient_table, off_course
from .images import digit_row, inputs_row, weights_row
from .line import LineFit, lines, points
from .line_scene import LineScene, errors_table
from .models import layers, linear_network
from .picture import Picture, picture, png, svg
from .progress import LossTrace, loss_axes
from .scenes import DescentScene
from .several import SeveralScene
from .spheres import SphereCut, SphereScene, spheres
from .style import COLORS, DASHES, MARKERS, style, title
from .surface import SurfaceWalk, surface
from .table import table

__all__ = [
    "COLORS",
    "DASHES",
    "MARKERS",
    "SHOWN_LR",
    "ContourWalk",
    "CurveWalk",
    "DescentScene",
    "DigitScene",
    "GradientScene",
    "LineFit",
    "LineScene",
    "LossTrace",
    "Picture",
    "Secant",
    "SecantScene",
    "SeveralScene",
    "SphereCut",
    "SphereScene",
    "SurfaceWalk",
    "compare",
    "contour",
    "curve",
    "digit_row",
    "errors_table",
    "gradient_arrows",
    "gradient_table",
    "inputs_row",
    "layers",
    "linear_network",
    "lines",
    "loss_axes",
    "off_course",
    "picture",
    "png",
    "points",
    "spheres",
    "style",
    "surface",
    "svg",
    "table",
    "title",
    "weights_row",
]
