"""Which instances, in which order: the only source of randomness in a run."""

import numpy as np

from . import validate


def order(n, epoch, shuffle=None):
    """Return the order (n,) in which one epoch visits the instances.

    `shuffle=None` keeps the order given, as on the slides. A seed gives
    `RandomState([seed, epoch]).permutation(n)`: a frozen stream in which every epoch can be
    restarted on its own.

    >>> order(4, epoch=0)
    array([0, 1, 2, 3])
    >>> order(4, epoch=0, shuffle=7), order(4, epoch=1, shuffle=7)
    (array([3, 1, 2, 0]), array([2, 3, 1, 0]))
    """
    if shuffle is None:
        return np.arange(n)
    return np.random.RandomState([shuffle, epoch]).permutation(n)


def split(order, batch_size):
    """Return the batches of one epoch; the last one is short when m does not divide n.

    >>> split(np.arange(5), 2)
    [array([0, 1]), array([2, 3]), array([4])]
    """
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


def batches(n, batch_size, epochs=1, shuffle=None):
    """Yield the index arrays of `epochs` epochs, ceil(n / m) in each (slide "Distributed SGD").

    Every epoch visits each instance exactly once.

    >>> [b.tolist() for b in batches(3, 2, epochs=2)]
    [[0, 1], [2], [0, 1], [2]]
    """
    batch_size = validate.batch_size(batch_size, n)
    shuffle = validate.shuffle(shuffle)
    for epoch in range(validate.count("epochs", epochs, least=0)):
        yield from split(order(n, epoch, shuffle), batch_size)


def updates_per_epoch(n, batch_size):
    """Return ceil(n / m), the number of updates in one epoch.

    >>> updates_per_epoch(1437, 32)
    45
    """
    return -(-n // batch_size)
