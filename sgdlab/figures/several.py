"""Several losses side by side, walked with the same rate."""

from .contours import ContourWalk, contour
from .picture import picture
from .style import title


class SeveralScene:
    """One panel of contours with a walk for each of the `presets` (of two parameters).

    `algorithms` names that of each walk; without it all are gradient descent.
    """

    def __init__(self, presets, look=(False, False), algorithms=None):
        names = ", ".join(preset.name for preset in presets)
        words = f"Contours of the loss over w1 and w2, each with a run: {names}."
        self.fig, self.grounds = picture(words, len(presets), 10, 3.4, None, *look)
        self.walks = []
        algorithms = algorithms or ["GD"] * len(presets)
        for ground, preset, algorithm in zip(self.grounds, presets, algorithms, strict=True):
            contour(ground, preset.problem, preset.window)
            title(ground, preset.name)
            self.walks.append(ContourWalk(ground, preset.problem, algorithm))
        self.moving = tuple(artist for walk in self.walks for artist in walk.artists)

    def show(self, paths):
        """Show each run whole."""
        for walk, path in zip(self.walks, paths, strict=True):
            walk.show(path, len(path))
