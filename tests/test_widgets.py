"""The live figure and the explorer, by their traits: what the controls say is what is drawn."""

import csv
import io
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import sgdlab as sl
from sgdlab.figures import COLORS
from sgdlab.widgets.controls import aim, put, read_rate, set_rate, start_slider
from sgdlab.widgets.question import ask

BOWL = sl.PRESETS["bowl"].problem
CHOICE = {"ask": "?", "right": 1, "why": "So.", "option": [{"label": "a", "told": "b"}] * 2}


@pytest.fixture
def explorer():
    return sl.widgets.descent_explorer("bowl")


@pytest.fixture
def lesson(tmp_path):
    return sl.widgets.Lesson("02-one-parameter", tmp_path)


def trail(figure):
    """Return the losses that the loss panel draws."""
    return np.asarray(figure.scene.loss.lines[1].get_ydata())


def expected(figure):
    """Return the losses of the run that the controls describe, up to the cursor."""
    panel = figure.panel
    steps = panel.steps.value
    path = sl.descend(figure.preset.problem, panel.w0, lr=panel.lr.value, epochs=steps)
    return path.loss[: panel.step.value + 1]


def xy(stroke):
    """Return the coordinates of a stroke."""
    return np.frombuffer(stroke["xy"], "f4").reshape(-1, 2)


def send(figure):
    """Return the list that collects what the canvas is sent besides its state."""
    sent = []
    figure.canvas.send = lambda content, buffers=None: sent.append((content, buffers))
    return sent


# -- controls and what is drawn -----------------------------------------------------------------


def test_it_opens_at_the_start_of_its_preset(explorer):
    preset = sl.PRESETS["bowl"]
    assert explorer.panel.w0 == [12.0] and explorer.panel.step.value == 0
    assert explorer.panel.lr.value == preset.lr and explorer.panel.steps.value == preset.steps
    assert explorer.canvas.text.startswith("Step 0: w = 12, loss 67")
    assert trail(explorer) == pytest.approx([67])


@pytest.mark.parametrize("name", sl.PRESETS)
def test_every_preset_draws_its_own_run(name):
    figure = sl.widgets.descent_explorer(name)
    preset = sl.PRESETS[name]
    assert figure.panel.w0 == pytest.approx(list(preset.w0), abs=1e-9)
    figure.panel.step.value = figure.panel.step.max
    path = sl.descend(preset.problem, preset.w0, lr=preset.lr, epochs=preset.steps)
    assert figure.path.w == pytest.approx(path.w)
    low, high = figure.scene.loss.get_ylim()
    inside = (path.loss > low) & (path.loss < high)
    assert trail(figure)[inside] == pytest.approx(path.loss[inside])
    assert figure.canvas.error == "" and len(figure.canvas.text.splitlines()) == 2


@pytest.fixture(scope="module")
def shared():
    return sl.widgets.descent_explorer("bowl")


@settings(max_examples=50)
@given(rate=st.integers(0, 28), step=st.integers(0, 12), start=st.floats(-8, 16))
def test_the_picture_is_the_run_that_the_controls_describe(shared, rate, step, start):
    shared.panel.lr.index = rate
    put(shared.panel.starts[0], start)
    shared.panel.step.value = min(step, shared.panel.step.max)
    assert len(trail(shared)) == shared.panel.step.value + 1
    drawn, wanted = trail(shared), expected(shared)
    near = wanted < 100
    assert drawn[near] == pytest.approx(wanted[near])
    assert shared.canvas.text.startswith(f"Step {shared.panel.step.value}: ")


def test_a_moving_artist_does_not_redraw_the_background(explorer):
    before, scene = explorer.canvas.background, explorer.scene
    for control, value in ((explorer.panel.lr, 0.2), (explorer.panel.step, 3)):
        old = explorer.canvas.strokes
        control.value = value
        assert explorer.canvas.strokes != old
    assert explorer.canvas.background is before and explorer.scene is scene
    explorer.panel.steps.value = 5
    assert explorer.canvas.background != before


