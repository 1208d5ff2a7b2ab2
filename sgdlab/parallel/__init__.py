"""The parameter server: parts of a batch, workers, policies, and the clusters that carry them.

`train(problem, w0, ..., workers=4, on=...)` is one call for all of them: `Serial()`, `Threads()`,
`Virtual(cost)` with a clock of its own, and `Ray()` with a process for each worker.

On one computer `Ray()` starts what it needs. On several:

- Every node has the same minor version of Python, the same version of Ray and an sgdlab of the
  same version (`python -m pip install sgdlab` there, or `--runtime-env-json '{"pip": ["sgdlab"]}'`
  with the job). Other versions of NumPy may round differently: then a run is still right, but not
  bit for bit that of another cluster. `ray job submit` needs `ray[default]` on the head and where
  it is called.
- The script says `on=Ray("auto", deadline=600)` and is run on the head of the cluster, where the
  server is then near its workers:

      ray job submit --address http://head:8265 --working-dir . -- python train.py

  `Ray("ray://head:10001")` trains from elsewhere, with the server there: for a look, not for work
  (each message takes about ten times as long), and it needs grpcio (`ray[client]`).
- The data travel with the problem. The script reads them on the head, from a file there or in the
  working directory; Ray puts the problem into the head's object store once, and each node fetches
  it once for all its workers, which read it where it lies. It has to fit into a node's memory.
- A function or class of the script itself travels too; one of a module of yours must be on every
  node, in the working directory or by `"py_modules"`.
- Nobody here ends that cluster: `Ray.stop()` only leaves it.

On a computer shared with others `Ray()` locks its cluster by a token of its own; a cluster begun by
`ray start` has what its owner gave it (RAY_AUTH_MODE).
"""

from .cost import Cost
from .delays import Chance, HeavyTail, Jitter, Measured, Straggler
from .forecast import Forecast, forecast, forecast_error
from .policies import Async, Sync
from .ray_transport import Ray
from .rehearsal import rehearse
from .run import Log, Run, Value
from .serial import Serial
from .server import Server
from .speedup import s1, s2, s3
from .threads import Threads
from .timeline import Span
from .train import replay, train
from .virtual import Virtual
from .watch import Evaluate
from .work import Job, Stream

__all__ = [
    "Async",
    "Chance",
    "Cost",
    "Evaluate",
    "Forecast",
    "HeavyTail",
    "Jitter",
    "Job",
    "Log",
    "Measured",
    "Ray",
    "Run",
    "Serial",
    "Server",
    "Span",
    "Straggler",
    "Stream",
    "Sync",
    "Threads",
    "Value",
    "Virtual",
    "forecast",
    "forecast_error",
    "rehearse",
    "replay",
    "s1",
    "s2",
    "s3",
    "train",
]
