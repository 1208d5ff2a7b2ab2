"""Learning rates that change while a run goes on."""

from . import validate


def decaying(lr, n):
    """Return the rate of update t = 0, 1, 2, ... of n instances: lr / (1 + t / n).

    After e epochs of SGD it is lr / (1 + e): so small that SGD comes to rest, so slowly that it can
    still go any distance (Robbins and Monro, 1951: the rates add up to infinity, their squares do
    not).

    >>> [decaying(0.5, 4)(t) for t in (0, 4, 12)]
    [0.5, 0.25, 0.125]
    """
    lr, n = validate.rate(lr), validate.count("n", n)
    return lambda t: lr / (1 + t / n)
