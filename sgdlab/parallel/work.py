"""The work of a run: a stream of batches, each cut into parts, and the job that one part makes."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from .. import validate
from ..batches import order, split, updates_per_epoch


class Job(NamedTuple):
    """One part of one batch, for one worker, with the w that it is to use.

    `tick` numbers the batches of the run, `part` the parts of each; `version` counts the updates
    that `w` (d,) has seen; `instances` are row numbers.
    """

    worker: int
    tick: int
    part: int
    version: int
    w: np.ndarray
    instances: np.ndarray


class Stream:
    """The batches of a run, at hand by number, and their parts.

    Any batch can be asked for at any time: an epoch's order depends on the seed and its number.
    Part p of a batch is `array_split(batch, parts)[p]`, so parts differ by one instance at most;
    `total` is the number of parts in the run that have instances.

    >>> stream = Stream(10, batch_size=4, epochs=1, shuffle=None, parts=3)
    >>> len(stream), [part.tolist() for part in stream.parts_of(0)]
    (3, [[0, 1], [2], [3]])
    """

    def __init__(self, n, batch_size, epochs, shuffle, parts):
        self.n, self.batch_size = n, validate.batch_size(batch_size, n)
        self.shuffle, self.parts = validate.shuffle(shuffle), validate.count("parts", parts)
        if self.parts > self.batch_size:
            raise ValueError(
                f"a batch of {self.batch_size} instances cannot be cut into {self.parts} parts; "
                "take at most one part, and so at most one worker, for each instance."
            )
        self.per_epoch = updates_per_epoch(n, self.batch_size)
        self._length = self.per_epoch * validate.count("epochs", epochs, least=0)
        rest = n - (self.per_epoch - 1) * self.batch_size
        self._sizes = self.batch_size, rest  # of a batch, of the last one of an epoch
        self._pieces = min(self.batch_size, self.parts), min(rest, self.parts)
        whole, last = self._pieces
        self.total = (self._length // self.per_epoch) * ((self.per_epoch - 1) * whole + last)
        self._epoch = lru_cache(maxsize=4)(self._split)  # workers may be an epoch apart

    def __len__(self):
        """Return the number of batches of the run."""
        return self._length

    def __getitem__(self, tick):
        """Return the instances of batch `tick`."""
        epoch, place = divmod(tick, self.per_epoch)
        return self._epoch(epoch)[place]

    def size(self, tick):
        """Return the number of instances of batch `tick`; the last one of an epoch may be short."""
        return self._sizes[(tick + 1) % self.per_epoch == 0]

    def pieces(self, tick):
        """Return how many parts of batch `tick` have instances: the first ones."""
        return self._pieces[(tick + 1) % self.per_epoch == 0]

    def part(self, tick, part):
        """Return the instances of one part of batch `tick`."""
        each, more = divmod(self.size(tick), self.parts)
        start = part * each + min(part, more)
        return self[tick][start : start + each + (part < more)]

    def parts_of(self, tick):
        """Return the parts of batch `tick`; those of a short last batch may be empty."""
        return [self.part(tick, part) for part in range(self.parts)]

    def _split(self, epoch):
        return split(order(self.n, epoch, self.shuffle), self.batch_size)
