"""A loss without data."""

import inspect

import numpy as np

from .. import validate
from ..graph import pullback
from .problem import Problem


class Curve(Problem):
    """Any loss L without data: a function of one or more numbers.

    `f` takes one argument for each parameter and accepts arrays. `grad` takes the same arguments
    and returns one derivative, or a tuple of them. Without `grad` the computation graph gives the
    derivatives. `d` is needed only for `f(*w)`.

    Slide "Minimize loss function L(w) with one parameter":

    >>> bowl = Curve(lambda w: 3 + (w - 4) ** 2, grad=lambda w: 2 * (w - 4))
    >>> float(bowl.loss(np.array([12.0]))), bowl.gradient(np.array([12.0]))
    (67.0, array([16.]))
    """

    n = 1

    def __init__(self, f, grad=None, d=None):
        if not callable(f):
            raise TypeError(f"Curve got {f!r}; expected a function such as lambda w: (w - 4)**2.")
        self.f = f
        self.grad = grad
        self.d = _parameters(f) if d is None else validate.count("d", d)
        self._probe()

    def loss(self, w, batch=None):
        """Return L at `w` (..., d), shape (...)."""
        w = np.asarray(w, dtype=float)
        return np.broadcast_to(np.asarray(self.f(*_columns(w)), dtype=float), w.shape[:-1])[()]

    def grad_sum(self, w, batch):
        """Return the gradient at `w` (..., d); zeros for an empty batch."""
        w = np.asarray(w, dtype=float)
        if np.shape(batch)[-1] == 0:
            return np.zeros(w.shape)
        if self.grad is None:
            parts = pullback(self.f, _columns(w))[1]  # of the sum over places, so one for each
        else:
            parts = self.grad(*_columns(w))
            parts = parts if isinstance(parts, tuple) else (parts,)
        if len(parts) != self.d:
            raise ValueError(
                f"grad returned {len(parts)} derivative(s) for {self.d} parameter(s); "
                "return one derivative for each, as a tuple."
            )
        result = np.empty(w.shape)
        for j, part in enumerate(parts):
            result[..., j] = part
        return result

    def _probe(self):
        """Refuse a function that does not take arrays number by number."""
        two = np.array([[0.3] * self.d, [0.7] * self.d])
        with np.errstate(all="ignore"):
            try:
                both = self.loss(two)
            except (TypeError, ValueError) as error:
                if isinstance(error, ValueError) and "truth value" not in str(error):
                    raise
                raise TypeError(
                    f"the function of a Curve must take arrays, as np.exp(w) does and math.exp(w) "
                    f"or `if w > 0` do not; it said: {error}"
                ) from None
            each = [self.loss(w) for w in two]
        if not np.allclose(both, each, equal_nan=True):
            raise ValueError(
                "the function of a Curve must give one loss for each place; for an array of places "
                "it gave another result than one by one (does it sum over its argument?)."
            )


def _parameters(f):
    kinds = [p.kind for p in inspect.signature(f).parameters.values() if p.default is p.empty]
    if not kinds or any(k not in (0, 1) for k in kinds):
        raise TypeError(
            "Curve needs a function with one positional argument for each parameter, such as "
            "lambda w1, w2: w1**2 + w2**2; for lambda *w: ... say how many with d=."
        )
    return len(kinds)


def _columns(w):
    return tuple(w[..., j] for j in range(w.shape[-1]))
