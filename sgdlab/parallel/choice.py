"""The cluster that this computer has: Ray where it can be imported, else the virtual one."""

from . import ray_cluster
from .ray_transport import Ray
from .virtual import Virtual


def cluster():
    """Return `Ray()`, or `Virtual()` where Ray cannot be imported; print which it is.

    The lessons use it: w is the same on both, only the clock is another.
    """
    try:
        version = ray_cluster.library().__version__
    except ModuleNotFoundError as error:
        print(f"{error} Here the virtual cluster stands in: the same w, by a virtual clock.")
        return Virtual()
    print(f"Ray {version}: every worker is a process of this computer.")
    return Ray()
