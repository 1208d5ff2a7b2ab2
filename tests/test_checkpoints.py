"""The chart of a run that is saved every so often: what was computed is what is drawn."""

import numpy as np
import pytest

from sgdlab import figures


@pytest.mark.parametrize("look", [(False, False), (True, True)])
def test_line_dots_and_bars_are_the_numbers(look):
    fig, (ax,) = figures.picture("A chart.", projector=look[0], dark=look[1])
    every, formula = [1, 2, 4], [1.3, 1.1, 1.2]
    seen = [(1.31, 1.2, 1.5), (1.09, 1.0, 1.3), (1.22, 1.1, 1.8)]
    line, bars, dots, words = figures.checkpoints(ax, every, formula, seen, [(2, "Young: 2 h")])
    assert np.array_equal(line.get_data(), [every, formula])
    assert np.array_equal(dots.get_data(), [every, [1.31, 1.09, 1.22]])
    assert [part[:, 1].tolist() for part in bars.get_segments()] == [
        [1.2, 1.5],
        [1, 1.3],
        [1.1, 1.8],
    ]
    assert words.xy[0] == 2 and words.get_text() == "Young: 2 h"
    assert ax.get_ylim()[1] > 1.8 and ax.get_xlim()[0] < 1 < 4 < ax.get_xlim()[1]
    figures.png(fig)
