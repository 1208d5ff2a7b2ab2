"""The node explorer: the chain rule through one node, in its three steps, with numbers to move."""

import ipywidgets as W

from .. import figures, validate
from ..gates import GATES, passing
from .controls import aim, button, nudged, on_click, put, put_all, row, start_slider
from .live import LiveFigure, Said
from .stepbar import StepBar

REACH = figures.NODE_REACH
_CAME = 2  # the step that shows the incoming gradient


def node_explorer(
    gates=("multiply", "add", "max"), *, x=3.0, y=-2.0, incoming=4.0, after=None, lesson=None
):
    """Return a figure of one node that hands the gradient `incoming` back to its inputs.

    `gates` are names of `sgdlab.gates.GATES`, the first is shown first; inputs and incoming
    gradient lie between -4 and 4. With `after`, a question, all can be moved once that was
    answered.
    """
    names = (gates,) if isinstance(gates, str) else tuple(gates)
    if not names or not set(names) <= GATES.keys():
        raise ValueError(f"gates is {gates!r}; choose some of {', '.join(GATES)}.")
    first = {"x": x, "y": y, "incoming": incoming}
    for name, value in first.items():
        if not abs(validate.number(name, value)) <= REACH:
            raise ValueError(f"{name} is {value}; expected a number from {-REACH:g} to {REACH:g}.")
    return NodeExplorer(names, first, after, lesson)


class NodeExplorer(LiveFigure):
    """See `node_explorer`. Its state is `gate`, the sliders `x`, `y`, `incoming`, and `bar.step`.

    Step 0 shows the forward value, 1 the local derivatives, 2 the incoming gradient, 3 and 4 the
    flows to x and to y.
    """

    def __init__(self, names, first, after, lesson):
        self._first = first
        self.gate = W.ToggleButtons(options=names, style={"button_width": "auto"})
        self.x, self.y, self.incoming = start_slider(), start_slider(), start_slider()
        for slider, name in ((self.x, "x"), (self.y, "y"), (self.incoming, "incoming ∂f/∂q")):
            slider.description = name
            aim(slider, -REACH, REACH, first[name.split()[0]])
        self.bar = StepBar()
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the code that gives these numbers")
        self._numbers = row()
        self._lay_out()
        super().__init__(
            self._make_scene, self._move_scene, after=after, lesson=lesson,
            bars=(
                row(self.gate, self.again, self.copy), self._numbers,
                row(self.bar.back, self.bar.forth, self.bar.player, self.bar.step),
            ),
            moves=(self.x, self.y, self.bar.step),
        )  # fmt: skip
        self.gate.observe(lambda _: self._change_gate(), "value")
        self.incoming.observe(lambda _: self._let_in(), "value")
        self.bar.lead(self, lambda by: self.go_to(self.bar.step.value + by))
        on_click((self.again, self.reset), (self.copy, lambda: self.canvas.copy(self.code())))

    @property
    def shown(self):
        """The gate shown, one of `sgdlab.gates.GATES`."""
        return GATES[self.gate.value]

    @property
    def values(self):
        """The inputs of the gate shown."""
        sliders = (self.x, self.y)[: len(self.shown.inputs)]
        return tuple(round(slider.value, 10) + 0.0 for slider in sliders)

    @property
    def last(self):
        """The last step of the gate shown: its inputs get their flows one by one."""
        return _CAME + len(self.shown.inputs)

    def go_to(self, step):
        """Show step `step`, or the nearest there is."""
        if not self.locked:
            self.bar.step.value = min(max(step, 0), self.last)

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self.bar.player.playing = False
            put_all((self.x, self.y, self.incoming), self._first.values())
            self.gate.index = 0
            self._lay_out()
            self.bar.go_to(0, self.last)
        self.redraw()

    def code(self):
        """Return the calls that give these numbers."""
        names = ", ".join(
            f"{name}={value!r}" for name, value in zip(self.shown.inputs, self.values, strict=True)
        )
        return (
            "import sgdlab as sl\nfrom sgdlab.gates import GATES\n\n"
            f"graph = sl.trace(GATES[{self.gate.value!r}].f, {names})\n"
            f"print(graph.value, graph.output.local, graph.output.pull({self.incoming.value!r}))\n"
        )

    def drag(self, axes, place):
        """Let the pointer move an input along its plot."""
        plots = self.scene.plots
        if axes in plots and not self.locked:
            second = axes is plots[1] and len(self.values) == 2
            put(self.y if second else self.x, float(place[0]))

    def press(self, key):
        """Do what a key on the picture means: arrows step, with Shift they move x and y."""
        if key == "r":
            self.reset()
        elif self.locked:
            return
        elif key == " ":
            self.bar.player.playing = not self.bar.player.playing
        elif key.startswith("Shift+") and (place := nudged((self.x, self.y), key)):
            with self.quiet():
                put_all((self.x, self.y), place)
            self.refresh()
        else:
            far, tick = self.last, self.incoming.step
            by = {"ArrowLeft": -1, "ArrowRight": 1, "Home": -far, "End": far}.get(key)
            if by is not None:
                self.go_to(self.bar.step.value + by)
            elif key in ("ArrowUp", "ArrowDown"):
                put(self.incoming, self.incoming.value + (tick if key == "ArrowUp" else -tick))

    def _change_gate(self):
        """Show another gate, at the step where the one before stood, or at its last."""
        if self._quiet:
            return
        with self.quiet():
            self._lay_out()
            self.bar.go_to(min(self.bar.step.value, self.last), self.last)
        self.redraw()

    def _let_in(self):
        """Follow the incoming gradient, and show it where it was not yet."""
        if not self._quiet and self.bar.step.value < _CAME:
            self.go_to(_CAME)
        self.refresh()

    def _lay_out(self):
        two = len(self.shown.inputs) == 2
        self._numbers.children = (self.x, *(self.y,) * two, self.incoming)

    def _make_scene(self, look):
        return figures.NodeScene(self.shown, look)

    def _move_scene(self, scene):
        for control in (self.gate, self.x, self.y, self.incoming):
            control.disabled = self.locked
        with self.quiet():
            self.bar.go_to(0 if self.locked else self.bar.step.value, self.last)
            self.bar.enable(not self.locked)
        gate, values, step = self.shown, self.values, self.bar.step.value
        passed = passing(gate, values, self.incoming.value)
        scene.show(values, passed, step)
        given = ", ".join(
            f"{name} = {figures.number(value)}"
            for name, value in zip(gate.inputs, values, strict=True)
        )
        said = f"{self.gate.value}: {given}, q = {figures.number(passed.value)}."
        if self.locked:
            return Said(f"{said}\nAnswer the question above: then the gradient passes.")
        table = figures.node_table(gate, values, passed, step)
        return Said(f"{said}\n{self._told(passed, step)}", table)

    def _told(self, passed, step):
        gate, came = self.shown, figures.number(passed.incoming)
        if step == 0:
            return "The forward pass is done. Press → on the picture, or move the step."
        if step == 1:
            return "Local: the slopes of this node alone; what follows it is not asked."
        if step == _CAME:
            return f"Incoming: ∂f/∂q = {came} has come back from what follows q."
        k = step - _CAME - 1
        name, local = gate.inputs[k], passed.local[k]
        said = (
            f"To {name}: incoming × local = {came} × {figures.bracketed(local)} = "
            f"{figures.number(passed.flows[k])}."
        )
        if step == self.last:
            said += f" A {gate.role}: {gate.told}."
        return said
