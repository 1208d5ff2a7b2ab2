"""What a round's time consists of, for any number of workers: which term bites first?

By closed formulas, term by term; `rehearse` counts every message of the same round.
"""

from typing import NamedTuple

from .. import validate
from .cost import Cost
from .failures import LongRun, daly, expected_time

RESTART = 120_000_000  # microseconds until a machine is replaced and has w again
_HOUR = 3_600_000_000


class Terms(NamedTuple):
    """The microseconds of a synchronous round, in their parts.

    `compute` is the gradient of one worker's part, in the mean, and the update; `barrier` how much
    longer the slowest worker takes; `messages` what messages cost whatever is in them; `link` their
    bytes; `failures` what is lost to machines that fail, saving included.
    """

    compute: float
    barrier: float
    messages: float
    link: float
    failures: float

    @property
    def total(self):
        """The microseconds of a round."""
        return sum(self)

    @property
    def largest(self):
        """The name of the largest term."""
        return max(self._fields, key=lambda name: getattr(self, name))


def of_round(cost, *, batch_size, workers, parameters=0, servers=1, jitter=0.0, mtbf=None):
    """Return the `Terms` of a round of `batch_size` instances.

    A computation takes longer by an exponential time, in the mean `jitter` times its own, so the
    slowest of P by H_P = 1 + 1/2 + ... + 1/P times as much. `mtbf` is in hours, that of one machine
    (None: none fails): when one of the workers or servers does, all begin again, `RESTART` later,
    where w was saved last, which takes as long as to send it and is done as often as is best.

    A hundred million parameters, each of 4 bytes, over 1 Gbit/s to 4 workers and back:

    >>> from sgdlab.parallel import Cost
    >>> cost = Cost(instance=6000, bandwidth=125, width=4)
    >>> found = of_round(cost, batch_size=65_536, workers=4, parameters=10**8)
    >>> found.link / 1e6, round(found.compute / 1e6, 1), found.largest
    (25.6, 98.3, 'compute')
    """
    m, workers = validate.count("batch_size", batch_size), validate.count("workers", workers)
    if workers > m:
        raise ValueError(f"workers is {workers}; a batch of {m} has work for at most {m}.")
    jitter, servers = validate.least("jitter", jitter), validate.count("servers", servers)
    parameters = validate.count("parameters", parameters, least=0)
    own = validate.of("cost", cost, Cost).compute(-(-m // workers))
    held = cost.link(parameters, servers)
    messages = 2 * (workers * cost.message + cost.latency)
    link = 2 * workers * (held - cost.message)
    barrier = own * jitter * (harmonic(workers) - 1)
    good = Terms((1 + jitter) * own + cost.update, barrier, messages, link, 0.0)
    if mtbf is None:
        return good
    return good._replace(failures=(_stretch(held, workers + servers, mtbf) - 1) * good.total)


def alone(cost, *, batch_size, parameters=0, jitter=0.0, mtbf=None):
    """Return the microseconds of a batch on one machine without a cluster, that fails like others.

    It saves w to a disk as quick as its link.

    >>> from sgdlab.parallel import Cost
    >>> alone(Cost(), batch_size=32)
    3430.0
    """
    parameters = validate.count("parameters", parameters, least=0)
    own = validate.of("cost", cost, Cost).compute(validate.count("batch_size", batch_size))
    good = (1.0 + validate.least("jitter", jitter)) * own + cost.update
    return good if mtbf is None else good * _stretch(cost.link(parameters), 1, mtbf)


def harmonic(count):
    """Return 1 + 1/2 + ... + 1/count: the mean of the slowest of `count` exponential times.

    >>> [round(harmonic(count), 2) for count in (1, 4, 100, 1000)]
    [1.0, 2.08, 5.19, 7.49]
    """
    return sum(1 / k for k in range(1, validate.count("count", count) + 1))


def first_to_bite(rows):
    """Return (workers, name) where another term than the computation is the largest; or None.

    `rows` are {workers: Terms}.
    """
    for workers in sorted(rows):
        if rows[workers].largest != "compute":
            return workers, rows[workers].largest
    return None


def _stretch(save, machines, mtbf):
    """How many times as long a job takes that saves in the best intervals."""
    mtbf = validate.above("mtbf", mtbf) * _HOUR
    every = max(daly(LongRun(1.0, machines, mtbf, save, RESTART)), 1.0)
    return expected_time(LongRun(every, machines, mtbf, save, RESTART), every) / every
