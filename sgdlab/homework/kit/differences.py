"""The slope of a loss by differences: a truth that needs no solution, as exact as one."""

import numpy as np

_H = 1e-3


def slope(loss):
    """Return the function that gives the gradient of `loss(w, ...)` to its first argument.

    Central differences at two steps, h and h / 2, leave errors of which one is four times the
    other: a third of their difference takes both away (Richardson). What is left is at most 1e-10
    on the losses of the homeworks, where an answer may be 1e-9 off: lab and grading agree.

    >>> slope(lambda w, x: (w @ x) ** 2)(np.array([1.0, 2.0]), np.array([3.0, 1.0])).round(9)
    array([30., 10.])
    """

    def gradient(w, *rest):
        w = np.array(w, dtype=float)
        found = np.zeros(w.shape)
        for place in np.ndindex(w.shape):
            by = np.zeros(w.shape)
            by[place] = _H
            wide = (loss(w + by, *rest) - loss(w - by, *rest)) / (2 * _H)
            near = (loss(w + by / 2, *rest) - loss(w - by / 2, *rest)) / _H
            found[place] = near + (near - wide) / 3
        return found if found.ndim else float(found)

    return gradient
