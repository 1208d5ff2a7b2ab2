"""The array library that a problem's data belong to: NumPy, or any other of the array API.

Lists and NumPy arrays are NumPy's. PyTorch tensors and other arrays of the standard
(https://data-apis.org/array-api) are computed with where they are, on a GPU for example.
"""

from functools import partial
from typing import Any, NamedTuple

import array_api_compat
import numpy as np

from .graph.node import Node


class Library(NamedTuple):
    """What a problem needs to know of its arrays' library, found out once.

    `xp` is the namespace. `put(a)` brings numbers to where the data are, `take(A, batch)` picks
    rows. `dot(a, b)`, `top(a, axis=)` and `total(a, axis=)` are the product, the largest and the
    sum that are quickest for small arrays.
    """

    xp: Any
    put: Any
    take: Any
    dot: Any
    top: Any
    total: Any


def _put(a):
    """`a` as a NumPy array; a node stays, so that the graph can go through a problem's loss."""
    return a if isinstance(a, Node) else np.asarray(a)


NUMPY = Library(
    xp=np,
    put=_put,
    take=lambda A, batch: A.take(batch, 0),
    dot=lambda a, b: a.dot(b),  # half the time of @
    top=np.maximum.reduce,  # these two: half the time of np.max and np.sum
    total=np.add.reduce,
)


def library(X):
    """Return the `Library` of `X`; other numbers will be put beside it, in its precision.

    >>> library([[1, 2]]) is NUMPY
    True
    """
    if _is_numpy(X):
        return NUMPY
    xp, device = array_api_compat.array_namespace(X), array_api_compat.device(X)
    floating = xp.isdtype(X.dtype, "real floating")
    put = partial(xp.asarray, dtype=X.dtype if floating else None, device=device)
    return Library(xp, put, partial(_take, xp, device), xp.matmul, xp.max, xp.sum)


def home(a):
    """Return `a` as something that NumPy can read, fetched from the GPU if it is there."""
    if array_api_compat.is_torch_array(a):
        a = a.detach().cpu()
    return a if _is_numpy(a) else np.from_dlpack(a)


def recorded(problem):
    """Return `problem` if a run of it can be recorded: its arrays are NumPy's."""
    if getattr(problem, "library", NUMPY) is not NUMPY:
        raise TypeError(
            f"the problem's data are arrays of {problem.library.xp.__name__.split('.')[-1]}; a run "
            "is recorded in NumPy. Go through sgdlab.updates, which keeps nothing, or make the "
            "problem of NumPy arrays."
        )
    return problem


def _is_numpy(a):
    return array_api_compat.is_numpy_array(a) or not array_api_compat.is_array_api_obj(a)


def _take(xp, device, A, batch):
    rows = xp.take(A, xp.asarray(np.ravel(batch), device=device), axis=0)
    return xp.reshape(rows, (*np.shape(batch), *A.shape[1:]))
