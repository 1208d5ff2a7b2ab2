"""The parameter server: parts of a batch, workers, policies, and the clusters that carry them.

`train(problem, w0, ..., workers=4, on=...)` is one call for all of them: `Serial()`, `Threads()`,
`Virtual(cost)` with a clock of its own, and `Ray()` with a process for each worker.

On one computer `Ray()` starts what it needs. On several:

- Every node has the same minor version of Python, the same version of Ray, and NumPy, threadpoolctl
  and array-api-compat. sgdlab is installed there too, or lies beside the script and travels with
  it: `python -m pip install --no-deps --target . path/to/this/project`. (A wheel under "py_modules"
  would bring Jupyter and a second Ray along.) Other versions of NumPy may round differently: then a
  run is still right, but not bit for bit that of another cluster.
- The script says `on=Ray("auto", deadline=600)` and is run on the head of the cluster, where the
  server is then near its workers. This is called in the script's folder, on the head:

      ray job submit --address http://127.0.0.1:8265 --working-dir . -- python train.py

  It needs `ray[default]`. `python` is looked up on the PATH that `ray start --head` was given, so
  the environment is active there. The address answers elsewhere only if the head was begun with
  `--dashboard-host 0.0.0.0`: then with RAY_AUTH_MODE=token too, for who reaches it may run
  anything. Ctrl-C ends the listening only; `ray job stop` ends the run, and its workers go.

  `Ray("ray://head:10001")` trains from elsewhere, with the server there: for a look, not for work
  (each message takes about ten times as long), and it needs grpcio (`ray[client]`).
- The data travel with the problem. The script reads them on the head, from a file there or in the
  working directory; Ray puts the problem into the head's object store once, and each node fetches
  it once for all its workers, which read it where it lies. It has to fit into a node's memory.
- A function or class of the script itself travels too; one of a module of yours must be on every
  node, in the working directory or by `"py_modules"`.
- A node that is lost costs time, nothing else: what was on it is computed once more. The head must
  stay; `train(checkpoint=...)` goes on where it did not.
- Nobody here ends that cluster: `Ray.stop()` only leaves it.

On a computer shared with others `Ray()` locks its cluster by a token of its own; a cluster begun by
`ray start` has what its owner gave it (RAY_AUTH_MODE).
"""

from . import curves, epochs, failures, law, machine, reported, terms
from .bar import ProgressBar
from .choice import cluster
from .cost import Cost
from .crashes import Crash, Crashes
from .delays import Chance, HeavyTail, Jitter, Measured, Straggler
from .forecast import Forecast, forecast, forecast_error
from .policies import Async, Sync
from .ray_transport import Ray
from .rehearsal import rehearse
from .run import Log, Run, Value
from .scalar_net import ScalarNet
from .serial import Serial
from .server import Server
from .speedup import s1, s2, s3
from .threads import Threads
from .timeline import Loss, Span
from .train import replay, train
from .virtual import Virtual
from .watch import Evaluate
from .work import Job, Stream

__all__ = [
    "Async",
    "Chance",
    "Cost",
    "Crash",
    "Crashes",
    "Evaluate",
    "Forecast",
    "HeavyTail",
    "Jitter",
    "Job",
    "Log",
    "Loss",
    "Measured",
    "ProgressBar",
    "Ray",
    "Run",
    "ScalarNet",
    "Serial",
    "Server",
    "Span",
    "Straggler",
    "Stream",
    "Sync",
    "Threads",
    "Value",
    "Virtual",
    "cluster",
    "curves",
    "epochs",
    "failures",
    "forecast",
    "forecast_error",
    "law",
    "machine",
    "rehearse",
    "replay",
    "reported",
    "s1",
    "s2",
    "s3",
    "terms",
    "train",
]
