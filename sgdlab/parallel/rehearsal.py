"""A run without gradients: times, messages and staleness of clusters and models of any size."""

from .. import validate
from .policies import Sync
from .run import Log, Run
from .server import Server
from .timeline import split
from .virtual import Virtual
from .work import Stream

_SYNC, _VIRTUAL = Sync(), Virtual()


class _Counted(Stream):
    """A stream whose batches are ranges: their sizes are all that costs."""

    def __getitem__(self, tick):
        start = tick % self.per_epoch * self.batch_size
        return range(start, start + self.size(tick))


class _Books(Server):
    """A server that counts its versions and holds no w."""

    def _apply(self, tick, parts):
        for part in parts:
            del self.waiting[tick][part]
        if not self.waiting[tick]:
            del self.waiting[tick]
        self.version += 1


def rehearse(
    *, n, batch_size, workers, parameters=0, epochs=1, parts=None, policy=_SYNC, on=_VIRTUAL
):
    """Return the `Run` that `train` would give on the virtual cluster `on`, less its path.

    `n` instances and `parameters` cost their time and take no memory.

    A thousand workers, a hundred million parameters, eight servers, 10 Gbit/s each:

    >>> from sgdlab.parallel import Cost, Virtual
    >>> cluster = Virtual(Cost(instance=1000, bandwidth=1250), servers=8)
    >>> run = rehearse(n=64_000, batch_size=64_000, workers=1000, parameters=10**8, on=cluster)
    >>> run.time / 1e6, run.bytes / 1e9
    (160.66423, 1600.0)
    """
    if not isinstance(on, Virtual):
        raise TypeError(f"on is {on!r}; a rehearsal takes place on a cluster such as Virtual().")
    parameters = validate.count("parameters", parameters, least=0)
    validate.count("n", n)
    parts = validate.count("workers", workers) if parts is None else parts
    arguments = {
        "batch_size": batch_size, "epochs": epochs, "workers": workers, "parts": parts,
        "policy": policy, "queue": on.queue,
    }  # fmt: skip
    stream = _Counted(n, batch_size, epochs, None, parts)
    server = _Books((), stream, 1.0, workers, policy, on.queue)
    timeline, lost = split(on.carry(server, lambda job: (None, len(job.instances)), parameters))
    log = Log(arguments, tuple(server.log), n)
    return Run(None, timeline, log, stream, (), parameters, on.width, on.servers, lost)
