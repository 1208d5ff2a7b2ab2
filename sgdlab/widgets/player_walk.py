"""A walk through a graph: its items, its steps, how far they are known, what is seen of them."""

from ..figures.graph_parts import brief
from ..figures.graph_scene import Shown
from ..graph.folding import Box, view
from ..stages.filling import FillIn, last_hop
from ..stages.steps import steps


class Walk:
    """The `steps` through `graph`, whose calls with the numbers `opened` are unfolded.

    All of them can be seen until a `turn`, a `FillIn`, begins: then those that are worked out.
    """

    def __init__(self, graph, opened=frozenset()):
        self.graph, self.opened, self.turn = graph, frozenset(opened), None
        self.view = view(graph, self.opened)
        self.steps = steps(graph, self.view)

    def __len__(self):
        return len(self.steps)

    @property
    def names(self):
        """The items' names, in order."""
        return [
            f"{item.call.name} (box)" if isinstance(item, Box) else item.name
            for item in self.view.items
        ]

    # The reader's turn.

    def fill_in(self, given=0):
        """Let the reader work out what follows after the first `given` steps."""
        self.turn = FillIn(self.graph, self.steps, given)

    def fill_in_last_hop(self):
        """Let the reader work out the last hop."""
        self.fill_in(last_hop(self.graph, self.steps))

    @property
    def reached(self):
        """How many steps can be seen."""
        return self.turn.reached if self.turn else len(self)

    def asks(self, step):
        """Tell whether a number is asked for after `step` steps."""
        return bool(self.turn and self.turn.ask) and step >= self.turn.reached

    def is_known(self, node):
        """Tell whether the whole gradient at `node` can be seen."""
        ahead = self.steps[self.reached :]
        return not any(one.parent is node or one.node is node for one in ahead)

    def at(self, graph):
        """Return this walk through a graph of the same structure, as far as here."""
        walk = Walk(graph, self.opened)
        if self.turn:
            walk.fill_in(self.turn.reached)
        return walk

    def opening(self, opened):
        """Return the walk with other calls unfolded; the same number is asked for."""
        walk = Walk(self.graph, opened)
        if self.turn:
            walk.fill_in(walk._find(self.steps[self.reached]) if self.turn.ask else len(walk))
        return walk

    # What is seen.

    def now(self, step):
        """Return what is seen after `step` steps, as a `Shown`: what is asked for is blank."""
        done, grads = self.steps[:step], {}
        for one in done:
            if one.parent is not None:
                grads.setdefault(one.to, {})[one.parent.i] = brief(one.grad)
        now = Shown(
            frozenset((*self._leaves(), *(one.item for one in done if one.stage == 1))),
            frozenset(one.item for one in done if one.stage == 2),
            {to: ", ".join(parts.values()) for to, parts in grads.items()},
        )
        if self.asks(step):
            return self._with_blank(now, self.steps[step])
        return now._replace(active=done[-1].item, edge=_edge(done[-1])) if done else now

    def turn_of(self, step):
        """Return the step that is in turn after `step` steps: what is asked for, else the last."""
        at = step if self.asks(step) else step - 1
        return self.steps[min(max(at, 0), len(self) - 1)]

    def first(self, stage):
        """Return the number of the first step of a stage, or of the next one that has steps."""
        return next(i for i, one in enumerate(self.steps) if one.stage >= stage)

    def _with_blank(self, now, one):
        edge, blank = _edge(one), one.item
        if one.stage == 2:
            ends = (tuple(edge) for edge in self.view.edges)
            edge = next(end for end in ends if end[1:] == (one.item, self.turn.part))
        elif one.stage == 3:
            blank = one.to
            now.grads.pop(blank, None)
        return now._replace(active=one.item, edge=edge, blank=blank)

    def _find(self, one):
        """The number of a step of another walk through the same graph; 0 if it is folded."""
        same = (
            i
            for i, mine in enumerate(self.steps)
            if mine.node is one.node and (mine.stage, mine.k) == (one.stage, one.k)
        )
        return next(same, 0)

    def _leaves(self):
        return (i for i, item in enumerate(self.view.items) if not getattr(item, "parents", True))


def _edge(one):
    return None if one.flow is None else (one.to, one.item, one.k)
