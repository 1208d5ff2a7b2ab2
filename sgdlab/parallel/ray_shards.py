"""The server in several processes: each holds a piece of w, moves it and gives it out.

This process keeps the books only: who computes what, which pieces belong to which version. Sums go
from the workers to the servers, new pieces from the servers to the workers; Ray carries them. A
server that is lost is begun anew with its piece as it was kept last, and moves it once more by the
same sums: the same numbers. Where these were lost as well, with a computer, they are computed anew.
"""

import numpy as np

from .policies import of_one_version
from .ray_actors import Shard
from .ray_address import first_line
from .ray_hosts import Hosts
from .records import move
from .timeline import Loss, now

KEEP = 10  # updates after which all pieces are fetched and kept here


class ServerLostError(RuntimeError):
    """A server was lost more often than it may be replaced."""


class Pieces:
    """A vector that lies elsewhere, in pieces; `square` is its squared length.

    Pieces that were lost with the computer they lay on are put elsewhere by `mend`. A sum of
    gradients knows the `job` that it was computed for.
    """

    def __init__(self, ray, refs, mend, job=None):
        self.ray, self.refs, self.mend, self.job, self.square = ray, refs, mend, job, 0.0

    def __array__(self, dtype=None, copy=None):
        try:
            pieces = self.ray.get(self.refs)
        except self.ray.exceptions.ObjectLostError:
            self.mend()
            pieces = self.ray.get(self.refs)
        return np.concatenate(pieces).astype(dtype or float, copy=False)

    def dot(self, other):
        """Return the product with itself, which needs no fetching."""
        return self.square


class Shards:
    """The servers of a run. They take the place of `server.move`; w and the sums are `Pieces`.

    `compute` is what the workers have too; what was lost and replaced is added to `losses`.
    """

    def __init__(self, ray, server, how, compute, losses):
        of_one_version(server.policy, how.servers)
        d = len(server.w)
        if how.servers > d:
            raise ValueError(f"there are {how.servers} servers for {d} parameters; take fewer.")
        self.ray, self.server, self.how = ray, server, how
        self.compute, self.losses, self.mended = compute, losses, 0
        self.cuts = np.cumsum([len(one) for one in np.array_split(server.w, how.servers)])[:-1]
        self.fetched = len(server.applied)
        self._keep(server.w)
        self.hosts = Hosts(ray, Shard, how.deadline)
        self._begin(*range(how.servers))
        self.hosts.wait()
        server.move, server.w = self.move, Pieces(ray, list(self.kept), self.mend)

    def ask(self, actor, job):
        """Send a job to a worker; return the reference of its answer, and those of the sum."""
        call = actor.call.options(num_returns=self.how.servers + 1)
        *sums, rest = call.remote(("sums", *job[1:3], job.instances, self.cuts), *job.w.refs)
        return rest, sums

    def sum(self, refs, job):
        """Return the sum that a worker computed for `job`."""

        def mend():
            found.refs = self._put(self._again(job, np.asarray(job.w)))

        found = Pieces(self.ray, refs, mend, job)
        return found

    def move(self, w, sums, share, lr):
        """Let every server move its piece; return w and the mean gradient, in pieces."""
        if len(self.since) == KEEP:
            self._keep(np.asarray(w))
        w, grad = (Pieces(self.ray, [None] * self.how.servers, self.mend) for _ in "wg")
        self.since.append((share, float(lr), sums, w, grad))
        told = [self._ask(k, -1) for k in range(self.how.servers)]
        try:
            w.square = sum(self._told(k, one) for k, one in enumerate(told))
        except self.ray.exceptions.ObjectLostError:
            self.mend()
        return w, grad

    def mend(self):
        """Compute once more, here, what was lost with a computer; begin all servers anew from it.

        That is at most the last KEEP updates, from the w that this process kept: the same jobs, the
        same sums in the same order, the same numbers.
        """
        self._lost("server", "the pieces on a lost computer were computed once more", now())
        w = np.concatenate(self.ray.get(self.kept))
        for share, lr, sums, new, grad in self.since:
            w, mean = move(w, [self._again(one.job, w) for one in sums], share, lr)
            new.refs, grad.refs, new.square = self._put(w), self._put(mean), float(w @ w)
            self.kept = new.refs
        self.base, self.since = self.base + len(self.since), []
        self._begin(*range(self.how.servers))
        self.mended = now()

    def collect(self):
        """Fetch what the servers hold: the server's w and the history become arrays."""
        self._fetch()
        self.server.w = np.array(self.server.w)

    def end(self):
        """Send all servers home."""
        self.hosts.end()

    def _again(self, job, w):
        return self.compute(job._replace(w=w))[0]

    def _put(self, vector):
        return [self.ray.put(piece) for piece in np.array_split(vector, self.how.servers)]

    def _keep(self, w):
        """Begin a new stretch from `w`, an array: what a lost server is begun anew with."""
        self._fetch()
        self.base, self.since, self.kept = self.server.version, [], self._put(w)

    def _fetch(self):
        applied = self.server.applied
        for k in range(self.fetched, len(applied)):
            one = applied[k]
            applied[k] = one._replace(w=np.array(one.w), grad=np.array(one.grad))
        self.fetched = len(applied)

    def _begin(self, *numbers):
        self.hosts.hire({k: ([self.kept[k]], self.base) for k in numbers})

    def _ask(self, k, number):
        """Ask server k for move `number` of the stretch; return the reference of what it tells."""
        share, lr, sums, w, grad = self.since[number]
        version = self.base + number % len(self.since)
        call = self.hosts.actor(k).call.options(num_returns=3)
        w.refs[k], grad.refs[k], told = call.remote(
            ("move", version, share, lr), *[one.refs[k] for one in sums]
        )
        return told

    def _told(self, k, told):
        """Return what server k tells; if it is lost, begin it anew and let it catch up."""
        asked, errors = now(), self.ray.exceptions
        while True:
            try:
                return self.ray.get(told, timeout=self.how.deadline)
            except (errors.ObjectLostError, errors.RayTaskError):
                raise
            except errors.RayError as error:
                self._lost(f"server {k}", first_line(error), asked, error)
            self._begin(k)
            told = [self._ask(k, number) for number in range(len(self.since))][-1]

    def _lost(self, who, why, since, error=None):
        mine = [loss for loss in self.losses if str(loss.who).startswith("server")]
        if len(mine) == self.how.retries:
            raise ServerLostError(
                f"{who} was lost; {self.how.retries} had been replaced before."
            ) from error
        self.losses.append(Loss(who, why, since, now()))
