"""The graph player: what its controls say is what is shown, told and asked."""

import math
import random
import re

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.widgets.controls import typed_number
from sgdlab.widgets.player_code import MOST
from sgdlab.widgets.player_panel import ALL, LAST, NONE, WATCH
from sgdlab.widgets.question import ask

CHOICE = {"ask": "?", "right": 1, "why": "So.", "option": [{"label": "a", "told": "b"}] * 2}
SLIDE = "(x + y)*z"


def neuron(a, b, c):
    t = a * b + c
    return sl.sigmoid(t)


def network(x, w1, w2):
    first = neuron(x, w1, w2)
    second = neuron(first, w2, w1)
    return first * second


def branch(x, y):
    return x * y if x > 0 else (x - y) ** 2 + x


@pytest.fixture
def player():
    return sl.widgets.graph_player(SLIDE, x=-2, y=5, z=-4)


@pytest.fixture
def turn():
    return sl.widgets.graph_player(SLIDE, fill="all", x=-2, y=5, z=-4)


@pytest.fixture
def folded():
    return sl.widgets.graph_player(network, x=1, w1=2, w2=0.5)


@pytest.fixture
def lesson(tmp_path):
    return sl.widgets.Lesson("04-sgd", tmp_path)


def type_all(figure, *answers):
    for answer in answers:
        figure.panel.typed.value = answer


def rows(figure):
    """Return the rows of the table as {name: [formula, value, local derivatives, gradient]}."""
    found = re.findall(r"<tr[^>]*><th[^>]*>([^<]*)</th>(.*?)</tr>", figure.canvas.table)
    return {name: re.findall("<td>(.*?)</td>", cells) for name, cells in found if "<td>" in cells}


def click(figure, name):
    """Click the item of that name."""
    at = figure.walk.names.index(name)
    cell, scene = figure.scene.drawing.plan.cells[at], figure.scene
    x, y = scene.drawing.ax.transData.transform((cell.x, cell.y))
    y = scene.fig.bbox.height - y
    figure.canvas.pointer = [0.0, 0.0, 1.0, 1.0]
    figure.canvas.pointer = [x, y, x, y]


def numbers(labels):
    """Return the words of moving labels that are not empty."""
    return [word for word in labels.words if word]


# -- watching -----------------------------------------------------------------------------------


def test_it_walks_through_the_three_stages(player):
    assert player.canvas.text.startswith("f at x = −2, y = 5, z = −4.")
    told = []
    for _ in range(9):
        player.press("ArrowRight")
        told.append(player.canvas.text.split("\n")[0])
    assert told[0] == "Step 1 of 9: v1 = x + y = −2 + 5 = 3."
    assert told[3] == "Step 4 of 9: ∂f/∂v1 = z = −4, ∂f/∂z = v1 = 3."
    assert told[8] == "Step 9 of 9: ∂f/∂y = ∂f/∂v1 × ∂v1/∂y = −4 × 1 = −4."
    assert player.canvas.text.endswith("f = −12. ∂f/∂x = −4, ∂f/∂y = −4, ∂f/∂z = 3.")


def test_the_table_fills_with_the_stages(player):
    assert rows(player)["v1"] == ["x + y", "", "", ""]
    assert rows(player)["x"] == ["input", "−2", "", ""]
    player.panel.step.value = 4
    assert rows(player)["f"] == ["v1 × z", "−12", "−4, 3", ""]
    player.press("End")
    assert [row[3] for row in rows(player).values()] == ["−4", "−4", "3", "−4", "1"]
    assert player.canvas.table.count('aria-current="step"') == 1


def test_the_picture_shows_what_the_table_does(player):
    drawing = player.scene.drawing
    assert numbers(drawing._values) == ["−2", "5", "−4"] and not numbers(drawing._grads)
    player.panel.step.value = 2
    assert numbers(drawing._values) == ["−2", "5", "−4", "3", "−12"]
    player.press("End")
    assert numbers(drawing._grads) == ["−4", "−4", "3", "−4", "1"]


@pytest.mark.parametrize(("stage", "step"), [(1, 1), (2, 3), (3, 5)])
def test_the_stage_buttons_jump_to_the_first_step_of_a_stage(player, stage, step):
    player.panel.step.value = 4
    player.panel.stage.value = stage
    assert player.panel.step.value == (4 if stage == 2 else step)
    player.panel.step.value = 0 if stage > 1 else 9
    player.panel.stage.value = stage
    assert (player.panel.step.value, player.panel.stage.value) == (step, stage)


