"""The graph player: three stages of one function, step by step, watched or worked out."""

import numpy as np

from .. import expression, figures
from ..graph.folding import Box
from .controls import on_click, typed_number
from .live import Said
from .player_code import code, run, starts
from .player_panel import ALL, LAST, NONE, WATCH, PlayerPanel
from .player_table import graph_table
from .player_walk import Walk
from .player_words import asking, locked, picked, watching
from .player_zoom import Zoomed

_MODES = {None: WATCH, "last hop": LAST, "all": ALL}


def graph_player(f, /, *, fill=None, after=None, lesson=None, **inputs):
    """Return a player of the computation graph of `f` at `inputs`, numbers or arrays by name.

    `f` is a function as for `sl.trace`, or text such as "(x + y)*z". Stage 1 gives the values,
    Stage 2 the local derivatives, Stage 3 the gradients, hop by hop. With `fill` "last hop" or
    "all" the reader works them out. With `after`, a question, the walk shows once that was
    answered. Slides "How to compute partial derivatives algorithmically" and following.
    """
    if fill not in _MODES:
        raise ValueError(f'fill is {fill!r}; expected None to watch, "last hop" or "all".')
    if not isinstance(f, str):
        return GraphPlayer((f, inputs, "", fill), after, lesson)
    formula = expression.formula(f)
    if extra := set(inputs) - set(formula.names):
        raise ValueError(f"{f!r} has no {min(extra)}; it has {', '.join(formula.names)}.")
    return GraphPlayer((formula.f, starts(formula.names, inputs), f, fill), after, lesson)