def test_strokes_stand_where_matplotlib_draws(explorer):
    explorer.panel.step.value = 4
    x, y = explorer.scene.loss.transData.transform((4, explorer.path.loss[4]))
    marker = [[x, explorer.scene.fig.bbox.height - y]]
    places = [xy(stroke) for stroke in explorer.canvas.strokes]
    assert any(len(xy) == 1 and np.allclose(xy, marker, atol=0.01) for xy in places)


def test_the_cursor_stays_at_the_end_when_it_was_there(explorer):
    panel = explorer.panel
    panel.step.value = panel.step.max
    panel.steps.value = 30
    assert panel.step.value == panel.step.max == 30
    panel.step.value = 7
    panel.steps.value = 20
    assert panel.step.value == 7
    panel.steps.value = 3
    assert panel.step.value == panel.step.max == 3


@pytest.mark.parametrize("name", ["diverges", "bounces"])
def test_a_run_that_leaves_says_why_and_stays_drawable(name):
    figure = sl.widgets.descent_explorer(name, steps=200)
    set_rate(figure.panel.lr, figure.panel.lr.value if name == "bounces" else 5.0)
    figure.panel.step.value = figure.panel.step.max
    word = "Bounces: lr 1 is exactly 2 / h" if name == "bounces" else "Diverges"
    assert word in figure.canvas.text
    for stroke in figure.canvas.strokes:
        places = xy(stroke)
        places = places[~np.isnan(places).all(axis=1)]  # gaps between pieces
        assert np.isfinite(places).all() and np.abs(places).max(initial=0) <= 2e5


def test_the_table_follows_the_cursor(explorer):
    explorer.panel.step.value = 2
    assert explorer.canvas.table.count("<tr") == 4  # head, start, two updates
    assert 'aria-current="step"><td>2</td>' in explorer.canvas.table


# -- buttons, keys and the pointer --------------------------------------------------------------


def test_reset_takes_the_view_back_too():
    explorer = sl.widgets.descent_explorer("valley")
    explorer.panel.view.value = "arrows"
    explorer.press("r")
    assert explorer.panel.view.value == "contours"


