"""What a study says in words and numbers: its table, its quickest batch size."""

import math

from ..numbers import number


def percent(share):
    """Return a share in words: 95 %.

    >>> percent(0.95), percent(0.975)
    ('95 %', '97.5 %')
    """
    return f"{100 * share:.4g} %"


def quickest(bests):
    """Return the `Best` that takes the least time to the target; None when no run arrived."""
    arrived = [best for best in bests if math.isfinite(best.total_ms)]
    return min(arrived, key=lambda best: best.total_ms, default=None)


def study_table(bests, m=None, caption="", total=True):
    """Return the `bests` as HTML, a row for each batch size; the row of `m` is marked.

    Without `total` the last column, the product, is left out.
    """
    heads = ["m", "updates", "lr", "µs/update", "ms/epoch", "arrived", "epochs (from – to)"]
    heads += ["ms in all"] * total
    lines = "".join(_row(best, best.batch_size == m, len(heads)) for best in bests)
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (
        f'<table class="sgdlab-table"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    )


def _row(best, is_now, columns):
    mark = ' class="now" aria-current="true"' if is_now else ""
    cells = (
        str(best.batch_size),
        str(per_epoch(best)),
        f"{best.lr:g}{' (edge)' * best.at_edge}",
        number(best.update_us),
        number(best.epoch_ms),
        f"{best.arrived} of {best.runs}",
        f"{reached(best.epochs)} ({reached(best.low)} – {reached(best.high)})",
        reached(best.total_ms),
    )
    return f"<tr{mark}>{''.join(f'<td>{cell}</td>' for cell in cells[:columns])}</tr>"


def per_epoch(best):
    """Return the number of updates in an epoch."""
    return round(1000 * best.epoch_ms / best.update_us)


def reached(value):
    """Return a number in three digits, or "never"."""
    return f"{value:.3g}" if math.isfinite(value) else "never"


def of_panel(best, panel):
    """Return what a panel, "epoch", "epochs" or "total", draws of a row; inf for never."""
    return getattr(best, {"epoch": "epoch_ms", "epochs": "epochs", "total": "total_ms"}[panel])
