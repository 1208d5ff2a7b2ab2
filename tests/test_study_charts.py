"""Charts against the batch size: a study is drawn as it says, and what never came is told."""

import math
import runpy
from pathlib import Path

import numpy as np
import pytest

from sgdlab import figures
from sgdlab.figures.study_charts import batch_axes
from sgdlab.figures.study_table import percent, quickest, reached
from sgdlab.study import Plan, Run, Study

PLAN = Plan(batch_sizes=(1, 8, 64), rates=(0.1, 1.0, 10.0), seeds=(0, 1, 2), epochs=30)
US = {1: 10.0, 8: 12.0, 64: 30.0}
# epochs of the three seeds for each (m, lr); inf never came
EPOCHS = {
    (1, 0.1): (2, 1, 3), (1, 1.0): (4, 4, 4), (1, 10.0): (9, 9, 9),
    (8, 0.1): (9, 9, 9), (8, 1.0): (2, 2, 2.5), (8, 10.0): (4, 4, math.inf),
    (64, 0.1): (math.inf,) * 3, (64, 1.0): (math.inf, math.inf, 20), (64, 10.0): (10, 12, 11),
}  # fmt: skip


def run(m, lr, seed, epochs):
    arrived = math.isfinite(epochs)
    epochs = epochs if arrived else PLAN.epochs
    updates = round(epochs * math.ceil(PLAN.n / m))
    return Run(m, lr, seed, arrived, updates, epochs, 0.95, 0.1 * m)


def small():
    runs = [run(m, lr, i, e) for (m, lr), all_ in EPOCHS.items() for i, e in enumerate(all_)]
    return Study(PLAN, "a table", tuple(runs), US)


@pytest.fixture
def study():
    return small()


def data(line):
    return np.column_stack(line.get_data())


# axes and curves


@pytest.mark.parametrize("scale", ["log", "linear"])
def test_the_axes_have_room_for_all(scale):
    _, (ax,) = figures.picture("a")
    batch_axes(ax, (1, 8, 1437), 0.3, 40, scale)
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    assert left < 1 and right > 1437 and low < 0.3 and high > 40
    assert (ax.get_xscale(), ax.get_yscale()) == (scale, scale)


def test_curves_differ_by_more_than_their_colour_and_crosses_say_never():
    fig, (ax,) = figures.picture("a")
    curves = {"a": {1: 2.0, 8: 3.0}, "b": {1: 4.0, 8: math.inf}, "c": {1: 50.0, 8: math.nan}}
    lines = figures.by_batch(ax, curves, "epochs", top=30)
    assert data(lines[0]).tolist() == [[1, 2], [8, 3]]
    assert data(lines[1])[0].tolist() == [1, 4] and math.isnan(data(lines[1])[1, 1])
    assert np.isnan(data(lines[2])[:, 1]).all()
    for look in ("get_marker", "get_linestyle", "get_color"):
        assert len({str(getattr(line, look)()) for line in lines}) == 3 or look == "get_linestyle"
    assert len({str(line._unscaled_dash_pattern) for line in lines}) == 3
    assert [text.get_text().strip() for text in ax.texts] == ["never", "never"]
    crosses = [data(line) for line in ax.lines if line.get_marker() == "X"]
    assert [cross[:, 0].tolist() for cross in crosses] == [[], [8], [1, 8]]
    assert np.concatenate(crosses)[:, 1].min() > 30
    assert len(figures.png(fig)) > 1000


@pytest.mark.parametrize("count", [0, 4])
def test_too_few_or_too_many_curves_are_refused(count):
    _, (ax,) = figures.picture("a")
    with pytest.raises(ValueError, match=f"got {count} curves; it draws 1 to 3"):
        figures.by_batch(ax, {str(i): {1: 1.0} for i in range(count)}, "y")


@pytest.mark.parametrize(
    ("times", "until"),
    [
        ({1: 10, 8: 12, 64: 20, 512: 21}, 64),
        ({1: 10, 8: 21, 64: 19}, 1),  # what comes after a slow one is not flat
        ({1: 10, 8: 12}, 8),
        ({4: 10.0}, 4),
    ],
)
def test_the_flat_part_ends_where_an_update_takes_twice_as_long(times, until):
    assert figures.flat_until(times) == until


def test_the_time_of_an_update_is_drawn_with_its_flat_part():
    fig, (ax,) = figures.picture("a")
    line = figures.update_times(ax, US)
    assert data(line).tolist() == [[1, 10], [8, 12], [64, 30]]
    assert "Up to m = 8 " in ax.get_title(loc="left")
    assert "nearly flat" in [text.get_text() for text in ax.texts]
    call, work = ax.lines[:2]
    assert (data(call)[:, 1] == 10).all()
    x, y = data(work).T
    assert y / x == pytest.approx(30 / 64)
    assert fig.axes[0].get_xlim()[1] == x[1]


# the scene


def test_each_panel_shows_its_own_value(study):
    scene = figures.StudyScene(study)
    scene.show(study.best(), 8)
    epoch, epochs, total = scene._curves
    assert data(epoch.line)[:, 1] == pytest.approx([14.37, 2.16, 0.69])
    assert data(epochs.line)[:, 1] == pytest.approx([2, 2, 11])
    assert data(total.line)[:, 1] == pytest.approx([28.74, 4.32, 7.59])
    assert data(total.least).tolist() == [[8, pytest.approx(4.32)]]
    assert data(epochs.least).size == data(epoch.least).size == 0
    ends = data(epochs.bars)
    assert ends[~np.isnan(ends[:, 0])].tolist() == [
        [1, 1], [1, 3], [8, 2], [8, 2.5], [64, 10], [64, 12]
    ]  # fmt: skip


