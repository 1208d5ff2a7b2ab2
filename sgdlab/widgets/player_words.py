"""What the graph player says: where the walk stands, what is asked, the chain rule of a node."""

from ..graph import words
from ..graph.folding import Box
from ..stages.chain import chain, ways
from ..stages.notation import partial, shown

_MOST = 6  # numbers in one sentence


def locked(graph):
    """Say what goes in, and what the figure waits for."""
    return f"{_start(graph)}\nAnswer the question above: then the walk shows."


def watching(walk, step):
    """Say what step number `step` of a walk did; at its end, the result."""
    if step == 0:
        return f"{_start(walk.graph)}\nPress → on the picture, or play: the values come first."
    one = walk.steps[step - 1]
    said = f"Step {step} of {len(walk)}: {one.text}."
    if step == len(walk):
        return f"{said}\n{_end(walk.graph)}"
    arrays = one.stage == 2 and one.node is not None and one.node.local is None
    if arrays or (one.flow is not None and one.node is not None):
        return f"{said}\n{one.node.rule[0].upper()}{one.node.rule[1:]}."
    return f"{said}\n"


def asking(step, turn, verdict):
    """Say what is asked at `step` of the reader's `turn`, after what the last answer was worth."""
    ask, node = turn.ask, step.node
    if step.stage == 1:
        what = f"{node.name} = {words.formula(node)} = ?"
    elif step.stage == 2:
        known = [f"{one.name} = {shown(one.right)}" for one in turn.known]
        what = ", ".join([*known, f"{ask.name} = ?"])
    elif step.flow is None:
        what = f"{ask.name} = ?"
    elif step.before is None:
        more = f"; {step.left} more will come" if step.left else ""
        what = f"{ask.name} = ? It flows back from {node.name}{more}."
    else:
        so_far = f"{ask.name} has {shown(step.before)} so far"
        what = f"{so_far}. What is it with the flow from {node.name}?"
    return f"{verdict}\nYour turn, stage {step.stage}: {what}".strip()


def picked(graph, item, known):
    """Say the whole chain rule of an item, where `known(node)` tells that it may be told."""
    if isinstance(item, Box):
        made = ", ".join(node.name for node in item.outs)
        said = f"{item.call.name}: {len(item.nodes)} nodes in one box, which make {made}."
        return f"{said}\nA click, Open, or the key p opens it."
    inner = f"{item.name} = {words.formula(item)}" if item.parents else f"{item.name} is an input"
    if not known(item):
        return f"{inner}.\nWork out its derivative first: then its chain rule shows."
    along = "; ".join(ways(graph, item))
    return f"{chain(graph, item)}.\n{f'Way by way: {along}' if along else inner}."


def _start(graph):
    given = [f"{name} = {shown(node.value)}" for name, node in graph.inputs.items()]
    return f"{graph.output.name} at {_several(given)}." if given else f"{graph.output.name}."


def _end(graph):
    """The value, the derivatives to the inputs, and where inf or nan came from."""
    name = graph.output.name
    found = [f"{partial(name, one)} = {shown(grad)}" for one, grad in graph.grads.items()]
    unused = "".join(f" {one} is not used." for one in graph.unused)
    trouble = f" {graph.trouble[0].upper()}{graph.trouble[1:]}" if graph.trouble else ""
    return f"{name} = {shown(graph.value)}. {_several(found)}.{unused}{trouble}"


def _several(parts):
    more = len(parts) - _MOST
    return ", ".join(parts[:_MOST]) + (f" and {more} more" if more > 0 else "")
