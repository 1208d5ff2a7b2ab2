"""What the cluster explorer says: the moment under the cursor, and a run in numbers."""

from html import escape

import numpy as np

from ..figures import number
from ..figures.gantt_bars import shares
from ..figures.time_axis import duration


def told(runs, time, longest):
    """Return two sentences on `runs[0]` at a time, and one on each run as a whole."""
    now = runs[0]
    step, updates = now.step(time), len(now.run.path)
    said = (
        f"Time {duration(min(time, longest), longest)} of {duration(longest)}: {step} of {updates} "
        f"updates, loss {now.run.path.loss[step]:.4g}."
    )
    return "\n".join([said, *(f"{run.name}: {_sum(run)}" for run in runs)])


def _sum(run):
    stale = run.run.staleness
    return (
        f"{duration(run.bars.end_of_run)}, {len(run.run.path)} updates, "
        f"{run.run.dropped} gradients not used, largest staleness {stale.max(initial=0)}, "
        f"workers wait {shares(run.bars)[:, 2].mean():.0%} of the time, "
        f"last loss {run.run.path.loss[-1]:.4g}."
    )


def runs_table(runs, time, goal=None):
    """Return HTML with a column for each run: as a whole, at a time, and worker by worker.

    `goal` is a loss: the row that it adds tells when it was reached first.
    """
    rows = [
        ("time in all", [duration(run.bars.end_of_run) for run in runs]),
        ("updates", [str(len(run.run.path)) for run in runs]),
        ("gradients computed", [str(len(run.run.log.entries)) for run in runs]),
        ("gradients not used", [str(run.run.dropped) for run in runs]),
        ("staleness, mean", [f"{run.run.staleness.mean():.2f}" for run in runs]),
        ("staleness, largest", [str(run.run.staleness.max(initial=0)) for run in runs]),
        ("at the cursor: updates", [str(run.step(time)) for run in runs]),
        ("at the cursor: loss", [number(run.run.path.loss[run.step(time)]) for run in runs]),
        ("last loss", [number(run.run.path.loss[-1]) for run in runs]),
    ]
    if goal is not None:
        rows.append((f"loss ≤ {number(goal)} first after", [_reached(run, goal) for run in runs]))
    parts = [shares(run.bars) for run in runs]
    names = [
        dict(zip(run.bars.workers, part, strict=True))
        for run, part in zip(runs, parts, strict=True)
    ]
    for worker in sorted(set().union(*names)):
        cells = [_shares(found.get(worker)) for found in names]
        rows.append((f"worker {worker}: computes, sends, waits", cells))
    heads = "".join(f'<th scope="col">{escape(run.name)}</th>' for run in runs)
    lines = "".join(
        f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for name, cells in rows
    )
    return (
        '<table class="sgdlab-table"><caption>The run in numbers</caption>'
        f"<thead><tr><th></th>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    )


def _reached(run, goal):
    found = np.flatnonzero(run.run.path.loss <= goal)
    if not len(found):
        return "never"
    return f"{duration(run.bars.moves[found[0]])}, {found[0]} updates"


def _shares(found):
    return "" if found is None else ", ".join(f"{share:.0%}" for share in found)
