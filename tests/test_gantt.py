"""The Gantt chart tells what a run did: each span a bar, late gradients marked, waits left open."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.path import Path

import sgdlab as sl
from sgdlab import figures, parallel
from sgdlab.figures.gantt import Gantt
from sgdlab.figures.gantt_bars import KINDS, bars, boxes, hatch, shares
from sgdlab.figures.time_axis import MovingAxis, duration
from sgdlab.parallel import delays
from sgdlab.widgets.strokes import strokes

TABLE = sl.LeastSquares(*sl.load("table")[:2])
COST = parallel.Cost(instance=200, call=200, message=50)


def run(policy=None, workers=4, epochs=3, straggler=delays.Straggler(0, 4), **more):  # noqa: B008
    X = np.random.RandomState(0).normal(size=(64, 2))
    problem = sl.LeastSquares(X, X @ [1, -1])
    how = parallel.Virtual(COST, straggler, **more)
    return parallel.train(
        problem, (0, 0), lr=0.1, batch_size=16, epochs=epochs, workers=workers,
        policy=policy or parallel.Sync(), on=how, shuffle=0,
    )  # fmt: skip


def drawn(kind):
    """Return the rectangles (k, 4) of a kind, past and to come: left, right, low, high."""
    parts = [patch.get_path().vertices.reshape(-1, 5, 2) for patch in (kind.past, kind.ahead)]
    corners = np.concatenate(parts)
    return np.column_stack([corners.min(axis=1), corners.max(axis=1)])[:, [0, 2, 1, 3]]


@pytest.fixture
def sheet():
    fig, (ax,) = figures.picture("A chart.", 1, 10, 3)
    return fig, ax


def chart(ax, found, window=None, cursor=None):
    drawing = Gantt(ax, found.workers)
    window = window or (0, found.end_of_run)
    drawing.show(found, window, found.end_of_run if cursor is None else cursor, found.end_of_run)
    return drawing


def test_every_span_has_a_bar_in_its_row_from_its_start_to_its_end(sheet):
    made = run()
    drawing = chart(sheet[1], bars(made))
    for k, phase in enumerate(KINDS):
        rectangles = drawn(drawing._kinds[phase])
        spans = [s for s in made.timeline if s.phase == phase]
        assert len(rectangles) == len(spans)
        expected = sorted((s.start, 0 if s.who == "server" else s.who + 1) for s in spans)
        left, _, low, high = rectangles.T
        places = np.column_stack([left, (low + high) / 2])
        assert np.array(sorted(places.tolist())) == pytest.approx(np.array(expected))
        if k != 3:
            found = sorted(rectangles[:, 1])
            assert found == pytest.approx(sorted(s.end for s in spans))


def test_a_bar_is_cut_at_the_cursor_and_at_the_window(sheet):
    found = bars(run())
    low, high, cursor = 5000, 20000, 9000
    drawing = chart(sheet[1], found, (low, high), cursor)
    for kind in drawing._kinds.values():
        past, ahead = (patch.get_path().vertices for patch in (kind.past, kind.ahead))
        if len(past):
            assert past[:, 0].min() >= low
        if kind.tall > 0.6 and kind is not drawing._kinds["update"]:
            assert not len(past) or past[:, 0].max() <= cursor
            assert not len(ahead) or ahead[:, 0].min() >= cursor
        assert not len(ahead) or ahead[:, 0].max() <= high
    assert drawing.cursor.get_xdata()[0] == cursor


@pytest.mark.parametrize(
    "policy", [parallel.Sync(), parallel.Sync(1), parallel.Async(1), parallel.Async(answer="all")]
)
@pytest.mark.parametrize("queue", [False, True])
def test_late_are_just_the_gradients_that_moved_nothing(policy, queue):
    made = run(policy, straggler=delays.Jitter(1.0), queue=queue)
    found = bars(made)
    computed = found.kind == 1
    in_work = computed.sum() - len(made.log.entries)  # when the run ended
    assert found.late.sum() == made.dropped + in_work
    assert not found.late[~computed].any()
    assert len(found.moves) == len(made.path) + 1
    assert found.end_of_run == made.time


def test_late_bars_are_those_of_the_straggler():
    found = bars(run(parallel.Sync(1)))
    assert found.late.any() and set(found.row[found.late]) == {1}


def test_shares_add_up_and_agree_with_the_timeline():
    made = run()
    found = shares(bars(made))
    assert found.sum(axis=1) == pytest.approx(1)
    for worker, share in enumerate(found):
        idle = parallel.timeline.idle(made.timeline, worker, made.time)
        assert share[2] == pytest.approx(idle / made.time)
    assert found[0, 2] < found[1, 2]  # the others wait for worker 0


def test_the_numbers_in_the_bars_are_the_versions_that_were_read(sheet):
    found = bars(run())
    drawing = chart(sheet[1], found, (0, 20000))
    assert drawing.read.words[:4] == ["w0"] * 4 and "w1" in drawing.read.words
    assert drawing.made.words[:2] == ["w1", "w2"]
    drawing.show(found, (0, found.end_of_run * 40), found.end_of_run, found.end_of_run)
    assert drawing.read.words == drawing.made.words == []  # no room


def test_sixteen_workers_and_two_hundred_rounds_fit_through_a_window(sheet):
    fig, ax = sheet
    made = run(parallel.Async(), workers=16, epochs=50)
    found = bars(made)
    assert len(found.workers) == 16 and len(made.path) == 3200
    drawing = chart(ax, found, (100_000, 120_000), 110_000)
    count = sum(len(drawn(kind)) for kind in drawing._kinds.values())
    assert 50 < count < 1500
    labels = [label for label in ax.get_yticklabels() if label.get_text()]
    fig.canvas.draw()
    boxes_ = [label.get_window_extent() for label in labels]
    assert all(low.y0 >= high.y1 - 2 for low, high in pairwise(boxes_))
    assert min(box.x0 for box in boxes_) >= 0


def test_hatching_is_on_bars_that_have_it_and_stays_inside(sheet):
    drawing = chart(sheet[1], bars(run(parallel.Sync(1))), (0, 12000))
    late = drawing._kinds["late"]
    lines, past = late.lines.get_path().vertices, drawn(late)
    assert len(lines) > 20
    low, high = past[:, [0, 2]].min(axis=0), past[:, [1, 3]].max(axis=0)
    assert (lines >= low - 1e-6).all() and (lines <= high + 1e-6).all()
    assert len(drawing._kinds["compute"].lines.get_path().vertices) == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 90), st.floats(0.1, 60), st.floats(0.5, 30)), max_size=6),
    st.floats(2, 9), st.booleans(),
)  # fmt: skip
def test_hatch_lines_lie_in_their_boxes_at_half_a_right_angle(rects, gap, down):
    table = np.array(rects).reshape(-1, 3)
    left, wide, tall = table.T
    path = hatch(left, left + wide, np.zeros(len(tall)), tall, gap, down)
    ends = path.vertices.reshape(-1, 2, 2)
    counts = np.floor((wide + tall) / gap).astype(int)
    assert len(ends) == counts.sum()
    box = np.repeat(np.arange(len(wide)), counts)
    assert (ends[..., 0] >= left[box, None] - 1e-9).all()
    assert (ends[..., 0] <= (left + wide)[box, None] + 1e-9).all()
    assert (ends[..., 1] >= -1e-9).all() and (ends[..., 1] <= tall[box, None] + 1e-9).all()
    run_, rise = (ends[:, 1] - ends[:, 0]).T
    assert rise == pytest.approx(-run_ if down else run_)


def test_boxes_are_closed_rectangles():
    path = boxes(np.array([0, 2]), np.array([1, 3]), np.array([0, 0]), np.array([1, 2]))
    assert path.codes.tolist() == [Path.MOVETO, 2, 2, 2, Path.CLOSEPOLY] * 2
    assert path.vertices[5:9].tolist() == [[2, 0], [3, 0], [3, 2], [2, 2]]


def test_gantt_returns_artists_in_every_look_and_takes_other_transports():
    with_threads = parallel.train(
        TABLE, (0, 0), lr=0.5, batch_size=2, epochs=2, workers=2, on=parallel.Threads()
    )
    serial = parallel.train(
        TABLE, (0, 0), lr=0.5, batch_size=2, epochs=2, workers=2, on=parallel.Serial()
    )
    for look in ((False, False), (True, False), (False, True)):
        for made in (run(), with_threads, serial):
            fig, (ax,) = figures.picture("A chart.", 1, 10, 3, None, *look)
            artists = figures.gantt(ax, made, cursor=made.time // 2)
            assert strokes(artists, fig) and figures.png(fig, 50)


def test_a_run_without_a_timeline_is_refused():
    made = run()
    again = parallel.replay(made.path.problem, made.log)
    with pytest.raises(ValueError, match="no timeline; show the run itself"):
        bars(again)


def test_the_time_axis_moves_its_numbers(sheet):
    axis = MovingAxis(sheet[1], "time", time=True)
    for low, high, unit, words in (
        (0, 900, "µs", "800"), (0, 90_000, "ms", "80"), (40_000, 60_000, "ms", "50"),
        (0, 8_000_000, "s", "4"),
    ):  # fmt: skip
        axis.show(low, high)
        told = [number.get_text() for number in axis.numbers if number.get_text()]
        assert words in told and 2 <= len(told) <= 10
        assert axis.label.get_text() == f"time, {unit}"
        assert sheet[1].get_xlim() == (low, high)
    assert duration(1_500, 3_000_000) == "0.0015 s"
