"""The computation graph on one thread: against other engines, against a backward pass by hand."""

import gc
import sys
from contextlib import contextmanager
from importlib.util import find_spec

import numpy as np
from threadpoolctl import threadpool_limits

import sgdlab as sl
from sgdlab.figures.graph_scene import Shown
from sgdlab.widgets.live import STILL_DPI
from sgdlab.widgets.strokes import strokes

from . import engines
from .figures import Figure, medians

AT = 0.6, 0.8, 0.3  # where the scalar expression is taken
SCALAR = {"micrograd": 2, "torch": 5, "autograd": 20}  # engine: times faster than it
NETWORK = {1: {"torch": 1, "autograd": 4}, 32: {"torch": 1, "autograd": 4},
           256: {"torch": 1, "autograd": 2.5}}  # fmt: skip
ROUNDS = {1: 60, 32: 60, 256: 30}
IN_A_ROW = 10


def measure():
    """Return the figures of this part."""
    there = [name for name in SCALAR if find_spec(name)]
    for name in SCALAR.keys() - there:
        print(f"  {name} is not installed: its figures are left out.", file=sys.stderr)
    with _one_thread():
        found = [*scalars(there)]
        for m in NETWORK:
            found += network(m, there)
        return [*found, digits(), drawing()]


def scalars(there):
    """Yield an expression of 750 operations on numbers, forward and backward."""
    graph = sl.trace(lambda x, y, z: engines.terms(x, y, z, sl.relu), x=1, y=1, z=1)
    if (count := len(graph.nodes) - len(graph.inputs)) != 750:
        raise AssertionError(f"the expression has {count} operations")
    ours = engines.our_terms(*AT)
    peers = {name: getattr(engines, f"{name}_terms")(*AT) for name in there}
    seconds = _timed(15, ours, *peers.values())
    for name, took in zip(peers, seconds[1:], strict=True):
        both = 1e3 * seconds[0], 1e3 * took
        yield Figure(f"750 operations on numbers, against {name}", *both, "ms", "faster",
                     SCALAR[name])  # fmt: skip


def network(m, there):
    """Yield the loss of an MLP 64-32-10 and its gradient over `m` digits."""
    data, random = sl.load("digits"), np.random.RandomState(0)
    shapes = (64, 32), (32,), (32, 10), (10,)
    parameters = [0.2 * random.standard_normal(shape) for shape in shapes]
    given = data.X[:m] / 16, data.y[:m].astype(int), *parameters
    peers = {
        name: getattr(engines, f"{name}_network")(*given) for name in NETWORK[m] if name in there
    }
    tasks = engines.our_network(*given), engines.network_by_hand(*given), *peers.values()
    ours, floor, *seconds = (1e6 * took for took in _timed(ROUNDS[m], *tasks))
    what = f"MLP 64-32-10, m = {m}, against"
    yield Figure(f"{what} NumPy by hand", ours, floor, "µs", "ratio", 2)
    for name, took in zip(peers, seconds, strict=True):
        yield Figure(f"{what} {name}", ours, took, "µs", "faster", NETWORK[m][name])


def digits():
    """Measure an MLP trained until it knows 95 % of the digits that were held out."""
    training, validation = sl.hold_out(sl.load("digits"), 360)
    problem = sl.MLP(training.X / 16, training.y, hidden=(32,))
    each = -(-problem.n // 32)

    def known(t, w, loss):
        if t % each:
            return None
        share = problem.accuracy(w, validation.X / 16, validation.y)
        return f"{share:.1%} are known" if share >= 0.95 else None

    def train():
        return sl.descend(
            problem, problem.initial(0), lr=0.3, batch_size=32, epochs=100, shuffle=0, stop=known
        )

    if not (path := train()).reason.endswith("are known"):
        raise AssertionError(f"the MLP never knew 95 % of the digits: {path.reason}")
    (took,) = medians(1, train)
    return Figure(f"MLP on digits to 95 %, {len(path) // each} epochs", took, None, "s", "most", 20)


def drawing():
    """Measure a graph of 60 nodes from the function to the picture and its moving parts."""

    def picture():
        graph = sl.trace(web, x=0.6, y=0.8, z=0.3)
        scene = sl.figures.GraphScene(graph)
        scene.show(_everything(graph))
        for artist in scene.moving:
            artist.set_animated(True)
        return graph, sl.figures.png(scene.fig, 2 * STILL_DPI), strokes(scene.moving, scene.fig)

    if (count := len(picture()[0].nodes)) != 60:
        raise AssertionError(f"the graph to be drawn has {count} nodes")
    (took,) = medians(9, picture)
    return Figure("trace and draw a graph of 60 nodes", took, None, "s", "most", 0.3)


def _everything(graph):
    """All values and gradients in sight."""
    every = range(len(graph.nodes))
    grads = {k: f"{graph.gradient(node):.3g}" for k, node in enumerate(graph.nodes)}
    return Shown(frozenset(every), frozenset(), grads)


def web(x, y, z):
    """Make 57 nodes of three inputs: eight units of six operations each, and their sum."""
    units = [sl.relu(x * (i - 4.5) + y * z * i - x) for i in range(8)]
    return sum(units[1:], units[0]) - y * z


def _timed(rounds, *tasks):
    """Return the median seconds of each task; all of them must give the same."""
    value, gradients = tasks[0]()
    for task in tasks[1:]:
        theirs, flows = task()
        np.testing.assert_allclose(value, theirs, rtol=1e-9)
        for mine, other in zip(gradients, flows, strict=True):
            np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-12)
    gc.collect()
    gc.freeze()  # what other packages hold in memory is nobody's garbage
    try:
        return [took / IN_A_ROW for took in medians(rounds, *map(_row, tasks))]
    finally:
        gc.unfreeze()


def _row(task):
    """Return a task that runs `task` as in a training: what it leaves to collect is its own."""

    def run():
        for _ in range(IN_A_ROW):
            task()

    return run


@contextmanager
def _one_thread():
    """Hold the BLAS below NumPy, and PyTorch, to one thread."""
    if not find_spec("torch"):
        with threadpool_limits(1):
            yield
        return
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(before)
