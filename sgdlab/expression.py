"""Functions typed by a reader: arithmetic and a few named functions, nothing else is run."""

import ast
import functools
import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .graph import relu, sigmoid
from .problems import Curve

FUNCTIONS = {
    name: getattr(np, name)
    for name in ("exp", "log", "sin", "cos", "tanh", "sqrt", "abs", "minimum", "maximum")
} | {"relu": relu, "sigmoid": sigmoid}
CONSTANTS = {"pi": np.pi, "e": np.e}
PARAMETERS = (("w",), ("w1", "w2"))
LONGEST = 200  # characters; it bounds the depth of the tree as well

_SIGNS = {"−": "-", "×": "*", "·": "*", "²": "**2", "³": "**3"}
_NO_TIMES = re.compile(
    r"(?<!\w)[\d.]+\s*(?:w|\()|\)\s*(?:\(|w|\d)"
    r"|(?<!\w)(?!0[xob])\.?\d[\d.]*(?:[^\W\d_ej]|e(?![\d+-]))",  # 2x, but not 0x1f, 1e5, 1j
    re.IGNORECASE,
)
_BINARY = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
_HELP = f"use names and numbers; + - * / **; pi, e; {', '.join(FUNCTIONS)}"


class Formula(NamedTuple):
    """A typed formula: its text, its names in the order they appear, and the function of them."""

    text: str
    names: tuple
    f: Callable


def formula(text):
    """Return the `Formula` that `text` describes, in variables of any names.

    Raises ValueError with one sentence when the text is not arithmetic. The text is parsed, checked
    node by node against an allow-list, and only then compiled.

    >>> product = formula("(x + y) * z")
    >>> product.names, product.f(-2, 5, -4)
    (('x', 'y', 'z'), -12)
    """
    tree = _tree(text)
    names = tuple(dict.fromkeys(_names(tree.body)))
    if not names:
        raise ValueError(f"{text.strip()!r} has no variable: {_HELP}.")
    code = compile(_lambda(tree, names), "<typed>", "eval")
    typed = eval(code, {"__builtins__": {}, **FUNCTIONS, **CONSTANTS})

    @functools.wraps(typed)  # trace reads the names of the arguments
    def f(*args, **named):
        return _run(typed, args, named, text)

    return Formula(text.strip(), names, f)


def parse(text):
    """Return the `Curve` that `text` describes, of `w` or of `w1` and `w2`.

    Raises ValueError with one sentence when the text is not a `formula` in these names.

    >>> L = parse("exp(-w) + w**2")
    >>> float(L.loss(np.array([0.0]))), L.d
    (1.0, 1)
    >>> parse("0.1*w1**2 + 2*w2**2").gradient(np.array([1.0, 1.0])).round(6).tolist()
    [0.2, 4.0]
    """
    _, used, f = formula(text)
    names = next((p for p in PARAMETERS if set(used) & set(p)), ())
    if unknown := set(used) - set(names):
        mixed = unknown & {"w", "w1", "w2"}
        say = "mixes w with w1 and w2" if mixed else f"has an unknown name {min(unknown)!r}"
        raise ValueError(f"{text.strip()!r} {say}: name the parameters w, or w1 and w2.")

    def L(*w):
        return f(**{name: value for name, value in zip(names, w, strict=True) if name in used})

    curve = Curve(L, d=len(names))
    with np.errstate(all="ignore"):
        curve.loss(np.ones(len(names)))  # a constant part that cannot be computed shows here
    return curve