def test_keys_walk_and_reset(explorer):
    step = explorer.panel.step
    for key, wanted in [
        *(("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 12)),
        *(("ArrowRight", 12), ("Home", 0), ("ArrowLeft", 0), ("ArrowRight", 1), ("ArrowUp", 1)),
    ]:
        explorer.press(key)
        assert step.value == wanted
    explorer.panel.lr.value = 0.5
    explorer.press("r")
    assert (step.value, explorer.panel.lr.value) == (0, 0.1)
    explorer.press(" ")
    assert explorer.panel.player.playing
    explorer.press("Shift+ArrowLeft")
    assert explorer.panel.w0[0] == pytest.approx(12 - explorer.panel.starts[0].step)


@pytest.mark.parametrize("name", sl.PRESETS)
def test_no_preset_warns_or_fails_at_any_rate(name):
    figure = sl.widgets.descent_explorer(name)
    for _, lr in figure.panel.lr.options:
        figure.panel.lr.value = lr
        figure.press("End")
        said = (figure.canvas.error, figure.canvas.text + figure.canvas.table)
        assert said[0] == "" and "nan" not in said[1] and "inf" not in said[1]


def test_presses_that_come_together_all_count(explorer):
    explorer.canvas.presses = {"ArrowRight": 3}
    assert explorer.panel.step.value == 3
    explorer.canvas.presses = {"ArrowRight": 5, "ArrowLeft": 1}
    assert explorer.panel.step.value == 4


def test_the_pointer_sets_the_start_on_the_ground(explorer):
    ground, height = explorer.scene.ground, explorer.scene.fig.bbox.height
    explorer.panel.step.value = 3
    x, y = ground.transData.transform((6.0, 20.0))
    pressed = [x, height - y]
    explorer.canvas.pointer = [*pressed, *pressed]
    assert explorer.panel.w0 == [6.0] and explorer.panel.step.value == 3
    x, y = ground.transData.transform((-200.0, 20.0))  # dragged out of the picture: to its edge
    explorer.canvas.pointer = [x, height - y, *pressed]
    assert explorer.panel.w0 == [-8.0]


def test_the_pointer_sets_the_step_on_the_loss_panel(explorer):
    loss, height = explorer.scene.loss, explorer.scene.fig.bbox.height
    x0, y0 = loss.transData.transform((5.2, 10.0))
    for step, wanted in ((5.2, 5), (400, 12), (-3, 0)):
        x, y = loss.transData.transform((step, 10.0))
        explorer.canvas.pointer = [x, height - y, x0, height - y0]
        assert explorer.panel.step.value == wanted
    assert explorer.panel.w0 == [12.0]


def test_a_drag_that_begins_beside_the_panels_moves_nothing(explorer):
    explorer.canvas.pointer = [500.0, 300.0, 2.0, 2.0]
    assert explorer.panel.w0 == [12.0] and explorer.panel.step.value == 0


def test_a_drag_on_the_surface_moves_nothing():
    figure = sl.widgets.descent_explorer("valley")
    figure.panel.view.value = "surface"
    box = figure.scene.ground.bbox
    figure.canvas.pointer = [box.x0 + box.width / 3, box.height / 2] * 2
    assert figure.panel.w0 == [-4.0, 1.5] and figure.scene.ground.name == "3d"


def test_pins_are_kept_up_to_three_and_go_with_their_preset(explorer):
    for lr in (0.1, 0.2, 0.3, 0.5):
        explorer.panel.lr.value = lr
        explorer.panel.pin.click()
    assert [label for label, _ in explorer.pinned] == [
        f"pinned: lr {lr}" for lr in ("0.2", "0.3", "0.5")
    ]
    assert len(explorer.scene.loss.get_legend().get_texts()) == 3
    explorer.panel.unpin.click()
    assert explorer.pinned == [] and explorer.scene.loss.get_legend() is None
    explorer.panel.pin.click()
    explorer.panel.choice.value = "valley"
    assert explorer.pinned == []


def test_reset_goes_back_to_how_the_figure_began(explorer):
    explorer.panel.choice.value = "valley"
    assert len(explorer.panel.starts) == 2
    explorer.panel.reset.click()
    assert explorer.preset == sl.PRESETS["bowl"] and explorer.panel.w0 == [12.0]
    assert explorer.panel.choice.value == "bowl"


def test_copy_as_code_runs_and_gives_the_same_run(explorer):
    sent = send(explorer)
    explorer.panel.lr.value = 1 / 3
    explorer.panel.copy.click()
    ((content, _),) = sent
    space = {}
    exec(content["code"], space)
    assert space["path"].w == pytest.approx(explorer.path.w)


def test_downloads_are_what_they_say(explorer):
    sent = send(explorer)
    explorer.panel.step.value = 4
    for kind in ("csv", "png", "svg"):
        explorer.panel.saves[kind].click()
    (table, picture, drawing) = (buffers[0] for _, buffers in sent)
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8"))))
    assert [float(row["w1"]) for row in rows] == explorer.path.w[:, 0].tolist()
    assert Image.open(io.BytesIO(picture)).size == (2000, 880)
    assert drawing.startswith(b"<?xml") and explorer.scene.fig.alt.encode() in drawing
    assert [content["download"]["name"] for content, _ in sent] == [
        "descent.csv",
        "descent.png",
        "descent.svg",
    ]


# -- what is typed ------------------------------------------------------------------------------


def test_a_typed_function_is_shown_in_the_present_window(explorer):
    explorer.panel.formula.value = "(w - 2)**2 / 4"
    assert explorer.canvas.error == "" and explorer.preset.formula == "(w - 2)**2 / 4"
    assert explorer.preset.window == ((-8.0, 16.0),)
    assert explorer.panel.choice.value == "own function"
    assert explorer.path.loss[0] == pytest.approx((explorer.panel.w0[0] - 2) ** 2 / 4)
    explorer.panel.formula.value = "w1**2 + w2**2"
    assert len(explorer.panel.starts) == 2 and explorer.canvas.error == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(w - 2", "is not complete arithmetic"),
        ("w + banana", "has an unknown name 'banana'"),
        ("1 / 0 + w", "divides by zero"),
        ("__import__('os')", "is not one of the functions"),
        ("log(-w**2)", "is not a finite number at"),
        ("2w", "lacks a *"),
    ],
)
def test_a_function_that_cannot_be_drawn_leaves_the_last_good_picture(explorer, text, words):
    canvas = explorer.canvas
    explorer.panel.step.value = 3
    before = (canvas.background, canvas.strokes, canvas.text, explorer.preset)
    explorer.panel.formula.value = text
    assert words in canvas.error
    assert (canvas.background, canvas.strokes, canvas.text, explorer.preset) == before
    explorer.panel.step.value = 4
    assert canvas.error == ""


@pytest.mark.parametrize("text", ["w1**2 + 1e308", "w**2 + 1e308", "0 * w"])
def test_a_function_without_a_shape_changes_nothing(explorer, text):
    explorer.panel.lr.value = 0.3
    shown = (explorer.preset, explorer.canvas.strokes, explorer.canvas.background)
    explorer.panel.formula.value = text
    assert "is flat, or too large to draw" in explorer.canvas.error
    assert (explorer.preset, explorer.canvas.strokes, explorer.canvas.background) == shown
    explorer.press("ArrowRight")
    assert explorer.canvas.error == "" and explorer.panel.step.value == 1


def test_a_preset_that_cannot_be_drawn_changes_nothing(explorer):
    before = (explorer.preset, explorer.canvas.background, explorer.panel.lr.value)
    bad = sl.PRESETS["valley"]._replace(window=((1.0, 1.0), (0.0, 1.0)))
    explorer.take(bad)
    assert explorer.canvas.error
    assert (explorer.preset, explorer.canvas.background, explorer.panel.lr.value) == before


BOWL = sl.PRESETS["bowl"].problem
REFUSED = {
    "w0 has shape": {"w0": (1, 2)},
    r"w0 is \(100,\); expected a start inside": {"w0": (100,)},
    "lr is 'x'": {"lr": "x"},
    "lr is 0": {"lr": 0},
    "steps is 0": {"steps": 0},
    "steps is 500; the explorer shows at most 200": {"steps": 500},
    r"window is \(\(5, 0\),\)": {"window": ((5, 0),)},
    "there is no preset 'no'": {"problem": "no"},
    "needs w0": {"problem": BOWL},
}


@pytest.mark.parametrize(("says", "given"), REFUSED.items())
def test_an_explorer_that_makes_no_sense_is_refused_in_words(says, given):
    with pytest.raises((ValueError, TypeError), match=says):
        sl.widgets.descent_explorer(**{"problem": "bowl", **given})


def test_a_secant_explorer_that_makes_no_sense_is_refused_in_words():
    with pytest.raises(ValueError, match="no curve 'valley'"):
        sl.widgets.secant_explorer("valley")
    with pytest.raises(ValueError, match=r"h is 0\.33; choose one of 2, 1\.5"):
        sl.widgets.secant_explorer(h=0.33)


def test_the_secant_follows_keys_and_its_code_makes_its_picture():
    figure = sl.widgets.secant_explorer()
    figure.press("ArrowRight")
    figure.press("ArrowUp")
    assert figure.h.value == 1.0 and figure.w.value == pytest.approx(1.02)
    names = {}
    exec(figure.code(), names)
    drawn, mine = (scene.moving[1].get_xydata() for scene in (names["scene"], figure.scene))
    assert drawn == pytest.approx(mine)
    figure.press("r")
    assert (figure.h.value, figure.w.value) == (1.5, 1.0)


def test_a_typed_rate_is_held_exactly(explorer):
    explorer.panel.rate.value = "1/3"
    assert explorer.panel.lr.value == 1 / 3 and explorer.panel.lr.label == "1/3"
    explorer.panel.rate.value = "0.123"
    assert explorer.path.lr == 0.123 and explorer.canvas.error == ""


def test_after_a_reset_the_same_can_be_typed_again(explorer):
    panel = explorer.panel
    for _ in range(2):
        panel.formula.value = "(w - 2)**2 / 4"
        panel.rate.value = "0.123"
        assert explorer.preset.formula == "(w - 2)**2 / 4" and panel.lr.value == 0.123
        panel.reset.click()
        assert explorer.preset == sl.PRESETS["bowl"] and panel.lr.value == 0.1
        assert (panel.formula.value, panel.rate.value, explorer.canvas.error) == ("", "", "")
    panel.lr.value = 0.5
    panel.formula.value = "  "
    assert explorer.preset == sl.PRESETS["bowl"] and explorer.canvas.error == ""


@pytest.mark.parametrize("text", ["abc", "0", "-1", "nan", "1/0", "inf", "1e999"])
def test_a_rate_that_is_none_leaves_the_last_one(explorer, text):
    before = explorer.canvas.strokes
    explorer.panel.rate.value = text
    assert explorer.canvas.error == (
        f"lr is {text!r}; expected a positive number such as 0.3 or 1/3."
    )
    assert explorer.panel.lr.value == 0.1 and explorer.canvas.strokes == before
    with pytest.raises(ValueError, match="expected a positive number"):
        read_rate(text)


@given(st.floats(-1e3, 1e3), st.floats(0.01, 1e3), st.floats(-2e3, 2e3))
def test_a_start_slider_stands_on_a_tick_inside_its_window(low, width, value):
    slider = start_slider()
    aim(slider, low, low + width, value)
    assert low <= slider.value <= low + width
    ticks = (slider.value - low) / slider.step
    at_end = slider.value in (low, low + width)
    assert at_end or ticks == pytest.approx(round(ticks), abs=1e-3)


# -- locked until answered ----------------------------------------------------------------------


def test_until_the_question_is_answered_only_the_start_shows(lesson):
    guess = ask(lesson, "q", CHOICE)
    figure = sl.widgets.descent_explorer("bounces", after=guess, lesson=lesson)
    panel = figure.panel
    assert figure.locked and len(figure.path) == 0 and panel.step.max == 0
    assert all(c.disabled for c in (panel.step, panel.player, panel.back, panel.forth))
    assert "Answer the question above" in figure.canvas.text
    for key in ("ArrowRight", "End", " ", "p"):
        figure.press(key)
    panel.lr.value = 0.5
    panel.steps.value = 9
    assert len(figure.path) == 0 and figure.pinned == [] and not panel.player.playing
    guess.answer = "1"
    assert not figure.locked and len(figure.path) == 9 and not panel.step.disabled
    assert panel.step.value == 0 and "Answer" not in figure.canvas.text


@pytest.mark.parametrize("button", ["pin", "copy", "csv"])
def test_no_button_gives_the_answer_away(lesson, button):
    guess = ask(lesson, "q", CHOICE)
    figure = sl.widgets.descent_explorer("bounces", after=guess)
    sent = send(figure)
    control = figure.panel.saves.get(button) or getattr(figure.panel, button)
    control.click()
    assert not [1 for content, buffers in sent if buffers and b"\n1," in buffers[0]]
    assert figure.pinned == [] or len(figure.pinned[0][1]) == 0


# -- look and errors ----------------------------------------------------------------------------


def test_the_projector_switch_enlarges(lesson):
    figure = sl.widgets.descent_explorer("bowl", lesson=lesson)
    figure.panel.step.value = 5
    before, size = figure.canvas.background, figure.scene.ground.xaxis.label.get_size()
    lesson.projector = True
    assert "sgdlab-large" in figure._dom_classes and figure.look.projector
    assert figure.canvas.background != before
    assert figure.scene.ground.xaxis.label.get_size() > 1.2 * size
    assert figure.panel.step.value == 5 and len(trail(figure)) == 6


def test_in_the_dark_theme_the_ink_is_light_and_the_paper_the_page(explorer):
    explorer.canvas.dark = True
    pixels = np.asarray(Image.open(io.BytesIO(explorer.canvas.background)))
    assert explorer.scene.fig.dark and pixels[2, 2, 3] == 0
    written = pixels[-40:][pixels[-40:, :, 3] > 200]  # the words below the axes
    assert len(written) and written[:, :3].mean() > 180


def test_what_is_saved_in_the_dark_theme_is_for_white_paper(explorer):
    light = explorer.still()
    explorer.canvas.dark = True
    assert explorer.still() == light
    saved = []
    explorer.canvas.download = lambda name, mime, data: saved.append(data)
    explorer.save("svg")
    explorer.canvas.dark = False
    explorer.save("svg")
    assert saved[0] == saved[1] and explorer.canvas.error == ""


def test_reduced_motion_plays_slower(explorer):
    before = explorer.panel.player.interval
    explorer.canvas.calm = True
    assert explorer.panel.player.interval > before


class Scene:
    """A scene with one line, which `fail` makes impossible to draw."""

    def __init__(self, look):
        self.fig, (ax,) = sl.figures.picture("One line.", projector=look.projector, dark=look.dark)
        self.moving = tuple(ax.plot([0, 1], [0, 1], color=COLORS["GD"]))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("lr is 0; choose more."), "lr is 0; choose more."),
        (KeyError("w"), "KeyError: 'w'"),
    ],
)
def test_an_error_in_a_callback_is_said_and_the_picture_stays(error, words):
    from ipywidgets import IntSlider

    moves, redraws = IntSlider(), IntSlider()

    def move(scene):
        if moves.value == 1:
            raise error
        scene.moving[0].set_ydata([moves.value, 2])
        return sl.widgets.Said(f"at {moves.value}")

    def make(look):
        if redraws.value == 1:
            raise error
        return Scene(look)

    figure = sl.widgets.LiveFigure(make, move, moves=[moves], redraws=[redraws])
    for control in (moves, redraws):
        before = (figure.canvas.background, figure.canvas.strokes, figure.canvas.text)
        control.value = 1
        assert figure.canvas.error == words
        assert (figure.canvas.background, figure.canvas.strokes, figure.canvas.text) == before
        control.value = 0
        assert figure.canvas.error == "" and figure.canvas.text == "at 0"


