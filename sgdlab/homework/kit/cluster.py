"""A cluster on paper: when its workers are done, for a homework that any laptop can run."""

import numpy as np


def computing(rounds, workers, slow, factor):
    """Return the seconds (rounds, workers) that each worker computes in each round.

    All take one second, worker `slow` takes `factor`.

    >>> computing(2, 3, slow=1, factor=4)
    array([[1., 4., 1.],
           [1., 4., 1.]])
    """
    seconds = np.ones((rounds, workers))
    seconds[:, slow] = factor
    return seconds


def bounded(seconds, bound):
    """Return when each worker ends each round (rounds, workers) under bounded staleness.

    A worker begins a round when its own last one is done, and everybody's that lies `bound` + 1
    rounds back: nobody is more than `bound` rounds ahead of the slowest. 0 is a barrier after each
    round. Messages and updates take no time.

    >>> bounded(computing(3, 2, slow=1, factor=4), 1)
    array([[ 1.,  4.],
           [ 2.,  8.],
           [ 5., 12.]])
    """
    ends = np.zeros(np.shape(seconds))
    for number, own in enumerate(seconds):
        begin = ends[number - 1] if number else np.zeros(len(own))
        if number > bound:
            begin = np.maximum(begin, ends[number - 1 - bound].max())
        ends[number] = begin + own
    return ends
