"""What a run cost: each computation with its size, and the costs that explain them best."""

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from .. import validate
from .cost import Cost
from .run import Run
from .timeline import MESSAGES


class Sample(NamedTuple):
    """One gradient call: whose, of how many instances, how long in microseconds."""

    worker: int
    count: int
    time: int


def samples(run):
    """Return the gradient calls of a `run` that reached the server, in the order they began."""
    parts = defaultdict(list)
    for entry in validate.of("a run", run, Run).log.entries:
        if not entry.failed:
            parts[entry.worker, entry.tick, entry.version].append(entry.part)
    found = []
    for span in run.timeline:
        mine = parts[span.who, span.tick, span.version] if span.phase == "compute" else ()
        if mine:
            part, count = mine.pop(0), run.stream.size(span.tick)
            count = len(range(part, count, run.stream.parts))  # as array_split shares out
            found.append(Sample(span.who, count, span.end - span.start))
    return found


def fit(*runs):
    """Return the `Cost` of `runs`; see `Cost.fit`."""
    found = [sample for run in runs for sample in samples(run)]
    if not found or not all(run.timeline for run in runs):
        raise ValueError("a run without a timeline has no costs; give runs of train(...).")
    calls = defaultdict(list)
    for sample in found:
        calls[(sample.count,)].append(sample.time)
    if len(calls) == 1:
        (size,) = next(iter(calls))
        raise ValueError(
            f"all parts have {size} instances, so a call cannot be told from its instances; "
            "give a second run with another batch_size."
        )
    call, instance = _line(calls, 2)
    messages, width = defaultdict(list), max(run.width for run in runs)
    for run in runs:
        for count, time in _crowds(run.timeline):
            size = count * -(-run.parameters // run.servers) * run.width
            messages[count, size].append(time)
    latency, message, byte = _line(messages, 3) if messages else (0, 0, 0)
    spans = [span for run in runs for span in run.timeline if span.phase == "update"]
    update = np.median([span.end - span.start for span in spans])
    return Cost(
        instance=_short(instance), call=round(call), message=round(message), update=round(update),
        latency=round(latency), bandwidth=_short(1 / byte) if byte > 1e-9 else None,
        width=width or Cost.width,
    )  # fmt: skip


def _crowds(timeline):
    """Yield (number, time) of messages on their way at once, or one right after another."""
    count, start, end = 0, 0, -1
    for span in timeline:
        if span.phase not in MESSAGES:
            continue
        if span.start > end:
            if count:
                yield count, end - start
            count, start = 0, span.start
        count, end = count + 1, max(end, span.end)
    if count:
        yield count, end - start


def _line(times, length):
    """Fit median times by intercept + slopes · (key), weighted; none is below 0.

    `times` maps tuples of `length` - 1 numbers to lists of times. A coefficient that cannot be told
    from the others, the intercept first, is 0.
    """
    keys = np.array([[1, *key] for key in times], dtype=float)
    middle = np.array([np.median(one) for one in times.values()])
    weight = np.sqrt([len(one) for one in times.values()])
    use = list(range(length)) if length == 2 else [1]
    if length == 3:  # how many messages, then their latency, then their bytes
        for more in (2, 0):
            if np.linalg.matrix_rank(keys[:, sorted([*use, more])]) > len(use):
                use = sorted([*use, more])
    while True:
        scale = keys[:, use].max(axis=0)
        scale[scale == 0] = 1
        matrix = keys[:, use] / scale * weight[:, None]
        found = np.linalg.lstsq(matrix, middle * weight, rcond=None)[0] / scale
        if len(use) == 1 or found.min() > -1e-6:
            break
        del use[int(np.argmin(found * scale))]
    whole = np.zeros(length)
    whole[use] = np.maximum(0, found)
    return whole.tolist()


def _short(value):
    """Return `value` without the noise of the last bits."""
    value = round(value, 6)
    return int(value) if value == int(value) else value