class GraphPlayer(Zoomed):
    """See `graph_player`. Its state is the panel's controls and the `walk`, a graph and its steps.

    In the reader's turn `turn`, a `FillIn`, knows how far the steps are worked out.
    """

    def __init__(self, first, after, lesson):
        self._first, self._verdict = first, ""
        self.panel = p = PlayerPanel(self._move_input, bool(first[2]))
        self._set_controls()
        super().__init__(
            p.zoom, self._make_scene, self._move_scene, bars=p.bars, moves=(p.node,), after=after,
            lesson=lesson,
        )  # fmt: skip
        p.step.observe(lambda _: self._stepped(), "value")
        p.stage.observe(lambda change: self._jump(change.new), "value")
        p.mode.observe(lambda _: self._take_turn(), "value")
        p.typed.observe(lambda change: self.answer(change.new), "value")
        p.formula.observe(lambda change: self.type(change.new), "value")
        p.lead(self, p.move)
        on_click(
            (p.show, self.show_me),
            (p.reset, self.reset),
            (p.unfold, self.toggle),
            (p.unfold_all, lambda: self.open_calls(range(len(self.graph.calls)))),
            (p.fold, lambda: self.open_calls(())),
            (p.copy, lambda: self.canvas.copy(self.code())),
        )

    # What the figure shows.

    @property
    def graph(self):
        """The graph at the inputs in force."""
        return self.walk.graph

    def code(self):
        """Return the call that makes the graph."""
        return code(self.panel.inputs.values, self.text)

    @property
    def turn(self):
        """The reader's turn, a `FillIn`; None while the steps are watched."""
        return self.walk.turn

    @property
    def item(self):
        """The position of the item that is picked, or in turn."""
        at = self.panel.node.value
        return self.walk.turn_of(self.panel.step.value).item if at == NONE else at

    def _make_scene(self, look):
        return figures.GraphScene(self.graph, self.walk.opened, look, self.window)

    def _move_scene(self, scene):
        p, walk = self.panel, self.walk
        last = 0 if self.locked else walk.reached
        unlocked = self.turn and not p.step.max  # or it stands there, with nothing before it
        step = last if unlocked else min(p.step.value, last)
        with self.quiet():
            p.go_to(step, last)
            p.stage.value = walk.turn_of(step).stage
            p.enable(not self.locked)
        now = Walk(walk.graph, walk.opened).now(0) if self.locked else walk.now(step)
        at = p.node.value
        scene.show(now if at == NONE else now._replace(active=at, edge=None))
        text = self._words(step)
        if scene.least_zoom > 1:
            text += " Zoom in (more) to read the numbers."
        return Said(text, graph_table(walk.view, now, self.graph.output.name))

    def _words(self, step):
        walk, at = self.walk, self.panel.node.value
        if self.locked:
            return locked(walk.graph)
        if at != NONE:
            return picked(walk.graph, walk.view.items[at], walk.is_known)
        if walk.asks(step):
            return asking(walk.steps[step], walk.turn, self._verdict)
        done = self._verdict if walk.turn and step == len(walk) else ""
        return f"{done} {watching(walk, step)}".strip()

    # What the reader does.

    def answer(self, text):
        """Take `text` as the number that is asked for: tell what it is worth, go on if right."""
        if self._quiet or self.locked or not self.turn or not text.strip():
            return
        with self.guard():
            if self.turn.ask is None:
                raise ValueError("All numbers are there; Reset begins again.")
            self._take(self.turn.answer(typed_number(text, "-4, 0.25 or 1/4")))

    def show_me(self):
        """Give the number that is asked for, and go on."""
        if self.turn and self.turn.ask and not self.locked:
            with self.guard():
                self._take(self.turn.show())

    def type(self, text):
        """Show the graph of a typed formula; where it cannot be, say why and change nothing."""
        if self._quiet or not text.strip():
            return
        with self.guard():
            formula = expression.formula(text)
            known = self.panel.inputs.values
            values = starts(formula.names, {n: v for n, v in known.items() if not np.ndim(v)})
            graph = run(formula.f, values)
            with self.quiet():
                self.f, self.text = formula.f, text
                self._begin(graph, values)
            self._draw()

    def open_calls(self, opened):
        """Unfold the calls with the numbers `opened`, and fold the others."""
        if frozenset(opened) == self.walk.opened:
            return
        at_end = self.panel.step.value == len(self.walk)
        with self.quiet():
            self._show_walk(self.walk.opening(opened))
            reached = self.walk.reached
            self.panel.go_to(reached if self.turn or at_end else 0, reached)
        self.redraw()

    def toggle(self):
        """Open the folded call that is picked, or fold the one that holds the picked node."""
        at = self.panel.node.value
        if at != NONE:
            item, holders = self.walk.view.items[at], self.walk.view.holders[at]
            last = {item.i} if isinstance(item, Box) else set(holders[-1:])
            self.open_calls(self.walk.opened ^ last)

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self._set_controls()
        self.redraw()

    def press(self, key):
        """Do what a key on the picture means."""
        p = self.panel
        if key == "r":
            self.reset()
        elif key in ("ArrowUp", "ArrowDown"):
            places = [place for _, place in p.node.options]
            p.node.value = places[(p.node.index + (1 if key == "ArrowDown" else -1)) % len(places)]
        elif key == "p":
            self.toggle()
        elif key == " " and not self.turn and not self.locked:
            p.player.playing = not p.player.playing
        else:
            far = len(self.walk)
            self.panel.move(
                {"ArrowLeft": -1, "ArrowRight": 1, "Home": -far, "End": far}.get(key, 0)
            )

    def drag(self, axes, place):
        """Let a click pick a node, and open a folded call."""
        if self.canvas.pointer[:2] != self.canvas.pointer[2:]:
            return
        at = self.scene.item_at(*place)
        item = None if at is None else self.walk.view.items[at]
        if isinstance(item, Box):
            self.open_calls(self.walk.opened | {item.i})
        else:
            self.panel.node.value = NONE if at is None else at

    # How it follows.

    def _set_controls(self):
        self.f, inputs, self.text, fill = self._first
        self.panel.player.playing = False
        self.panel.mode.value = _MODES[fill]
        self._begin(run(self.f, inputs), inputs)

    def _begin(self, graph, values):
        """Show `graph`, of the inputs `values`, from its first step."""
        p = self.panel
        self._show_walk(Walk(graph))
        p.inputs.take(values)
        p.formula.value, p.foldable = self.text, bool(graph.calls)
        self._begin_turn()
        p.lay_out()

    def _show_walk(self, walk):
        """Take a walk with other items."""
        self.walk, self.window, self.panel.zoom.value = walk, None, 1
        self.panel.node.options = [("–", NONE), *((name, i) for i, name in enumerate(walk.names))]
        self.panel.node.value = NONE

    def _begin_turn(self):
        """Begin to watch, or the reader's turn, at its first step."""
        p, walk = self.panel, self.walk
        p.typed.value, p.node.value, walk.turn, self._verdict = "", NONE, None, ""
        if p.mode.value == ALL:
            walk.fill_in()
        elif p.mode.value == LAST:
            walk.fill_in_last_hop()
        p.go_to(walk.reached if walk.turn else 0, walk.reached)

    def _take_turn(self):
        if not self._quiet:
            with self.quiet():
                self.panel.player.playing = False
                self._begin_turn()
            self.refresh()

    def _take(self, verdict):
        """Tell what an answer was worth, and show what is reached."""
        self._verdict = verdict.told
        with self.quiet():
            if verdict.right or verdict.name == "shown":
                self.panel.typed.value = ""
            self.panel.node.value = NONE
            self.panel.go_to(self.walk.reached, self.walk.reached)
        self.refresh()

    def _move_input(self, name, before):
        """Follow an input: the numbers move; another structure is drawn anew."""
        if self._quiet:
            return
        with self.guard():
            inputs = self.panel.inputs
            try:
                graph = run(self.f, inputs.values)
            except (ValueError, TypeError):
                inputs.put(name, before)
                raise
            same = self.scene.follow(graph)
            with self.quiet():
                if not same:
                    self._begin(graph, inputs.values)
                else:
                    self.walk, self._verdict = self.walk.at(graph), ""
            (self.refresh if same else self.redraw)()

    def _stepped(self):
        if not self._quiet:
            with self.quiet():
                self.panel.node.value = NONE
            self.refresh()

    def _jump(self, stage):
        """Go to the first step of a stage, as far as it is reached."""
        if not self._quiet:
            step = min(self.walk.first(stage) + 1, self.panel.step.max)
            if step == self.panel.step.value:
                self.refresh()  # which puts the marker back
            self.panel.move_to(step)
