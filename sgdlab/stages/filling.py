"""Fill-in: how far a reader has worked out the steps of a graph, and what is asked next."""

from .answers import Verdict, asks, judge


class FillIn:
    """The steps `given` first, then those that the reader works out, number by number.

    `reached` is the step that is asked for; `part` numbers of it are known already. Steps that ask
    for nothing, those of arrays and folded calls, are given on the way.
    """

    def __init__(self, graph, steps, given=0):
        self.graph, self.steps = graph, steps
        self.reached, self.part, self.tries = given, 0, 0
        self._find()

    @property
    def ask(self):
        """What is asked for, an `Ask`; None when all is done."""
        return self._asks[self.part] if self._asks else None

    @property
    def known(self):
        """The numbers of the present step that are known, each as an `Ask`."""
        return self._asks[: self.part]

    def answer(self, typed):
        """Take a number; go on when it counts as right, else give hints from the second time on."""
        ask, verdict = self.ask, judge(self.ask, typed)
        if verdict.right:
            self._go_on()
            return verdict
        self.tries += 1
        if self.tries < 2:
            return verdict
        hint = ask.hints[min(self.tries - 2, len(ask.hints) - 1)]
        return verdict._replace(told=f"{verdict.told} Hint: {hint}")

    def show(self):
        """Give the number that is asked for and go on; return what to tell."""
        told = f"Shown: {self.ask.how}."
        self._go_on()
        return Verdict(False, "shown", told)

    def _go_on(self):
        self.part, self.tries = self.part + 1, 0
        if self.part == len(self._asks):
            self.reached += 1
            self._find()

    def _find(self):
        self.part, self._asks = 0, ()
        while self.reached < len(self.steps):
            self._asks = asks(self.graph, self.steps[self.reached])
            if self._asks:
                return
            self.reached += 1


def last_hop(graph, steps):
    """Return the number of steps before the last hop that can be asked for; all if there is none.

    >>> import sgdlab as sl
    >>> from sgdlab.graph.folding import view
    >>> from sgdlab.stages.steps import steps
    >>> graph = sl.trace(lambda x, y, z: (x + y) * z, x=-2, y=5, z=-4)
    >>> walk = steps(graph, view(graph))
    >>> [step.text[:5] for step in walk[last_hop(graph, walk) :]]
    ['∂f/∂x', '∂f/∂y']
    """
    askable = [i for i, step in enumerate(steps) if step.flow is not None and asks(graph, step)]
    if not askable:
        return len(steps)
    last = steps[askable[-1]].item
    return min(i for i in askable if steps[i].item == last)
