"""The structure of the parameter server in Ray's own examples, with the update of the lecture.

After https://docs.ray.io/en/latest/ray-core/examples/plot_parameter_server.html: an actor for the
server, one for each worker, references passed on by a driver that never waits. It is written anew
for our problems, and mended: the original adds the means of the workers, so that its step is as
many times too long as there are workers; here they return sums, and the server divides once.
"""

import itertools

import numpy as np
from threadpoolctl import threadpool_limits


class ParameterServer:
    """Holds w and moves it by the gradients of one round."""

    def __init__(self, w, lr, m):
        self.w, self.lr, self.m = w, lr, m

    def get_weights(self):
        """Return w."""
        return self.w

    def apply_gradients(self, *gradients):
        """Move w by sums of gradients; return it."""
        self.w = self.w - self.lr / self.m * np.stack(gradients).sum(axis=0)
        return self.w


class DataWorker:
    """Holds the problem and its own part of every batch."""

    def __init__(self, problem, parts):
        threadpool_limits(1)
        self.problem, self.parts = problem, itertools.cycle(parts)

    def compute_gradients(self, w):
        """Return the SUM of the gradients of its next part at `w`."""
        return self.problem.grad_sum(w, next(self.parts))


class Published:
    """A cluster as in the example, for batches of `m` in the order given."""

    def __init__(self, ray, problem, w0, lr, m, workers):
        self.ray, self.kept = ray, (ray.put(problem), ray.put(w0))
        server, worker = (ray.remote(kind) for kind in (ParameterServer, DataWorker))
        self.server = server.options(num_cpus=0).remote(self.kept[1], lr, m)
        batches = [np.arange(at, at + m) for at in range(0, problem.n, m)]
        parts = [[np.array_split(batch, workers)[p] for batch in batches] for p in range(workers)]
        self.workers = [worker.options(num_cpus=0).remote(self.kept[0], one) for one in parts]

    def train(self, rounds):
        """Make some rounds; return w."""
        w = self.server.get_weights.remote()
        for _ in range(rounds):
            w = self.server.apply_gradients.remote(
                *[worker.compute_gradients.remote(w) for worker in self.workers]
            )
        return self.ray.get(w)

    def end(self):
        """End its processes."""
        for actor in (self.server, *self.workers):
            self.ray.kill(actor)
