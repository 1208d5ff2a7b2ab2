"""The ready-made losses of the lessons, each with a start, a rate, and the window to look at."""

from typing import NamedTuple

import numpy as np

from .problems import Curve, LeastSquares


class Preset(NamedTuple):
    """A loss to explore: where to start, how fast, how long, and ((low, high), ...) to show."""

    name: str
    formula: str
    problem: Curve
    w0: tuple
    lr: float
    steps: int
    window: tuple


# Slopes read off the slide's drawing; no quadratic has them (facts of the lecture, erratum).
_DRAWN_W = np.array([4.0, 9.0, 10.0, 12.0])
_DRAWN_SLOPE = np.array([0.0, 2.0, 3.0, 6.0])


def _drawn_slope(w):
    """Piecewise-linear slope through (4, 0), (9, 2), (10, 3), (12, 6), continued at both ends."""
    w = np.asarray(w, dtype=float)
    inner = np.interp(w, _DRAWN_W, _DRAWN_SLOPE)
    return np.where(w < 4, 0.4 * (w - 4), np.where(w > 12, 6 + 1.5 * (w - 12), inner))


def _drawn_loss(w):
    """The integral of the drawn slope, with its minimum 3 at w = 4."""
    w = np.asarray(w, dtype=float)
    knots = np.concatenate([[-np.inf], _DRAWN_W, [np.inf]])
    # each piece is start + slope * t + bend * t^2 / 2 from its left knot (its right one, below 4)
    origin = np.array([4.0, 4.0, 9.0, 10.0, 12.0])
    bend = np.array([0.4, 0.4, 1.0, 1.5, 1.5])
    slope = np.array([0.0, 0.0, 2.0, 3.0, 6.0])
    start = np.array([3.0, 3.0, 8.0, 10.5, 19.5])
    piece = np.clip(np.searchsorted(knots, w, side="right") - 1, 0, 4)
    t = w - origin[piece]
    return start[piece] + slope[piece] * t + bend[piece] * t * t / 2


def valley(flat, steep):
    """Return the loss (flat * w1^2 + steep * w2^2) / 2, whose two curvatures are the arguments."""
    return Curve(
        lambda w1, w2: 0.5 * flat * w1**2 + 0.5 * steep * w2**2,
        grad=lambda w1, w2: (flat * w1, steep * w2),
    )


def valley_data(flat, steep, n, noise, seed):
    """Return least squares of `n` instances whose average loss is `valley` plus noise squared.

    Each instance alone wants another w; at (0, 0), where the average is least, each is `noise` off
    (root mean square).

    >>> data = valley_data(0.2, 4.0, n=40, noise=0.6, seed=3)
    >>> print(f"{data.loss(np.array([1.0, 0.0])):.4f} {data.loss(np.array([0.0, 1.0])):.4f}")
    0.4600 2.3600
    """
    q, r = np.linalg.qr(np.random.RandomState(seed).standard_normal((n, 3)))
    q *= np.sqrt(n) * np.sign(np.diag(r))  # columns at right angles, each with mean square 1
    return LeastSquares(q[:, :2] * np.sqrt([flat / 2, steep / 2]), noise * q[:, 2])


_BOWL = Curve(lambda w: 3 + (w - 4) ** 2, grad=lambda w: 2 * (w - 4))
_BOWL_VIEW = ((-8.0, 16.0),)

PRESETS = {
    "bowl": Preset("bowl of the slide", "3 + (w - 4)²", _BOWL, (12.0,), 0.1, 12, _BOWL_VIEW),
    "bounces": Preset("just bounces", "3 + (w - 4)²", _BOWL, (12.0,), 1.0, 12, _BOWL_VIEW),
    "diverges": Preset("diverges", "3 + (w - 4)²", _BOWL, (12.0,), 1.1, 12, _BOWL_VIEW),
    "drawn": Preset(
        "walk drawn on the slide",
        "",
        Curve(_drawn_loss, grad=_drawn_slope),
        (12.0,),
        1 / 3,
        12,
        ((0.0, 14.0),),
    ),
    "exponential": Preset(
        "no closed form",
        "e⁻ʷ + w²",
        Curve(lambda w: np.exp(-w) + w**2, grad=lambda w: -np.exp(-w) + 2 * w),
        (2.0,),
        0.1,
        30,
        ((-1.5, 2.5),),
    ),
    "two minima": Preset(
        "two minima on a curve",
        "w⁴/4 - 2w² + w/2 + 6",
        Curve(lambda w: w**4 / 4 - 2 * w**2 + w / 2 + 6, grad=lambda w: w**3 - 4 * w + 0.5),
        (3.0,),
        0.03,
        30,
        ((-3.4, 3.4),),
    ),
    "valley": Preset(
        "steep and flat valley",
        "0.1 w₁² + 2 w₂²",
        valley(0.2, 4.0),
        (-4.0, 1.5),
        0.45,
        30,
        ((-5.0, 5.0), (-2.5, 2.5)),
    ),
    "round": Preset(
        "round bowl",
        "(w₁² + w₂²) / 2",
        valley(1.0, 1.0),
        (-4.0, 1.5),
        0.3,
        20,
        ((-5.0, 5.0), (-2.5, 2.5)),
    ),
    "rosenbrock": Preset(
        "Rosenbrock's bent valley",
        "(1 - w₁)² + 10 (w₂ - w₁²)²",
        Curve(
            lambda w1, w2: (1 - w1) ** 2 + 10 * (w2 - w1**2) ** 2,
            grad=lambda w1, w2: (
                -2 * (1 - w1) - 40 * w1 * (w2 - w1**2),
                20 * (w2 - w1**2),
            ),
        ),
        (-1.2, 1.6),
        0.008,
        200,
        ((-2.0, 2.0), (-1.0, 3.0)),
    ),
    "saddle": Preset(
        "saddle",
        "w₁²/2 - w₂²/2 + w₂⁴/4 + 1/4",
        Curve(
            lambda w1, w2: w1**2 / 2 - w2**2 / 2 + w2**4 / 4 + 0.25,
            grad=lambda w1, w2: (w1, -w2 + w2**3),
        ),
        (2.0, 0.0),
        0.2,
        30,
        ((-2.5, 2.5), (-1.6, 1.6)),
    ),
    "two basins": Preset(
        "two minima on a surface",
        "(w₁² - 1)² + w₂² + 0.3 w₁ + 0.3",
        Curve(
            lambda w1, w2: (w1**2 - 1) ** 2 + w2**2 + 0.3 * w1 + 0.3,
            grad=lambda w1, w2: (4 * w1 * (w1**2 - 1) + 0.3, 2 * w2),
        ),
        (1.8, 1.2),
        0.05,
        40,
        ((-2.0, 2.0), (-1.5, 1.5)),
    ),
}
