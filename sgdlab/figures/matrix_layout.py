"""Where the matrices of the matrix view stand, and the lines of their frames, cells and arrows."""

from .matrix_steps import shapes

MOST_M, MOST_UNITS = 32, 8
WIDE, HIGH = 1000, 520  # the units of the drawing
_CELL = 22  # a number's width, and its height where there is room
_TOP, _TALL = 446, 180  # where the matrices with m rows begin, and how tall they may be
_LOW, _DEEP = 172, 114  # where the parameters begin, and how tall they may be
_BIAS = 16  # the height of a bias, and
STRIP = 8  # its distance from the weights
_GAP = 88  # between two matrices, where the arrows are
_FAR = 28  # of an upright arrow's ends from the matrices: gradients' names stand there
UPPER = ("X", "Z", "A", "S", "l")
OVER = {"W1": "Z", "b1": "Z", "W2": "S", "b2": "S"}  # parameters stand under what they make


def boxes_of(m, h):
    """Return {name: (left, top, width, height, rows, columns)} of every matrix."""
    sizes, found = shapes(m, h), {}
    tall = min(_CELL, _TALL / m)
    across = sum(sizes[name][1] for name in UPPER) * _CELL + (len(UPPER) - 1) * _GAP
    left = (WIDE - across) / 2
    for name in UPPER:
        rows, columns = sizes[name]
        found[name] = (left, _TOP, columns * _CELL, rows * tall, rows, columns)
        left += columns * _CELL + _GAP
    for name, over in OVER.items():
        rows, columns = sizes[name]
        left, top = found[over][0], _LOW
        if name[0] == "b":
            _, above, _, high, *_ = found["W" + name[1]]
            top, high = above - high - STRIP, _BIAS
        else:
            high = min(_CELL, _DEEP / rows) * rows
        found[name] = (left, top, columns * _CELL, high, rows, columns)
    return found


def ends(source, target, back):
    """Return where an arrow starts and ends: level in a gap, or upright between the two lanes."""
    left, top, wide, tall, *_ = source
    left2, top2, wide2, tall2, *_ = target
    if left == left2 and top != top2:  # a matrix and the parameters below it
        x = left + min(wide, wide2) * (0.72 if back else 0.28)
        if top < top2:
            return (x, top + STRIP), (x, top2 - tall2 - _FAR)
        return (x, top - tall - _FAR), (x, top2 + STRIP)
    y = _TOP - max(tall, 3 * STRIP) * (0.75 if back else 0.25)
    if left < left2:
        return (left + wide + STRIP, y), (left2 - STRIP, y)
    return (left - STRIP, y), (left2 + wide2 + STRIP, y)


def frame(box, more=0.0):
    """Return the outline (5 places) of a box, `more` larger on each side."""
    left, top, wide, tall = box[:4]
    right, foot = left + wide + more, top - tall - more
    left, top = left - more, top + more
    return [(left, top), (right, top), (right, foot), (left, foot), (left, top)]


def cells(box):
    """Yield the lines between the rows and the columns of a box."""
    left, top, wide, tall, rows, columns = box
    for i in range(1, rows):
        y = top - i * tall / rows
        yield [(left, y), (left + wide, y)]
    for j in range(1, columns):
        x = left + j * wide / columns
        yield [(x, top), (x, top - tall)]
