"""A graph in words and letters: labels, formulas, local derivatives, the three stages as text."""

import numpy as np

from .node import Node

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "/", "@": "@"}
_SHORT = {"sigmoid": "σ", "maximum": "max", "minimum": "min", "cross_entropy": "cross-entropy"}
_RAISED = {"2": "²", "3": "³"}
_LETTERS = {
    "+": ("1", "1"),
    "-": ("1", "−1"),
    "*": ("{b}", "{a}"),
    "/": ("1 / {b}", "−{a} / {b}²"),
    "neg": ("−1",),
    "exp": ("exp({a})",),
    "log": ("1 / {a}",),
    "sin": ("cos({a})",),
    "cos": ("−sin({a})",),
    "tanh": ("1 − tanh({a})²",),
    "sqrt": ("1 / (2 √{a})",),
    "abs": ("sign({a})",),
    "relu": ("1 if {a} > 0, else 0",),
    "sigmoid": ("σ({a}) (1 − σ({a}))",),
    "maximum": ("1 if {a} > {b}, ½ if equal, else 0", "1 if {b} > {a}, ½ if equal, else 0"),
    "minimum": ("1 if {a} < {b}, ½ if equal, else 0", "1 if {b} < {a}, ½ if equal, else 0"),
    "where": ("", "1 where chosen, else 0", "1 where not chosen, else 0"),
    "sum": ("1 for every entry",),
    "mean": ("1 / number, for every entry",),
    "max": ("1 for the largest entry, else 0",),
    "min": ("1 for the smallest entry, else 0",),
    "reshape": ("1 for every entry",),
    "transpose": ("1 for every entry",),
    "broadcast": ("1 for every copy",),
    "index": ("1 for the entries read, else 0",),
    "@": ("{b}", "{a}"),
    "softmax": ("diag(s) − s sᵀ, s = softmax({a})",),
    "cross_entropy": ("softmax({a}) − 1 at the label",),
}


def value(value):
    """Return a value as short text: a number, a small array's numbers, or a shape."""
    if np.ndim(value) == 0:
        return _number(float(value))
    if np.size(value) > 6:
        return f"an array {np.shape(value)}"
    return "[" + ", ".join(_number(float(v)) for v in np.ravel(value)) + "]"


def bad(value):
    """Return which of inf, -inf and nan is first in `value`."""
    entries = np.ravel(value)
    return f"{entries[~np.isfinite(entries)][0]:g}"


def label(node):
    """Return the short text that stands inside a node; an input has none."""
    if not node.parents:
        return ""
    op, constants = node.op, [arg for arg in node.args if not isinstance(arg, Node)]
    if op == "neg":
        return "× −1"
    if op == "index":
        return _key(node.options["key"])
    if op == "where" or not constants or op == "cross_entropy":
        return {"**": "^", "transpose": "ᵀ"}.get(op) or _SIGNS.get(op) or _SHORT.get(op, op)
    shown, first = _operand(constants[0], op), not isinstance(node.args[0], Node)
    if op == "**":
        return f"{shown}^" if first else f"( ){_RAISED.get(shown, '^' + shown)}"
    if op in _SIGNS:
        return f"{shown} {_SIGNS[op]}" if first else f"{_SIGNS[op]} {shown}"
    inside = ", ".join("·" if isinstance(a, Node) else _operand(a, op) for a in node.args)
    return f"{_SHORT.get(op, op)}({inside})"


def formula(node):
    """Return how a node was computed, in its parents' names."""
    if not node.parents:
        return node.name
    op, args = node.op, [_operand(arg, node.op) for arg in node.args]
    if op == "neg":
        return f"−{args[0]}"
    if op == "**":
        return f"{args[0]}{_RAISED.get(args[1], '^' + args[1])}"
    if op in _SIGNS:
        return f" {_SIGNS[op]} ".join(_bracket(arg) for arg in args)
    if op == "index":
        return args[0] + _key(node.options["key"])
    if op == "transpose":
        return f"{args[0]}ᵀ"
    more = [f"{k} {v}" for k, v in (node.options or {}).items() if v is not None and v is not False]
    return f"{_SHORT.get(op, op)}({', '.join(args + more)})"


