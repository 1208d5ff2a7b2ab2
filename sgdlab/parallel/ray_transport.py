"""Workers as processes of a Ray cluster, on this computer or on many."""

from dataclasses import dataclass

from .. import validate
from . import ray_cluster, ray_store
from .blas import one_thread
from .ray_carrier import Carrier


@dataclass(frozen=True)
class Ray:
    """Run on Ray: every worker is a process that holds the problem and nothing else.

    `address` is "local" (a cluster of its own on this computer, started at the first run and ended
    with Python, or by `Ray.stop()`), "auto" (the one that runs here), "host:port" or
    "ray://host:port". With `servers` 0 this process is the server; with S, w lies in S server
    processes, a piece in each (`Sync` only).

    A worker whose process or computer is lost, or that has not answered after `deadline` seconds,
    is replaced and its part computed anew, at most `retries` times in a run: `run.replaced` tells
    who, when and why. What a worker raises ends the run, or with `on_error` "drop" costs that
    part's gradient only. `crew(update)` says how many workers there shall be after so many updates:
    they join and leave.
    """

    address: str = "local"
    servers: int = 0
    deadline: float = 60.0
    on_error: str = "stop"
    retries: int = 3
    crew: object = None

    def __post_init__(self):
        validate.count("servers", self.servers, least=0)
        validate.count("retries", self.retries, least=0)
        if not isinstance(self.address, str):
            raise TypeError(f'address is {self.address!r}; expected a text such as "local".')
        validate.one_of("on_error", self.on_error, ("stop", "drop"))
        if self.crew is not None and not callable(self.crew):
            raise TypeError(f"crew is {self.crew!r}; expected a function of the number of updates.")
        validate.above("deadline", self.deadline)

    def run(self, server, compute):
        """Carry the jobs of `server` until it is finished; return the timeline."""
        memory = ray_store.memory(compute, server)
        cluster = ray_cluster.using(self.address, len(server.workers), memory)
        with cluster as ray, one_thread():  # BLAS's threads would keep workers waiting
            return Carrier(self, ray, server, compute).run()

    @staticmethod
    def stop():
        """End the cluster that was started here, or leave the one that was joined."""
        ray_cluster.stop()