def test_the_still_shows_what_the_canvas_shows(explorer):
    def image():
        return np.asarray(Image.open(io.BytesIO(explorer.still())).convert("RGB")).astype(int)

    before = image()
    explorer.panel.step.value = 12
    after = image()
    assert before.shape == (440, 1000, 3) and (before != after).any()
    assert all(artist.get_animated() for artist in explorer.scene.moving)


def test_it_displays_a_still_and_then_the_view(explorer, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    explorer._ipython_display_()
    still, view = shown
    assert still["text/plain"] == explorer.scene.fig.alt and still["image/png"].startswith("iVBOR")
    (mime,) = view
    assert view[mime]["model_id"] == explorer.model_id


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sl.widgets.descent_explorer("nothing"), "no preset 'nothing'; choose from bowl"),
        (lambda: sl.widgets.descent_explorer(BOWL), "needs w0="),
        (lambda: sl.widgets.descent_explorer(sl.Curve(lambda a, b, c: a), w0=(0, 0, 0)), "d = 3"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_widget_waits_while_a_cell_draws(explorer, monkeypatch):
    """Cells run in one thread, widgets in another: a still must not change under its pen."""
    png, seen = sl.figures.png, []

    def slow(*given, **more):
        thread = threading.Thread(target=explorer.refresh)
        thread.start()
        thread.join(0.1)
        seen.append((thread, thread.is_alive()))
        return png(*given, **more)

    monkeypatch.setattr(sl.figures, "png", slow)
    explorer.still()
    explorer.redraw()
    for thread, waited in seen:
        thread.join(5)
        assert waited and not thread.is_alive()
    assert explorer.canvas.error == ""