def local(node, k):
    """Return the derivative of `node` to `parents[k]` in letters."""
    places = [j for j, arg in enumerate(node.args) if isinstance(arg, Node)]
    args = [_operand(arg, node.op) for arg in node.args]
    if node.op == "**":
        return _power(args, places[k])
    letters = _LETTERS.get(node.op, ("1 for its own entries",))
    text = letters[min(places[k], len(letters) - 1)]
    if node.op == "*":
        return args[1 - places[k]].removeprefix("(").removesuffix(")")
    if node.op == "@":
        return ("G @ {b}ᵀ", "{a}ᵀ @ G")[places[k]].format(a=args[0], b=args[-1])
    return text.format(a=args[0], b=args[-1])


def put_in(letters, number):
    """Return a derivative in letters with its number, "" for none.

    >>> put_in("z", "−4"), put_in("1", "1"), put_in("1 if x > 0, else 0", "0")
    ('z = −4', '1', '1 if x > 0, else 0: 0')
    """
    if number in ("", letters):
        return letters
    return f"{letters}{': ' if ' if ' in letters else ' = '}{number}"


def report(graph):
    """Return the three stages of `graph` as text."""
    lines = ["Stage 1: values"]
    for node in graph.nodes:
        way = f"{formula(node)} = " if node.parents else ""
        lines.append(f"  {node.name} = {way}{value(node.value)}")
    lines.append("Stage 2: local derivatives")
    for node in graph.nodes:
        for k, parent in enumerate(node.parents):
            letters = local(node, k)
            number = "" if node.local is None else _number(node.local[k])
            lines.append(f"  ∂{node.name}/∂{parent.name} = {put_in(letters, number)}")
    end = graph.output.name
    lines += ["Stage 3: backward, incoming × local", f"  ∂{end}/∂{end} = 1"]
    for hop in graph.hops:
        for k, (parent, flow) in enumerate(zip(hop.node.parents, hop.flows, strict=True)):
            way = ""
            if hop.node.local is not None:
                way = f"{_number(hop.incoming)} × {_bracket(_number(hop.node.local[k]))} = "
            lines.append(f"  to {parent.name} from {hop.node.name}: {way}{value(flow)}")
    lines += [f"  ∂{end}/∂{name} = {value(grad)}" for name, grad in graph.grads.items()]
    lines += [f"  {name} is never used: its derivative is 0" for name in graph.unused]
    return "\n".join(lines + ([f"Trouble: {graph.trouble}"] if graph.trouble else []))


def _power(args, place):
    base, exponent = args
    if place:
        return f"{base}^{exponent} log {base}"
    try:
        less = _number(float(exponent.strip("()").replace("−", "-")) - 1.0)
    except ValueError:
        return f"{exponent} {base}^({exponent} − 1)"
    if less == "0":
        return "1"
    return f"{exponent} {base}" + ("" if less == "1" else _RAISED.get(less, f"^{_bracket(less)}"))


def _operand(arg, op):
    if isinstance(arg, Node):
        return arg.name
    if np.ndim(arg):
        return "labels" if op == "cross_entropy" else f"[{'×'.join(map(str, np.shape(arg)))}]"
    return str(arg) if isinstance(arg, np.bool_) else _number(float(arg))


def _bracket(text):
    return f"({text})" if text.startswith("−") else text


def _number(value):
    return f"{value + 0.0:.6g}".replace("-", "−")


def _key(key):
    parts = key if isinstance(key, tuple) else (key,)
    return f"[{', '.join(_part(part) for part in parts)}]"


def _part(part):
    if isinstance(part, slice):
        ends = ["" if end is None else str(end) for end in (part.start, part.stop)]
        return ":".join(ends) + (f":{part.step}" if part.step is not None else "")
    if part is ...:
        return "…"
    return "array" if isinstance(part, np.ndarray) else str(part)