def test_keys_walk_play_and_reset(player):
    step = player.panel.step
    for key, wanted in (("ArrowRight", 1), ("ArrowLeft", 0), ("ArrowLeft", 0), ("End", 9),
                        ("ArrowRight", 9), ("Home", 0)):  # fmt: skip
        player.press(key)
        assert step.value == wanted
    player.press(" ")
    assert player.panel.player.playing
    player.panel.inputs.sliders["x"].value = 3
    player.press("r")
    assert not player.panel.player.playing
    assert player.panel.inputs.values == {"x": -2, "y": 5, "z": -4}


def test_only_texts_move_with_a_step_or_an_input(player):
    background, scene = player.canvas.background, player.scene
    player.press("End")
    for name, value in (("x", 3.0), ("z", -1.2), ("y", 0.0)):
        player.panel.inputs.sliders[name].value = value
        assert player.canvas.error == ""
    assert player.canvas.background is background and player.scene is scene
    assert player.graph.grads == sl.trace(lambda x, y, z: (x + y) * z, x=3, y=0, z=-1.2).grads
    assert rows(player)["f"][1] == "−3.6"


def test_another_structure_is_drawn_anew():
    figure = sl.widgets.graph_player(branch, x=1, y=2)
    background = figure.canvas.background
    figure.press("End")
    figure.panel.inputs.sliders["x"].value = -1.0
    assert figure.canvas.background != background and figure.panel.step.value == 0
    assert len(figure.walk.view.items) == 5 and rows(figure)["x"][1] == "−1"
    assert [name for name, _ in figure.panel.node.options[1:]] == figure.walk.names


def test_a_picked_node_tells_its_whole_chain_rule():
    figure = sl.widgets.graph_player("(x + y)*maximum(x, z)", x=3, y=-1, z=2)
    click(figure, "x")
    assert figure.canvas.text == (
        "∂f/∂x = ∂f/∂v2 · ∂v2/∂x + ∂f/∂v1 · ∂v1/∂x = 2 × 1 + 3 × 1 = 5.\n"
        "Way by way: x → v2 → f: 1 × 2 = 2; x → v1 → f: 1 × 3 = 3."
    )
    figure.panel.node.value = figure.walk.names.index("v1")
    assert figure.canvas.text.startswith("∂f/∂v1 = ∂f/∂f · ∂f/∂v1 = 1 × 3 = 3.\nv1 = x + y")
    figure.press("ArrowRight")
    assert figure.panel.node.value == NONE and figure.canvas.text.startswith("Step 1 ")
    figure.press("ArrowUp")
    assert figure.canvas.text.startswith("∂f/∂f = 1")
    figure.press("ArrowDown")
    assert figure.panel.node.value == NONE


# -- inputs and formulas ------------------------------------------------------------------------


def test_an_input_that_is_on_no_tick_stays_exact():
    figure = sl.widgets.graph_player("x*y", x=1 / 3, y=0.7310585786)
    assert figure.graph.value == 1 / 3 * 0.7310585786
    assert figure.panel.inputs.sliders["x"].value == pytest.approx(0.333)
    figure.panel.inputs.sliders["x"].value = 0.334
    assert figure.graph.value == 0.334 * 0.7310585786


def test_arrays_stand_as_given():
    X, w = np.arange(6.0).reshape(3, 2), np.array([1.0, -1])
    figure = sl.widgets.graph_player(lambda X, w, b: ((X @ w + b) ** 2).mean(), X=X, w=w, b=0.5)
    assert list(figure.panel.inputs.sliders) == ["b"]
    figure.press("End")
    figure.panel.inputs.sliders["b"].value = 1.0
    assert figure.canvas.error == "" and np.array_equal(figure.graph.inputs["X"].value, X)
    figure.panel.step.value = 5
    assert "shapes: X (3, 2), w (2,) -> (3,)" in figure.canvas.text


