"""`sgdlab study`: the batch-size study with a progress bar, and its table."""

import argparse
import dataclasses
import sys

from tqdm import tqdm

from .study import QUICK, Plan, Study, measure


def study(arguments: argparse.Namespace) -> int:
    """Measure what the command line asks for and print the best rate of each batch size."""
    plan = plan_of(arguments)
    bar = tqdm(total=len(plan.blocks) * plan.epochs, unit="epoch", disable=None, leave=False)
    try:
        with bar:
            found = measure(plan, arguments.out, lambda done, _: bar.update(done - bar.n), _say)
    except KeyboardInterrupt:
        way = (
            f"{arguments.out} keeps what is finished; the same command goes on from there."
            if arguments.out
            else "Nothing was kept; with --out FILE the same command can go on."
        )
        print(f"Interrupted. {way}", file=sys.stderr)
        return 130
    print(table(found))
    if arguments.out:
        print(f"All {len(found.runs)} runs: {arguments.out}")
    return 0


def plan_of(arguments: argparse.Namespace) -> Plan:
    """Return the plan asked for: the full one or the quick one, with what was named instead."""
    plan = QUICK if arguments.quick else Plan()
    names = ("data", "batch_sizes", "rates", "seeds", "target", "epochs")
    asked = {name: getattr(arguments, name) for name in names}
    asked = {name: value for name, value in asked.items() if value is not None}
    if "seeds" in asked:
        if not 1 <= asked["seeds"] <= 1000:
            raise ValueError(f"--seeds is {asked['seeds']}; expected how many, 1 to 1000.")
        asked["seeds"] = range(asked["seeds"])
    if not 0 < asked.get("target", plan.target) <= 1:  # also true for nan
        raise ValueError(f"--target is {asked['target']:g}; expected an accuracy such as 0.95.")
    if "epochs" in asked:  # the loss is then taken at the end at the latest
        asked["settled"] = max(1, min(plan.settled, asked["epochs"]))
    return dataclasses.replace(plan, **asked)


def table(found: Study) -> str:
    """Return the best rate of each batch size as lines of text.

    >>> from sgdlab.study import stored
    >>> table(stored()).splitlines()[3].split()[:6]
    ['1', '0.1', '5', 'of', '5', '1.00']
    """
    plan = found.plan
    lines = [
        f"{plan.data} to {100 * plan.target:g} % accuracy, {len(plan.seeds)} seed(s), "
        f"{plan.epochs} epochs at most; {found.machine}",
        "",
        f"{'m':>6} {'rate':>7}  {'arrived':>9} {'epochs':>7} {'least-most':>13} {'µs/update':>10} "
        f"{'ms/epoch':>9} {'ms to it':>9}   loss after {plan.settled} epochs",
    ]
    for row in found.best():
        span = f"{row.low:.2f}-{row.high:.2f}"
        lines.append(
            f"{row.batch_size:>6} {row.lr:>6g}{'*' * row.at_edge:1}  "
            f"{f'{row.arrived} of {row.runs}':>9} {row.epochs:>7.2f} {span:>13} "
            f"{row.update_us:>10.1f} {row.epoch_ms:>9.2f} {row.total_ms:>9.2f}   {row.loss:.3g}"
        )
    if any(row.at_edge for row in found.best()):
        lines.append("* the smallest or the largest rate tried: a better one may lie outside")
    if any(row.arrived < row.runs for row in found.best()):
        lines.append("inf: more than half of the runs, or the slowest one, never arrived")
    return "\n".join(lines)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
