"""What all problems share."""

import numpy as np

from .. import validate


class Problem:
    """What all problems share: their size and the mean gradient over all instances."""

    n: int
    d: int

    def initial(self, seed):
        """Return random starting parameters (d,), small and reproducible."""
        return 0.01 * np.random.RandomState(validate.seed(seed)).standard_normal(self.d)

    def gradient(self, w):
        """Return the gradient of the average loss at `w` (..., d)."""
        w = np.asarray(w, dtype=float)
        return self.grad_sum(w, np.arange(self.n)) / self.n
