"""What the four steps say: titles and formulas for the picture, sentences, a table."""

from html import escape

from ..figures.steps_scene import STEPS, instances, pair


def in_picture(one, t, count, place, rule):
    """Return what stands in the picture at update `t` of `count`, at a place (step, share)."""
    step, at = place
    batch = instances([i for part in one.parts for i in part])
    title = (
        f"Update {t + 1} of {count}: batch {batch}" if step == 0
        else f"Update {t + 1} of {count}, step {step} of 4: {STEPS[step - 1]}"
    )  # fmt: skip
    version = f"version {t + (step == 4 and at == 1)}"
    letters, numbers = _formula(one, rule)
    if step < 4:
        return title, version, letters, f"λ = {one.lr:.4g}, m = {one.m}"
    return title, version, letters, f"w ← {numbers} = {pair(one.new) if at == 1 else '?'}"


def told(one, t, count, place, rule):
    """Return what update `t` of `count` does at a place (step, share), in two lines."""
    step, at = place
    said = f"Update {t + 1} of {count}, version {t} of w is {pair(one.w)}."
    busy = one.busy
    if step == 0:
        return f"{said}\nNext: step 1, the server hands out w and the parts of the batch."
    if step == 1:
        parts = "; ".join(f"worker {p} gets {instances(one.parts[p])}" for p in busy)
        return f"{said}\nStep 1, hand out: {parts}, and the newest w."
    if step == 2:
        return f"{said}\nStep 2, compute: each worker adds up the gradients of its instances."
    if step == 3:
        sums = ", ".join(f"g{p} = {pair(one.sums[p])}" for p in busy)
        return f"{said}\nStep 3, submit: {sums}."
    letters, numbers = _formula(one, rule)
    if at < 1:
        return f"{said}\nStep 4, update: {letters}."
    same = (
        "One process alone gets the same" if one.equal
        else f"One process alone gets {pair(one.serial)}: this rule is wrong here"
    )  # fmt: skip
    return f"{said}\nStep 4, update: w ← {numbers} = {pair(one.new)}. {same}."


def _formula(one, rule):
    """The update in letters and in numbers, without its result."""
    letters, numbers = (
        [f"g{p}" for p in one.busy], [pair(one.sums[p]) for p in one.busy],
    )  # fmt: skip
    if rule != "right":
        letters = [f"g{p}/{len(one.parts[p])}" for p in one.busy]
        numbers = [pair(one.sums[p] / len(one.parts[p])) for p in one.busy]
    over = {"right": ("m", one.m), "mean of means": (len(one.busy),) * 2, "sum of means": None}
    share = over[rule]
    letter = "λ" if share is None else f"λ/{share[0]}"
    number = f"{one.lr:.4g}" if share is None else f"{one.lr:.4g}/{share[1]}"
    return (
        f"w ← w − {letter} · ({' + '.join(letters)})",
        f"{pair(one.w)} − {number} · [{' + '.join(numbers)}]",
    )


def steps_table(one, step, at):
    """The instances and sums as HTML, as far as they are known."""
    rows = []
    computed = step > 2 or (step == 2 and at == 1)
    for p in one.busy:
        for i, gradient in zip(one.parts[p], one.grads[p], strict=True):
            told = pair(gradient) if computed else "?"
            rows.append((f"x{i + 1}", f"worker {p}", told))
        total = pair(one.sums[p]) if computed else "?"
        rows.append((f"sum g{p}", f"worker {p}", total))
    lines = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{who}</td><td>{told}</td></tr>'
        for name, who, told in rows
    )
    return (
        f'<table class="sgdlab-table"><caption>Gradients at w = {pair(one.w)}</caption><thead><tr>'
        f'<th scope="col"></th><th scope="col">where</th><th scope="col">gradient</th></tr></thead>'
        f"<tbody>{lines}</tbody></table>"
    )
