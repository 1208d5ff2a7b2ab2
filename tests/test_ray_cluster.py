"""A Ray cluster begun, joined, shared, lost in part, ended without a trace."""

import os
import socket
import subprocess
import sys
import uuid
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from sgdlab.parallel import Ray, ray_address, ray_cluster, ray_folder
from sgdlab.parallel.ray_cluster import ClusterError

from .test_ray import on_ray, ray, same, serial

pytestmark = pytest.mark.ray
ROOT = Path(__file__).resolve().parent.parent
MARK = "SGDLAB_TEST_MARK"
COMMON = """
import os, signal, sys, threading, time
import numpy as np, psutil
import sgdlab as sl
from sgdlab.parallel import Ray, Serial, ray_cluster, ray_environment, ray_folder, train
from tests.test_ray import HOW, SQUARES, troubled, refuse, same, serial, on_ray
"""


class Other:
    """Another Python, all of whose processes are known by a mark that they inherit."""

    def __init__(self, code, **environment):
        self.mark = uuid.uuid4().hex
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMON + code], cwd=ROOT, text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, MARK: self.mark, **environment},
        )  # fmt: skip

    def end(self, seconds=120):
        """Return what it wrote to its two streams, and its exit code."""
        out, err = self.process.communicate(timeout=seconds)
        return out, err, self.process.returncode

    def left(self, seconds=5):
        """Return the processes that are there with its mark, after some seconds to go."""
        return psutil.wait_procs(processes(self.mark), timeout=seconds)[1]


def processes(mark):
    """Return the processes that are there with a mark."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != "zombie":
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def shared():
    """Return the names in the memory that processes share, where it has names."""
    place = Path("/dev/shm")
    return set(os.listdir(place)) if place.is_dir() else set()


def test_success_and_an_exception_leave_nothing():
    other = Other("""
from pathlib import Path
shared = Path("/dev/shm")
before = set(os.listdir(shared)) if shared.exists() else set()
assert same(on_ray(workers=2), serial(workers=2))
first = ray_cluster.folder()
print(first)
Ray.stop()
time.sleep(1)
print(psutil.Process().children(recursive=True))
print(set(os.listdir(shared)) - before if shared.exists() else set())
on_ray(workers=2)
print(ray_cluster.folder(), flush=True)
on_ray(troubled(refuse, Path("no flag")), workers=2)
""")
    out, err, code = other.end()
    first, children, shared, second = out.splitlines()
    assert code == 1 and err.strip().splitlines()[0].startswith("Traceback")
    assert "ZeroDivisionError: instance 13 is unlucky" in err
    assert (children, shared) == ("[]", "set()")
    assert first != second and not Path(first).exists() and not Path(second).exists()
    assert other.left() == []


@pytest.mark.parametrize("servers", [0, 2])
def test_a_killed_server_is_restored_from_its_checkpoint(servers, tmp_path, cluster):
    before = shared()
    other = Other(f"""
def die(done, total):
    if done == 13:
        print(ray_cluster.folder(), flush=True)
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

on_ray(on=Ray(servers={servers}), workers=3, checkpoint={str(tmp_path / "kept")!r}, every=5,
       progress=die)
""")
    out, _, code = other.end()
    assert code != 0 and other.left(30) == [] and shared() <= before
    assert os.name != "posix" or not Path(out.strip()).exists()  # else the next start clears it
    run = on_ray(on=Ray(servers=servers), workers=3, checkpoint=tmp_path / "kept", every=5)
    whole = serial(workers=3)
    assert len(run.path) == 17 and (run.path.w == whole.w[10:]).all()
    assert [entry.tick for entry in run.log.entries[::3]] == list(range(27))


def test_what_a_killed_python_left_is_cleared_at_the_next_start(tmp_path, monkeypatch):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    monkeypatch.setattr(ray_folder, "short", lambda: tmp_path)
    for name in (f"sgdlab-{gone.pid}-old", f"sgdlab-{os.getpid()}-ours", "sgdlab-other"):
        (tmp_path / name / "logs").mkdir(parents=True)
    made = ray_folder.new()
    left = {place.name for place in tmp_path.iterdir()} - {made.name}
    old = {f"sgdlab-{gone.pid}-old"} if os.name != "posix" else set()
    assert left == {f"sgdlab-{os.getpid()}-ours", "sgdlab-other"} | old


def test_a_cluster_that_runs_is_joined_and_left_as_it_was(cluster):
    on_ray(workers=2)
    address = ray.get_runtime_context().gcs_address
    other = Other(
        """
