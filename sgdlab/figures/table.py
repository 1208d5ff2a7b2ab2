"""The parameter table of a run, as HTML in the slides' layout."""

from html import escape

from ..numbers import number


def table(path, now=None, limit=12):
    """Return the table of the run `path` as HTML: one row for each update, the start above.

    With `now` (0 .. T) the table ends at that step, its row carries the class "now" and
    aria-current: its new w is where the walk stands. At most `limit` updates are shown: the last
    ones up to `now`, or without `now` the first ones and the end. Vectors of more than six numbers
    are shortened. Slide "Example of SGD Learning from training data".

    >>> import sgdlab as sl
    >>> bowl = sl.Curve(lambda w: 3 + (w - 4) ** 2, grad=lambda w: 2 * (w - 4))
    >>> html = table(sl.descend(bowl, 12, lr=0.1, epochs=2), now=1)
    >>> html.count("<tr"), "10.4" in html, "9.12" in html
    (3, True, False)
    """
    rows = path.table()
    total = len(rows)
    if now is not None and not 0 <= now <= total:
        raise ValueError(f"now is {now}; expected a step from 0 to {total}, the end of the run.")
    data = bool(total and rows[0].instances)
    heads = _heads(data, path.w.shape[1])
    shown = rows if now is None else rows[:now]
    lines = [_start(path.w[0], len(heads), now == 0)]
    for row in _chosen(shown, limit, ends_now=now is not None):
        if isinstance(row, str):
            lines.append(f'<tr><td colspan="{len(heads)}">{row}</td></tr>')
        else:
            lines.append(_line(_cells(row, data, path), row.step == now))
    caption = f"{path.algorithm}: {total} update{'s' * (total != 1)}, {_rate(path.lr)}"
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    return (
        f'<table class="sgdlab-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


def _heads(data, d):
    if data:
        return ("step", "w", "instance", "prediction ŷ", "error ŷ − y", "gradient", "new w")
    return ("step", "w", "loss L(w)", "slope L′(w)" if d == 1 else "gradient ∇L", "new w")


def _cells(row, data, path):
    w, gradient, new = _vector(row.w), _vector(row.gradient), _vector(row.new_w)
    if not data:
        return str(row.step), w, number(path.loss[row.step - 1]), gradient, new
    names = _several(f"x{i + 1}" for i in row.instances)
    guesses = _several(map(number, row.prediction))
    errors = _several(
        ("wrong" if e else "right") if isinstance(e, bool) else number(e) for e in row.error
    )
    return str(row.step), w, names, guesses, errors, gradient, new


def _line(cells, is_now):
    mark = ' class="now" aria-current="step"' if is_now else ""
    return f"<tr{mark}>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _start(w0, columns, is_now):
    mark = ' class="now" aria-current="step"' if is_now else ""
    return (
        f'<tr{mark}><td>0</td><td colspan="{columns - 2}">start</td>'
        f"<td>{escape(_vector(w0))}</td></tr>"
    )


def _chosen(rows, limit, ends_now):
    """The rows to show, and a sentence where some are left out."""
    left_out = len(rows) - limit
    if left_out <= 0:
        return rows
    if ends_now:
        return (f"… {left_out} earlier", *rows[left_out:])
    return (*rows[: limit - 1], f"… {left_out} more", rows[-1])


def _vector(w):
    numbers = [number(value) for value in w]
    if len(numbers) == 1:
        return numbers[0]
    if len(numbers) > 6:
        numbers = [*numbers[:4], "…", numbers[-1]]
    return f"({', '.join(numbers)})"


def _several(words):
    words = list(words)
    if len(words) > 4:
        return f"{', '.join(words[:3])}, … ({len(words)})"
    return ", ".join(words)


def _rate(lr):
    return "changing lr" if callable(lr) else f"lr = {lr:.4g}"