def test_a_best_rate_at_the_edge_is_hollow_but_its_epoch_time_is_not(study):
    scene = figures.StudyScene(study)
    scene.show(study.best(), 8)
    epoch, epochs, total = scene._curves
    for curve in (epochs, total):
        assert data(curve.hollow)[:, 0].tolist() == [1, 64]
        assert data(curve.dots)[:, 0].tolist() == [8]
    assert data(epoch.hollow).size == 0 and data(epoch.dots)[:, 0].tolist() == [1, 8, 64]


def test_what_never_came_is_a_cross_with_a_word_and_breaks_the_line(study):
    scene = figures.StudyScene(study)
    scene.show(study.at_rate(0.1), 64)
    _, epochs, total = scene._curves
    for curve in (epochs, total):
        assert data(curve.never)[:, 0].tolist() == [64] and "never" in curve.note.get_text()
        assert np.isnan(data(curve.line)[2, 1])
        assert curve.never.get_ydata()[0] <= curve.line.axes.get_ylim()[1]
    assert all(data(cursor.now).size for cursor in scene._cursors[:1])
    assert data(scene._cursors[1].now).size == 0  # it would hide the cross
    scene.show(study.best(), 64)
    assert epochs.note.get_text() == "" and data(epochs.never).size == 0


def test_the_cursor_stands_in_every_panel(study):
    scene = figures.StudyScene(study)
    scene.show(study.best(), 8)
    heights = [data(cursor.now).tolist() for cursor in scene._cursors]
    assert heights == [[[8, pytest.approx(h)]] for h in (2.16, 2, 4.32)]
    assert all(set(cursor.line.get_xdata()) == {8} for cursor in scene._cursors)


def test_before_the_answer_nothing_but_the_cursor_is_drawn(study):
    scene = figures.StudyScene(study)
    scene.show((), 8)
    drawn = [a for a in scene.moving if hasattr(a, "get_xdata") and len(a.get_xdata())]
    assert drawn == [cursor.line for cursor in scene._cursors]


@pytest.mark.parametrize("scale", ["log", "linear"])
@pytest.mark.parametrize("panels", [("epoch", "epochs"), ("epoch", "epochs", "total")])
def test_all_best_values_lie_inside(study, scale, panels):
    scene = figures.StudyScene(study, panels, scale)
    scene.show(study.best(), 1)
    for curve in scene._curves:
        low, high = curve.line.axes.get_ylim()
        x, y = data(curve.line).T
        left, right = curve.line.axes.get_xlim()
        assert ((low < y) & (y < high)).all() and left < x.min() and x.max() < right


def test_showing_makes_no_artists(study):
    scene = figures.StudyScene(study, own=study)
    before = [len(ax.get_children()) for ax in scene.fig.axes]
    for rows in (study.best(), study.at_rate(0.1), ()):
        scene.show(rows, 8, rows)
    assert [len(ax.get_children()) for ax in scene.fig.axes] == before


def test_a_second_study_has_room_and_another_look(study):
    slow = Study(PLAN, "slow", study.runs, {m: 50 * us for m, us in US.items()})
    scene = figures.StudyScene(study, own=slow)
    scene.show(study.best(), 8, slow.best())
    for curve, own in zip(scene._curves, scene._own, strict=True):
        assert data(own.line)[:, 1].max() < own.line.axes.get_ylim()[1]
        assert own.line.get_color() != curve.line.get_color()
        assert own.dots.get_marker() != curve.dots.get_marker()
    words = [text.get_text() for text in scene.axes["epochs"].get_legend().get_texts()]
    assert words == ["stored", "here"]


def test_a_study_in_which_nothing_arrives_can_be_shown():
    runs = [run(m, 0.1, 0, math.inf) for m in (1, 8)]
    plan = Plan(batch_sizes=(1, 8), rates=(0.1,), seeds=(0,))
    nothing = Study(plan, "", tuple(runs), {1: 10.0, 8: 12.0})
    scene = figures.StudyScene(nothing)
    scene.show(nothing.best(), 1)
    assert quickest(nothing.best()) is None
    assert data(scene._curves[2].never)[:, 0].tolist() == [1, 8]


# the table and words


def test_the_table_has_a_row_for_each_size_and_marks_one(study):
    html = figures.study_table(study.best(), 8, "tuned")
    assert html.count("<tr") == 4 and html.count('aria-current="true"') == 1
    row = html.split('aria-current="true">')[1].split("</tr>")[0]
    assert row == "".join(
        f"<td>{cell}</td>"
        for cell in ("8", "180", "1", "12", "2.16", "3 of 3", "2 (2 – 2.5)", "4.32")
    )
    assert "10 (edge)" in html and "tuned" in html


def test_the_table_counts_those_that_never_came(study):
    html = figures.study_table(study.at_rate(1.0))
    assert "<td>1 of 3</td><td>never (20 – never)</td><td>never</td>" in html


def test_words():
    assert (percent(0.95), reached(math.inf), reached(2.3456)) == ("95 %", "never", "2.35")


def test_the_picture_of_the_stored_study_is_drawn_beside_its_script(monkeypatch):
    written = {}
    monkeypatch.setattr(Path, "write_bytes", lambda path, data: written.update({path.name: data}))
    runpy.run_path(str(Path(__file__).parent.parent / "docs" / "study.py"))
    assert written["study.png"].startswith(b"\x89PNG")