for address in ("auto", os.environ["RAY_ADDRESS"]):
    run = train(SQUARES, np.full(3, 0.1), on=Ray(address), workers=2, **HOW)
    print(same(run, train(SQUARES, np.full(3, 0.1), on=Serial(), workers=2, **HOW).path))
    print(ray_cluster.folder())
    Ray.stop()
""",
        RAY_ADDRESS=address,
    )
    out, err, code = other.end()
    assert (out.split(), code, err) == (["True", "None"] * 2, 0, "")
    assert same(on_ray(workers=2), serial(workers=2))


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("127.0.0.1:1", "nobody answers at 127.0.0.1:1 "),
        ("ray://127.0.0.1:1", "nobody answers at ray://127.0.0.1:1 "),
        ("ray://no-such-host.invalid:10001", "nobody answers at ray://no-such-host.invalid:10001 "),
        ("nonsense", "the address is 'nonsense'; expected"),
        ("127.0.0.1:99999", "nobody answers"),
    ],
)
def test_an_address_that_nobody_answers_gets_a_sentence(address, says):
    with pytest.raises(ClusterError, match=says):
        ray_address.check(address)


@pytest.mark.skipif(find_spec("grpc") is not None, reason="grpcio is here")
def test_a_client_without_grpcio_gets_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as there:
        address = f"ray://127.0.0.1:{there.getsockname()[1]}"
        with pytest.raises(ClusterError, match=f"{address} needs grpcio"):
            ray_address.check(address)


def test_auto_without_a_cluster_gets_a_sentence():
    code = """
try:
    train(SQUARES, np.zeros(3), on=Ray("auto"), workers=2, **HOW)
except ray_cluster.ClusterError as error:
    print(error)
"""
    out, err, code = Other(code, RAY_ADDRESS="127.0.0.1:1").end()
    assert (code, err) == (0, "") and out.startswith("nobody answers at 127.0.0.1:1 ")


def test_without_a_wheel_a_sentence_and_the_virtual_cluster():
    code = """
import sys
sys.modules["ray"] = None
import numpy as np, sgdlab as sl
from sgdlab.parallel import Ray, train
table = sl.LeastSquares(*sl.load("table")[:2])
how = {"lr": 0.5, "batch_size": 2, "epochs": 1, "workers": 2}
print(train(table, (0, 0), **how).path.w[-1])
try:
    train(table, (0, 0), on=Ray(), **how)
except ModuleNotFoundError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["[-0.25  1.  ]", ray_cluster.MISSING]


class Failing:
    """A Ray whose first starts fail, as a cold disk lets it."""

    def __init__(self, times):
        self.times, self.folders, self.ended = times, [], 0

    def init(self, address, _temp_dir, **_):
        self.folders.append(Path(_temp_dir))
        logs = self.folders[-1] / "session_2025-01-01_00-00-00_000000_1" / "logs"
        logs.mkdir(parents=True)
        (logs / "raylet.err").write_text(
            "[2025-01-01 00:00:00,123 I 10 10] (raylet) main.cc:1: all is well\n"
            "[2025-01-01 00:00:01,123 C 10 10] (raylet) node.cc:7: Timed out waiting for file x\n"
            "*** StackTrace Information ***\n",
            encoding="utf-8",
        )
        if len(self.folders) <= self.times:
            raise RuntimeError("The current node timed out during startup.\nAnd more.")

    def shutdown(self):
        self.ended += 1


