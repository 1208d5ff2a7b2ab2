"""The three speed-ups of the lecture: old time over new time, above 1 is faster.

They differ in what is "old", and in whether the accuracy counts (slides "Speed-up").
"""

from .. import validate


def s1(serial, parallel):
    """Return S1: serial mini-batch time / parallel mini-batch time, for the same updates.

    >>> s1(serial=150, parallel=40)
    3.75
    """
    return validate.above("serial", serial) / validate.above("parallel", parallel)


def s2(sgd, parallel):
    """Return S2: serial SGD time / parallel mini-batch time, both for an epoch.

    It ignores accuracy, and may be more than P: a mini-batch also makes fewer calls.

    >>> s2(sgd=600, parallel=40)
    15.0
    """
    return validate.above("sgd", sgd) / validate.above("parallel", parallel)


def s3(sgd, sgd_epochs, parallel, epochs):
    """Return S3: serial SGD time to an accuracy / parallel mini-batch time to the same accuracy.

    Times are those of an epoch, epochs as many as were needed: S3 = S2 · sgd_epochs / epochs.

    >>> s3(sgd=600, sgd_epochs=2, parallel=40, epochs=40)
    0.75
    """
    old = validate.above("sgd", sgd) * validate.above("sgd_epochs", sgd_epochs)
    return old / (validate.above("parallel", parallel) * validate.above("epochs", epochs))
