"""Strokes are what matplotlib would have drawn: same places, same colours, same order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from sgdlab import figures
from sgdlab.widgets.strokes import Recorder, strokes


@pytest.fixture
def sheet():
    """Return a picture with one panel, its y axis from 1 to 1000 on a log scale."""
    fig, (ax,) = figures.picture("A panel.")
    fig.dpi = 200
    ax.set(xlim=(0, 4), ylim=(1, 1000), yscale="log")
    return fig, ax


def places(stroke):
    """Return the coordinates of a stroke, (k, 2)."""
    return np.frombuffer(stroke["xy"], "f4").reshape(-1, 2)


def on_screen(ax, *points):
    """Return where matplotlib puts data points, in pixels, y downwards."""
    xy = ax.transData.transform(points)
    return np.column_stack([xy[:, 0], ax.figure.bbox.height - xy[:, 1]])


def drawn(ax, artist):
    """Return the only stroke of an artist."""
    (stroke,) = strokes([artist], ax.figure)
    return stroke


def test_a_line_lies_where_matplotlib_puts_it(sheet):
    fig, ax = sheet
    data = [(0, 1), (1, 10), (3, 500)]
    (line,) = ax.plot(*zip(*data, strict=True), "--", color="#123456", linewidth=3)
    stroke = drawn(ax, line)
    assert places(stroke)[:3] == pytest.approx(on_screen(ax, *data), abs=1e-3)
    assert stroke["color"].startswith("#123456") and stroke["fill"] == ""
    assert stroke["width"] == pytest.approx(3 * fig.dpi / 72)
    assert len(stroke["dash"]) == 2 and min(stroke["dash"]) > 0


def test_markers_are_one_shape_at_many_places(sheet):
    _, ax = sheet
    data = [(0, 1), (1, 10), (3, 500)]
    (line,) = ax.plot(*zip(*data, strict=True), "^", color="red", markersize=9)
    stroke = drawn(ax, line)
    assert places(stroke) == pytest.approx(on_screen(ax, *data), abs=1e-3)
    shape = np.frombuffer(stroke["shape"], "f4").reshape(-1, 2)
    shape = shape[np.isfinite(shape).all(axis=1)]
    assert shape[shape[:, 1].argmin()][0] == pytest.approx(0, abs=1e-3)  # the tip points up
    assert np.ptp(shape, axis=0) == pytest.approx(9 * 200 / 72, rel=0.01)
    assert stroke["fill"].startswith("#ff0000")


def test_an_open_marker_is_not_filled(sheet):
    _, ax = sheet
    (line,) = ax.plot([1], [10], "o", markerfacecolor="none", markeredgecolor="blue")
    stroke = drawn(ax, line)
    assert stroke["fill"] == "" and stroke["color"].startswith("#0000ff")


def test_a_line_with_markers_is_two_strokes_line_first(sheet):
    _, ax = sheet
    (line,) = ax.plot([0, 1], [1, 10], "o-")
    line_stroke, marker_stroke = strokes([line], ax.figure)
    assert "shape" not in line_stroke and "shape" in marker_stroke


def test_nan_separates_pieces(sheet):
    _, ax = sheet
    (line,) = ax.plot([0, 1, np.nan, 2, 3], [1, 10, 10, 10, 10])
    xy = places(drawn(ax, line))
    gaps = np.flatnonzero(np.isnan(xy).any(axis=1))
    assert gaps.tolist() == [2, 5]
    assert xy[3:5] == pytest.approx(on_screen(ax, (2, 10), (3, 10)), abs=1e-3)


def test_the_clip_is_the_panel(sheet):
    fig, ax = sheet
    (line,) = ax.plot([-9, 9], [1, 10])
    box = ax.bbox
    top = fig.bbox.height - box.y1
    assert drawn(ax, line)["clip"] == pytest.approx([box.x0, top, box.width, box.height])


@pytest.mark.parametrize(
    "make",
    [
        lambda: Polygon([(1, 10), (2, 10), (2, 100)], facecolor="green", edgecolor="none"),
        lambda: Rectangle((1, 10), 1, 90, color="green"),
        lambda: Circle((2, 10), 1, facecolor="green"),
    ],
)
def test_areas_are_filled(sheet, make):
    _, ax = sheet
    stroke = drawn(ax, ax.add_patch(make()))
    assert stroke["fill"].startswith("#008000") and len(places(stroke)) > 3


def test_a_collection_gives_a_stroke_for_each_of_its_lines(sheet):
    _, ax = sheet
    bars = ax.add_collection(LineCollection([[(0, 1), (1, 10)], [(2, 1), (2, 100)]], colors="red"))
    first, second = strokes([bars], ax.figure)
    assert places(first)[:2] == pytest.approx(on_screen(ax, (0, 1), (1, 10)), abs=1e-3)
    assert places(second)[:2] == pytest.approx(on_screen(ax, (2, 1), (2, 100)), abs=1e-3)


def test_a_text_keeps_its_anchor_and_its_alignment(sheet):
    fig, ax = sheet
    text = ax.text(2, 10, "w = 9", ha="right", va="center", fontsize=12, color="red")
    stroke = drawn(ax, text)
    assert stroke["text"] == "w = 9" and stroke["color"].startswith("#ff0000")
    assert places(stroke) == pytest.approx(on_screen(ax, (2, 10)), abs=1e-3)
    assert (stroke["align"], stroke["baseline"]) == ("right", "middle")
    assert stroke["size"] == pytest.approx(12 * fig.dpi / 72)


def test_the_order_is_matplotlibs(sheet):
    _, ax = sheet
    (over,) = ax.plot([0, 1], [1, 10], color="red", zorder=9)
    (under,) = ax.plot([0, 1], [1, 10], color="blue", zorder=2)
    colors = [stroke["color"][:7] for stroke in strokes([over, under], ax.figure)]
    assert colors == ["#0000ff", "#ff0000"]


def test_what_is_invisible_or_empty_draws_nothing(sheet):
    _, ax = sheet
    (hidden,) = ax.plot([0, 1], [1, 10], visible=False)
    empty = ax.text(1, 10, "")
    assert strokes([hidden, empty], ax.figure) == []


def test_transparency_is_kept(sheet):
    _, ax = sheet
    (line,) = ax.plot([0, 1], [1, 10], color="red", alpha=0.5)
    assert drawn(ax, line)["color"] == "#ff000080"


@given(st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=6))
def test_however_far_a_run_goes_its_places_are_finite(values):
    fig, (ax,) = figures.picture("A panel.")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    with np.errstate(all="ignore"):
        for stroke in strokes(ax.plot(range(len(values)), values, "o-"), fig):
            xy = places(stroke)
            lines = np.isnan(xy).all(axis=1)
            assert np.isfinite(xy[~lines]).all() and np.abs(xy[~lines]).max(initial=0) <= 2e5


def test_a_path_of_boxes_is_taken_as_matplotlib_takes_it(sheet):
    fig, ax = sheet
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    corners = np.array([(0.2, 2), (1, 2), (1, 9), (0.2, 9), (0.5, 5)])  # the last: unused
    points = np.concatenate([corners, corners + np.array([1.3, 30]), [(0, 1), (3, 700)]])
    path = Path(points, [*codes, *codes, Path.MOVETO, Path.LINETO])
    patch = ax.add_patch(PathPatch(path, facecolor="red"))
    rows = places_of_polygons(path.transformed(ax.transData), fig)
    assert np.array_equal(places(drawn(ax, patch)), rows, equal_nan=True)


def places_of_polygons(path, fig):
    """Return what `strokes` should give for a path in pixels, by matplotlib's own polygons."""
    gap = np.full((1, 2), np.nan)
    rows = [x for polygon in path.to_polygons(closed_only=False) for x in (polygon, gap)]
    return (np.vstack(rows) * (1, -1) + (0, fig.bbox.height)).astype("f4")


def test_a_plain_text_is_kept_as_by_its_own_draw(sheet):
    fig, ax = sheet
    texts = [
        ax.text(1, 10, "plain", color="#123456", ha="right", va="top", fontsize=17),
        ax.text(2, 20, "bold", weight="bold", alpha=0.5, clip_on=True),
        ax.text(0.5, 0.5, "in the axes", transform=ax.transAxes),
        ax.text(1, 1, ""),
        ax.text(1, 1, "hidden", visible=False),
    ]
    recorder = Recorder(fig)
    for text in texts:
        text.draw(recorder)
    assert len(recorder.strokes) == 3
    assert strokes(texts, fig) == recorder.strokes
