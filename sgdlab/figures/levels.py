"""What the pictures of a loss share: its window, the loss on a grid, its levels."""

import numpy as np

_FAR = 1e4  # spans; a run that diverges is drawn no further away than this


def grid(name, problem, window, points):
    """Return (w1, w2, loss) on `points` by `points` places; masked where not finite."""
    two_parameters(name, problem)
    w1, w2 = np.meshgrid(*(np.linspace(low, high, points) for low, high in sides(window, 2)))
    with np.errstate(all="ignore"):
        loss = np.ma.masked_invalid(problem.loss(np.stack([w1, w2], axis=-1)))
    if loss.mask.all():
        raise ValueError(f"The loss is not finite anywhere in the window {window}.")
    return w1, w2, loss


def sides(window, d):
    """Return the (low, high) of each of `d` parameters, as floats; refuse any other window."""
    try:
        pairs = [(float(low), float(high)) for low, high in window]
        good = len(pairs) == d and all(high > low for low, high in pairs)
    except (TypeError, ValueError):
        good = False
    if not good:
        example = "((-8, 16),)" if d == 1 else "((-5, 5), (-2, 2))"
        raise ValueError(f"window is {window!r}; expected (low, high) for each of {d}: {example}.")
    return pairs


def levels_of(loss, bands):
    """Edges of `bands` bands from the least to the largest loss."""
    low, high = float(loss.min()), float(loss.max())
    if not high > low:
        return low + np.linspace(-1, 1, bands + 1)
    above = np.sort((loss - low).compressed())
    small = above[len(above) // 40]  # the lowest fortieth of the window is one band
    if small > 0 and (high - low) / small >= 1e3:
        levels = np.concatenate([[low], low + np.geomspace(small, high - low, bands)])
    else:
        inner = loss[1:-1, 1:-1]
        power = 2 if inner.count() and inner.min() <= low + 1e-3 * (high - low) else 1
        levels = low + (high - low) * np.linspace(0, 1, bands + 1) ** power
    levels[0], levels[-1] = low, high
    return levels


def ranks(loss):
    """Shares 0 .. 1 for the colours, in the bands that `contour` would use."""
    levels = levels_of(loss, 11)
    return np.interp(loss.filled(levels[0]), levels, np.linspace(0, 1, len(levels)))


def near(w, ax):
    """Return `w` (k, 2) cut where it is so far outside the axes that nothing can be seen."""
    low, high = np.array([ax.get_xlim(), ax.get_ylim()]).T
    far = _FAR * (high - low)
    return np.clip(w, low - far, high + far)


def two_parameters(name, problem):
    """Refuse a problem that does not have two parameters."""
    if problem.d != 2:
        raise ValueError(f"{name} draws two parameters, but the problem has d = {problem.d}.")
