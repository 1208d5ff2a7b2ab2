"""Machines that fail, and what it costs to go on: chances, expected times, a simulation.

A machine fails at a constant rate, once in `mtbf` in the mean, whatever happened before. A job
stops when any of its machines fails, loses what it did since it was last saved, and begins again
there `restart` later. All times of a call are in one unit, whichever it is.
"""

import math
from dataclasses import dataclass

import numpy as np

from .. import validate

_MOST = 100_000  # pieces and failures of a run that is simulated: some seconds


def chance(machine_time, mtbf):
    """Return the chance that a job of so much `machine_time` meets a failure.

    A thousand machines that fail once in 1,000 days each, for a day:

    >>> round(chance(machine_time=1000, mtbf=1000), 3)
    0.632
    """
    machine_time, mtbf = validate.least("machine_time", machine_time), validate.above("mtbf", mtbf)
    return 0.0 - math.expm1(-machine_time / mtbf)


def mtbf_of(share, machine_time):
    """Return the mean time between failures with which `share` of such jobs would meet one.

    >>> round(mtbf_of(0.078, machine_time=100))
    1231
    """
    if not 0 < validate.number("share", share) < 1:
        raise ValueError(f"share is {share}; expected a part of the jobs, between 0 and 1.")
    return -validate.least("machine_time", machine_time) / math.log1p(-share)


@dataclass(frozen=True)
class LongRun:
    """A run of `work` on so many `machines`; to save it takes `save`, to begin again `restart`."""

    work: float
    machines: int
    mtbf: float
    save: float = 0.0
    restart: float = 0.0

    def __post_init__(self):
        validate.above("work", self.work)
        validate.above("mtbf", self.mtbf)
        validate.least("save", self.save)
        validate.least("restart", self.restart)
        validate.count("machines", self.machines)

    @property
    def between(self):
        """The mean time from a failure of some machine to the next of some machine."""
        return self.mtbf / self.machines


def expected_time(run, every=None):
    """Return the mean time of `run` if it is saved after `every` so much work (None: at its end).

    A piece of length s is begun until it goes well: (e^(s/M) - 1) M e^(restart/M), with M the time
    between failures. Exact; Daly, "A higher order estimate of the optimum checkpoint interval for
    restart dumps", Future Generation Computer Systems 22 (2006), has it for equal pieces.

    >>> run = LongRun(work=500, machines=1, mtbf=24, save=5 / 60, restart=10 / 60)
    >>> round(expected_time(run, every=2), 1), round(expected_time(run) / 1e9)
    (547.9, 27)
    """
    (count, rest), between = _pieces(run, every), run.between
    lengths = [count * math.expm1(_bounded((every + run.save) / between))] if count else [0.0]
    if rest:
        lengths.append(math.expm1(_bounded((rest + run.save) / between)))
    return between * math.exp(_bounded(run.restart / between)) * sum(lengths)


def simulated_times(run, every=None, times=1000, seed=0):
    """Return the times (times,) that `run` took when it was simulated, failure by failure."""
    draw = np.random.RandomState(validate.seed(seed))
    count, rest = _pieces(run, every)
    steps = count + expected_time(run, every) / run.between
    if steps > _MOST:
        raise ValueError(
            f"the run has about {steps:.0g} pieces and failures; the simulation has time for "
            f"{_MOST:,}. Take another `every`; expected_time has a formula for any."
        )
    pieces = [*([every] * count), *([rest] if rest else [])]
    took = np.zeros(validate.count("times", times))
    for length in (piece + run.save for piece in pieces):
        todo = np.arange(times)  # the runs in which this piece is not done yet
        while len(todo):
            fails = draw.exponential(run.between, len(todo))
            took[todo] += np.minimum(fails, length)
            todo = todo[fails < length]
            down = todo
            while len(down):  # a failure in a restart begins it again
                fails = draw.exponential(run.between, len(down))
                took[down] += np.minimum(fails, run.restart)
                down = down[fails < run.restart]
    return took


def young(run):
    """Return the work between two savings that is best, as long as failures are rare: √(2 save M).

    Young, "A first order approximation to the optimum checkpoint interval", CACM 17 (1974).

    >>> young(LongRun(work=100, machines=60, mtbf=600, save=0.05))
    1.0
    """
    return math.sqrt(2 * validate.of("run", run, LongRun).save * run.between)


def daly(run):
    """Return the work between two savings that is best also where failures are frequent.

    Daly (see `expected_time`), whose figures at M = 24 h, 6 h and 15 min are 117, 57 and 9.1 min:

    >>> [round(daly(LongRun(500, 1, m, save=5)), 1) for m in (1440, 360, 15)]
    [116.7, 56.7, 9.1]
    """
    small = validate.of("run", run, LongRun).save / (2 * run.between)
    if small >= 1:
        return run.between
    return young(run) * (1 + math.sqrt(small) / 3 + small / 9) - run.save


def _pieces(run, every):
    """How many whole pieces of work a job has, and how long the rest is."""
    validate.of("run", run, LongRun)
    if every is None:
        return 0, run.work
    count = math.floor(run.work / validate.above("every", every) + 1e-9)
    rest = run.work - count * every
    return count, rest if rest > 1e-9 * run.work else 0.0


def _bounded(power):
    return min(power, 700.0)  # e^700: such a job never ends
