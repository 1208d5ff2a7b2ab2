"""Points in the plane with two classes, which no single line parts: made, not measured.

All lie in the square from -1 to 1, so that one picture has room for every pattern and no input is
larger than another.
"""

import numpy as np

from . import validate
from .datasets import Dataset

WINDOW = ((-1.3, 1.3), (-1.3, 1.3))  # what a picture shows: the square, and room around it


def make(name, n=200, noise=None, seed=0):
    """Return a `Dataset` of `n` points X (n, 2) with classes y (n,), 0 or 1, half of each.

    `name` is one of `NAMES`. `noise` is the standard deviation by which each coordinate is off;
    None takes what suits the pattern. The points are in a random order. The same seed gives the
    same points.

    ValueError for a name that is not known, for less than 4 points, for noise below 0.

    >>> points = make("xor", n=4, noise=0)
    >>> points.X.shape, sorted(points.y.tolist())
    ((4, 2), [0, 0, 1, 1])
    """
    if name not in _PATTERNS:
        raise ValueError(f"there is no pattern {name!r}; there are {', '.join(NAMES)}.")
    draw, usual, words = _PATTERNS[name]
    n = validate.count("n", n, least=4)
    noise = usual if noise is None else validate.least("noise", noise)
    random = np.random.RandomState(validate.seed(seed))
    y = np.arange(n) % 2
    X = draw(random, y) + noise * random.standard_normal((n, 2))
    shuffled = random.permutation(n)
    source = f"{words}; made by sgdlab, seed {seed}."
    return Dataset(np.clip(X, -1.25, 1.25)[shuffled], y[shuffled], ("x1", "x2"), source)


def _xor(random, y):
    """Class 1 where x1 and x2 have different signs; a gap along both axes."""
    size = random.uniform(0.1, 1, (len(y), 2))
    left = random.choice([-1, 1], len(y))
    return size * np.column_stack([left, np.where(y == 1, -left, left)])


def _circles(random, y):
    """Class 1 is a disc, class 0 the ring around it."""
    angle = random.uniform(0, 2 * np.pi, len(y))
    radius = np.where(y == 1, 0.42 * np.sqrt(random.uniform(0, 1, len(y))), 0.82)
    return radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])


def _moons(random, y):
    """Two half circles that reach into each other."""
    angle = random.uniform(0, np.pi, len(y))
    up = np.where(y == 1, -1, 1)
    x1 = 0.6 * np.cos(angle) * up + np.where(y == 1, 0.3, -0.3)
    return np.column_stack([x1, up * (0.6 * np.sin(angle) - 0.15)])


def _spiral(random, y):
    """Two arms of one and a half turns, half a turn apart."""
    along = np.sqrt(random.uniform(0.01, 1, len(y)))
    angle = 3 * np.pi * along + np.pi * y
    return along[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])


_PATTERNS = {
    "xor": (_xor, 0.05, "Four squares, opposite ones of one class"),
    "circles": (_circles, 0.06, "A disc and the ring around it"),
    "moons": (_moons, 0.07, "Two half moons"),
    "spiral": (_spiral, 0.03, "Two arms of a spiral"),
}
NAMES = tuple(_PATTERNS)
