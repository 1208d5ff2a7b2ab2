"""The scene of the next word: a bar for the probability of each word of a small vocabulary."""

from html import escape

import numpy as np
from matplotlib import rcParams

from .axes import guides
from .picture import picture
from .style import ink, paper, soft, styled, title

_COLUMNS = 2
_ROOM = 1.19  # to the right of probability 1, for its number


class WordsScene:
    """The words in two columns, each with a bar for its probability and a mark for its share.

    Slide "Training a model with n instances": the most likely word after "European Central".
    """

    def __init__(self, words, look=(False, False)):
        projector, dark = look
        self.fig, self.columns = picture(
            f"A bar for the probability of each of {len(words)} words to come next, and a diamond "
            "where the word's share in the sentences is.",
            _COLUMNS, 10, 4.6, None, projector, dark,
        )  # fmt: skip
        each = -(-len(words) // _COLUMNS)
        self.words = words
        self.parts = []
        for i, ax in enumerate(self.columns):
            ax.set_position((0.125 + 0.5 * i, 0.16, 0.365, 0.74))
            self.parts.append(_Column(ax, words[i * each : (i + 1) * each]))
        title(self.columns[0], "Bar: probability of the model")
        title(self.columns[1], "Diamond: share in the sentences")
        self.moving = tuple(artist for part in self.parts for artist in part.artists)

    def word_at(self, axes, y):
        """Return the word whose bar is at the height `y` of one of the columns, or None."""
        for column, part in zip(self.columns, self.parts, strict=True):
            if column is axes and 0 <= round(y) < len(part.words):
                return part.words[round(y)]
        return None

    def clear(self):
        """Show no probability, as long as they would give an answer away."""
        for part in self.parts:
            part.show(np.zeros(len(part.words)), np.zeros(len(part.words)), -1)

    def show(self, probabilities, shares):
        """Show the probabilities (k,) and the shares (k,) in the sentences, zeros if unknown."""
        best, start = int(np.argmax(probabilities)), 0
        for part in self.parts:
            end = start + len(part.words)
            part.show(probabilities[start:end], shares[start:end], best - start)
            start = end


class _Column:
    @styled
    def __init__(self, ax, words):
        self.words, rows = words, np.arange(len(words))
        ax.set(xlim=(0, _ROOM), ylim=(len(words) - 0.4, -0.6))
        ax.set_yticks(rows, words)
        ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "¼", "½", "¾", "1"])
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel("probability")
        guides(ax, "x")
        self.chosen, self.other = ink(), soft(0.4)
        self.bars = tuple(ax.barh(rows, np.zeros(len(rows)), 0.62, color=self.other, zorder=3))
        (self.shares,) = ax.plot([], [], "D", color=paper(), markeredgecolor=ink(), zorder=5)
        self.shares.set_markersize(1.1 * rcParams["lines.markersize"])
        self.note = ax.text(0, 0, "", va="center", ha="left", zorder=6)
        self.artists = (*self.bars, self.shares, self.note)

    def show(self, probabilities, shares, best):
        for i, (bar, value) in enumerate(zip(self.bars, probabilities, strict=True)):
            bar.set_width(float(value))
            bar.set_facecolor(self.chosen if i == best else self.other)
        seen = np.flatnonzero(shares)
        self.shares.set_data(shares[seen], seen)
        here = 0 <= best < len(self.words)
        self.note.set_text(f"{probabilities[best]:.2f}" if here else "")
        if here:
            self.note.set_position((max(probabilities[best], shares[best]) + 0.04, best))


def words_table(words, probabilities, counts, most=6):
    """Return the `most` likely words as HTML: probability, and how often each came (counts (k,)).

    >>> words_table(["bank", "park"], [0.9, 0.1], [8, 0]).count("<tr")
    3
    """
    order = np.argsort(-np.asarray(probabilities), kind="stable")[:most]
    total = int(sum(counts))
    lines = "".join(
        f'<tr><th scope="row">{escape(words[k])}</th><td>{probabilities[k]:.3f}</td>'
        f"<td>{int(counts[k])} of {total}</td></tr>"
        for k in order
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("word", "probability", "came next"))
    return (
        f'<table class="sgdlab-table"><caption>The {len(order)} most likely words</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    )
