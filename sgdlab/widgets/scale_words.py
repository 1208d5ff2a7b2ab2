"""What the scale explorer says: a round at the cursor, the best one, and all terms as a table."""

from ..figures.scale_scene import TERMS
from ..parallel.terms import first_to_bite


def described(rounds, alone, at):
    """Return two sentences: the round of `at` workers, and what grows out of the computation."""
    best = min(rounds, key=lambda workers: rounds[workers].total)
    if at in rounds:
        now = rounds[at]
        share = getattr(now, now.largest) / now.total
        said = (
            f"P = {at:,}: a round takes {seconds(now.total)}, {100 * share:.0f} % of it "
            f"{TERMS[now.largest][0]}. Speed-up S1 = {alone / now.total:.3g}."
        )
    else:
        said = f"P = {at:,}: a batch of {max(rounds):,} instances has no work for so many."
    fastest = f"Fastest (ring): P = {best:,}, S1 = {alone / rounds[best].total:.3g}. "
    bite = first_to_bite(rounds)
    if bite is None:
        return f"{said}\n{fastest}The computation is the largest term everywhere."
    return f"{said}\n{fastest}First to bite: {TERMS[bite[1]][0]}, the largest from P = {bite[0]:,}."


def terms_table(rounds, alone, at):
    """Return HTML: the terms at the cursor, at the best P and at the most, in seconds."""
    best = min(rounds, key=lambda workers: rounds[workers].total)
    shown = dict.fromkeys([*([at] if at in rounds else []), best, max(rounds)])
    heads = "".join(f'<th scope="col">P = {workers:,}</th>' for workers in shown)
    rows = [
        (words, [seconds(getattr(rounds[workers], name)) for workers in shown])
        for name, (words, *_) in TERMS.items()
    ]
    rows.append(("the round", [seconds(rounds[workers].total) for workers in shown]))
    rows.append(("speed-up S1", [f"{alone / rounds[workers].total:.3g}" for workers in shown]))
    rows.append(("efficiency S1 / P", [_efficiency(alone, rounds, one) for one in shown]))
    lines = "".join(
        f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for name, cells in rows
    )
    return (
        '<table class="sgdlab-table"><caption>A round: at the cursor, the fastest, the largest'
        f"</caption><thead><tr><th></th>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    )


def seconds(time):
    """Return microseconds in words.

    >>> seconds(25_600_000), seconds(2400), seconds(6_400_000_000), seconds(0)
    ('25.6 s', '0.0024 s', '6400 s', '0 s')
    """
    return f"{time / 1e6:.0f} s" if time >= 1e9 else f"{time / 1e6:.3g} s"


def code(cost, setting):
    """Return the calls that give the terms of a `setting`, {control: value}."""
    how = {name: setting[name] for name in ("parameters", "servers", "jitter")}
    how["mtbf"] = setting["mtbf"] or None
    said = ", ".join(f"{name}={value!r}" for name, value in how.items())
    return (
        "from sgdlab.parallel import Cost, terms\n\n"
        f"cost = {cost!r}\n"
        f"found = terms.of_round(\n    cost, batch_size={setting['batch_size']}, "
        f"workers={setting['workers']},\n    {said},\n)\n"
        'for name, time in found._asdict().items():\n    print(f"{name:9} {time / 1e6:12.4f} s")\n'
    )


def _efficiency(alone, rounds, workers):
    return f"{100 * alone / rounds[workers].total / workers:.3g} %"
