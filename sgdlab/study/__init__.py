"""Which batch size trains fastest? A study of every size at every rate, from several seeds."""

import statistics
from collections import defaultdict

from .. import datasets
from . import file
from .block import machine, run_block, update_us
from .plan import QUICK, Plan, Run, prepare
from .result import Best, Study, breaks

__all__ = [
    "QUICK",
    "Best",
    "Plan",
    "Run",
    "Study",
    "breaks",
    "measure",
    "prepare",
    "read",
    "stored",
]

TIMED = 200  # updates timed for each batch size, shared among the seeds


def measure(plan, out=None, progress=None, say=print):
    """Run `plan` and return the `Study`; with `out`, a path that ends in .csv, keep it there.

    Each finished block is written at once: after an interruption the same call goes on where the
    file ends. `progress(done, total)` is called after every epoch of a block; what it raises ends
    the study, and the file stays good. `say` is told in a sentence what was found in the file.

    ValueError where the file holds another plan or something else: it is left as it is. A damaged
    study is kept under another name, and begun anew.

    >>> plan = Plan(batch_sizes=(32, 128), rates=(1, 3), seeds=(0,), epochs=5)
    >>> study = measure(plan)
    >>> [(row.batch_size, row.lr, round(row.epochs, 1)) for row in study.best()]
    [(32, 3.0, 1.0), (128, 3.0, 2.8)]
    """
    if not isinstance(plan, Plan):
        raise TypeError(f"the plan is {plan!r}; expected sl.study.Plan(...) or sl.study.QUICK.")
    kept = file.start(out, plan, machine(), say) if out else file.Kept([machine()])
    blocks, per_block = plan.blocks, plan.epochs
    total, data = len(blocks) * per_block, None
    for number, (m, seed) in enumerate(blocks):
        if (m, seed) in kept.blocks:
            continue

        def ended(epoch, before=number * per_block):
            if progress:
                progress(before + epoch, total)

        data = data or prepare(plan.data)
        us = update_us(data[0], m, -(-TIMED // len(plan.seeds)))
        runs = run_block(plan, data, m, seed, plan.rates, ended)
        kept.blocks[m, seed] = file.Block(runs, us)
        if out:
            file.append(out, plan, kept.blocks[m, seed])
    if progress:
        progress(total, total)
    return _study(plan, kept)


def read(path):
    """Return the study of a file, as far as it goes.

    OSError for a file that cannot be read, ValueError for one that is damaged or no study.
    """
    return _study(*file.read(path)[:2])


def stored():
    """Return the study of the lessons: data/study.csv, made by `sgdlab study --out`.

    OSError or ValueError for a missing or damaged file.
    """
    try:
        return read(datasets.find("study.csv"))
    except ValueError as error:
        raise ValueError(
            f"{error} Bring it back with `git checkout data/study.csv`, or install sgdlab again."
        ) from None


def _study(plan, kept):
    done = [kept.blocks[block] for block in plan.blocks if block in kept.blocks]
    times = defaultdict(list)
    for block in done:
        times[block.runs[0].batch_size].append(block.update_us)
    return Study(
        plan,
        kept.machine,
        tuple(run for block in done for run in block.runs),
        {m: statistics.median(times[m]) for m in sorted(times)},
    )
