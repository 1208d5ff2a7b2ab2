"""Measure, print a table, end with 1 where a limit is missed."""

import argparse
import importlib
import json
import platform
import sys
from pathlib import Path

from .figures import table

PARTS = {
    "numerics": "the core against bare NumPy",
    "sgd": "one epoch against scikit-learn and, where it is installed, PyTorch",
    "graph": "the computation graph against micrograd, PyTorch, autograd and NumPy by hand",
    "study": "the whole batch-size study of the digits",
    "live": "the live figure in a browser against a bare canvas and against interact",
    "lessons": "every slider of lessons 04 to 13 and the lecture against a bare canvas",
    "parallel": "the virtual cluster: events in a second, a thousand workers, what spans cost",
    "ray": "two workers on Ray against one process, its rounds and its start against Ray's own",
    "homework": "sgdlab check; a class of 64 graded twice, one submission, memory, nbgrader",
    "start": "Run All of each lesson",
    "clone": "a fresh clone to an open lesson, and the second start (only when named)",
}


def main():
    """Read the words of the command line and measure."""
    listed = "\n".join(f"  {name:9} {what}" for name, what in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=f"{__doc__}\n\nparts:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("parts", nargs="*", metavar="part", help="those to measure; else all")
    parser.add_argument("--out", type=Path, help="write the figures to this file as json too")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"there is no part {min(unknown)!r}; there are {', '.join(PARTS)}.")
    figures = []
    for part in asked.parts or [name for name in PARTS if name != "clone"]:
        print(f"measuring {PARTS[part]} ...", file=sys.stderr, flush=True)
        figures += importlib.import_module(f".{part}", __package__).measure()
    print(table(figures))
    if asked.out:
        kept = [{**figure._asdict(), "value": figure.value, "ok": figure.ok} for figure in figures]
        where = {"python": platform.python_version(), "machine": platform.machine()}
        text = json.dumps({**where, "figures": kept}, indent=1, ensure_ascii=False)
        asked.out.write_text(text + "\n", encoding="utf-8")
    return not all(figure.ok for figure in figures)


if __name__ == "__main__":
    sys.exit(main())
