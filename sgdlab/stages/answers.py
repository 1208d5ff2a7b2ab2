"""The next number of the three stages, as a reader worked it out: right, rounded, or a mistake."""

import math
from typing import NamedTuple

from ..graph import words
from . import slips
from .notation import factor, local, partial, put, shown, slope
from .slips import Mistake

_ROUNDED = 0.02  # what a number may be off that was computed with rounded ones
_SIGNS = ("sign", "minus")  # mistakes of an operation that are more telling than this:
_TOLD_SIGN = "The size is right. Which signs have the two factors?"


class Ask(NamedTuple):
    """What is asked: the name of the number, the number, and how far terms of it may be rounded.

    `mistakes` are the known ways to miss it, `hints` two steps towards it, `how` the whole way.
    """

    name: str
    right: float
    scale: float
    mistakes: tuple
    hints: tuple
    how: str


class Verdict(NamedTuple):
    """Whether a typed number counts as right, the mistake that explains it, and what to tell."""

    right: bool
    name: str
    told: str


def asks(graph, step):
    """Return what a reader can be asked at a `Step`, a tuple of `Ask`: numbers, and nothing else.

    Stage 1 asks for the value, Stage 2 for each local derivative, Stage 3 for the gradient with the
    new flow added. Arrays and folded calls are given. A number that is inf or nan is not asked for.

    >>> import sgdlab as sl
    >>> from sgdlab.graph.folding import view
    >>> from sgdlab.stages.steps import steps
    >>> graph = sl.trace(lambda x, y: x * y, x=2, y=5)
    >>> last = asks(graph, steps(graph, view(graph))[-1])[0]
    >>> last.name, last.right, judge(last, 5).told
    ('∂f/∂y', 2.0, 'That is y itself, or its part in it. A product passes the OTHER factor.')
    """
    node = step.node
    if node is None or node.shape or (node.parents and node.local is None):
        return ()
    if step.stage == 1:
        found = (_value(node, step),)
    elif step.stage == 2:
        found = tuple(_slope(node, k) for k in range(len(node.parents)))
    elif step.flow is None:
        found = (_start(node, step),)
    else:
        found = (_hop(graph, node, step),)
    return found if all(math.isfinite(ask.right) for ask in found) else ()


def judge(ask, typed):
    """Return the `Verdict` on the number `typed`.

    The right number in about three digits is right, then comes the nearest known mistake; what is
    off by no more than rounding is nearly right and counts. The right one wins where a mistake
    gives the same.

    >>> import sgdlab as sl
    >>> from sgdlab.graph.folding import view
    >>> from sgdlab.stages.steps import steps
    >>> graph = sl.trace(lambda t: sl.sigmoid(t), t=1)
    >>> ask = asks(graph, steps(graph, view(graph))[1])[0]
    >>> judge(ask, 0.1966).told, judge(ask, 0.2).told, judge(ask, 0.7311).name
    ('Right: ∂f/∂t = 0.1966.', 'Nearly: 0.2 is rounded. ∂f/∂t = 0.1966.', 'slope lost')
    """
    if _same(typed, ask.right):
        return Verdict(True, "", f"Right: {ask.name} = {shown(ask.right)}.")
    for mistake in ask.mistakes:
        if _same(typed, mistake.value):
            return Verdict(False, mistake.name, mistake.told)
    off = abs(typed - ask.right)
    if typed and off <= min(_ROUNDED, 0.25 * ask.scale):
        told = f"Nearly: {shown(typed)} is rounded. {ask.name} = {shown(ask.right)}."
        return Verdict(True, "rounded", told)
    near = [m for m in ask.mistakes if abs(typed - m.value) <= min(_ROUNDED, 0.25 * abs(m.value))]
    if near:
        mistake = min(near, key=lambda m: abs(typed - m.value))
        return Verdict(False, mistake.name, mistake.told)
    return Verdict(False, "", f"Not so: {ask.name} is not {shown(typed)}.")


def _same(a, b):
    return math.isclose(a, b, rel_tol=0.003, abs_tol=5e-5)


