"""A drawn digit becomes an image as those of data/digits.csv: 8 x 8 counts of inked dots."""

import numpy as np

SIDE, BLOCK = 32, 4  # dots across the bitmap, and across the block that one pixel counts

# The file's digits are as high as the bitmap, most about 20 of its 32 dots wide and their lines a
# sixth of that height thick; narrow and flat ones were stretched, but not without limit.
_WIDE = 20
_STRETCH = 1.5
_PEN = 0.09  # half the thickness of a line, as a share of the drawing's longer side
_LEAST = 0.5


def bitmap(strokes):
    """Return the drawing as a bitmap (32, 32) of booleans, True where there is ink.

    `strokes` are lists of places (x, y), y upwards, in any unit: a line runs from place to place of
    each, a single place is a dot. The drawing is brought to the height and the width of the
    digits in data/digits.csv and to the middle, so that its size and its place do not matter. No
    strokes give no ink.

    ValueError for a stroke that is not a list of pairs of finite numbers.

    >>> int(bitmap([[(0, 0), (0, 9)]])[16].sum()), int(bitmap([]).sum())
    (8, 0)
    """
    strokes = [places for places in map(_places, _listed(strokes)) if len(places)]
    if not strokes:
        return np.zeros((SIDE, SIDE), dtype=bool)
    every = np.concatenate(strokes)
    low, high = every.min(0), every.max(0)
    pen = max(_PEN * float((high - low).max()), _LEAST)
    stretch = np.array([_WIDE, SIDE]) / (high - low + 2 * pen)
    stretch = np.minimum(stretch, _STRETCH * stretch[::-1])
    dots = np.arange(SIDE) + 0.5 - SIDE / 2
    x, y = dots / stretch[:, None]
    grid = np.stack(np.meshgrid(x, y[::-1]), axis=-1).reshape(-1, 2)
    middle = (low + high) / 2
    centred = [places - middle for places in strokes]
    return (_distances(grid, centred) <= pen**2).reshape(SIDE, SIDE)


def pixels(strokes):
    """Return the drawing as 64 pixels of 0 .. 16, row by row: the dots inked in each 4 x 4 block.

    So the images of data/digits.csv were made. See `bitmap`.

    >>> pixels([[(0, 0), (0, 9)]]).reshape(8, 8)[1].tolist()
    [0.0, 0.0, 0.0, 16.0, 16.0, 0.0, 0.0, 0.0]
    """
    blocks = bitmap(strokes).reshape(SIDE // BLOCK, BLOCK, SIDE // BLOCK, BLOCK)
    return blocks.sum((1, 3)).ravel().astype(float)


def _listed(strokes):
    try:
        return list(strokes)
    except TypeError:
        raise ValueError(
            f"strokes is of type {type(strokes).__name__}; expected a list of strokes such as "
            "[[(0, 0), (0, 9)]]."
        ) from None


def _places(stroke):
    try:
        places = np.array(stroke, dtype=float)
    except (TypeError, ValueError):
        places = np.zeros(1)
    if not places.size:
        return np.zeros((0, 2))
    if places.ndim != 2 or places.shape[1] != 2 or not np.isfinite(places).all():
        raise ValueError(
            "a stroke is not a list of places; expected pairs of finite numbers such as "
            "[(0, 0), (0, 9)]."
        )
    return places


def _distances(grid, strokes):
    """The squared distance from each place of `grid` (k, 2) to the nearest line."""
    start = np.concatenate([places[: max(1, len(places) - 1)] for places in strokes])
    end = np.concatenate([places[min(1, len(places) - 1) :] for places in strokes])
    along = end - start
    length = (along**2).sum(-1)
    # for the foot start + t along of each place: products of matrices, no array (k, lines, 2)
    ahead = grid @ along.T - (start * along).sum(-1)
    t = np.clip(ahead / np.where(length > 0, length, 1), 0, 1)
    from_start = (grid**2).sum(-1)[:, None] - 2 * grid @ start.T + (start**2).sum(-1)
    return (from_start - t * (2 * ahead - t * length)).min(-1)