@pytest.fixture
def held(monkeypatch):
    """A process that holds no cluster yet."""
    fresh = SimpleNamespace(address=None, folder=None, runs=0, idle=(), token="", keeper=None)
    monkeypatch.setattr(ray_cluster, "_held", fresh)
    return fresh


def test_a_start_that_fails_is_tried_once_more(held):
    once = Failing(1)
    ray_cluster._start(once, "local", 2, 1)
    assert [folder.exists() for folder in once.folders] == [False, True] and once.ended == 1
    assert held.folder == once.folders[1]
    ray_folder.clear(held.folder)
    ray_folder.dismiss(held.keeper)


def test_a_start_that_fails_twice_says_what_ray_said_last(held):
    twice, path = Failing(2), os.environ.get("PYTHONPATH")
    with pytest.raises(ClusterError, match=r"tried twice\. It says: Timed out waiting for file x$"):
        ray_cluster._start(twice, "local", 2, 1)
    assert not any(folder.exists() for folder in twice.folders) and twice.ended == 2
    assert held.address is None and os.environ.get("PYTHONPATH") == path


def test_a_node_that_is_lost_and_replaced_changes_nothing():
    other = Other("""
from pathlib import Path
import ray, tempfile
from ray.cluster_utils import Cluster

folder = Path(tempfile.mkdtemp(prefix="sgdlab-nodes-", dir="/tmp" if os.name == "posix" else None))
print(folder, flush=True)
(folder / "ray").mkdir()
os.environ["RAY_TMPDIR"] = str(folder)
quick = {"health_check_initial_delay_ms": 0, "health_check_period_ms": 500,
         "health_check_timeout_ms": 500, "health_check_failure_threshold": 3}
one = {"object_store_memory": 200 << 20, "include_dashboard": False}
with ray_environment.quick(folder):
    cluster = Cluster(initialize_head=True, head_node_args={
        "num_cpus": 0, "_system_config": quick, **one})
    nodes = [cluster.add_node(num_cpus=1, **one) for _ in range(2)]

class Noted(sl.LeastSquares):
    def grad_sum(self, w, batch):
        (folder / f"node-{ray.get_runtime_context().get_node_id()}").touch()
        return super().grad_sum(w, batch)

def seen():
    return len(list(folder.glob("node-*")))

problem, alone = Noted(SQUARES.X, SQUARES.y), serial(workers=2)
try:
    print("whole", same(on_ray(problem, Ray(cluster.address), workers=2), alone), seen())

    for place in folder.glob("node-*"):
        place.unlink()

    def lose(node):
        def told(done, total):
            if done == 5:
                print("before", seen() > 1)
                cluster.remove_node(node, allow_graceful=False)
                with ray_environment.quick():
                    cluster.add_node(num_cpus=1, **one)
        return told

    run = on_ray(problem, Ray(cluster.address), workers=2, progress=lose(nodes[1]))
    print("lost", same(run, alone), {type(loss.who) for loss in run.replaced})

    net = sl.MLP(np.random.RandomState(0).randn(60, 784), np.arange(60) % 10, 256)
    alone = serial(net, workers=2)  # 203,530 parameters: pieces of w that lie on the lost node
    on = Ray(cluster.address, servers=2)
    run = on_ray(net, on, workers=2, progress=lose(nodes[0]))
    print("pieces", same(run, alone), len(run.replaced) > 0)
finally:
    Ray.stop()
    cluster.shutdown()
    ray_folder.clear(folder)
""")
    out, err, code = other.end()
    folder, *said = out.splitlines()
    told = [
        "whole True 2",
        "before True",
        "lost True {<class 'int'>}",
        "before True",
        "pieces True True",
    ]
    assert (code, said) == (0, told), err
    assert other.left() == [] and not Path(folder).exists()
