"""Run a merged notebook in the sandbox, and take from its outputs what it showed."""

import os
import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .kit.checks import MIME
from .pages import asset

SECONDS_PER_CELL = 30
_SEEDED = re.compile(r"""(kit\.start\(["'][\w-]+["'](?:, sealed=(?:'[^']*'|"[^"]*"))?)\)""")


class Limits(NamedTuple):
    """How many seconds one cell and one submission may run."""

    cell: float
    whole: float

    @classmethod
    def of(cls, cell=SECONDS_PER_CELL):
        """Return the limits that go with those of a cell: a submission has four times as long."""
        return cls(cell, 4 * cell)


def seeded(text, seed):
    """Return the first cell's text with the seed of the day.

    >>> seeded('hw = kit.start("hw1")', 7)
    'hw = kit.start("hw1", seed=7)'
    """
    found, count = _SEEDED.subn(lambda match: f"{match[1]}, seed={seed})", text)
    if count != 1:
        raise ValueError("the first cell of the homework must call kit.start once, by its name.")
    return found


@cache
def library():
    """Return the files that a submission finds: of sgdlab the kit alone, and the list of fonts."""
    here = Path(__file__).parent
    files = {"lib/sgdlab/__init__.py": "", "lib/sgdlab/homework/__init__.py": ""}
    for path in sorted((here / "kit").glob("*.py")):
        files[f"lib/sgdlab/homework/kit/{path.name}"] = path.read_text(encoding="utf-8")
    return files | _fonts()


def _fonts():
    """Return matplotlib's list of fonts, made once: every fresh home would make its own.

    Nothing where there is no matplotlib.
    """
    with tempfile.TemporaryDirectory(prefix="sgdlab-") as place:
        own = os.environ | {"MPLCONFIGDIR": place}
        tried = subprocess.run(
            [sys.executable, "-c", "import matplotlib.font_manager"], env=own, capture_output=True
        )
        made = sorted(Path(place).glob("fontlist*.json"))
        if tried.returncode or not made:
            return {}
        return {
            f"lib/{made[0].name}": made[0].read_text(encoding="utf-8"),
            "lib/sitecustomize.py": asset("sitecustomize.txt"),
        }


def run(box, merged, seed, limits):
    """Run the code cells of a `Merged` notebook in the sandbox `box`, and return its outcome.

    Without a seed, None, its check cells answer as in the lab.
    """
    cells = []
    for cell in merged.code:
        first = cell.role == "start" and seed is not None
        text = seeded(cell.source, seed) if first else cell.source
        cells.append((cell.id, text))
    return box.run(cells, seconds_per_cell=limits.cell, seconds=limits.whole, extra_files=library())


def shown(merged, outcome, limits):
    """Return what each check showed, {question: payload}.

    Where nothing was shown a payload says why, so that the judge can tell it.
    """
    results = {result.id: result for result in outcome.cells}
    found = {}
    for cell in merged.code:
        if cell.role == "check":
            result = results.get(cell.id)
            payloads = [
                output["data"][MIME]
                for output in (result.outputs if result else ())
                if isinstance(output.get("data"), dict) and MIME in output["data"]
            ]
            own = [one for one in payloads if isinstance(one, dict)]
            own = [one for one in own if one.get("question") == cell.question]
            why = {"question": cell.question, "parts": [], "stopped": why_not(result, limits)}
            ended = result is not None and result.status == "ok"
            found[cell.question] = own[-1] if own and ended else why | (own[-1] if own else {})
    return found


def troubles(merged, outcome, limits):
    """Return {question: why its answer cell did not run to the end}."""
    results = {result.id: result for result in outcome.cells}
    found = {}
    for cell in merged.code:
        result = results.get(cell.id)
        if cell.role in ("answer", "own") and result is not None and result.status != "ok":
            what = "your answer cell" if cell.role == "answer" else "an extra cell of yours"
            found.setdefault(cell.question, f"{what}: {why_not(result, limits)}")
    return found


def why_not(result, limits):
    """Say in words why a cell did not run to its end."""
    if result is None or result.status == "not run":
        return "it was not run: what came before took all the time there is."
    if result.status == "timeout":
        return f"it did not end within {limits.cell:g} seconds."
    if result.status == "dead":
        return "it ended the kernel."
    for output in result.outputs:
        if output.get("output_type") == "error":
            return f"{output.get('ename', 'error')}: {output.get('evalue', '')}"[:300]
    return "it printed too much." if result.cut else "nothing was shown."
