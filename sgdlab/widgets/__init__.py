"""Live figures and questions for the lessons: state and wiring, no algorithm."""

from .batches import BatchExplorer, batch_explorer
from .check import GradientCheck, gradient_check
from .cluster import ClusterExplorer, cluster_explorer
from .digits import DigitExplorer, digit_explorer
from .drawing import DrawingPad, drawing_pad
from .ends import EndsExplorer, ends_explorer
from .explorer import Explorer, descent_explorer
from .four_steps import FourSteps, four_steps
from .gradient import GradientExplorer, gradient_explorer
from .iterations import IterationsExplorer, iterations_explorer
from .lesson import Lesson
from .line import LineExplorer, line_explorer
from .live import LiveFigure, Look, Said
from .live_study import OwnStudy, own_study
from .matrix_view import MatrixExplorer, matrix_explorer
from .message import MessageExplorer, message_explorer
from .network import NetworkExplorer, network_explorer
from .next_word import NextWord, next_word
from .node import NodeExplorer, node_explorer
from .noise import NoiseExplorer, noise_explorer
from .onerate import OneRate, one_rate
from .player import GraphPlayer, graph_player
from .question import Question
from .reads import ReadsStepper, reads_stepper
from .scale import ScaleExplorer, scale_explorer
from .secant import SecantExplorer, secant_explorer
from .slide import Slide, slide
from .speedup import SpeedupExplorer, speedup_explorer
from .spheres import SphereExplorer, sphere_explorer
from .staleness import StalenessExplorer, staleness_explorer
from .stepper import SGDStepper, sgd_stepper
from .stops import StopsExplorer, stops_explorer
from .study import StudyExplorer, study_explorer
from .valley import ValleyExplorer, valley_explorer

__all__ = [
    "BatchExplorer",
    "ClusterExplorer",
    "DigitExplorer",
    "DrawingPad",
    "EndsExplorer",
    "Explorer",
    "FourSteps",
    "GradientCheck",
    "GradientExplorer",
    "GraphPlayer",
    "IterationsExplorer",
    "Lesson",
    "LineExplorer",
    "LiveFigure",
    "Look",
    "MatrixExplorer",
    "MessageExplorer",
    "NetworkExplorer",
    "NextWord",
    "NodeExplorer",
    "NoiseExplorer",
    "OneRate",
    "OwnStudy",
    "Question",
    "ReadsStepper",
    "SGDStepper",
    "Said",
    "ScaleExplorer",
    "SecantExplorer",
    "Slide",
    "SpeedupExplorer",
    "SphereExplorer",
    "StalenessExplorer",
    "StopsExplorer",
    "StudyExplorer",
    "ValleyExplorer",
    "batch_explorer",
    "cluster_explorer",
    "descent_explorer",
    "digit_explorer",
    "drawing_pad",
    "ends_explorer",
    "four_steps",
    "gradient_check",
    "gradient_explorer",
    "graph_player",
    "iterations_explorer",
    "line_explorer",
    "matrix_explorer",
    "message_explorer",
    "network_explorer",
    "next_word",
    "node_explorer",
    "noise_explorer",
    "one_rate",
    "own_study",
    "reads_stepper",
    "scale_explorer",
    "secant_explorer",
    "sgd_stepper",
    "slide",
    "speedup_explorer",
    "sphere_explorer",
    "staleness_explorer",
    "stops_explorer",
    "study_explorer",
    "valley_explorer",
]
