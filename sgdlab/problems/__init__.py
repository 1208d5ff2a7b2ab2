"""What is minimised: the loss of parameters `w`, and the gradient of that loss.

Every problem has `n` instances and `d` parameters. `w` is one flat vector (d,), or many of them
(..., d) at once. A gradient stays a SUM over instances until the one place that divides by their
number (`descent`).
"""

from .classifiers import Classifier, Logistic, Perceptron
from .curve import Curve
from .custom import CustomLoss
from .least_squares import LeastSquares
from .mlp import MLP
from .problem import Problem
from .rows import with_ones
from .softmax import Softmax

__all__ = [
    "MLP",
    "Classifier",
    "Curve",
    "CustomLoss",
    "LeastSquares",
    "Logistic",
    "Perceptron",
    "Problem",
    "Softmax",
    "with_ones",
]
