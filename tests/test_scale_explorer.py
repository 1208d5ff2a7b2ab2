"""The scale explorer: what it draws and says is what the terms are."""

import re
from itertools import pairwise

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.figures.scale_scene import TERMS
from sgdlab.parallel import Cost, terms
from sgdlab.widgets import scale


@pytest.fixture(scope="module")
def explorer():
    return sl.widgets.scale_explorer()


def tops(explorer):
    """Return {term: {P: top of its bar}}."""
    found = {}
    for name, patch in zip(TERMS, explorer.scene._bars.patches, strict=True):
        boxes = patch.get_path().vertices.reshape(-1, 5, 2)
        places = 2 ** np.log2(boxes[:, :2, 0]).mean(axis=1)
        found[name] = dict(zip(np.round(places).astype(int), boxes[:, 2, 1], strict=True))
    return found


def test_the_bars_stack_up_to_the_round(explorer):
    explorer.reset()
    rounds, alone, drawn = explorer.rounds, explorer.alone, tops(explorer)
    for workers in (1, 2, 4, 8, 16, 32):
        assert drawn["failures"][workers] == pytest.approx(rounds[workers].total / alone)
        assert drawn["compute"][workers] == pytest.approx(rounds[workers].compute / alone)
    assert drawn["link"][4096] == 1.5 and 4096 not in drawn["failures"]  # cut off at the top


def test_the_shares_fill_the_panel(explorer):
    explorer.reset()
    explorer.view.value = True
    assert list(tops(explorer)["failures"].values()) == pytest.approx([1.0] * 13)
    explorer.reset()
    assert explorer.view.value is False


def test_the_curve_is_the_speed_up_and_its_ring_the_best(explorer):
    explorer.reset()
    curve = explorer.scene._curve
    speed = dict(zip(*curve.line.get_data(), strict=True))
    assert speed[4] == pytest.approx(explorer.alone / explorer.rounds[4].total)
    assert curve.ring.get_data() == ([8], pytest.approx([max(speed.values())]))
    assert "Fastest (ring): P = 8, S1 = 3.71" in explorer.canvas.text


@pytest.mark.parametrize("name", list(scale._FIRST))
def test_every_control_changes_the_picture(explorer, name):
    explorer.reset()
    if name == "mtbf":  # a fraction of a percent at P = 4: look where it counts
        explorer.workers.value = 4096
    slider, before = getattr(explorer, name), explorer.canvas.text
    slider.index += 1 if slider.index < len(slider.options) - 1 else -1
    assert explorer.canvas.text != before and explorer.canvas.error == ""


def test_the_ends_of_all_controls_have_numbers(explorer):
    for end in (0, -1):
        for name in scale._FIRST:
            slider = getattr(explorer, name)
            slider.index = end % len(slider.options)
        assert explorer.canvas.error == "" and "nan" not in explorer.canvas.text
    explorer.reset()


def test_a_small_batch_has_no_work_for_many(explorer):
    explorer.reset()
    explorer.batch_size.value, explorer.workers.value = 64, 1024
    assert "a batch of 64 instances has no work for so many" in explorer.canvas.text
    assert max(explorer.rounds) == 64 and not len(explorer.scene._curve.now.get_xdata())
    assert "P = 64" in explorer.canvas.table and "1,024" not in explorer.canvas.table


def test_its_code_gives_the_numbers_shown(explorer, capsys):
    explorer.reset()
    explorer.servers.value, explorer.mtbf.value = 8, 0
    names = {}
    exec(explorer.code(), names)
    assert names["found"] == explorer.rounds[4]
    assert capsys.readouterr().out.startswith("compute")


def test_keys_and_pointer(explorer):
    explorer.reset()
    for key, name, value in (
        ("ArrowRight", "workers", 8), ("ArrowUp", "servers", 2), ("ArrowDown", "servers", 1),
        ("ArrowDown", "servers", 1), ("End", "workers", 4096), ("Home", "workers", 1),
        ("ArrowLeft", "workers", 1), ("x", "workers", 1), ("r", "workers", 4),
    ):  # fmt: skip
        explorer.press(key)
        assert getattr(explorer, name).value == value, key
    explorer.drag(explorer.scene.speed, (90, 1))
    assert explorer.workers.value == 64
    explorer.drag(explorer.scene.stack, (-5, 1))
    assert explorer.workers.value == 1


def test_until_the_answer_no_round_shows(tmp_path):
    lesson = sl.widgets.Lesson("13-at-scale", tmp_path)
    question = lesson.ask("first")
    figure = sl.widgets.scale_explorer(after=question, lesson=lesson)
    figure.press("End")
    assert figure.workers.value == 4 and figure.workers.disabled and not figure.canvas.table
    assert not len(figure.scene._curve.line.get_xdata())
    assert not any(len(patch.get_path().vertices) for patch in figure.scene._bars.patches)
    question.answer = "1"
    assert len(figure.scene._curve.line.get_xdata()) and "Speed-up" in figure.canvas.text


def test_a_move_makes_no_artists(explorer):
    explorer.reset()
    before = [len(ax.get_children()) for ax in explorer.scene.fig.axes]
    explorer.workers.value, explorer.gigabits.value = 256, 100
    assert [len(ax.get_children()) for ax in explorer.scene.fig.axes] == before


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"workers": 3}, "workers is 3; expected one of 1, 2, 4"),
        ({"mtbf": None}, "mtbf is None; expected one of 0, 35040"),
        ({"speed": 1}, "there is no control 'speed'; there are workers"),
    ],
)
def test_what_it_has_not_is_refused(given, says):
    with pytest.raises((ValueError, TypeError), match=re.escape(says)):
        sl.widgets.scale_explorer(**given)


def test_the_table_has_all_terms_and_the_words_agree(explorer):
    explorer.reset()
    found = terms.of_round(
        Cost(instance=6000, bandwidth=125, width=4), batch_size=4**8, workers=4,
        parameters=10**8, jitter=0.2, mtbf=8760,
    )  # fmt: skip
    assert all(words in explorer.canvas.table for words, *_ in TERMS.values())
    assert f"a round takes {found.total / 1e6:.3g} s" in explorer.canvas.text
    best = [explorer.rounds[workers].total for workers in (1, 2, 4, 8)]
    assert all(a > b for a, b in pairwise(best))
