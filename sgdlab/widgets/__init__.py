"""Live figures and questions for the lessons: state and wiring, no algorithm."""

from .explorer import Explorer, descent_explorer
from .lesson import Lesson
from .live import LiveFigure, Look, Said
from .question import Question

__all__ = [
    "Explorer",
    "Lesson",
    "LiveFigure",
    "Look",
    "Question",
    "Said",
    "descent_explorer",
]
