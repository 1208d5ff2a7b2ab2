"""What the speed-up explorer says: one batch size in a sentence, all in a table, the calls."""

from ..figures.time_axis import duration
from ..parallel.curves import best, best_serial


def described(points, m, scaling, view):
    """Return two lines: the batch size `m`, and the best of what `view` shows."""
    point = next(one for one in points if one.batch_size == m)
    times, workers = point.times, point.workers
    said = (
        f"m = {m}, P = {workers}: an epoch takes {duration(times.serial_epoch)} alone, "
        f"{duration(times.epoch)} on the cluster ({times.message:.0%} of it messages), "
        f"{duration(times.sgd_epoch)} with serial SGD. S1 = {point.s1:.2f}, S2 = {point.s2:.2f}; "
        f"{point.epochs:.4g} epochs against {point.sgd_epochs:.4g} of SGD: S3 = {point.s3:.2f}."
    )
    if view == "workers":
        most = max(scaling, key=scaling.get)
        return f"{said}\nFor m = {m} S1 is most (ring) with P = {most}: {scaling[most]:.2f}."
    top, alone = best(points), best_serial(points)
    if view == "epoch":
        return f"{said}\nS3 is most at m = {top.batch_size}: {top.s3:.2f}."
    gain = alone.serial_to_goal / top.to_goal
    return (
        f"{said}\nLeast time to the accuracy: one computer {duration(alone.serial_to_goal)} at "
        f"m = {alone.batch_size}, the cluster {duration(top.to_goal)} at m = {top.batch_size} "
        f"(S3 = {top.s3:.2f}), {gain:.2f} times as quick."
    )


def speedup_table(points, m):
    """Return the `points` as HTML, a row for each batch size; the row of `m` is marked."""
    heads = (
        "m", "serial epoch", "divided by P", "with messages", "S1", "S2", "epochs", "S3",
    )  # fmt: skip
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    lines = "".join(_row(point, point.batch_size == m) for point in points)
    return (
        '<table class="sgdlab-table"><caption>The cluster, batch size by batch size</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    )


def code(cost, workers):
    """Return the calls that give the numbers shown."""
    return (
        "from sgdlab.parallel import Cost, curves\n\n"
        f"for point in curves.against_batch({cost!r}, workers={workers}):\n"
        '    print(f"{point.batch_size:5} {point.s1:6.2f} {point.s2:6.2f} {point.s3:6.2f}")\n'
    )


def _row(point, is_now):
    mark = ' class="now" aria-current="true"' if is_now else ""
    cells = (
        str(point.batch_size),
        *(_seconds(time) for time in (point.times.serial_epoch, point.slide_epoch)),
        _seconds(point.times.epoch),
        f"{point.s1:.2f}",
        f"{point.s2:.2f}",
        f"{point.epochs:.4g}",
        f"{point.s3:.2f}",
    )
    return f"<tr{mark}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _seconds(time):
    return f"{time / 1e6:.3g} s"
