"""The digit explorer: an image, its ten scores, and the class that the highest one names."""

import ipywidgets as W
import numpy as np

from .. import figures
from .controls import button, on_click, row
from .live import LiveFigure, Said


def digit_explorer(problem, w, X, labels, *, after=None, lesson=None):
    """Return an explorer of how the weights `w` (d,) read images: one at a time, or the mistakes.

    `problem` is a Softmax on pixels from 0 to 1 and a last column of ones; `X` (n, k) are images
    in that form, `labels` (n,) what they show. With `after`, a question, the scores show once that
    was answered; `lesson` has the class's switches.
    """
    w, X, labels = np.asarray(w, dtype=float), np.asarray(X, dtype=float), np.asarray(labels)
    if w.shape != (problem.d,) or X.ndim != 2 or X.shape[1] != problem.k or not len(X):
        raise ValueError(
            f"digit_explorer got w of shape {w.shape} and X of shape {X.shape}; expected "
            f"({problem.d},) and (n, {problem.k}), the problem's own sizes."
        )
    if labels.shape != (len(X),):
        raise ValueError(
            f"labels has shape {labels.shape} for {len(X)} images; give each image one label."
        )
    return DigitExplorer(problem, w, X, labels, after, lesson)


class DigitExplorer(LiveFigure):
    """See `digit_explorer`. Its state is the slider `index`, which counts from 0."""

    def __init__(self, problem, w, X, labels, after, lesson):
        self.X, self.labels = X, labels
        self.weights = w.reshape(problem.k, problem.c)
        self.scores, self.guesses = problem.scores(w, X), problem.predict(w, X)
        self.mistakes = np.flatnonzero(self.guesses != labels)
        self.index = W.IntSlider(
            0, min=0, max=len(X) - 1, description="image", layout=W.Layout(width="26em")
        )
        self.back = button("", "one image back (key ←)", "step-backward")
        self.forth = button("", "next image (key →)", "step-forward")
        self.wrong = button("next mistake", "the next image that is read wrongly (key End)")
        self.again = button("Reset", "back to the first image (key r)")
        self.copy = button("Copy as code", "show and copy the call that gives these scores")
        super().__init__(
            self._make_scene, self._move_scene, after=after, lesson=lesson, moves=(self.index,),
            bars=(
                row(self.back, self.forth, self.index),
                row(self.wrong, self.again, self.copy),
            ),
        )  # fmt: skip
        on_click(
            (self.back, lambda: self.go_to(self.index.value - 1)),
            (self.forth, lambda: self.go_to(self.index.value + 1)),
            (self.wrong, self.next_mistake),
            (self.again, lambda: self.go_to(0)),
            (self.copy, lambda: self.canvas.copy(self.code())),
        )

    def go_to(self, index):
        """Show the image `index`, or the one at the end if there are not so many."""
        self.index.value = min(max(index, 0), self.index.max)

    def next_mistake(self):
        """Show the next image that is read wrongly; after the last one, the first."""
        if len(self.mistakes):
            later = self.mistakes[self.mistakes > self.index.value]
            self.index.value = int(later[0] if len(later) else self.mistakes[0])

    def code(self):
        """Return the calls that give the scores shown, in the names of the call of this figure."""
        i = self.index.value
        return f"scores = problem.scores(w, X[{i}])\nguess = scores.argmax()\n"

    def _make_scene(self, look):
        span = float(self.scores.min()), float(self.scores.max())
        return figures.DigitScene(self.weights, span, look)

    def _move_scene(self, scene):
        i = self.index.value
        for control in (self.index, self.back, self.forth, self.again, self.copy):
            control.disabled = self.locked
        self.wrong.disabled = self.locked or not len(self.mistakes)
        if self.locked:
            scene.show(self.X[i, :-1], np.zeros(self.scores.shape[1]), None)
            return Said("Answer the question above: then the scores show.")
        guess, truth, scores = int(self.guesses[i]), int(self.labels[i]), self.scores[i]
        scene.show(self.X[i, :-1], scores, truth)
        second = int(np.argsort(scores)[-2])
        said = f"Image {i} (0 to {self.index.max}): highest score {scores[guess]:.4g} for {guess}"
        if guess == truth:
            said += f", then {scores[second]:.4g} for {second}.\nRead as {guess}: right."
        else:
            said += f"; {truth} has {scores[truth]:.4g}.\nRead as {guess}: wrong, it is {truth}."
        return Said(said)

    def press(self, key):
        """Do what a key on the picture means."""
        if self.locked:
            return
        i = self.index.value
        moves = {"ArrowLeft": i - 1, "ArrowRight": i + 1, "Home": 0, "r": 0}
        if key == "End":
            self.next_mistake()
        elif key in moves:
            self.go_to(moves[key])
