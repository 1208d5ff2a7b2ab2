"""One update of SGD with its numbers put in, as HTML in the slide's layout."""

from ..mistakes import rate_at
from ..numbers import number

_PAST = 6  # updates kept in view
_SIDE_BY_SIDE = "display: flex; flex-wrap: wrap; align-items: flex-start; gap: 0 1.2em"


def update_sheet(path, step, faded=0):
    """Return three tables as HTML: the update after `step`, the instances, the way so far.

    The row in use has the class "now" and an arrow, the w that is read is marked wherever it
    stands. `faded` 1 leaves the new w blank, 2 the whole calculation. After the last update there
    is none to show. Slide "Example of SGD Learning from training data".

    >>> import sgdlab as sl
    >>> table = sl.LeastSquares(*sl.load("table")[:2])
    >>> html = update_sheet(sl.descend(table, (0, 0), lr=0.5, batch_size=1), 0)
    >>> "2·(−1)·1 = −2" in html, "− 0.5·(0, −2) = <b>(0, 1)</b>" in html
    (True, True)
    """
    parts = [_instances(path, step, faded), _past(path, step)]
    if step < len(path):
        parts.insert(0, _update(path, step, faded))
    return f'<div class="sgdlab-sheet" style="{_SIDE_BY_SIDE}">{"".join(parts)}</div>'


def factor(value):
    """Return a number as it stands in a product or a difference: a negative one in brackets.

    >>> factor(-1.0), factor(0.5)
    ('(−1)', '0.5')
    """
    text = number(value)
    return f"({text})" if text.startswith("−") else text


def _instances(path, step, faded):
    """The table of the slide, with each loss at the w that is read and at the new w."""
    problem, used = path.problem, int(path.batches[step][0]) if step < len(path) else None
    all_of_them = range(problem.n)
    losses = [problem.errors(w, all_of_them) ** 2 for w in path.w[step : step + 2]]

    def seen(values):
        return [number(values[0]), *("?" if faded else number(v) for v in values[1:])]

    rows = []
    for i in all_of_them:
        cells = [*map(number, (*problem.X[i], problem.y[i])), *seen([loss[i] for loss in losses])]
        name = "▸ " * (i == used) + _sub("x", i + 1)
        rows.append(_row(name, cells, i == used))
    blank = [""] * (problem.d + 1)
    rows.append(_row("average L", [*blank, *seen([loss.mean() for loss in losses])]))
    columns = (*(_sub("x", f"i,{j + 1}") for j in range(problem.d)), _sub("y", "i"))
    heads = ("", *columns, "l(w)", "l(new w)")[: len(columns) + 1 + len(losses)]
    return _table("Loss of each instance", heads, rows)


def _update(path, step, faded):
    """The calculation, line by line."""
    problem, w, i, lr = path.problem, path.w[step], int(path.batches[step][0]), rate_at(path, step)
    x, y, slopes = problem.X[i], problem.y[i], path.grad[step]
    guess = float(problem.scores(w, problem.X[i : i + 1])[0])
    known = faded < 2
    error = guess - y
    product = " + ".join(f"{_read(factor(v))}·{number(u)}" for v, u in zip(w, x, strict=True))
    lines = [
        ("prediction ŷ = w·x", product, guess),
        ("error ŷ − y", f"{number(guess) if known else 'ŷ'} − {factor(y)}", error),
    ]
    for j, slope in enumerate(slopes):
        name = f"∂l/∂{_sub('w', j + 1)} = 2(ŷ − y){_sub('x', f'i,{j + 1}')}"
        put = factor(error) if known else "(ŷ − y)"
        lines.append((name, f"2·{put}·{number(x[j])}", slope))
    rows = [_row(name, [f"{how} = {number(v) if known else '?'}"]) for name, how, v in lines]
    gradient = _vector(slopes) if known else "(?, ?)"
    new = "?" if faded else f"<b>{_vector(path.w[step + 1])}</b>"
    last = f"{_read(_vector(w))} − {number(lr)}·{gradient} = {new}"
    rows.append(_row("new w = w − λ (∂l/∂w)", [last]))
    caption = f"Update {step + 1}: {_sub('x', i + 1)} = {_vector(x)}, y = {number(y)}"
    return _table(f"{caption}, λ = {number(lr)}", (), rows, ' aria-current="step"')


def _past(path, step):
    """The last updates; the w where the walk stands is read next."""
    places = [_vector(w) for w in path.w[: step + 1]]
    places[-1] = _read(places[-1])
    rows = [_row("start", ["", places[0]])]
    for t in range(step):
        rows.append(_row(t + 1, [_sub("x", path.batches[t][0] + 1), places[t + 1]]))
    return _table("So far", ("update", "instance", "w"), rows[-_PAST:])


def _table(caption, heads, rows, more=""):
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (
        f'<table class="sgdlab-table"{more}><caption>{caption}</caption>'
        f"{head and f'<tr>{head}</tr>'}{''.join(rows)}</table>"
    )


def _row(name, cells, is_now=False):
    mark = ' class="now"' if is_now else ""
    cells = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr{mark}><th scope="row">{name}</th>{cells}</tr>'


def _read(text):
    return f'<mark title="the w that is read">{text}</mark>'


def _sub(letter, index):
    return f"{letter}<sub>{index}</sub>"


def _vector(values):
    return f"({', '.join(map(number, values))})"
