"""Derivatives by differences, and how far they are from the truth."""

import numpy as np


def difference_errors(problem, w, h):
    """Return how far the forward and the central difference of L at `w` are from its slope.

    `problem` has one parameter and its derivative written out; `h` (k,). Returns two arrays (k,).
    Slide "Notation for the Derivative". For e^-w + w^2 at 1 the best h are 1e-8 and 1e-5:

    >>> import sgdlab as sl
    >>> h = 10.0 ** -np.arange(1, 16)
    >>> forward, central = difference_errors(sl.PRESETS["exponential"].problem, 1.0, h)
    >>> f"{h[forward.argmin()]:.0e} {h[central.argmin()]:.0e}"
    '1e-08 1e-05'
    """

    def loss(at):
        return problem.loss(np.reshape(at, (-1, 1)))

    slope = float(problem.gradient(np.array([w]))[0])
    forward = (loss(w + h) - loss(w)) / h
    central = (loss(w + h) - loss(w - h)) / (2 * h)
    return np.abs(forward - slope), np.abs(central - slope)
