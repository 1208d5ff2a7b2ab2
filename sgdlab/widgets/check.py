"""The gradient check: a backward pass, right or wrong, beside central differences."""

from html import escape

import ipywidgets as W
import numpy as np

from .. import figures, validate
from ..checking import BACKWARDS, RIGHT, central, disagreement
from ..graph import trace
from .controls import button, row
from .live import LiveFigure, Said

_FIRST_H = 1e-1
_AGREE = 1e-6  # far below every mistake, far above what rounding costs at a good h
_LARGEST = 1e100


def gradient_check(f, *, backward=RIGHT, after=None, lesson=None, **inputs):
    """Return a figure that checks the gradient of `f` at `inputs`, numbers by name.

    The menu offers the right backward pass and, of those with a known mistake, the ones that give
    another gradient here; `backward` names the first shown. With `after`, a question, it can be
    moved once that was answered.
    """
    values = {name: float(validate.number(name, value)) for name, value in inputs.items()}
    graph = trace(f, **values)
    right = BACKWARDS[RIGHT](graph)
    if graph.trouble or not _drawable(right):
        at = ", ".join(f"{name} = {value:g}" for name, value in values.items())
        why = graph.trouble or "it is too large to draw."
        raise ValueError(f"the gradient at {at} cannot be checked: {why}")
    found = {name: gradient(graph) for name, gradient in BACKWARDS.items()}
    found = {
        name: value
        for name, value in found.items()
        if name == RIGHT or (_drawable(value) and (value != right).any())
    }
    if backward not in found:
        raise ValueError(f"backward is {backward!r}; here are {', '.join(found)}.")
    return GradientCheck(f, values, found, backward, after, lesson)


class GradientCheck(LiveFigure):
    """See `gradient_check`. Its state is the menu `backward` and the slider `h`.

    `found` holds the gradient (k,) of each backward pass, `measured` (h, k) the differences.
    """

    def __init__(self, f, inputs, found, first, after, lesson):
        self.f, self.inputs, self.found, self._first = f, inputs, found, first
        self.measured = central(f, inputs, figures.CHECK_H)
        self.backward = W.ToggleButtons(
            options=tuple(found), value=first, style={"button_width": "auto"}
        )
        self.h = W.SelectionSlider(
            options=[(f"{h:.2g}", h) for h in figures.CHECK_H], value=_FIRST_H, description="h",
            layout=W.Layout(width="26em"),
        )  # fmt: skip
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the calls that make this check")
        super().__init__(
            self._make_scene, self._move_scene, after=after, lesson=lesson,
            bars=(row(self.backward), row(self.h, self.again, self.copy)),
            moves=(self.backward, self.h),
        )  # fmt: skip
        self.again.on_click(lambda _: self.reset())
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    def reset(self):
        """Show the figure as it began."""
        with self.quiet():
            self.backward.value, self.h.value = self._first, _FIRST_H
        self.refresh()

    def code(self):
        """Return the calls that make this check, for the reader's own function f."""
        given = "".join(f", {name}={value!r}" for name, value in self.inputs.items())
        return (
            "import sgdlab as sl\nfrom sgdlab import checking\n\n"
            "# f is the function that is checked\n"
            f"graph = sl.trace(f{given})\n"
            f"gradient = checking.BACKWARDS[{self.backward.value!r}](graph)\n"
            f"measured = checking.central(f, {self.inputs!r}, [{self.h.value!r}])\n"
            "print(checking.disagreement(gradient, measured))\n"
        )

    def press(self, key):
        """Do what a key on the picture means: left and right choose h, up and down the pass."""
        if key == "r":
            self.reset()
        elif not self.locked:
            by, last = {"ArrowLeft": -1, "ArrowRight": 1}.get(key, 0), len(figures.CHECK_H) - 1
            ends = {"Home": 0, "End": last}
            self.h.index = ends.get(key, min(max(self.h.index + by, 0), last))
            by = {"ArrowUp": -1, "ArrowDown": 1}.get(key, 0)
            passes = len(self.found)
            self.backward.index = min(max(self.backward.index + by, 0), passes - 1)

    def drag(self, axes, place):
        """Let the pointer choose h on the right."""
        if axes is self.scene.right and not self.locked and place[0] > 0:
            away = np.abs(np.log10(figures.CHECK_H) - np.log10(place[0]))
            self.h.index = int(away.argmin())

    def _make_scene(self, look):
        reach = max(np.abs(gradient).max() for gradient in self.found.values()) or 1.0
        return figures.CheckScene(tuple(self.inputs), self.measured, float(reach), look)

    def _move_scene(self, scene):
        for control in (self.backward, self.h):
            control.disabled = self.locked
        name, i = self.backward.value, self.h.index
        gradient, measured = self.found[name], self.measured
        scene.show(gradient, i, not self.locked)
        said = f"Backward pass, {name}: {BACKWARDS[name].told}."
        if self.locked:
            return Said(f"{said}\nAnswer the question above: then the check can be moved.")
        away = disagreement(gradient, measured)
        best = int(np.where(np.isnan(away), np.inf, away).argmin())
        end = "the gradient is right" if away[best] < _AGREE else "no h helps: it is wrong"
        apart = f"relative difference {away[i]:.2g}"
        if np.isnan(away[i]):
            apart = "f has no value so far away"
        said += (
            f"\nh = {self.h.value:.2g}: {apart}. The least, "
            f"{away[best]:.2g}, is at h = {figures.CHECK_H[best]:.2g}: {end}."
        )
        return Said(said, check_table(self.inputs, gradient, measured[i], self.h.value))


def _drawable(gradient):
    return bool((np.abs(gradient) <= _LARGEST).all())  # not true for nan


def check_table(inputs, gradient, measured, h):
    """Return each input's derivative from the graph and by differences, as HTML."""
    heads = ("input", "value", "backward", f"differences, h = {h:.2g}", "apart")
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    lines = []
    for (name, value), a, b in zip(inputs.items(), gradient, measured, strict=True):
        cells = (figures.number(value), f"{a:.10f}", f"{b:.10f}", f"{abs(a - b):.1e}")
        cells = "".join(f"<td>{cell.replace('-', '−', 1) if cell[0] == '-' else cell}</td>"
                        for cell in cells)  # fmt: skip
        lines.append(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>')
    return (
        '<table class="sgdlab-table"><caption>Each derivative twice</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )
