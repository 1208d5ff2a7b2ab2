"""What is run for the graph player: a reader's function at its inputs, the call as code."""

import re

import numpy as np

from ..graph import trace
from ..stages.notation import shown

MOST = 300  # nodes
_ENTRIES = 12  # of an array that is written out


def run(f, inputs):
    """Return the graph of `f` at `inputs`, {name: value}.

    What stops inside `f` becomes a ValueError that says where; the sentences of `trace` stay.
    """
    try:
        graph = trace(f, **inputs)
    except Exception as error:
        if isinstance(error, (ValueError, TypeError)) and _ours(error):
            raise
        at = ", ".join(f"{name} = {shown(value)}" for name, value in inputs.items())
        raise ValueError(
            f"the function cannot be computed at {at}: {error or type(error).__name__}. "
            "Choose other inputs."
        ) from None
    if len(graph.nodes) > MOST:
        raise ValueError(
            f"the graph has {len(graph.nodes)} nodes; the player shows at most {MOST}. Use arrays "
            "in place of many numbers."
        )
    return graph


def code(inputs, text):
    """Return the call that makes a graph; `text` is the typed formula, "" for a function f.

    >>> print(code({"x": -2, "y": 5.0}, "x*y"))
    import sgdlab as sl
    <BLANKLINE>
    graph = sl.trace(sl.expression.formula('x*y').f, x=-2.0, y=5.0)
    print(graph)
    <BLANKLINE>
    """
    given = "".join(f", {name}={_plain(name, value)}" for name, value in inputs.items())
    arrays = "import numpy as np\n" * ("np." in given)
    f = f"sl.expression.formula({text!r}).f" if text else "f"
    return f"{arrays}import sgdlab as sl\n\ngraph = sl.trace({f}{given})\nprint(graph)\n"


def starts(names, given):
    """Return a value for each of `names`: the one that is `given`, else 1, 2, 3, ... in turn.

    >>> starts(("x", "y", "z"), {"y": 5})
    {'x': 1.0, 'y': 5, 'z': 2.0}
    """
    new = iter(range(1, len(names) + 1))
    return {name: given[name] if name in given else float(next(new)) for name in names}


def _ours(error):
    """Tell whether an error was raised, in words, by this package and not by the reader's code."""
    trail = error.__traceback__
    while trail.tb_next is not None:
        trail = trail.tb_next
    return trail.tb_frame.f_globals.get("__name__", "").startswith("sgdlab.")


def _plain(name, value):
    if np.size(value) > _ENTRIES:
        return name
    text = re.sub(r"\b(nan|inf)\b", r"np.\1", repr(np.asarray(value, dtype=float).tolist()))
    return f"np.array({text})" if np.ndim(value) else text