def _ask(name, right, mistakes, hints, how, terms=()):
    """An `Ask` with the mistakes that make a difference; of two with one number the first."""
    kept = []
    for mistake in mistakes:
        value = mistake.value
        known = _same(value, right) or any(_same(value, other.value) for other in kept)
        if math.isfinite(value) and not known:
            kept.append(mistake)
    scale = max(map(abs, (right, *terms)))
    return Ask(name, right, scale, tuple(kept), hints, how)


def _value(node, step):
    return _ask(
        node.name, node.value, slips.of_value(node),
        (f"{node.name} = {words.formula(node)}", f"{node.name} = {put(node)}"),
        step.text, [parent.value for parent in node.parents],
    )  # fmt: skip


def _slope(node, k):
    right, parent, name = node.local[k], node.parents[k], slope(node, k)
    mistakes = (
        *slips.of_slope(node, k),
        Mistake("sign", -right, "The size is right. Which sign has it?"),
        Mistake("value", node.value, _told_value(node)),
        Mistake("parent", parent.value, _told_value(parent)),
        *_half_and_double(right),
    )
    hints = (f"{node.rule[0].upper()}{node.rule[1:]}.", f"{name} = {words.local(node, k)}")
    return _ask(name, right, mistakes, hints, local(node, k))


def _start(node, step):
    name = partial(node.name, node.name)
    mistakes = (
        Mistake("value", node.value, f"That is {node.name} itself. How fast does it change with "
                f"itself?"),
        Mistake("zero", 0.0, f"When {node.name} grows, {node.name} does grow."),
    )  # fmt: skip
    how = f"Move {node.name} by a little: how much does {node.name} move?"
    return _ask(name, 1.0, mistakes, (how, f"{name} is the slope of {node.name} over itself."),
                step.text)  # fmt: skip


def _hop(graph, node, step):
    f, k = graph.output.name, step.k
    parent, incoming, slope_ = node.parents[k], float(step.incoming), node.local[k]
    before = 0.0 if step.before is None else float(step.before)
    flow, right = float(step.flow), float(step.grad)
    name, local_name, above = partial(f, parent.name), slope(node, k), partial(f, node.name)
    mistakes = []
    if step.before is not None:
        was = f"{shown(before)} came before"
        mistakes = [
            Mistake("last flow", flow, f"That is the new flow alone. Flows add: {was}."),
            Mistake("no flow", before, "That is what was there before. The new flow is added."),
            Mistake("mean", right / 2, f"Flows add, without a mean. {was[0].upper()}{was[1:]}."),
            Mistake("product", before * flow, f"Flows add, they do not multiply: {was}."),
        ]
    whole = float(graph.gradient(parent))
    told = f"That is all that reaches {parent.name}. So far there is less: one flow at a time."
    mistakes.append(Mistake("all flows", whole, told))
    came = f"{above} = {shown(incoming)}"
    mistakes.append(
        Mistake("incoming", before + slope_, "That is the local derivative alone. Multiply it by "
                f"what comes in, {came}.")
    )  # fmt: skip
    own = [slip._replace(value=before + incoming * slip.value) for slip in slips.of_slope(node, k)]
    mistakes += [slip for slip in own if slip.name in _SIGNS]
    mistakes += [Mistake("sign", value, _TOLD_SIGN) for value in (before - flow, -right)]
    mistakes += [slip for slip in own if slip.name not in _SIGNS]
    mistakes += [
        Mistake("local", before + incoming, f"That is what comes in, {came}. Multiply it by the "
                f"local derivative {local_name}."),
        Mistake("sum", before + incoming + slope_, "Incoming and local are multiplied, not added."),
        Mistake("value", parent.value, _told_value(parent)),
        Mistake("value", node.value, _told_value(node)),
        *_half_and_double(right),
    ]  # fmt: skip
    so_far = "" if step.before is None else "what came before + "
    hints = (
        f"{name} = {so_far}incoming {above} × local {local_name}",
        f"{name} = {shown(before) + ' + ' if so_far else ''}{factor(incoming)} × {factor(slope_)}",
    )
    return _ask(name, right, mistakes, hints, step.text, (before, flow))


def _half_and_double(right):
    return (
        Mistake("half", right / 2, "That is half of it. Nothing is shared or averaged here."),
        Mistake("double", 2 * right, "That is twice as much. What did you count twice?"),
    )


def _told_value(node):
    return f"That is the value of {node.name}, Stage 1. Asked is a derivative."