def start(curve, window, text):
    """Return a place (d,) in `window` to start from: near its upper corner, with a finite loss.

    Raises ValueError when `curve` is not a finite number over more than half of `window`.
    """
    sides = [np.linspace(low, high, 41) for low, high in window]
    places = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, len(window))
    with np.errstate(all="ignore"):
        good = np.isfinite(curve.loss(places)) & np.isfinite(curve.gradient(places)).all(-1)
    if good.mean() < 0.5:
        raise ValueError(
            f"{text.strip()!r} is not a finite number at {1 - good.mean():.0%} of the points in "
            "the picture; choose a function that has a value there."
        )
    losses = curve.loss(places[good])
    with np.errstate(over="ignore"):
        spread = np.ptp(losses)
    if not 1e-12 * np.abs(losses).max() < spread < np.inf:
        raise ValueError(
            f"{text.strip()!r} is flat, or too large to draw, over the whole picture; "
            "choose a function that changes there."
        )
    corner = [low + 0.85 * (high - low) for low, high in window]
    nearest = np.abs(places[good] - corner).sum(-1).argmin()
    return tuple(places[good][nearest].tolist())


def _tree(text):
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"nothing was typed: {_HELP}.")
    text = text.strip()
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    if len(text) > LONGEST:
        raise ValueError(f"the text has {len(text)} characters; at most {LONGEST} are read.")
    if "#" in text:
        raise ValueError(f"{text!r} has a #, which would hide what follows: {_HELP}.")
    if "^" in text:
        raise ValueError(f"{text!r} has a ^; write ** for a power, as in w**2.")
    if found := _NO_TIMES.search(re.sub(r"(?<![\d.])[A-Za-z_]\w*", "w", text)):
        raise ValueError(f"{text!r} lacks a * in {found[0]!r}; write 2*w, not 2w.")
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ValueError(f"{text!r} is not complete arithmetic: {_HELP}.") from None
    _allow(tree.body, text)
    return tree


def _allow(node, text):
    match node:
        case ast.BinOp(left, op, right) if isinstance(op, _BINARY):
            parts = [left, right]
        case ast.UnaryOp(op=ast.UAdd() | ast.USub(), operand=operand):
            parts = [operand]
        case ast.Call(ast.Name(name), args, []) if name in FUNCTIONS:
            wanted = getattr(FUNCTIONS[name], "nin", 1)
            if len(args) != wanted:
                raise ValueError(f"{text!r} gives {name} {len(args)} value(s); it takes {wanted}.")
            parts = args
        case ast.Constant(value) if type(value) in (int, float):
            parts = []
        case ast.Name(name) if name not in FUNCTIONS and name != "__debug__":
            parts = []
        case ast.Call(ast.Name(name)) if name not in FUNCTIONS:
            raise ValueError(
                f"{text!r} calls {name!r}, which is not one of the functions: {_HELP}."
            )
        case _:
            raise ValueError(f"{text!r} has more than arithmetic in it: {_HELP}.")
    for part in parts:
        _allow(part, text)


def _names(node):
    """The variables of a tree, from left to right."""
    if isinstance(node, ast.Name):
        return [] if node.id in FUNCTIONS or node.id in CONSTANTS else [node.id]
    return [name for part in ast.iter_child_nodes(node) for name in _names(part)]


def _lambda(tree, names):
    """The tree of `lambda names: tree`, its whole numbers made floats."""
    args = ast.arguments([], [ast.arg(name) for name in names], None, [], [], None, [])
    body = _Floats().visit(tree.body)
    return ast.fix_missing_locations(ast.Expression(ast.Lambda(args, body)))


class _Floats(ast.NodeTransformer):
    """Whole numbers become floats: 9**9**9 then overflows at once instead of filling memory."""

    def visit_Constant(self, node):
        try:
            return ast.copy_location(ast.Constant(float(node.value)), node)
        except OverflowError:
            raise ValueError(f"the number {str(node.value)[:12]}... is too large.") from None


def _run(typed, args, named, text):
    try:
        value = typed(*args, **named)
    except ZeroDivisionError:
        raise ValueError(f"{text.strip()!r} divides by zero everywhere.") from None
    except OverflowError:
        raise ValueError(f"{text.strip()!r} has a constant that is too large.") from None
    if isinstance(value, (complex, np.ndarray)) and np.iscomplexobj(value):
        raise ValueError(f"{text.strip()!r} takes a root of a negative number everywhere.")
    return value
