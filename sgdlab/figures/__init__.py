"""Figures of the course, drawn by matplotlib alone.

A function takes axes and returns what it drew. A walk is a small class that makes its artists
once; `show` moves them. Nothing global is changed and pyplot is not needed.
"""

from ..numbers import number
from .accuracy import accuracies
from .batch_scene import BatchScene, epoch_ends
from .check_scene import CHECK_H, CheckScene
from .checkpoints import checkpoints
from .cluster_charts import losses_by_rate, round_times, staleness_counts, times_by_bound
from .cluster_scene import ClusterScene, ClusterShape, shown_run
from .comparison import compare
from .contours import ContourWalk, contour, gradient_arrows
from .curve import CurveWalk, Secant, curve
from .differences import SecantScene
from .digit_scene import DigitScene
from .drawing_scene import PAD, DrawingScene
from .gantt import gantt
from .gradients import SHOWN_LR, GradientScene, gradient_table, off_course
from .graph_scene import GraphScene, Shown, graph
from .images import digit_row, inputs_row, weights_row
from .iterations_scene import IterationsScene
from .line import LineFit, lines, points
from .line_scene import LineScene, errors_table
from .matrix_layout import MOST_M, MOST_UNITS
from .matrix_view import MatrixScene
from .models import layers, linear_network
from .network_scene import NetworkScene
from .node_curves import NODE_REACH
from .node_scene import NodeScene, bracketed, node_table
from .noise_scene import NoiseScene
from .picture import Picture, picture, png, svg
from .progress import LossTrace, loss_axes
from .reads import TURNS, learning, solving
from .reads_scene import ReadsScene
from .scale_scene import ScaleScene
from .scenes import DescentScene
from .score_scene import ScoreScene, score_table
from .scores import score_histogram
from .several import SeveralScene
from .speedup_scene import SpeedupScene
from .spheres import SphereCut, SphereScene, spheres
from .staleness_scene import StalenessScene
from .stepper_scene import StepperScene
from .steps_scene import StepsScene
from .stops_scene import RULES, StopsScene
from .study_charts import by_batch, flat_until, update_times
from .study_scene import StudyScene
from .study_table import study_table
from .style import COLORS, DASHES, MARKERS, style, title
from .surface import SurfaceWalk, surface
from .table import table
from .threads import threads
from .update_sheet import update_sheet
from .words_scene import WordsScene, words_table

__all__ = [
    "CHECK_H",
    "COLORS",
    "DASHES",
    "MARKERS",
    "MOST_M",
    "MOST_UNITS",
    "NODE_REACH",
    "PAD",
    "RULES",
    "SHOWN_LR",
    "TURNS",
    "BatchScene",
    "CheckScene",
    "ClusterScene",
    "ClusterShape",
    "ContourWalk",
    "CurveWalk",
    "DescentScene",
    "DigitScene",
    "DrawingScene",
    "GradientScene",
    "GraphScene",
    "IterationsScene",
    "LineFit",
    "LineScene",
    "LossTrace",
    "MatrixScene",
    "NetworkScene",
    "NodeScene",
    "NoiseScene",
    "Picture",
    "ReadsScene",
    "ScaleScene",
    "ScoreScene",
    "Secant",
    "SecantScene",
    "SeveralScene",
    "Shown",
    "SpeedupScene",
    "SphereCut",
    "SphereScene",
    "StalenessScene",
    "StepperScene",
    "StepsScene",
    "StopsScene",
    "StudyScene",
    "SurfaceWalk",
    "WordsScene",
    "accuracies",
    "bracketed",
    "by_batch",
    "checkpoints",
    "compare",
    "contour",
    "curve",
    "digit_row",
    "epoch_ends",
    "errors_table",
    "flat_until",
    "gantt",
    "gradient_arrows",
    "gradient_table",
    "graph",
    "inputs_row",
    "layers",
    "learning",
    "linear_network",
    "lines",
    "loss_axes",
    "losses_by_rate",
    "node_table",
    "number",
    "off_course",
    "picture",
    "png",
    "points",
    "round_times",
    "score_histogram",
    "score_table",
    "shown_run",
    "solving",
    "spheres",
    "staleness_counts",
    "study_table",
    "style",
    "surface",
    "svg",
    "table",
    "threads",
    "times_by_bound",
    "title",
    "update_sheet",
    "update_times",
    "weights_row",
    "words_table",
]
