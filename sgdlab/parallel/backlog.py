"""The work that is still to be started: who is next, and which parts come back from lost workers.

A thousand workers may ask after each gradient, so nothing here looks at all parts.
"""

from heapq import heapify, heappop, heapreplace


class Backlog:
    """The parts (tick, part) of a run that nobody has in work and that have not come.

    With `queue` all workers stand in one line, and who is free takes the oldest part. Else each has
    a line of its own: part p belongs to the worker in place p mod P. What a lost worker had in
    work is in `again`, and anybody's.
    """

    def __init__(self, stream, queue):
        self.stream, self.queue, self._last = stream, queue, len(stream)
        self.next = [0] * stream.parts  # of each part the batch to be started next
        self.again = []
        self.came, self.oldest, self._there = 0, 0, {}  # tick -> parts that came

    def seat(self, workers):
        """Give each of `workers` its line."""
        here = sorted(workers)
        if self.queue:
            lines = [[(tick, part) for part, tick in enumerate(self.next)]]
            self._lines = dict.fromkeys(here, lines[0])
        else:
            fresh = [(tick, part) for part, tick in enumerate(self.next)]
            lines = [fresh[place :: len(here)] for place in range(len(here))]
            self._lines = dict(zip(here, lines, strict=True))
        for line in lines:
            heapify(line)

    def take(self, worker, limit, wanted):
        """Return the oldest part that `worker` may start, none after batch `limit`; or None.

        Parts without instances, and those of batches that are not `wanted` any more, are passed.
        """
        line = self._lines[worker]
        first = self._first(line, wanted)
        if self.again:
            self.again = sorted(one for one in self.again if wanted(one[0]))
            if self.again and (first is None or self.again[0] < first):
                return self.again.pop(0) if self.again[0][0] <= limit else None
        if first is None or first[0] > limit:
            return None
        tick, part = first
        self.next[part] = tick + 1
        heapreplace(line, (tick + 1, part))
        return first

    def come(self, tick):
        """Note that one more part of batch `tick` came, or never will."""
        self.came += 1
        self._there[tick] = self._there.get(tick, 0) + 1
        if tick != self.oldest:
            return
        while self._there.get(self.oldest, 0) == self.stream.pieces(self.oldest):
            self._there.pop(self.oldest, None)
            self.oldest += 1

    def _first(self, line, wanted):
        while line:
            tick, part = line[0]
            if tick >= self._last:
                heappop(line)
            elif part < self.stream.pieces(tick) and wanted(tick):
                return line[0]
            else:
                heapreplace(line, (tick + 1, part))
        return None
