"""Live figures and questions for the lessons: state and wiring, no algorithm."""

from .digits import DigitExplorer, digit_explorer
from .explorer import Explorer, descent_explorer
from .gradient import GradientExplorer, gradient_explorer
from .lesson import Lesson
from .line import LineExplorer, line_explorer
from .live import LiveFigure, Look, Said
from .onerate import OneRate, one_rate
from .question import Question
from .secant import SecantExplorer, secant_explorer
from .spheres import SphereExplorer, sphere_explorer
from .valley import ValleyExplorer, valley_explorer

__all__ = [
    "DigitExplorer",
    "Explorer",
    "GradientExplorer",
    "Lesson",
    "LineExplorer",
    "LiveFigure",
    "Look",
    "OneRate",
    "Question",
    "Said",
    "SecantExplorer",
    "SphereExplorer",
    "ValleyExplorer",
    "descent_explorer",
    "digit_explorer",
    "gradient_explorer",
    "line_explorer",
    "one_rate",
    "secant_explorer",
    "sphere_explorer",
    "valley_explorer",
]
