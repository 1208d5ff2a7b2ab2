"""A network number by number: for each instance a computation graph in pure Python.

NumPy would be a thousand times as quick. It is here because Python runs one thread at a time, so
that only processes can share such work.
"""

import numpy as np

from .. import validate
from ..graph import value_and_grad

_INPUTS, _HIDDEN = 2, 8
_PARAMETERS = _HIDDEN * (_INPUTS + 2) + 1


class ScalarNet:
    """A network 2-8-1 with 33 parameters on `n` instances made by a seed: y = sign(x1 - x2).

    The loss of an instance is the squared error; hidden units are tanh.

    >>> problem = ScalarNet(4)
    >>> w = problem.initial(0)
    >>> problem.grad_sum(w, np.arange(4)).shape, problem.loss(w) > 0
    ((33,), True)
    """

    d = _PARAMETERS

    def __init__(self, n, seed=0):
        self.n = validate.count("n", n)
        draw = np.random.RandomState(validate.seed(seed))
        self.X = draw.random_sample((n, _INPUTS))
        self.y = np.sign(self.X[:, 0] - self.X[:, 1])

    def initial(self, seed):
        """Return random starting parameters (33,)."""
        return 0.5 * np.random.RandomState(validate.seed(seed)).standard_normal(self.d)

    def loss(self, w, batch=None):
        """Return the average loss over `batch` (None: all instances) at `w` (33,)."""
        batch = np.arange(self.n) if batch is None else batch
        return float(np.mean([_loss(*w.tolist(), *self._of(i)) for i in batch.tolist()]))

    def grad_sum(self, w, batch):
        """Return the SUM of the batch's gradients, a traced graph for each instance."""
        both, total, numbers = value_and_grad(_loss), np.zeros(self.d), w.tolist()
        for i in batch.tolist():
            total += both(*numbers, *self._of(i))[1][: self.d]
        return total

    def _of(self, i):
        return (*self.X[i].tolist(), float(self.y[i]))


def _loss(*numbers):
    """The squared error: 16 weights, 8 biases, 8 weights, a bias; x1, x2, y."""
    *w, x1, x2, y = numbers
    out = w[32]
    for k in range(_HIDDEN):
        out = out + w[24 + k] * np.tanh(w[2 * k] * x1 + w[2 * k + 1] * x2 + w[16 + k])
    return (out - y) ** 2
