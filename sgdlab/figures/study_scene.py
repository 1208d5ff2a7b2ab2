"""The scene of a study of batch sizes: charts against m under one cursor, and their table."""

import math

import numpy as np
from matplotlib import rcParams

from .picture import picture
from .study_charts import batch_axes
from .study_table import of_panel, percent, quickest
from .style import ink, of_algorithm, paper, soft, styled, title

PANELS = ("epoch", "epochs", "total")


class StudyScene:
    """Charts of a study side by side: time per epoch, epochs to the target, their product.

    `study` is a `sgdlab.study.Study`; `panels` names those to draw, of "epoch", "epochs", "total".
    `scale` is "log" or "linear". `own` is a second study to compare with; both then have
    room and, over the epochs, a legend.
    Slides "Impact of Batch Size in Minibatch SGD on ...".
    """

    def __init__(self, study, panels=PANELS, scale="log", own=None, look=(False, False)):
        target = percent(study.plan.target)
        names = {
            "epoch": ("Time per epoch", "ms"),
            "epochs": (f"Epochs to {target}", "epochs"),
            "total": (f"Time to {target}", "ms"),
        }
        words = "; ".join(names[panel][0] for panel in panels)
        self.fig, axes = picture(
            f"Charts against the batch size m, from 1 to {max(study.plan.batch_sizes)}: {words}.",
            len(panels), 10, 4.2, None, *look,
        )  # fmt: skip
        self.axes = dict(zip(panels, axes, strict=True))
        known = [study.best(), *([own.best()] if own else [])]
        sizes = [best.batch_size for bests in known for best in bests]
        self._curves, self._own, self._cursors = [], [], []
        for panel, ax in self.axes.items():
            low, high = _span(panel, known, study.plan.epochs, scale)
            batch_axes(ax, sizes, low, high, scale)
            ax.set_ylabel(names[panel][1])
            title(ax, names[panel][0])
            self._cursors.append(_Cursor(ax))
            self._curves.append(_Curve(ax, panel, high))
            self._own.append(_Curve(ax, panel, high, own=True))
        if own:
            lines = [curves[0].line for curves in (self._curves, self._own)]
            with self.fig.look():
                self.axes["epochs"].legend(
                    lines, ["stored", "here"], loc="lower right", frameon=False, handlelength=1.5
                )
        parts = (*self._cursors, *self._curves, *self._own)
        self.moving = tuple(artist for part in parts for artist in part.artists)

    def show(self, bests, m, own=()):
        """Show `bests`, a `Best` for each batch size, the cursor at `m`, and the reader's `own`."""
        for cursor, curve, other in zip(self._cursors, self._curves, self._own, strict=True):
            at = next((best for best in bests if best.batch_size == m), None)
            curve.show(bests)
            other.show(own)
            cursor.show(m, of_panel(at, curve.panel) if at else math.inf)


def _spread(best, panel):
    if panel == "epoch":
        return math.inf, math.inf
    by = best.epoch_ms if panel == "total" else 1.0
    return by * best.low, by * best.high


def _span(panel, known, epochs, scale):
    """The values to make room for; those of a rate that suits badly may leave linear axes."""
    bests = [best for some in known for best in some]
    values = [of_panel(best, panel) for best in bests]
    values += [end for best in bests for end in _spread(best, panel)]
    values = [value for value in values if math.isfinite(value)] or [1.0, 10.0]
    low, high = min(values), max(values)
    if panel == "epochs":
        return low, 1.2 * epochs
    if panel == "total" and scale == "log":
        high = 1.2 * epochs * max(best.epoch_ms for best in bests)
    return low, 1.2 * high


