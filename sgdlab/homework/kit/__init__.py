"""The homework kit: all that a homework's notebook needs beside NumPy.

Its first cell makes a `Homework`; each check cell is a `with hw.check(...)`. The same cells serve
three times: in the lab they answer at once, in a grading kernel they only show what the student's
code returns, and in the judge, where no student's code runs, they compare that with the solution.
"""

from .closed import close
from .cluster import bounded, computing
from .homework import Homework
from .judge import times

__all__ = ["Homework", "bounded", "computing", "start", "times"]


def start(name, sealed="", seed=None):
    """Close sgdlab but for this kit, and return the `Homework`: a notebook's first cell."""
    close()
    return Homework(name, sealed, seed)
