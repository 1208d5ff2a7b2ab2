"""`ray job submit` as sgdlab.parallel tells it, where `ray[default]` is installed."""

import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

from .test_ray_cluster import MARK, ROOT, processes

pytestmark = [
    pytest.mark.ray,
    pytest.mark.skipif(
        os.name != "posix" or not all(map(find_spec, ("aiohttp_cors", "grpc"))),
        reason="the command needs ray[default]",
    ),
]
SCRIPT = """
import numpy as np, sgdlab as sl
data = sl.load("table")
problem, how = sl.LeastSquares(data.X, data.y), {"lr": 0.5, "batch_size": 2, "epochs": 3}
run = sl.train(problem, (0, 0), on=sl.Ray("auto", deadline=600), workers=2, **how)
print("same:", (run.path.w == sl.train(problem, (0, 0), workers=2, **how).path.w).all())
print("here:", sl.__file__)
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as there:
        return there.getsockname()[1]


@pytest.fixture
def head():
    """A head of our own, begun as its owner would, and ended by its process id."""
    place = Path("/tmp") / f"sgdlab-head-{uuid.uuid4().hex[:8]}"
    mark, page = uuid.uuid4().hex, free_port()
    ports = {"port": free_port(), "dashboard-port": page, "ray-client-server-port": free_port(),
             "dashboard-agent-listen-port": free_port(), "temp-dir": place, "num-cpus": 2,
             "object-store-memory": 100 << 20}  # fmt: skip
    words = [f"--{name}={value}" for name, value in ports.items()]
    here = {**os.environ, MARK: mark, "RAY_USAGE_STATS_ENABLED": "0"}
    here["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), here["PATH"]])
    process = subprocess.Popen(
        ["ray", "start", "--head", "--block", *words], env=here,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", page), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{page}", here
    finally:
        process.terminate()
        process.wait(60)
        left = psutil.wait_procs(processes(mark), timeout=20)[1]
        shutil.rmtree(place, ignore_errors=True)
    assert left == []


def test_a_script_in_its_folder_with_the_package_beside_it_runs_as_a_job(head, tmp_path):
    address, here = head
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "sgdlab", tmp_path / "sgdlab", ignore=leave)
    shutil.copytree(ROOT / "data", tmp_path / "sgdlab" / "data")
    (tmp_path / "train.py").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        ["ray", "job", "submit", "--address", address, "--working-dir", str(tmp_path), "--",
         "python", "train.py"],
        env=here, capture_output=True, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "same: True" in done.stdout and "here: /" in done.stdout
    assert str(ROOT) not in done.stdout.split("here:")[1].splitlines()[0]
