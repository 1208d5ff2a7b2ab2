"""The controls that walk through a run: back, forth, play, and the slider of the step."""

import ipywidgets as W

from .controls import button, on_click, whole


class StepBar:
    """`step` is the cursor; `player`, `back` and `forth` move it."""

    def __init__(self):
        self.step = whole("step", "22em")
        self.player = W.Play(show_repeat=False)
        self.slow(False)
        self.back = button("", "one step back (key ←)", "step-backward")
        self.forth = button("", "one step (key →)", "step-forward")
        # The browser moves the slider by itself while it plays. Not the other way: a player that
        # follows the slider would send a second message for each key, which costs 30 ms.
        W.jsdlink((self.player, "value"), (self.step, "value"))
        self.player.observe(lambda change: self._play_on(change.new), "playing")

    def lead(self, figure, walk):
        """Let the buttons `walk(by)` through `figure`, and play slowly where its page is calm."""
        on_click((self.back, lambda: walk(-1)), (self.forth, lambda: walk(+1)))
        figure.canvas.observe(lambda change: self.slow(change.new), "calm")

    def move(self, by):
        """Move the cursor by so many steps, to an end at most."""
        self.move_to(self.step.value + by)

    def move_to(self, step):
        """Move the cursor to `step`, or to the end before it."""
        self.step.value = min(max(step, 0), self.step.max)

    def go_to(self, step, last):
        """Put the cursor at `step` of `last`."""
        # never beyond the end, not for a moment: the browser would send back where it clipped
        self.step.value = min(step, self.step.max)
        self.step.max = self.player.max = last
        self.step.value = step

    def slow(self, on):
        """Play slowly, for those who want little motion, or at the usual pace."""
        self.player.interval = 1500 if on else 400

    def enable(self, on):
        """Let the run be walked through, or not yet."""
        for control in (self.step, self.player, self.back, self.forth):
            control.disabled = not on

    def _play_on(self, playing):
        if playing:
            self.player.value = self.step.value if self.step.value < self.step.max else 0
