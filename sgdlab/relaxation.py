"""Linear systems solved one unknown at a time, by the newest values (Gauss-Seidel) or old (Jacobi).

Slide "Mini-batch SGD vs SGD": SGD reads as Gauss-Seidel does, mini-batch SGD as Jacobi does.
"""

from typing import NamedTuple

import numpy as np

from . import validate


class Visit(NamedTuple):
    """One unknown made new: `value` of x[unknown], from what it `read` of the others, in order.

    `made` has for each value read the number of the visit that wrote it, 0 for the start; visits
    count from 1.
    """

    unknown: int
    value: float
    read: tuple
    made: tuple


class Relaxation(NamedTuple):
    """`x` (sweeps + 1, d), the start and the end of each sweep, and the d visits of each sweep."""

    x: np.ndarray
    visits: tuple


def jacobi(A, b, x0, sweeps=1):
    """Solve A x = b from `x0` (d,): every visit of a sweep reads what the sweep before left.

    x_i <- (b_i - sum of A_ij x_j over the others) / A_ii. It closes in when each A_ii is larger
    than the rest of its row together (Saad 2003, "Iterative Methods for Sparse Linear Systems").

    >>> jacobi([[2, 1], [1, 2]], [0, 2], [0, 0], sweeps=3).x.tolist()
    [[0.0, 0.0], [0.0, 1.0], [-0.5, 1.0], [-0.5, 1.25]]
    """
    return _relaxed(A, b, x0, sweeps, newest=False)


def gauss_seidel(A, b, x0, sweeps=1):
    """Solve A x = b from `x0` (d,): every visit reads the newest values there are.

    >>> gauss_seidel([[2, 1], [1, 2]], [0, 2], [0, 0], sweeps=3).x.tolist()
    [[0.0, 0.0], [0.0, 1.0], [-0.5, 1.25], [-0.625, 1.3125]]
    """
    return _relaxed(A, b, x0, sweeps, newest=True)


def normal_equations(X, y):
    """Return (A, b) with A w = b at the least average loss of least squares: X^T X and X^T y.

    >>> A, b = normal_equations([[0, 1], [1, 1], [0, 0], [1, 0]], [1, 1, -1, -1])
    >>> A.tolist(), b.tolist()
    ([[2.0, 1.0], [1.0, 2.0]], [0.0, 2.0])
    """
    X = validate.matrix(X)
    return X.T @ X, X.T @ validate.targets(y, len(X))


def _relaxed(A, b, x0, sweeps, newest):
    A, b, x = _system(A, b, x0)
    made = np.zeros(len(b), dtype=int)
    kept, visits = [x], []
    for _ in range(validate.count("sweeps", sweeps, least=0)):
        x = x.copy()
        made_now = made.copy()
        # the one difference: from which values a visit reads
        source, made_source = (x, made_now) if newest else (kept[-1], made)
        for i in range(len(b)):
            others = np.arange(len(b)) != i
            read = source[others]
            x[i] = (b[i] - A[i, others] @ read) / A[i, i]
            visits.append(
                Visit(i, float(x[i]), tuple(read.tolist()), tuple(made_source[others].tolist()))
            )
            made_now[i] = len(visits)
        made = made_now
        kept.append(x)
    return Relaxation(np.array(kept), tuple(visits))


def _system(A, b, x0):
    A = validate.matrix(A)
    if A.shape[0] != A.shape[1]:
        raise ValueError(
            f"A has shape {A.shape}; expected one row for each unknown, such as (2, 2)."
        )
    zero = np.flatnonzero(A.diagonal() == 0)
    if zero.size:
        i = int(zero[0])
        raise ValueError(
            f"A[{i}, {i}] is 0: equation {i} cannot be solved for its own unknown. "
            "Put the equations in another order."
        )
    for name, given in (("b", b), ("x0", x0)):
        shape = validate.floats(name, given).shape
        if shape != (len(A),):
            raise ValueError(
                f"{name} has shape {shape}; expected one number for each of the {len(A)} rows of A."
            )
    return A, validate.targets(b, len(A)), validate.start(x0, len(A))
