"""The iterations explorer: blocks, short last batch and words against the batches themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import figures

N = 1437


@pytest.fixture(scope="module")
def explorer():
    return sl.widgets.iterations_explorer()


def boxes(patch):
    """Return the rectangles of a patch, (k, 2) sides."""
    vertices = patch.get_path().vertices.reshape(-1, 5, 2)
    return np.ptp(vertices, axis=1), vertices


@settings(max_examples=60, deadline=None)
@given(m=st.integers(1, N))
def test_a_block_for_every_batch_and_the_last_as_long_as_its_share(explorer, m):
    explorer.m.value = m
    lengths = [len(batch) for batch in sl.batches(N, m)]
    part = explorer.scene._blocks
    full, last = boxes(part.full)[0], boxes(part.last)[0]
    assert len(full) == sum(length == m for length in lengths)
    assert len(last) == (lengths[-1] < m)
    if len(last):
        frame = boxes(part.frame)[0]
        assert last[0, 0] / frame[0, 0] == pytest.approx(lengths[-1] / m)
    assert explorer.scene._curve.now.get_ydata()[0] == len(lengths)
    places = np.concatenate([boxes(part.full)[1], boxes(part.last)[1]]).reshape(-1, 2)
    assert places.min() >= 0 and places[:, 1].max() <= 1 and places[:, 0].max() <= part.wide


@pytest.mark.parametrize(
    ("m", "words"),
    [
        (32, "44.91: 45 updates an epoch.\n44 batches of 32 and a last one of 29, whose sum is "),
        (1000, "1.437: 2 updates an epoch.\n1 batch of 1000 and a last one of 437"),
        (1437, "= 1: 1 update an epoch.\nEvery batch has 1437, none is short."),
        (479, "= 3: 3 updates an epoch.\nEvery batch has 479"),
        (718, "a last one of 1, whose sum is divided by 1."),
    ],
)
def test_what_is_said(explorer, m, words):
    explorer.m.value = m
    assert words in explorer.canvas.text


def test_keys_and_buttons(explorer):
    explorer.again.click()
    assert explorer.m.value == 3
    explorer.m.value = 8
    for key, m in (
        ("ArrowRight", 9), ("ArrowUp", 18), ("ArrowDown", 9), ("ArrowLeft", 8), ("End", N),
        ("ArrowUp", N), ("Home", 1), ("ArrowDown", 1), ("Shift+ArrowRight", 2), ("r", 3), ("p", 3),
    ):  # fmt: skip
        explorer.press(key)
        assert explorer.m.value == m, key
    explorer.double.click()
    assert explorer.m.value == 6
    explorer.half.click()
    assert explorer.m.value == 3


def test_the_pointer_moves_m_on_the_chart_alone(explorer):
    explorer.drag(explorer.scene.chart, (100.3, 20))
    assert explorer.m.value == 100
    explorer.drag(explorer.scene.fig.axes[0], (0.5, 0.5))
    assert explorer.m.value == 100
    explorer.drag(explorer.scene.chart, (1e5, 20))
    assert explorer.m.value == N


def test_its_code_counts_the_same(explorer, capsys):
    explorer.m.value = 32
    exec(explorer.code(), {})
    assert capsys.readouterr().out == "45 updates, the last of 29\n"


def test_until_the_answer_m_stands_still(tmp_path):
    lesson = sl.widgets.Lesson("07-batch-size", tmp_path)
    question = lesson.ask("updates")
    figure = sl.widgets.iterations_explorer(after=question, lesson=lesson)
    figure.press("ArrowRight")
    figure.drag(figure.scene.chart, (100, 1))
    assert figure.m.value == 3 and figure.m.disabled and "45" not in figure.canvas.text
    question.answer = "45"
    figure.press("ArrowRight")
    assert figure.m.value == 4 and not figure.m.disabled


def test_a_move_makes_no_artists_and_the_smallest_epoch_has_one_block():
    scene = figures.IterationsScene(1)
    before = [len(ax.get_children()) for ax in scene.fig.axes]
    scene.show(1)
    assert [len(ax.get_children()) for ax in scene.fig.axes] == before
    assert len(boxes(scene._blocks.full)[0]) == 1


@pytest.mark.parametrize("n", [0, -3, 2.5, "9", None])
def test_a_number_of_instances_that_is_none_is_refused(n):
    with pytest.raises((ValueError, TypeError), match="expected a whole number"):
        sl.widgets.iterations_explorer(n)
