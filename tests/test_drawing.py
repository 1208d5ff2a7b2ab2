"""A drawing as an image: as the file's digits are, and the pad on which it is drawn."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab.drawing import SIDE, _distances, bitmap, pixels

PLACE = st.tuples(st.floats(0, 32), st.floats(0, 32))
STROKES = st.lists(st.lists(PLACE, min_size=1, max_size=6), min_size=1, max_size=3)


def arc(x, y, wide, high, start, end):
    """Return a stroke along an ellipse, in degrees."""
    t = np.radians(np.linspace(start, end, 20))
    return np.column_stack([x + wide * np.cos(t), y + high * np.sin(t)]).tolist()


# Digits drawn by hand, on a pad of 32 x 32 with y upwards.
DIGITS = {
    0: [arc(16, 16, 8, 12, 90, 450)],
    1: [[(16, 28), (16, 4)]],
    2: [[*arc(16, 21, 7, 7, 170, -40), (9, 4), (24, 4)]],
    3: [[*arc(15, 22, 7, 6, 150, -80), *arc(15, 10, 8, 6.5, 80, -150)]],
    4: [[(17, 29), (8, 14), (25, 14)], [(20, 22), (19, 3)]],
    5: [[(23, 28), (11, 28), (10, 18), *arc(15, 12, 8, 8, 110, -140)]],
    6: [[(20, 29), (13, 23), (9, 14), *arc(15.5, 10.5, 6.5, 6.5, 180, 540)]],
    7: [[(8, 28), (24, 28), (14, 3)], [(11, 16), (23, 16)]],
    8: [arc(16, 22, 6, 6, -90, 270), arc(16, 10, 7, 6, 90, 450)],
    9: [[*arc(15, 22, 6.5, 6.5, 0, 360), (21.5, 22), (21, 12), (17, 3)]],
}


@pytest.fixture(scope="module")
def trained():
    training, _ = sl.hold_out(sl.load("digits"), 360)
    problem = sl.Softmax(sl.with_ones(training.X / 16), training.y)
    start = np.zeros(problem.d)
    path = sl.descend(problem, start, lr=0.3, batch_size=32, epochs=30, shuffle=0)
    return problem, path.w[-1]


@pytest.fixture
def pad(trained):
    return sl.widgets.drawing_pad(*trained)


# from strokes to pixels


@pytest.mark.parametrize("digit", DIGITS)
def test_a_drawn_digit_is_read_as_itself(digit, pad):
    pad.strokes = DIGITS[digit]
    pad.refresh()
    assert pad.canvas.text.startswith(f"Read as {digit}, score ")
    assert int(pad.scores.argmax()) == digit


@given(STROKES, st.floats(0.2, 5), st.floats(-50, 50), st.floats(-50, 50))
@settings(max_examples=60, deadline=None)
def test_size_and_place_do_not_matter(strokes, size, right, up):
    def spread(strokes):
        every = np.concatenate(strokes)
        return float(np.ptp(every, axis=0).max())

    if size * spread(strokes) < 12 or spread(strokes) < 12:  # there the pen has its least width
        return
    moved = [[(size * x + right, size * y + up) for x, y in stroke] for stroke in strokes]
    # a dot on the very edge of the pen may fall on either side
    assert np.abs(pixels(moved) - pixels(strokes)).sum() <= 6


@given(STROKES)
@settings(max_examples=100, deadline=None)
def test_pixels_count_the_dots_of_the_blocks(strokes):
    dots, counted = bitmap(strokes), pixels(strokes).reshape(8, 8)
    assert dots.shape == (SIDE, SIDE) and dots.any()
    for i, j in np.ndindex(8, 8):
        assert counted[i, j] == dots[4 * i : 4 * i + 4, 4 * j : 4 * j + 4].sum()


@given(STROKES)
@settings(max_examples=60, deadline=None)
def test_a_dot_is_inked_when_it_is_near_a_line(strokes):
    """The quick distances by products of matrices are those of the definition."""
    grid = np.random.RandomState(0).uniform(-5, 37, (40, 2))
    lines = [np.array(stroke, dtype=float) for stroke in strokes]
    least = np.full(len(grid), np.inf)
    for places in lines:
        for a, b in zip(places, places[1:] if len(places) > 1 else places, strict=False):
            for t in np.linspace(0, 1, 400):
                least = np.minimum(least, ((grid - (a + t * (b - a))) ** 2).sum(axis=1))
    found = np.sqrt(np.maximum(_distances(grid, lines), 0))
    assert found == pytest.approx(np.sqrt(least), abs=0.1)


def test_a_drawing_is_as_high_as_the_files_digits_and_in_the_middle():
    for strokes in DIGITS.values():
        rows, columns = (np.flatnonzero(bitmap(strokes).any(axis=k)) for k in (1, 0))
        assert (rows[0], rows[-1]) == (0, SIDE - 1)
        assert abs(columns[0] + columns[-1] - (SIDE - 1)) <= 1
        assert columns[-1] - columns[0] < 21


def test_a_drawing_has_as_much_ink_as_the_files_digits():
    file = sl.load("digits").X.sum(axis=1)
    drawn = [pixels(strokes).sum() for digit, strokes in DIGITS.items() if digit != 1]
    assert file.min() < min(drawn) and max(drawn) < file.max()
    assert np.mean(drawn) == pytest.approx(file.mean(), rel=0.1)


def test_nothing_drawn_is_no_ink():
    assert not pixels([]).any() and not pixels([[]]).any()


@pytest.mark.parametrize("stroke", [[(1, 2, 3)], [(1, float("nan"))], ["ab"], [3], 3.5j])
def test_what_is_no_stroke_is_refused(stroke):
    with pytest.raises((ValueError, TypeError), match=r"a stroke is not|object of type"):
        pixels([stroke])


# the pad


def point(figure, *places, press=None):
    """Send the pointer's events for a stroke through `places` of the pad."""
    height = figure.scene.fig.bbox.height
    at = [figure.scene.pad.transData.transform(place) for place in places]
    pixel = [[float(x), float(height - y)] for x, y in at]
    press = press or pixel[0]
    for place in pixel:
        figure.canvas.pointer = [*place, *press]
    return press


