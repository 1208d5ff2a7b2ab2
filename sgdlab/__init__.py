"""sgdlab: stochastic gradient descent that can be moved by hand.

Figures, widgets and the lab's tools load when they are first used, so that `import sgdlab` stays
as quick as `import numpy`.
"""

import importlib

from .batches import batches
from .datasets import load
from .descent import Update, descend, step, updates
from .graph import (
    check_grad,
    cross_entropy,
    grad,
    relu,
    sigmoid,
    softmax,
    trace,
    value_and_grad,
)
from .holding import hold_out
from .presets import PRESETS, Preset
from .problems import (
    MLP,
    Curve,
    CustomLoss,
    LeastSquares,
    Logistic,
    Perceptron,
    Softmax,
    with_ones,
)
from .stopping import LossBelow, MaxSteps, NoImprovement
from .sweeping import Sweep, sweep
from .trajectory import Row, Trajectory

__version__ = "0.1.0"

__all__ = [
    "MLP",
    "PRESETS",
    "Curve",
    "CustomLoss",
    "LeastSquares",
    "Logistic",
    "LossBelow",
    "MaxSteps",
    "NoImprovement",
    "Perceptron",
    "Preset",
    "Row",
    "Softmax",
    "Sweep",
    "Trajectory",
    "Update",
    "batches",
    "check_grad",
    "cross_entropy",
    "descend",
    "grad",
    "hold_out",
    "load",
    "relu",
    "sigmoid",
    "softmax",
    "step",
    "sweep",
    "trace",
    "updates",
    "value_and_grad",
    "with_ones",
]

_LAZY = (
    "checking",
    "counts",
    "derivatives",
    "diagnosis",
    "doctor",
    "expression",
    "figures",
    "gates",
    "hardware",
    "noise",
    "parallel",
    "patterns",
    "relaxation",
    "shares",
    "spam",
    "study",
    "widgets",
)


_PARALLEL = (
    "Async", "Cost", "Ray", "Serial", "Sync", "Threads", "Virtual", "replay", "train",
)  # fmt: skip


def __getattr__(name):
    if name in _LAZY:
        return importlib.import_module(f".{name}", __name__)
    if name in _PARALLEL:
        return getattr(importlib.import_module(".parallel", __name__), name)
    raise AttributeError(f"sgdlab has no {name!r}")
