"""The speed-up explorer: its curves are the forecast's, its words say the baseline."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.parallel import Cost, forecast
from sgdlab.widgets.speedup import MESSAGES, WORKERS


@pytest.fixture(scope="module")
def shared():
    return sl.widgets.speedup_explorer()


@pytest.fixture
def explorer(shared):
    shared.reset()
    return shared


@pytest.fixture
def lesson(tmp_path):
    return sl.widgets.Lesson("11-speedup", tmp_path)


def drawn(figure, key):
    """Return what the left panel draws of "s1", "s2" or "s3"."""
    return np.asarray(figure.scene._gains.lines[key].get_ydata(), dtype=float)


def right(figure, name):
    """Return a line of the right panel as pairs."""
    return getattr(figure.scene._right, name).get_xydata()


def test_it_opens_with_the_lectures_cluster(explorer):
    sizes = [one.batch_size for one in sl.parallel.epochs.STORED]
    at = [sizes.index(m) for m in (1, 8, 32, 128, 512, 2048)]
    assert drawn(explorer, "s1")[at] == pytest.approx([0.12, 0.36, 1, 2.23, 3.33, 3.81], abs=0.006)
    assert drawn(explorer, "s2")[at] == pytest.approx(
        [0.12, 0.93, 3.08, 7.25, 10.95, 12.56], abs=0.006
    )
    assert drawn(explorer, "s3")[at] == pytest.approx(
        [0.12, 0.93, 2.46, 4.46, 1.99, 0.63], abs=0.006
    )
    assert explorer.canvas.text == (
        "m = 32, P = 4: an epoch takes 219.5 ms alone, 219.5 ms on the cluster (70% of it "
        "messages), 675.8 ms with serial SGD. S1 = 1.00, S2 = 3.08; 0.625 epochs against 0.5 of "
        "SGD: S3 = 2.46.\nS3 is most at m = 128: 4.46."
    )


@pytest.mark.parametrize("workers", WORKERS)
@pytest.mark.parametrize("message", MESSAGES)
def test_every_cluster_is_the_forecast(explorer, workers, message):
    explorer.workers.value, explorer.message.value = workers, message
    for one, s1, s2 in zip(
        sl.parallel.epochs.STORED, drawn(explorer, "s1"), drawn(explorer, "s2"), strict=True
    ):
        found = forecast(Cost(message=message), n=2048, batch_size=one.batch_size, workers=workers)
        assert (s1, s2) == pytest.approx((found.s1, found.s2))
    assert list(explorer.scene._gains.level.get_ydata()) == [workers] * 2
    names = explorer.scene._gains.names.values()
    heights = [explorer.scene.gains.transData.transform(text.get_position())[1] for text in names]
    box = explorer.scene.gains.bbox
    assert all(box.y0 <= y <= box.y1 for y in heights)
    assert min(np.diff(sorted(heights))) > 8  # no name lies upon another
    assert explorer.canvas.error == ""


def test_the_slides_quotient_leaves_the_messages_out(explorer):
    one, slide, cluster = (right(explorer, name) for name in ("serial", "slide", "cluster"))
    assert slide[:, 1] == pytest.approx(one[:, 1] / 4)
    assert (cluster[:, 1] > slide[:, 1]).all()
    assert cluster[5] == pytest.approx((32, 0.21952)) and slide[5] == pytest.approx((32, 0.05488))
    explorer.message.value = 0
    assert right(explorer, "cluster")[-1, 1] == pytest.approx(slide[-1, 1], rel=0.005)


def test_the_rings_stand_at_the_least_times():
    figure = sl.widgets.speedup_explorer(view="goal", batch_size=128)
    rings = [ring.get_xydata()[0] for ring in figure.scene._right.rings]
    assert [ring[0] for ring in rings] == [16, 128]
    for ring, line in zip(rings, ("serial", "cluster"), strict=True):
        assert ring[1] == min(right(figure, line)[:, 1])
    assert figure.canvas.text.endswith(
        "Least time to the accuracy: one computer 117.1 ms at m = 16, the cluster 75.79 ms at "
        "m = 128 (S3 = 4.46), 1.55 times as quick."
    )


def test_against_the_workers_the_ring_stands_at_the_most():
    figure = sl.widgets.speedup_explorer(view="workers", batch_size=1024)
    curve = figure.scene._right.curve
    line = dict(curve.line.get_xydata())
    assert line[8] == pytest.approx(Cost().serial(1024) / Cost().round(1024, 8))
    assert curve.ring.get_xydata()[0] == pytest.approx((16, max(line.values())))
    assert "S1 is most (ring) with P = 16" in figure.canvas.text
    figure.m.value = 128
    assert "S1 is most (ring) with P = 4: 2.23." in figure.canvas.text


def test_the_views_draw_anew_and_the_sliders_do_not(explorer):
    scene, before = explorer.scene, explorer.canvas.background
    for slider, value in ((explorer.m, 512), (explorer.workers, 8), (explorer.message, 30)):
        old = explorer.canvas.strokes
        slider.value = value
        assert explorer.canvas.strokes != old
    assert explorer.canvas.background is before and explorer.scene is scene
    explorer.view.value = "goal"
    assert explorer.scene is not scene and explorer.canvas.background != before
    explorer.reset()
    state = explorer.view.value, explorer.workers.value, explorer.message.value, explorer.m.value
    assert state == ("epoch", 4, 300, 32)


def test_keys_and_pointer(explorer):
    explorer.press("ArrowRight")
    explorer.press("ArrowUp")
    assert (explorer.m.value, explorer.workers.value) == (64, 8)
    for key in ("Home", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown"):
        explorer.press(key)
    assert (explorer.m.value, explorer.workers.value) == (1, 1)
    explorer.drag(explorer.scene.right, (450, 1))
    assert explorer.m.value == 512
    explorer.drag(explorer.scene.gains, (90, 1))
    assert explorer.m.value == 64
    explorer.view.value = "workers"
    explorer.drag(explorer.scene.right, (15, 1))
    assert (explorer.m.value, explorer.workers.value) == (64, 16)
    explorer.press("r")
    assert (explorer.view.value, explorer.workers.value, explorer.m.value) == ("epoch", 4, 32)


def test_until_the_answer_nothing_shows(lesson):
    question = lesson.ask("shape")
    figure = sl.widgets.speedup_explorer(after=question, lesson=lesson)
    for key in ("ArrowRight", "ArrowUp", "r"):
        figure.press(key)
    figure.drag(figure.scene.gains, (512, 1))
    assert figure.locked and figure.m.value == 32 and figure.m.disabled
    assert not any(drawn(figure, key).size for key in ("s1", "s2", "s3"))
    assert figure.canvas.table == "" and "S3" not in figure.canvas.text
    assert all(text.get_text() == "" for text in figure.scene._gains.names.values())
    question.answer = "0"
    assert not figure.locked and drawn(figure, "s3").size == 12 and not figure.m.disabled


def test_its_code_gives_the_numbers_shown(explorer, capsys):
    explorer.workers.value, explorer.message.value = 8, 1000
    exec(explorer.code(), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        f"{p.batch_size:5} {p.s1:6.2f} {p.s2:6.2f} {p.s3:6.2f}" for p in explorer.points
    ]


def test_the_table_has_a_row_for_each_size_and_marks_one(explorer):
    table = explorer.canvas.table
    assert table.count("<tr") == 1 + 12 and table.count('class="now"') == 1
    assert '<tr class="now" aria-current="true"><td>32</td><td>0.22 s</td>' in table


@pytest.mark.parametrize("view", ["epoch", "goal", "workers"])
@pytest.mark.parametrize("dark", [False, True])
def test_it_is_drawn_in_every_look(view, dark, lesson):
    figure = sl.widgets.speedup_explorer(view=view, lesson=lesson)
    figure.canvas.dark = dark
    lesson.projector = True
    assert figure.canvas.error == "" and figure.still().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"view": "time"}, "view is 'time'; expected one of epoch, goal, workers"),
        ({"workers": 3}, "workers is 3; expected one of 1, 2, 4"),
        ({"message": 5}, "message is 5"),
        ({"batch_size": 100}, "batch_size is 100"),
    ],
)
def test_what_it_does_not_have_is_named(given, says):
    with pytest.raises(ValueError, match=says):
        sl.widgets.speedup_explorer(**given)


def test_a_scene_of_another_view_is_refused():
    with pytest.raises(ValueError, match="expected one of epoch, goal, workers"):
        sl.figures.SpeedupScene((1, 8), "time")
