"""What the network explorer says: the network and its run in words, its units as a table."""

import numpy as np

from .. import figures


def headings(run, rate):
    """Return the titles of both panels, what was chosen: the network, and how it is trained."""
    return f"Network {_sizes(run.problem)}", f"lr {rate}, m = {run.m}, seed {run.seed}"


def told(run, epoch, guesses):
    """Return the sentences about `run` at `epoch`, where it gives the classes `guesses` (n,)."""
    net = run.problem
    right = int((guesses == net.truth).sum())
    said = (
        f"Epoch {epoch}: loss {run.loss[epoch]:.4g}, {right} of {net.n} points right. "
        f"Network {_sizes(net)}: {net.d} parameters.\n"
    )
    if run.reason and epoch == run.epochs:
        said += f"{run.reason} "
    weights, bias = net.layers(run.w[epoch])[0]
    if not weights.any():
        return f"{said}All weights of the hidden units are 0: none has a line."
    if len(bias) > 1 and not (np.ptp(weights, axis=1).any() or np.ptp(bias)):
        return f"{said}All {len(bias)} hidden units are the same: one line for all."
    off = [str(j + 1) for j in np.flatnonzero(_above(net, weights, bias) == 0)]
    if net.activation == "relu" and off:
        said += f"Off for every point: unit {', '.join(off)}. "
    return said.rstrip()


def units_table(run, w):
    """Return the units of the first hidden layer at `w` (d,) as HTML."""
    number = figures.number
    weights, bias = run.problem.layers(w)[0]
    above = _above(run.problem, weights, bias)
    rows = "".join(
        f'<tr><th scope="row">{j + 1}</th><td>{number(w1)}</td><td>{number(w2)}</td>'
        f"<td>{number(b)}</td><td>{count}</td></tr>"
        for j, ((w1, w2), b, count) in enumerate(zip(weights.T, bias, above, strict=True))
    )
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("unit", "w1", "w2", "b", "points above 0")
    )
    return (
        '<table class="sgdlab-table"><caption>The units of the first hidden layer</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _sizes(net):
    return "-".join(map(str, (net.shapes[0][0], *(h for _, h in net.shapes))))


def _above(net, weights, bias):
    """For how many points each unit is above 0, before its activation."""
    return (net.X @ weights + bias > 0).sum(axis=0)
