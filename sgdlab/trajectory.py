"""What a run leaves behind: every w, every gradient, every batch; the rest is computed after."""

import csv
import io
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

_BLOCK = 2**22  # numbers held at once while losses are computed: 32 MB


class Row(NamedTuple):
    """One update in the slide's layout.

    `step` counts from 1; `instances`, `prediction` and `error` (prediction - y; for classes True
    where wrong) have one entry for each instance of the batch and are empty for a `Curve`.
    """

    step: int
    w: tuple
    instances: tuple
    prediction: tuple
    error: tuple
    gradient: tuple
    new_w: tuple


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One run of T updates: `w` (T+1, d), `grad` (T, d) the mean gradients used, `batches`.

    `reason` is a sentence: why the run ended. `loss` and `table()` are computed when asked.

    >>> import sgdlab as sl
    >>> bowl = sl.Curve(lambda w: 3 + (w - 4) ** 2, grad=lambda w: 2 * (w - 4))
    >>> path = sl.descend(bowl, 12, lr=0.5, epochs=2)
    >>> path.loss, path.table()[0].new_w, path.algorithm
    (array([67.,  3.,  3.]), (4.0,), 'GD')
    """

    problem: Any
    w: np.ndarray
    grad: np.ndarray
    batches: tuple
    lr: Any
    batch_size: int
    reason: str

    def __len__(self):
        """Return T, the number of updates."""
        return len(self.grad)

    @property
    def algorithm(self):
        """Name the algorithm by its batch size: "GD", "SGD" or "mini-batch"."""
        if self.batch_size == self.problem.n:
            return "GD"
        return "SGD" if self.batch_size == 1 else "mini-batch"

    @property
    def diverged(self):
        """Tell whether the run left the finite numbers."""
        return self.reason.startswith("diverged")

    @cached_property
    def loss(self):
        """Average loss over all instances at every w, (T+1,)."""
        rows = max(1, _BLOCK // (self.problem.n * self.problem.d))
        with np.errstate(over="ignore", invalid="ignore"):
            return np.concatenate(
                [self.problem.loss(self.w[i : i + rows]) for i in range(0, len(self.w), rows)]
            )

    def table(self):
        """Return one `Row` for each update."""
        return tuple(self._row(t) for t in range(len(self)))

    def csv(self):
        """Return the run as csv text: step, loss, each w, each gradient component."""
        d = self.w.shape[1]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(
            ["step", "loss", *(f"w{j + 1}" for j in range(d)), *(f"grad{j + 1}" for j in range(d))]
        )
        for t, (w, loss) in enumerate(zip(self.w, self.loss, strict=True)):
            grad = self.grad[t].tolist() if t < len(self) else [""] * d
            writer.writerow([t, float(loss), *w.tolist(), *grad])
        return out.getvalue()

    def _row(self, t):
        batch, problem = self.batches[t], self.problem
        instances = prediction = error = ()
        if hasattr(problem, "X"):
            instances = tuple(batch.tolist())
            prediction = tuple(problem.predict(self.w[t], problem.X[batch]).tolist())
            error = tuple(problem.errors(self.w[t], batch).tolist())
        return Row(
            t + 1,
            tuple(self.w[t].tolist()),
            instances,
            prediction,
            error,
            tuple(self.grad[t].tolist()),
            tuple(self.w[t + 1].tolist()),
        )
