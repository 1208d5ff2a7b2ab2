"""The scene of a batch size: the walk, its loss after each update and at each epoch's end."""

from typing import NamedTuple

import numpy as np

from ..batches import updates_per_epoch
from .contours import ContourWalk, contour, gradient_arrows
from .picture import picture
from .progress import LossTrace, loss_axes
from .scenes import pin
from .style import title

_ALGORITHMS = ("SGD", "mini-batch", "GD")


class BatchScene:
    """Left the walk over the contours, then its loss by updates, then its loss by epochs.

    The updates' axis has room for `epochs` epochs of SGD, so that a larger batch is seen to make
    fewer updates. `losses` (low, high) are shown; `pinned` is a list of (label, path) that stand
    in the background; `arrows` point downhill.
    """

    def __init__(
        self, problem, window, epochs, losses, arrows=False, pinned=(), look=(False, False)
    ):
        self.problem = problem
        words = (
            "Left: the average loss over w1 and w2 with the start marked. Middle: the loss after "
            f"each update. Right: the loss at the end of each of {epochs} epochs."
        )
        self.fig, (self.ground, self.loss, self.epochs) = picture(words, 3, 10, 3.8, None, *look)
        contour(self.ground, problem, window)
        if arrows:
            gradient_arrows(self.ground, problem, window)
        title(self.ground, "The walk")
        for ax, name, words, steps in (
            (self.loss, "update", "Loss by updates", epochs * problem.n),
            (self.epochs, "epoch", "Loss by epochs", epochs),
        ):
            loss_axes(ax, steps, *losses)
            ax.set_xlabel(name)
            title(ax, words)
        for label, path in pinned:
            pin(self.ground, path.w.T)
            pin(self.loss, (np.arange(len(path.loss)), path.loss), label)
            ends = epoch_ends(path)
            pin(self.epochs, (np.arange(len(ends)), ends))
        self._walks = {
            name: (
                ContourWalk(self.ground, problem, name),
                LossTrace(self.loss, name),
                LossTrace(self.epochs, name),
            )
            for name in _ALGORITHMS
        }
        self.moving = tuple(a for walks in self._walks.values() for w in walks for a in w.artists)

    def show(self, path, step):
        """Show the run `path` after `step` updates, in the colour of its algorithm."""
        for artist in self.moving:
            artist.set_visible(False)
        ground, updates, epochs = self._walks[path.algorithm]
        for walk in (ground, updates, epochs):
            for artist in walk.artists:
                artist.set_visible(True)
        ground.show(path, step)
        updates.show(path, step)
        done = step // updates_per_epoch(self.problem.n, path.batch_size)
        epochs.show(_Ends(epoch_ends(path)), done)


def epoch_ends(path):
    """Return the losses of a run at its start and at the end of each epoch it finished."""
    return path.loss[:: updates_per_epoch(path.problem.n, path.batch_size)]


class _Ends(NamedTuple):
    """Losses that a `LossTrace` shows as it shows those of a run."""

    loss: np.ndarray
