"""What a run with a parameter server leaves behind."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..trajectory import Trajectory
from .policies import Sync
from .timeline import MESSAGES, busy


@dataclass(frozen=True)
class Log:
    """What replays a run: the call's arguments, the gradients in their order of arrival, and n."""

    arguments: dict
    entries: tuple
    n: int


class Value(NamedTuple):
    """What an evaluation gave after `version` updates."""

    version: int
    value: float


@dataclass(frozen=True, eq=False)
class Run:
    """A run: its `path`, a Trajectory; its `timeline` of spans; its `log`; its `values`.

    Times are whole microseconds from the run's start. `stream` tells the parts of each batch. A
    rehearsal has no path.
    """

    path: Trajectory | None
    timeline: tuple
    log: Log
    stream: Any
    values: tuple = ()  # of Value, where `evaluate` asked for them
    parameters: int = 0
    width: int = 0  # bytes that one parameter takes in a message; 0 where none are sent
    servers: int = 1
    replaced: tuple = ()  # of Loss: the workers and servers that were lost, in their order

    @property
    def time(self):
        """The microseconds from the first span to the last update."""
        ends = [span.end for span in self.timeline if span.phase == "update"]
        return max(ends, default=0) - min((span.start for span in self.timeline), default=0)

    @property
    def times(self):
        """The microseconds at which each update ended, (T,)."""
        return np.array([span.end for span in self.timeline if span.phase == "update"], dtype=int)

    @property
    def idle(self):
        """For each worker the microseconds in which it had nothing to do: {worker: time}."""
        worked, end = busy(self.timeline, self.time), self.time
        return {who: end - worked[who] for who in sorted(set(worked) - {"server"})}

    @property
    def dropped(self):
        """The number of gradients that came too late to be used."""
        return sum(not (entry.used or entry.failed) for entry in self.log.entries)

    @property
    def failed(self):
        """The number of gradients that were given up, since they could not be computed."""
        return sum(entry.failed for entry in self.log.entries)

    @property
    def messages(self):
        """The number of messages, each server's its own; 0 where nothing is sent."""
        sent = sum(span.phase in MESSAGES for span in self.timeline)
        return sent * self.servers if self.width else 0

    @property
    def bytes(self):
        """The bytes of parameters and gradients that were sent."""
        return self.messages // self.servers * self.parameters * self.width

    @property
    def staleness(self):
        """For each gradient used: how many updates w had moved on since it was read."""
        used = [entry for entry in self.log.entries if entry.used]
        if isinstance(self.log.arguments["policy"], Sync):
            return np.zeros(len(used), dtype=int)
        return np.array([now - entry.version for now, entry in enumerate(used)], dtype=int)

    @property
    def ahead(self):
        """For each gradient used: its staleness in ticks, at most the bound of `Async(bound)`.

        It is the number of batches between its own and the oldest one that was not finished when
        its w was read.
        """
        sync = isinstance(self.log.arguments["policy"], Sync)
        came, oldest, reached = Counter(), 0, [0]  # reached: of each version the oldest batch
        found = []
        for entry in self.log.entries:
            if entry.used:
                found.append(0 if sync else entry.tick - reached[entry.version])
            if entry.used or entry.failed:
                came[entry.tick] += 1
            while came[oldest] == self.stream.pieces(oldest):
                oldest += 1
            if entry.used:
                reached.append(oldest)
        return np.array(found, dtype=int)
