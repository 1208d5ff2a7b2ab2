"""The whole batch-size study of the digits, as a reader starts it: its time and its memory."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .figures import Figure


def measure():
    """Return the figures of this part; the memory only where the system tells it of a child."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "sgdlab", "study", "--out", str(Path(folder) / "out.csv")]
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        took = time.perf_counter() - begun
    found = [Figure("the whole study of the digits", took, None, "s", "most", 180)]
    if sys.platform != "win32":
        import resource

        unit = 1 if sys.platform == "darwin" else 1024  # Linux counts in kilobytes
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e9
        found.append(Figure("its memory, or that of a larger child", most, None, "GB", "most", 1))
    return found
