"""One measured figure: ours against a peer, with the limit it must keep."""

import statistics
import time
from typing import NamedTuple


class Figure(NamedTuple):
    """A median of ours and of the peer, in `unit`, and the rule between them.

    `rule` is "ratio" (ours / peer at most `limit`), "faster" (peer / ours at least `limit`),
    "share" (ours / peer at least `limit`), "more" (ours - peer at most `limit`) or "most" (ours at
    most `limit`; there is no peer).
    """

    name: str
    ours: float
    peer: float | None
    unit: str
    rule: str
    limit: float

    @property
    def value(self):
        """Return the number that the limit is for."""
        match self.rule:
            case "ratio" | "share":
                return self.ours / self.peer
            case "faster":
                return self.peer / self.ours
            case "more":
                return self.ours - self.peer
        return self.ours

    @property
    def ok(self):
        """Tell whether the limit is kept."""
        at_least = self.rule in ("faster", "share")
        return self.value >= self.limit if at_least else self.value <= self.limit


def medians(rounds, *tasks):
    """Return the median seconds of each task; the tasks take turns, so a slow minute meets all."""
    seconds = [[] for _ in tasks]
    for task in tasks:
        task()
    for _ in range(rounds):
        for task, kept in zip(tasks, seconds, strict=True):
            start = time.perf_counter()
            task()
            kept.append(time.perf_counter() - start)
    return [statistics.median(kept) for kept in seconds]


def table(figures):
    """Return the figures as lines of text."""
    sign = {"ratio": "≤", "faster": "≥", "share": "≥", "more": "≤", "most": "≤"}
    form = {"ratio": "×", "faster": "× faster", "share": "", "more": " more", "most": ""}
    lines = [f"{'figure':58} {'ours':>10} {'peer':>10} {'value':>15} {'limit':>8}"]
    for figure in figures:
        peer = "" if figure.peer is None else f"{figure.peer:.4g} {figure.unit}"
        unit = f" {figure.unit}" if figure.rule in ("more", "most") else ""
        lines.append(
            f"{figure.name:58} {f'{figure.ours:.4g} {figure.unit}':>10} {peer:>10} "
            f"{f'{figure.value:.3g}{unit}{form[figure.rule]}':>15} "
            f"{f'{sign[figure.rule]} {figure.limit:g}':>8}{'' if figure.ok else '   MISSED'}"
        )
    return "\n".join(lines)
