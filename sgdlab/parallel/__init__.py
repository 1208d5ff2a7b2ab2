"""The parameter server: parts of a batch, workers, policies, and the clusters that carry them."""

from .cost import Cost
from .policies import Async, Sync
from .serial import Serial
from .server import Server
from .threads import Threads
from .timeline import Span
from .train import Log, Run, replay, train
from .virtual import Virtual
from .work import Job, Stream

__all__ = [
    "Async",
    "Cost",
    "Job",
    "Log",
    "Run",
    "Serial",
    "Server",
    "Span",
    "Stream",
    "Sync",
    "Threads",
    "Virtual",
    "replay",
    "train",
]