def test_any_formula_can_be_typed_and_known_inputs_keep_their_values(player):
    player.panel.formula.value = "relu(x - a)*z + a"
    assert player.canvas.error == "" and player.panel.step.value == 0
    assert player.panel.inputs.values == {"x": -2, "a": 1.0, "z": -4}
    assert [s.description for s in player.panel.inputs.bar.children] == ["x", "a", "z"]
    player.press("End")
    assert player.graph.grads == {"x": 0, "a": 1, "z": 0}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a +", "not complete arithmetic"), ("x^2", "write ** for a power"), ("5", "no variable"),
        ("open(x)", "not one of the functions"), ("x.y", "more than arithmetic"),
        ("+".join(["x*y"] * 40), "nodes"),
    ],
)  # fmt: skip
def test_what_is_no_formula_is_told_and_nothing_is_lost(player, text, says, monkeypatch):
    monkeypatch.setattr("sgdlab.widgets.player_code.MOST", 40)
    player.panel.step.value = 4
    before = player.canvas.text
    player.panel.formula.value = text
    assert says in player.canvas.error
    assert player.canvas.text == before and player.panel.step.value == 4
    player.press("ArrowRight")
    assert player.canvas.error == "" and player.canvas.text.startswith("Step 5")


def test_what_the_readers_function_cannot_compute_is_told_and_the_input_goes_back():
    def root(x, y):
        return math.sqrt(x.value) * y

    figure = sl.widgets.graph_player(root, x=4, y=1)
    figure.panel.inputs.sliders["x"].value = -1.0
    assert figure.canvas.error == (
        "the function cannot be computed at x = −1, y = 1: math domain error. Choose other inputs."
    )
    assert figure.panel.inputs.values["x"] == 4 == figure.panel.inputs.sliders["x"].value
    figure.panel.inputs.sliders["y"].value = 2.0
    assert figure.canvas.error == "" and figure.graph.value == 4


def test_where_nan_came_from_is_told():
    figure = sl.widgets.graph_player("log(x)/y", x=1, y=2)
    figure.press("End")
    figure.panel.inputs.sliders["x"].value = -1.0
    assert "Log gave nan first, at v1 = log(x) with x = −1." in figure.canvas.text
    assert figure.canvas.error == ""


def test_after_a_picture_that_failed_every_control_still_answers_in_words(player, monkeypatch):
    def fail(*_):
        raise ValueError("no picture today.")

    monkeypatch.setattr(sl.figures, "GraphScene", fail)
    player.panel.formula.value = "a*b + c*d + sin(a) + x"  # more nodes than the picture has
    player.press("End")
    for zoom in (3, 6, 1):
        player.panel.zoom.value = zoom
        assert player.canvas.error == "no picture today."
    monkeypatch.undo()
    player.panel.zoom.value = 2
    assert player.canvas.error == "" and player.text == "a*b + c*d + sin(a) + x"


def test_its_code_runs_with_inputs_that_are_no_finite_numbers():
    figure = sl.widgets.graph_player("x*y", x=math.nan, y=-math.inf)
    exec(figure.code(), scope := {})
    assert math.isnan(scope["graph"].inputs["x"].value)
    assert scope["graph"].inputs["y"].value == -math.inf
    array = sl.widgets.graph_player(lambda x: x.sum(), x=[1, math.inf])
    exec(array.code().replace("(f,", "(lambda x: x.sum(),"), scope)
    assert scope["graph"].value == math.inf


def test_its_code_makes_the_graph(player, folded):
    player.panel.inputs.sliders["y"].value = 1.5
    space = {}
    exec(player.code(), space)
    assert space["graph"].grads == player.graph.grads
    space = {"f": network}
    exec(folded.code(), space)
    assert space["graph"].value == folded.graph.value
    figure = sl.widgets.graph_player(lambda x: x.sum(), x=np.array([1.0, 2]))
    assert "sl.trace(f, x=np.array([1.0, 2.0]))" in figure.code()


# -- boxes and zoom -----------------------------------------------------------------------------


def test_a_click_opens_a_box_and_p_folds_it_again(folded):
    assert folded.walk.names[3:] == ["neuron 1 (box)", "neuron 2 (box)", "network"]
    click(folded, "neuron 2 (box)")
    assert folded.walk.opened == {1} and len(folded.walk.names) == 8
    folded.panel.node.value = folded.walk.names.index("t_2")
    folded.press("p")
    assert folded.walk.opened == frozenset()
    folded.panel.node.value = 3
    assert folded.canvas.text.startswith("neuron 1: 3 nodes in one box, which make first.")
    folded.press("p")
    assert folded.walk.opened == {0}
    folded.panel.unfold_all.click()
    assert folded.walk.opened == {0, 1}
    folded.panel.fold.click()
    assert folded.walk.opened == frozenset() and folded.canvas.error == ""


