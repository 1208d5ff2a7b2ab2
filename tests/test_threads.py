"""The bars of the timings: what they say, in every style, and nothing beside the sheet."""

import itertools

import numpy as np
import pytest
from matplotlib.text import Text

from sgdlab import figures
from sgdlab.hardware import Timing


def timing(where, threads, milliseconds):
    return Timing(where, threads, milliseconds, 0.0, 1e-10)


FEW = (timing("NumPy", 1, 20.0), timing("NumPy", 2, 12.5))
SLOWER = (timing("NumPy", 1, 4.9), timing("NumPy", 2, 5.7), timing("PyTorch, processor", 2, 7.3))
ONE = (timing("NumPy", None, 3.0),)
MANY = (
    *(timing("NumPy", threads, 120 / threads) for threads in (1, 2, 4, 8, 16, 32, 64)),
    timing("PyTorch, processor", 64, 3.1),
    timing("PyTorch, GPU, float64", None, 0.31),
    timing("PyTorch, GPU, float32", None, 0.08),
)


def drawn(timings, projector=False, dark=False):
    words = "Bars of the time of a gradient."
    fig, (ax,) = figures.picture(words, height=4.2, projector=projector, dark=dark)
    bars = figures.threads(ax, timings)
    figures.png(fig, 100)
    return ax, bars


def words_of(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("timings", [FEW, SLOWER, ONE, MANY])
def test_a_bar_is_as_long_as_its_time_and_the_first_is_above(timings):
    ax, bars = drawn(timings)
    assert [bar.get_width() for bar in bars] == [t.milliseconds for t in timings]
    heights = [ax.transData.transform((0, bar.get_y()))[1] for bar in bars]
    assert heights == sorted(heights, reverse=True)


def test_each_bar_says_where_how_long_and_the_ratio_to_the_first():
    assert set(words_of(drawn(FEW)[0])) == {
        "NumPy, 1 thread",
        "20 ms",
        "NumPy, 2 threads",
        "12.5 ms, 1.6 times as quick",
    }
    assert words_of(drawn(ONE)[0]) == ["NumPy", "3 ms"]
    assert "7.3 ms, 0.67 times as quick" in words_of(drawn(SLOWER)[0])
    assert "0.08 ms, 1500 times as quick" in words_of(drawn(MANY)[0])


def test_the_kinds_differ_without_colour():
    hatches = [bar.get_hatch() for bar in drawn(MANY)[1]]
    assert len({hatches[0], hatches[7], hatches[8]}) == 3
    assert len({bar.get_facecolor() for bar in drawn(MANY)[1]}) == 1


@pytest.mark.parametrize("timings", [FEW, SLOWER, ONE, MANY])
@pytest.mark.parametrize(("projector", "dark"), [*itertools.product((False, True), repeat=2)])
def test_words_stay_on_the_sheet_and_meet_no_other(timings, projector, dark):
    ax, bars = drawn(timings, projector, dark)
    sheet = ax.figure.bbox
    boxes = [text.get_window_extent() for text in ax.findobj(Text) if text.get_text()]
    assert all(sheet.x0 <= box.x0 and box.x1 <= sheet.x1 for box in boxes)
    assert all(sheet.y0 <= box.y0 and box.y1 <= sheet.y1 for box in boxes)
    words = [text.get_window_extent() for text in ax.texts]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(words, 2))
    bodies = [bar.get_window_extent() for bar in bars]
    assert not any(a.overlaps(b) for a, b in itertools.product(words, bodies))
    assert min(text.get_size() for text in ax.texts) >= (15 if projector else 11)
    assert max(body.width for body in bodies) > 0.2 * ax.bbox.width


def test_many_threads_in_a_low_picture_get_smaller_words():
    _, (ax,) = figures.picture("x", height=2.5)
    figures.threads(ax, MANY)
    boxes = [text.get_window_extent() for text in ax.texts[::2]]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_nothing_to_draw_is_refused():
    _, (ax,) = figures.picture("x")
    with pytest.raises(ValueError, match=r"threads got no timings; .*measure\(\)"):
        figures.threads(ax, ())


def test_ticks_end_with_the_bars():
    ax, _ = drawn(FEW)
    assert np.max(ax.get_xticks()) <= 20 and np.min(ax.get_xticks()) == 0
