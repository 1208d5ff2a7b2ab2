"""Ctrl-C in the middle of a run on Ray, in a script and in a notebook: nothing stays behind."""

import os
import signal
import sys
import uuid
from pathlib import Path

import psutil
import pytest
from jupyter_client import KernelManager

from .test_ray import ray  # noqa: F401  (these tests are left out where it is)
from .test_ray_cluster import COMMON, MARK, ROOT, Other, processes, shared

pytestmark = [
    pytest.mark.ray,
    pytest.mark.skipif(
        sys.platform == "win32", reason="no signal of another process is Ctrl-C there"
    ),
]
SLOW = """
class Slow(sl.LeastSquares):
    def grad_sum(self, w, batch):
        time.sleep(0.3)
        return super().grad_sum(w, batch)

def told(done, total):
    if done == 3:
        print(ray_cluster.folder(), flush=True)

train(Slow(SQUARES.X, SQUARES.y), np.zeros(3), on=Ray(), workers=2, progress=told,
      **(HOW | {"epochs": 900}))
"""


def test_ctrl_c_in_a_script_leaves_nothing():
    before, other = shared(), Other(SLOW)
    folder = other.process.stdout.readline().strip()
    assert Path(folder).is_dir() and len(processes(other.mark)) > 4
    other.process.send_signal(signal.SIGINT)
    _, err, code = other.end(30)
    assert err.strip().endswith("KeyboardInterrupt"), (code, err)
    assert other.left() == [] and not Path(folder).exists() and shared() <= before


class Kernel:
    """A kernel of Jupyter's, all of whose processes are known by a mark."""

    def __init__(self):
        self.mark, self.manager = uuid.uuid4().hex, KernelManager(kernel_name="python3")
        self.manager.start_kernel(cwd=str(ROOT), env={**os.environ, MARK: self.mark})
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code, meanwhile=None):
        """Run a cell; return what it printed and its error. `meanwhile` is called with the text."""
        asked, text, error = self.client.execute(code), "", ""
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            kind, content = message["msg_type"], message["content"]
            if message["parent_header"].get("msg_id") != asked:
                continue
            if kind == "stream":
                text += content["text"]
                if meanwhile:
                    meanwhile(text)
            elif kind == "error":
                error = content["ename"]
            elif kind == "status" and content["execution_state"] == "idle":
                return text, error

    def end(self):
        """End it as "Shut Down Kernel" does."""
        self.client.stop_channels()
        self.manager.shutdown_kernel()


def test_ctrl_c_in_a_notebook_ends_the_run_and_those_after_it_go_well():
    before, kernel = shared(), Kernel()
    right = "assert same(on_ray(workers=2), serial(workers=2)); print(ray_cluster.folder())"
    try:
        text, error = kernel.run(COMMON + SLOW, lambda text: kernel.manager.interrupt_kernel())
        first = Path(text.strip())
        assert error == "KeyboardInterrupt" and first.is_dir()
        assert kernel.run(right) == (f"{first}\n", "")
        text, error = kernel.run("ray_cluster.library().shutdown()\n" + right)  # not by us
        second = Path(text.strip())
        assert error == "" and second.is_dir() and not first.exists()
    finally:
        kernel.end()
    assert psutil.wait_procs(processes(kernel.mark), timeout=20)[1] == []
    assert not second.exists() and shared() <= before