class _Curve:
    """One value against m: the line, its spread, and how many runs never came."""

    @styled
    def __init__(self, ax, panel, top, own=False):
        self.panel, self.top = panel, top
        color, marker, _ = of_algorithm("mini-batch")
        if own:
            color, marker = ink(), "o"
        size, width = rcParams["lines.markersize"], rcParams["lines.linewidth"]
        dash = (0, (4, 2)) if own else "-"

        def plot(marker="", linestyle="", **more):
            (line,) = ax.plot([], [], color=color, scalex=False, scaley=False, **more)
            line.set(marker=marker, linestyle=linestyle)
            return line

        z = 6 if own else 4
        self.line = plot(linestyle=dash, zorder=z)
        self.bars = plot(linestyle="-", linewidth=0.7 * width, zorder=z)
        self.dots = plot(marker, markersize=size, markeredgecolor=paper(), zorder=z + 0.2)
        self.hollow = plot(
            marker, markersize=size, markerfacecolor=paper(), markeredgewidth=0.8 * width,
            zorder=z + 0.2,
        )  # fmt: skip
        self.never = plot(
            "X", markersize=1.5 * size, markeredgecolor=paper(), zorder=z + 0.3, clip_on=False
        )
        self.least = plot("o", markersize=2.4 * size, markerfacecolor="none", zorder=z + 0.4)
        self.least.set_markeredgewidth(0.8 * width)
        self.note = ax.text(0, 0, "", color=color, va="top", zorder=z)
        self.note.set_fontsize(rcParams["xtick.labelsize"])
        self.artists = (
            self.line, self.bars, self.dots, self.hollow, self.never, self.least, self.note
        )  # fmt: skip

    def show(self, bests):
        m = np.array([best.batch_size for best in bests], dtype=float)
        y = np.array([of_panel(best, self.panel) for best in bests])
        came = np.isfinite(y)
        tuned_at_edge = np.array([best.at_edge for best in bests], dtype=bool)
        edge = tuned_at_edge & (self.panel != "epoch")
        self.line.set_data(m, np.where(came, y, np.nan))
        for artist, chosen in ((self.dots, came & ~edge), (self.hollow, came & edge)):
            artist.set_data(m[chosen], y[chosen])
        self.never.set_data(m[~came], np.full((~came).sum(), self.top))
        self.note.set_text("" if came.all() else "never")
        if not came.all():
            self._place_note(m[~came][0])
        self.bars.set_data(*self._bars(bests))
        least = quickest(bests) if self.panel == "total" else None
        self.least.set_data(([least.batch_size], [of_panel(least, "total")]) if least else ([], []))

    def _place_note(self, m):
        """Put the word below the first cross, on the side where there is room."""
        ax = self.line.axes
        data, point = ax.transData, ax.get_figure(root=True).dpi / 72
        x, y = data.transform((m, self.top))
        left = x < ax.bbox.x0 + ax.bbox.width / 2
        below = data.inverted().transform((x, y - self.dots.get_markersize() * point))
        self.note.set(position=(m, below[1]), ha="left" if left else "right")

    def _bars(self, bests):
        """Upright lines from least to most, with gaps between; to the top where some never came."""
        x, y = [], []
        for best in bests:
            low, high = _spread(best, self.panel)
            if math.isfinite(low):
                x += [best.batch_size, best.batch_size, math.nan]
                y += [low, min(high, self.top), math.nan]
        return x, y


class _Cursor:
    @styled
    def __init__(self, ax):
        width, size = rcParams["lines.linewidth"], rcParams["lines.markersize"]
        (self.line,) = ax.plot(
            [], [], color=soft(0.5), linewidth=0.6 * width, transform=ax.get_xaxis_transform(),
            scalex=False, scaley=False, zorder=1,
        )  # fmt: skip
        (self.now,) = ax.plot(
            [], [], "D", color=ink(), markersize=1.3 * size, markeredgecolor=paper(), zorder=9,
            scalex=False, scaley=False, clip_on=False,
        )  # fmt: skip
        self.artists = (self.line, self.now)

    def show(self, m, height):
        self.line.set_data([m, m], [0, 1])
        self.now.set_data(*(([m], [height]) if math.isfinite(height) else ([], [])))
