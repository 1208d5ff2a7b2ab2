"""What a run may learn from, and what is held out to judge it by."""

import numpy as np

from . import validate
from .batches import order

WAYS = ("random", "stratified", "given")


def hold_out(data, count, by="stratified", seed=0):
    """Return (training, validation): `data` parted, with `count` instances held out.

    `by` is "random" (drawn by `seed`), "stratified" (drawn so, with every class held out in its
    own share, to less than one instance) or "given" (the last `count` in the file's own order;
    in the digits that is a group of writers who are not among the others). Both parts keep the
    order of the file.

    TypeError or ValueError for a count that leaves a part empty, a way that is not known, a seed
    that is none.

    >>> import sgdlab as sl
    >>> training, validation = hold_out(sl.load("digits"), 360)
    >>> training.X.shape, validation.X.shape
    ((1437, 64), (360, 64))
    """
    if not all(hasattr(data, name) for name in ("X", "y", "_replace")):
        raise TypeError(f'data is {data!r}; expected a data set such as sl.load("digits").')
    n = len(data.y)
    validate.one_of("by", by, WAYS)
    if not 1 <= validate.count("count", count) < n:
        raise ValueError(f"count is {count}; expected 1 to {n - 1}: both parts need an instance.")
    drawn = order(n, 0, None if by == "given" else validate.seed(seed))
    held = np.zeros(n, dtype=bool)
    held[_shared(data.y, drawn, count) if by == "stratified" else drawn[n - count :]] = True
    return tuple(data._replace(X=data.X[part], y=data.y[part]) for part in (~held, held))


def _shared(labels, drawn, count):
    """The first `count` of `drawn` in which every class has its share, to less than one."""
    classes, sizes = np.unique(labels, return_counts=True)
    shares = sizes * count / len(labels)
    wanted = np.floor(shares).astype(int)
    nearest = np.argsort(wanted - shares, kind="stable")  # who is owed the most of one more
    wanted[nearest[: count - wanted.sum()]] += 1
    each = zip(classes, wanted, strict=True)
    return np.concatenate([drawn[labels[drawn] == label][:few] for label, few in each])