def test_at_the_end_it_stays_there_when_boxes_open(folded):
    folded.press("End")
    folded.panel.unfold_all.click()
    assert folded.panel.step.value == len(folded.walk) == folded.panel.step.max


def test_folding_has_controls_only_where_there_is_something_to_fold(player, folded):
    for figure, there in ((player, False), (folded, True)):
        figure.panel.more.value = True
        last = figure.panel.bars[-1].children[-1]
        assert (figure.panel.fold in last.children) == there


def test_the_window_follows_the_node_in_turn(folded):
    folded.panel.unfold_all.click()
    folded.panel.zoom.value = 3
    cells = folded.scene.drawing.plan.cells
    for _ in range(len(folded.walk)):
        folded.press("ArrowRight")
        (x0, y0, x1, y1), cell = folded.window, cells[folded.item]
        assert x0 <= cell.x <= x1 and y0 <= cell.y <= y1
    folded.press("Home")
    background = folded.canvas.background
    folded.press("ArrowLeft")
    assert folded.canvas.background is background
    folded.panel.zoom.value = 1
    assert folded.window is None and folded.canvas.error == ""


# -- the reader's turn --------------------------------------------------------------------------


def test_the_whole_slide_is_filled_in(turn):
    answers = ("3", "-12", "1", "1", "-4", "3", "1", "−4", "6/2", "-4", "-4,0")
    for answer in answers:
        assert "Your turn, stage " in turn.canvas.text
        assert turn.canvas.table.count("?") == 1
        type_all(turn, answer)
        assert turn.panel.typed.value == "" and turn.canvas.error == ""
        assert turn.canvas.text.startswith("Right: ")
    assert turn.panel.step.value == 9 and "f = −12. ∂f/∂x = −4" in turn.canvas.text
    type_all(turn, "1")
    assert turn.canvas.error == "All numbers are there; Reset begins again."


def test_of_the_last_hop_only_its_flows_are_asked():
    figure = sl.widgets.graph_player(SLIDE, fill="last hop", x=-2, y=5, z=-4)
    assert figure.panel.step.value == figure.panel.step.max == 7
    assert "∂f/∂x = ? It flows back from v1." in figure.canvas.text
    assert rows(figure)["v1"][3] == "−4" and rows(figure)["x"][3] == "?"
    type_all(figure, "1")
    assert figure.canvas.text.startswith("That is the local derivative alone.")
    assert figure.panel.typed.value == "1"
    type_all(figure, "-4", "-4")
    assert figure.canvas.text.startswith("Right: ∂f/∂y = −4. Step 9 of 9")


def test_no_picture_and_no_words_give_the_answer_away(turn):
    for _ in range(6):
        turn.panel.show.click()
    turn.press("End")
    drawing = turn.scene.drawing
    assert turn.panel.step.value == 4 and not numbers(drawing._grads)
    assert all(row[3] in ("", "?") for row in rows(turn).values())
    click(turn, "x")
    assert turn.canvas.text.endswith("Work out its derivative first: then its chain rule shows.")
    turn.press("ArrowLeft")
    turn.press("ArrowRight")
    for key in (" ", "ArrowRight", "End"):
        turn.press(key)
    turn.panel.stage.value = 3
    assert turn.panel.step.value == 4 and not turn.panel.player.playing
    assert turn.panel.stage.value == 3  # the first number of Stage 3 is asked for
    turn.panel.stage.value = 2
    assert turn.panel.step.value == 3


def test_a_step_back_keeps_what_was_worked_out(turn):
    type_all(turn, "3", "-12", "1")
    turn.press("Home")
    assert turn.canvas.text.startswith("f at x")
    assert (turn.turn.reached, turn.turn.part) == (2, 1)
    turn.press("End")
    assert turn.canvas.text.endswith("Your turn, stage 2: ∂v1/∂x = 1, ∂v1/∂y = ?")
    turn.press("ArrowLeft")
    type_all(turn, "1")
    assert turn.panel.step.value == 3


