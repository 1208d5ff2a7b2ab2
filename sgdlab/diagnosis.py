"""What a run of gradient descent did, and why, in one sentence with the numbers."""

import math

import numpy as np

_BEYOND = "out of range"  # of a run that diverges: larger than any float


def curvatures(problem, w):
    """Return the curvatures of the average loss at `w` (d,), ascending.

    They are the eigenvalues of the Hessian, by central differences of the gradient.

    >>> from sgdlab import PRESETS
    >>> curvatures(PRESETS["valley"].problem, np.zeros(2)).round(6).tolist()
    [0.2, 4.0]
    """
    w = np.atleast_1d(np.asarray(w, dtype=float))
    h = np.cbrt(np.finfo(float).eps) * np.maximum(1, np.abs(w))
    steps = np.diag(h)
    with np.errstate(all="ignore"):
        rows = (problem.gradient(w + steps) - problem.gradient(w - steps)) / (2 * h[:, None])
    if not np.isfinite(rows).all():
        return np.full(len(w), np.nan)
    return np.linalg.eigvalsh((rows + rows.T) / 2)


def best_rate(curvatures):
    """Return the best constant rate of a quadratic, 2 / (h_min + h_max).

    >>> round(best_rate([0.2, 4.0]), 4)
    0.4762
    """
    return 2 / (min(curvatures) + max(curvatures))


def steps_to(distance, curvatures, offset, lr):
    """Return how many steps bring a quadratic within `distance` of its minimum; inf for never.

    `curvatures` (d,) along the axes, `offset` (d,) the start less the minimum: after k steps
    (1 - lr h)^k of each offset is left. The best rates for curvatures 4 and 4, .4, .04:

    >>> [steps_to(1e-3, [h, 4], [1, 1], best_rate([h, 4])) for h in (4, 0.4, 0.04)]
    [1, 37, 363]
    """
    offset, keeps = np.asarray(offset, dtype=float), np.abs(1 - lr * np.asarray(curvatures))
    low, high = -1, 1  # `low` steps are too few

    def far(steps):
        return np.linalg.norm(offset * keeps**steps) > distance

    if not far(0):
        return 0
    if np.linalg.norm(offset[keeps >= 1]) > 0:
        return math.inf
    while far(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if far(middle) else (low, middle)
    return high


def explain(path):
    """Return a sentence that says why the run creeps, closes in, jumps, bounces or diverges.

    For a quadratic it compares lr with 2 / h, h the largest curvature.

    >>> import sgdlab as sl
    >>> bowl = sl.PRESETS["bowl"].problem
    >>> print(explain(sl.descend(bowl, 12, lr=1.0, epochs=4)))
    Bounces: lr 1 is exactly 2 / h = 2 / 2 = 1, so each step lands as far on the other side.
    """
    if path.algorithm != "GD" or callable(path.lr):
        return _sentence(path.reason)
    h = _constant_curvatures(path)
    return _other(path) if h is None else _quadratic(path.lr, h)


def _constant_curvatures(path):
    """Curvatures of a quadratic loss; None when they change along the run or are unknown."""
    w0 = path.w[0]
    near = path.w[np.abs(path.w - w0).max(axis=1) <= 1e3 * max(1, np.abs(w0).max())]
    wide = 5 * max(1, np.abs(near - w0).max())  # so that pieces of a bent slope are told apart
    places = (w0, near[len(near) // 2], near[-1], w0 + wide, w0 - wide)
    found = [curvatures(path.problem, w) for w in places]
    scale = np.abs(found[0]).max()
    same = all(np.allclose(found[0], other, rtol=1e-4, atol=1e-4 * scale) for other in found[1:])
    return found[0] if same and scale > 0 else None


def _quadratic(lr, curvatures):
    low, high = float(curvatures[0]), float(curvatures[-1])
    if low < -1e-6 * abs(high) or high <= 0:
        return "Runs away: in one direction the surface falls for ever, there is no minimum."
    limit = f"2 / h = 2 / {high:.4g} = {2 / high:.4g}"
    if math.isclose(lr * high, 2, rel_tol=1e-5):
        return (
            f"Bounces: lr {lr:.4g} is exactly {limit}, so each step lands as far on the other side."
        )
    if lr * high > 2:
        return (
            f"Diverges: lr {lr:.4g} is above {limit} (h the largest curvature), "
            "so each step lands farther out."
        )
    if math.isclose(lr * high, 1, rel_tol=1e-5) and math.isclose(low, high, rel_tol=1e-5):
        return f"One step: lr {lr:.4g} is exactly 1 / h = {1 / high:.4g} and lands on the minimum."
    flat, steep = 1 - lr * low, 1 - lr * high
    if math.isclose(low, high, rel_tol=1e-5):
        side = "; the step jumps over the minimum" if steep < 0 else ""
        kept = f"Each step keeps {abs(steep):.0%} of the distance{side}."
    else:
        side = ", which changes sign: the walk jumps across the valley" if steep < 0 else ""
        kept = (
            f"Each step keeps {abs(flat):.0%} of the error in the flat direction and "
            f"{abs(steep):.0%} in the steep one{side}."
        )
    return f"Closes in: lr {lr:.4g} is below {limit}. {kept}"


def _other(path):
    if path.diverged:
        if np.isnan(path.problem.gradient(path.w[-1])).any():  # no rate would help
            return _sentence(path.reason)
        step = len(path) + 1
        return f"Diverges at step {step}: lr {path.lr:.4g} is too large for the slope met there."
    if len(path) < 3:
        return _sentence(path.reason)
    moved, before = np.abs(path.w[-1] - path.w[-2]).max(), np.abs(path.w[-1] - path.w[-3]).max()
    if moved > 1e-3 and before < 0.05 * moved:
        return f"Bounces between two places: lr {path.lr:.4g} is too large to rest between them."
    slope = float(np.linalg.norm(path.problem.gradient(path.w[-1])))
    low, h = curvatures(path.problem, path.w[-1])[[0, -1]]
    here = f"; at the last w the largest curvature is {h:.3g}" if math.isfinite(h) else ""
    border = f" and 2 / {h:.3g} = {2 / h:.3g}" if h > 0 else ""
    if slope < 1e-3:
        kind = "a minimum" if low > 0 else "not a minimum"
        return f"Comes to rest: the slope is {slope:.1e}, and the place is {kind}{here}."
    return f"Still moving after {len(path)} steps: the slope is {slope:.3g}{here}{border}."


def position(path, step):
    """Return where a run stands after `step` updates, as a sentence.

    >>> import sgdlab as sl
    >>> position(sl.descend(sl.PRESETS["bowl"].problem, 12, lr=0.1, epochs=5), 2)
    'Step 2: w = 9.12, loss 29.2; the slope is 10.24, lr 0.1.'
    """
    w, total = path.w[step], len(path)
    loss = f"{path.loss[step]:.3g}" if np.isfinite(path.loss[step]) else _BEYOND
    names = f"w = {_vector(w)}, loss {loss}"
    slope = path.grad[step] if step < total else path.problem.gradient(w)
    kind = "slope" if len(w) == 1 else "gradient"
    if getattr(path.problem, "grad", True) is None:
        kind += ", by backpropagation,"
    rate = "" if callable(path.lr) else f", lr {path.lr:.4g}"
    return f"Step {step}: {names}; the {kind} is {_vector(slope)}{rate}."


def _vector(values):
    text = ", ".join(f"{value:.4g}" if np.isfinite(value) else _BEYOND for value in values)
    return text if len(values) == 1 else f"({text})"


def _sentence(reason):
    return reason[0].upper() + reason[1:].rstrip(".") + "."
