"""The next word: choose the two words before it and see the probability of each of twenty."""

import ipywidgets as W
import numpy as np

from .. import figures, validate
from ..datasets import texts
from ..problems import Softmax, with_ones
from ..sentences import VOCABULARY, followers, inputs
from .controls import button, row
from .live import LiveFigure, Said

_FIRST = ("the", "central")
_SEEN = 12  # words of the text that are shown


def next_word(problem, w, pair=_FIRST, *, after=None, lesson=None):
    """Return a figure of the next word after two words, as the weights `w` (d,) see it.

    `problem` is a Softmax on the inputs of `sentences` and a last column of ones. With `after`, a
    question, the bars show once that was answered; `lesson` has the switches.
    """
    if not isinstance(problem, Softmax):
        raise TypeError(f"the problem is {problem!r}; expected a sl.Softmax on two words.")
    w = validate.floats("w", w)
    width = inputs([pair]).shape[1] + 1
    if w.shape != (problem.d,) or (problem.k, problem.c) != (width, len(VOCABULARY)):
        raise ValueError(
            f"next_word got w of shape {w.shape} for {problem.k} inputs and {problem.c} classes; "
            f"expected ({problem.d},), {width} inputs and {len(VOCABULARY)} words."
        )
    return NextWord(problem, w, tuple(pair), after, lesson)


class NextWord(LiveFigure):
    """See `next_word`. Its state is the two menus in `before` and the text written so far."""

    def __init__(self, problem, w, pair, after, lesson):
        self.problem, self.w, self._start = problem, w, pair
        self._texts, self.written = texts(), list(pair)
        self.before = tuple(
            W.Dropdown(
                options=VOCABULARY,
                value=word,
                description=name,
                layout=W.Layout(width="17em"),
                style={"description_width": "initial"},
            )
            for name, word in zip(("first word", "second word"), pair, strict=True)
        )
        self.on = button("Write on", "add the most likely word and read the last two (key End)")
        self.bank = button("European Central", "the two words of the slide")
        self.again = button("Reset", "back to how this figure began (key r)")
        self.copy = button("Copy as code", "show and copy the call that gives these probabilities")
        super().__init__(
            lambda look: figures.WordsScene(VOCABULARY, look), self._move_scene,
            bars=(row(*self.before, self.bank), row(self.on, self.again, self.copy)),
            after=after, lesson=lesson,
        )  # fmt: skip
        for menu in self.before:
            menu.observe(lambda _: self._chosen(), "value")
        self.on.on_click(lambda _: self.write())
        self.bank.on_click(lambda _: self.read(("european", "central")))
        self.again.on_click(lambda _: self.read(self._start))
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    @property
    def pair(self):
        """The two words before."""
        return tuple(menu.value for menu in self.before)

    @property
    def probabilities(self):
        """The softmax shares (20,) of the scores after these two words."""
        scores = self.problem.scores(self.w, with_ones(inputs([self.pair])))[0]
        shares = np.exp(scores - scores.max())
        return shares / shares.sum()

    def read(self, pair):
        """Begin anew with two words."""
        self._show([*pair])

    def write(self, word=None):
        """Add a word to the text, the most likely one unless `word` is given."""
        if not self.locked:
            word = word or VOCABULARY[int(self.probabilities.argmax())]
            self._show([*self.written, word])

    def code(self):
        """Return the calls that give the probabilities, in the names of this figure's call."""
        return (
            "import numpy as np\nimport sgdlab as sl\nfrom sgdlab.sentences import inputs\n\n"
            f"x = sl.with_ones(inputs([{self.pair!r}]))\n"
            "scores = problem.scores(w, x)[0]\n"
            "probabilities = np.exp(scores) / np.exp(scores).sum()\n"
        )

    def press(self, key):
        """Do what a key means: left and right choose the first word, up and down the second."""
        menu, by = {
            "ArrowLeft": (0, -1), "ArrowRight": (0, 1), "ArrowUp": (1, -1), "ArrowDown": (1, 1),
        }.get(key, (0, 0))  # fmt: skip
        if by:
            index = (self.before[menu].index + by) % len(VOCABULARY)
            self.before[menu].value = VOCABULARY[index]
        elif key == "End":
            self.write()
        elif key in ("r", "Home"):
            self.read(self._start)

    def drag(self, axes, place):
        """Let a click on a word's bar write that word."""
        now, pressed = self.canvas.pointer[:2], self.canvas.pointer[2:]
        word = self.scene.word_at(axes, place[1])
        if word and now == pressed:
            self.write(word)

    def _show(self, written):
        self.written = written
        with self.quiet():
            for menu, word in zip(self.before, written[-2:], strict=True):
                menu.value = word
        self.refresh()

    def _chosen(self):
        """A menu was used: the text begins with what it says."""
        if not self._quiet:
            self.written = list(self.pair)
            self.refresh()

    def _move_scene(self, scene):
        self.on.disabled = self.locked
        found = followers(self._texts, self.pair)
        counts = np.array([found.get(word, 0) for word in VOCABULARY])
        told = f"After “{' '.join(self.pair)}” "
        if self.locked:
            scene.clear()
            return Said(f"{told}…\nAnswer the question above: then the probabilities show.")
        chances = self.probabilities
        best = int(chances.argmax())
        total = int(counts.sum())
        scene.show(chances, counts / max(total, 1))
        told += f"the model expects “{VOCABULARY[best]}”, probability {chances[best]:.3g}. "
        told += (
            f"In the sentences it came {counts[best]} of {total} times."
            if total
            else "These two words never stand together in the sentences."
        )
        text = "… " * (len(self.written) > _SEEN) + " ".join(self.written[-_SEEN:])
        table = figures.words_table(VOCABULARY, chances, counts)
        return Said(f"{told}\nText so far: {text}", table)
