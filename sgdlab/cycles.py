"""Does a run come to rest, or does it walk in a circle?"""

import numpy as np

from .batches import updates_per_epoch

_EPOCHS = 4  # the longest circle looked for


def period(path, tolerance=1e-3):
    """Return after how many updates a run repeats itself: 1 at rest, None when it does not.

    The last two rounds are compared, to `tolerance` in each w. Only a constant rate and one order
    for all epochs can give a circle: otherwise what comes next does not depend on w alone.

    >>> import sgdlab as sl
    >>> table = sl.LeastSquares(*sl.load("table")[:2])
    >>> period(sl.descend(table, (0, 0), lr=0.5, batch_size=1, epochs=6))
    4
    >>> period(sl.descend(table, (0, 0), lr=0.5, epochs=60))
    1
    """
    w, epoch = path.w, updates_per_epoch(path.problem.n, path.batch_size)
    if callable(path.lr) or len(path) < 2 * epoch or not _one_order(path.batches, path.problem.n):
        return None
    if (np.abs(w[-epoch - 1 :] - w[-1]) <= tolerance).all():
        return 1
    for p in range(epoch, _EPOCHS * epoch + 1, epoch):
        if len(w) > 2 * p and (np.abs(w[-p:] - w[-2 * p : -p]) <= tolerance).all():
            return p
    return None


def _one_order(batches, n):
    """Tell whether all whole epochs of n instances visit them in one order."""
    order = np.concatenate(batches)
    epochs = order[: len(order) // n * n].reshape(-1, n)
    return (epochs == epochs[0]).all()