def test_hints_and_show_me(turn):
    for _ in range(2):
        turn.panel.show.click()
    type_all(turn, "7")
    assert turn.canvas.text.startswith("Not so: ∂v1/∂x is not 7.\nYour turn")
    type_all(turn, "8")
    assert "Hint: A sum hands the incoming gradient to both sides unchanged." in turn.canvas.text
    type_all(turn, "9")
    assert "Hint: ∂v1/∂x = 1" in turn.canvas.text
    turn.panel.show.click()
    assert turn.canvas.text.startswith("Shown: ∂v1/∂x = 1.\nYour turn")


def test_flows_that_meet_are_asked_for_their_sum():
    figure = sl.widgets.graph_player("u*u + u", fill="last hop", u=3)
    assert "∂f/∂u has 1 so far. What is it with the flow from v1?" in figure.canvas.text
    assert rows(figure)["u"][3] == "?"
    type_all(figure, "3")
    assert figure.canvas.text.startswith("That is the new flow alone. Flows add: 1 came before.")
    type_all(figure, "4", "7")
    assert "∂f/∂u = 7" in figure.canvas.text


@pytest.mark.parametrize("text", ["abc", "1 2", "1/0", "nan", "1e999", "x" * 99, "--3"])
def test_what_is_no_number_is_one_sentence_and_costs_no_try(turn, text):
    before = turn.canvas.text
    type_all(turn, text)
    assert "is not a number; write it as -4, 0.25 or 1/4." in turn.canvas.error
    assert len(turn.canvas.error) < 90 and turn.canvas.text == before and turn.turn.tries == 0


def test_numbers_may_be_written_in_many_ways():
    typed = "1/3", "-4", "−4", "2,5", " .5 ", "1e-3", "-1/4"
    assert [typed_number(text, "") for text in typed] == [
        1 / 3, -4, -4, 2.5, 0.5, 0.001, -0.25,
    ]  # fmt: skip


def test_the_turn_can_be_taken_and_left(player):
    player.press("End")
    player.panel.mode.value = ALL
    assert player.turn.reached == player.panel.step.value == 0
    assert player.panel.typed in player.panel.bars[1].children
    assert player.panel.player not in player.panel.bars[0].children
    type_all(player, "3")
    player.panel.mode.value = LAST
    assert player.turn.reached == 7
    player.panel.mode.value = WATCH
    assert player.turn is None and player.panel.step.max == 9
    type_all(player, "5")
    assert player.canvas.error == "" and player.panel.step.value == 0


def test_an_input_keeps_how_far_the_reader_is(turn):
    type_all(turn, "3", "-12")
    turn.panel.inputs.sliders["x"].value = 0.0
    assert turn.turn.reached == 2 and rows(turn)["f"][1] == "−20"
    type_all(turn, "1", "1", "-4")
    assert turn.canvas.text.startswith("Right: ∂f/∂v1 = −4.")


def test_opening_a_box_keeps_how_far_the_reader_is():
    figure = sl.widgets.graph_player(network, fill="all", x=1, w1=2, w2=0.5)
    assert "network = first × second = ?" in figure.canvas.text  # the boxes are given
    figure.panel.unfold_all.click()
    assert "network = first × second = ?" in figure.canvas.text and figure.turn.reached == 6
    figure.panel.fold.click()
    assert figure.turn.reached == 2 and figure.canvas.error == ""


def test_where_there_is_nothing_to_ask_it_is_all_there():
    figure = sl.widgets.graph_player(lambda x: x.sum(), fill="all", x=np.ones(3))
    assert figure.turn.ask is None and figure.panel.step.value == len(figure.walk)
    figure.panel.show.click()
    assert figure.canvas.error == ""


# -- locked, looks, bad input -------------------------------------------------------------------


def test_until_the_question_is_answered_only_the_inputs_show(lesson):
    guess = ask(lesson, "q", CHOICE)
    figure = sl.widgets.graph_player(SLIDE, after=guess, lesson=lesson, x=-2, y=5, z=-4)
    panel = figure.panel
    assert figure.locked and panel.step.max == 0 and panel.stage.disabled and panel.mode.disabled
    for key in ("ArrowRight", "End", " ", "ArrowUp"):
        figure.press(key)
    click(figure, "v1")
    panel.inputs.sliders["x"].value = 1.0
    assert figure.canvas.text == (
        "f at x = 1, y = 5, z = −4.\nAnswer the question above: then the walk shows."
    )
    assert numbers(figure.scene.drawing._values) == ["1", "5", "−4"]
    guess.answer = "1"
    assert panel.step.max == 9 and not panel.stage.disabled and panel.step in panel.bars[0].children