def test_a_blank_pad_says_so(pad):
    assert pad.canvas.text.startswith("The pad is blank: there is nothing to read.")
    assert pad.canvas.table == "" and pad.clear.disabled and pad.back.disabled
    assert not any(bar.get_visible() for bar in pad.scene._bars.artists)


def test_a_press_begins_a_stroke_and_a_drag_goes_on(pad):
    point(pad, (8, 8), (8, 20), (20, 20))
    point(pad, (24, 4), (24, 10))
    assert [np.round(stroke).tolist() for stroke in pad.strokes] == [
        [[8, 8], [8, 20], [20, 20]],
        [[24, 4], [24, 10]],
    ]
    assert "Read as" in pad.canvas.text and pad.canvas.table.count("<td>") == 10
    pad.back.click()
    assert len(pad.strokes) == 1
    pad.clear.click()
    assert pad.strokes == [] and "blank" in pad.canvas.text


def test_a_press_that_was_lost_is_made_good(pad):
    """While the kernel is busy only the last event comes: the stroke still begins at the press."""
    press = point(pad, (5, 5))
    pad.press("r")
    point(pad, (15, 25), press=press)
    assert np.round(pad.strokes[0]).tolist() == [[5, 5], [15, 25]]


def test_two_presses_at_one_place_are_two_strokes(pad):
    point(pad, (8, 8), (20, 8))
    point(pad, (8, 8), (8, 20))
    assert len(pad.strokes) == 2


def test_a_drag_out_of_the_pad_stays_on_its_edge_and_a_press_beside_it_draws_nothing(pad):
    point(pad, (30, 16), (60, 16))
    assert pad.strokes[0][-1] == pytest.approx((32, 16))
    pad.press("r")
    pad.canvas.pointer = [990, 10, 990, 10]
    assert pad.strokes == []


def test_keys_draw_as_the_pointer_does(pad):
    pad.canvas.presses = {"ArrowLeft": 1}
    assert pad.strokes == [] and "Cursor in column 8, row 4 of 16" in pad.canvas.text
    pad.press(" ")
    assert pad.strokes == [[(15, 25)]]
    for _ in range(9):
        pad.press("Shift+ArrowDown")
    assert pad.strokes == [[(15, 25), *((15, 25 - 2 * k) for k in range(1, 10))]]
    assert pad.canvas.text.startswith("Read as 1")
    pad.press("ArrowRight")
    pad.press("Shift+ArrowRight")
    assert pad.strokes[-1] == [(17, 7), (19, 7)]
    for _ in range(40):
        pad.press("ArrowUp")
    assert pad.cursor == (19, 31)
    pad.press("p")
    assert len(pad.strokes) == 1
    pad.press("r")
    assert pad.strokes == [] and pad.cursor is None


def test_every_dot_of_the_bitmap_is_what_is_shown(pad):
    pad.strokes = DIGITS[2]
    pad.refresh()
    faces = pad.scene._pixels.mesh.get_facecolors()[:, 0]
    assert faces == pytest.approx(1 - pixels(DIGITS[2]) / 16)
    heights = [bar.get_height() for bar in pad.scene._bars.bars]
    assert heights == pytest.approx(pad.scores.tolist())


def test_its_code_gives_the_scores_shown(trained, pad):
    problem, w = trained
    point(pad, *DIGITS[3][0])
    names = {"problem": problem, "w": w}
    exec(pad.code(), names)
    assert names["scores"] == pytest.approx(pad.scores, rel=1e-12)
    assert int(names["scores"].argmax()) == 3


def test_a_pad_that_is_full_says_so_and_stays_quick(pad):
    pad.strokes = [[(k % 32, 16 + 10 * np.sin(k)) for k in range(800)]]
    begun = time.perf_counter()
    point(pad, (5, 5), (9, 9))
    assert time.perf_counter() - begun < 2
    assert sum(map(len, pad.strokes)) == 800 and "The pad is full: press Clear." in pad.canvas.text


def test_projector_and_dark_keep_the_drawing(trained, tmp_path):
    lesson = sl.widgets.Lesson("06-classifiers", tmp_path)
    pad = sl.widgets.drawing_pad(*trained, lesson=lesson)
    pad.strokes = DIGITS[5]
    lesson.projector = True
    pad.canvas.dark = True
    assert pad.canvas.text.startswith("Read as 5") and pad.canvas.error == ""


def test_weights_of_zero_give_ten_equal_scores(trained):
    pad = sl.widgets.drawing_pad(trained[0], np.zeros(650))
    pad.strokes = DIGITS[4]
    pad.refresh()
    assert pad.scores.tolist() == [0] * 10 and pad.canvas.error == ""


@pytest.mark.parametrize("size", [3, 649])
def test_other_weights_are_refused(trained, size):
    with pytest.raises(ValueError, match=r"expected \(650,\), and 65"):
        sl.widgets.drawing_pad(trained[0], np.zeros(size))


@pytest.mark.parametrize("strokes", [5, None, [5], [None], [1, 2], ["ab"]])
def test_what_is_no_list_of_strokes_is_refused_in_words(strokes):
    with pytest.raises(ValueError, match="expected"):
        pixels(strokes)
