"""When the server moves w, and who may go on meanwhile."""

from dataclasses import dataclass

from .. import validate


@dataclass(frozen=True)
class Sync:
    """Every round waits for the gradients of one batch at one w, then moves w once.

    With `backup` b a round waits for all parts but the b slowest; their late gradients are dropped
    and counted (Chen et al. 2016).
    """

    backup: int = 0

    def __post_init__(self):
        validate.count("backup", self.backup, least=0)

    def limit(self, server):
        """Return the newest batch of which a part may be computed now."""
        return server.version

    def done(self, server):
        """Tell whether every batch has moved w."""
        return server.version >= len(server.stream)

    def moves(self, stream):
        """Return how often w moves in a whole run."""
        return len(stream)

    def wanted(self, tick, server):
        """Tell whether a gradient of batch `tick` still counts: not once w has moved by it."""
        return tick >= server.version

    def due(self, tick, server):
        """Return the parts whose gradients move w now: none, or the whole round's."""
        here = server.waiting[tick]
        need = max(1, server.filled(tick) - self.backup)
        return tuple(sorted(here)) if len(here) >= need else ()

    def share(self, tick, parts, server):
        """Return by what the sum is divided: the instances of the gradients used."""
        return sum(server.waiting[tick][part][1] for part in parts)


def of_one_version(policy, servers):
    """ValueError where workers would read pieces of w, from so many servers, that do not match."""
    if not isinstance(policy, Sync):
        raise ValueError(
            f"servers={servers} goes with Sync() only: the pieces that an asynchronous worker "
            "reads would be of different versions, and no run could be replayed."
        )


@dataclass(frozen=True)
class Async:
    """Every gradient moves w when it arrives, by its share of the whole batch.

    With `bound` s nobody starts a batch more than s ahead of the oldest one that is not finished
    (stale synchronous parallel, Ho et al. 2013); None is without bound. The server answers who
    pushed, which is two messages an update; with `answer` "all" every worker gets each new w (the
    slide's "master broadcasts"), P + 1 messages. It is traffic on a `Virtual` cluster's link, and
    nobody stops a computation for it.
    """

    bound: int | None = None
    answer: str = "pusher"

    def __post_init__(self):
        if self.answer not in ("pusher", "all"):
            raise ValueError(f'answer is {self.answer!r}; expected "pusher" or "all".')
        if self.bound is not None:
            validate.count("bound", self.bound, least=0)

    def limit(self, server):
        """Return the newest batch of which a part may be computed now."""
        ahead = len(server.stream) if self.bound is None else self.bound
        return min(server.backlog.oldest + ahead, len(server.stream))

    def done(self, server):
        """Tell whether every part has come."""
        return server.backlog.came >= server.stream.total

    def moves(self, stream):
        """Return how often w moves in a whole run."""
        return stream.total

    def wanted(self, tick, server):
        """Tell whether a gradient of batch `tick` still counts: always."""
        return True

    def due(self, tick, server):
        """Return the parts whose gradients move w now: the one that came."""
        return tuple(server.waiting[tick])

    def share(self, tick, parts, server):
        """Return by what the sum is divided: all instances of the batch, whoever has come."""
        return server.stream.size(tick)