def test_a_turn_that_was_locked_begins_where_it_should(lesson):
    guess = ask(lesson, "q", CHOICE)
    figure = sl.widgets.graph_player(
        SLIDE, fill="last hop", after=guess, lesson=lesson, x=-2, y=5, z=-4
    )
    assert figure.panel.step.max == 0 and "?" not in figure.canvas.table
    type_all(figure, "-4")
    guess.answer = "1"
    assert figure.panel.step.value == 7 and "∂f/∂x = ?" in figure.canvas.text


@pytest.mark.parametrize("fill", [None, "all"])
def test_the_projector_and_the_dark_page_keep_the_place(lesson, fill):
    figure = sl.widgets.graph_player(SLIDE, fill=fill, lesson=lesson, x=-2, y=5, z=-4)
    if fill:
        type_all(figure, "3")
    else:
        figure.panel.step.value = 1
    lesson.projector = True
    figure.canvas.dark = True
    assert figure.panel.step.value == 1 and rows(figure)["v1"][1] == "3"
    assert figure.still().startswith(b"\x89PNG") and figure.canvas.error == ""


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: sl.widgets.graph_player("x*y", q=1), r"'x\*y' has no q; it has x, y\."),
        (lambda: sl.widgets.graph_player("x*", x=1), "not complete arithmetic"),
        (lambda: sl.widgets.graph_player("x", fill="some", x=1), "fill is 'some'; expected None"),
        (lambda: sl.widgets.graph_player(lambda x: x, y=1), "the function takes"),
        (lambda: sl.widgets.graph_player(3, x=1), "expected a function"),
        (lambda: sl.widgets.graph_player("x", x="one"), "x is 'one'; expected a number"),
        (lambda: sl.widgets.graph_player(_long, x=1), f"the player shows at most {MOST}"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(make, says):
    with pytest.raises((ValueError, TypeError), match=says):
        make()


def _long(x):
    for _ in range(MOST):
        x = x + 1
    return x


RAW = re.compile(r"\w+Error|Traceback|has no attribute|NoneType|out of range|argument\(s\)")
FORMULAS = ("a*b + c", "relu(x - 2)*x", "a +", "x^2", "sqrt(x)/y", "maximum(x, y)*x", "5", "x")


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_it_shows_the_graph_and_says_no_raw_word(seed):
    pick = random.Random(seed).choice
    given = ((SLIDE, {"x": -2, "y": 5, "z": -4}), (network, {"x": 1, "w1": 2, "w2": 1 / 3}))
    f, inputs = given[seed % 2]
    figure = sl.widgets.graph_player(f, fill=pick([None, "all", "last hop"]), **inputs)
    panel = figure.panel
    keys = ("ArrowRight", "ArrowLeft", "End", "Home", "ArrowUp", "ArrowDown", "p", " ", "r")

    def answer():
        known = figure.turn and figure.turn.ask
        panel.typed.value = repr(known.right) if known else pick(["1", "x", "", "-2"])

    def move():
        if panel.inputs.sliders:
            slider = pick(list(panel.inputs.sliders.values()))
            slider.value = pick([slider.min, 0.0, slider.max, slider.step])

    acts = (
        lambda: figure.press(pick(keys)), lambda: figure.press(pick(keys)), answer, answer, move,
        lambda: setattr(panel.formula, "value", pick(FORMULAS)),
        lambda: setattr(panel.mode, "value", pick([WATCH, LAST, ALL])),
        lambda: setattr(panel.stage, "value", pick([1, 2, 3])),
        lambda: pick([panel.show, panel.unfold, panel.unfold_all, panel.fold, panel.copy]).click(),
        lambda: setattr(panel.node, "value", pick(panel.node.options)[1]),
    )  # fmt: skip
    for _ in range(60):
        pick(acts)()
        assert not RAW.search(figure.canvas.error)
        fresh = sl.trace(figure.f, **panel.inputs.values)
        assert np.array_equal(fresh.value, figure.graph.value, equal_nan=True)
        for name, grad in fresh.grads.items():
            assert np.array_equal(grad, figure.graph.grads[name], equal_nan=True)
