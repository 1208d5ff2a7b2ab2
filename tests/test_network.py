"""The network explorer and the matrix explorer: pictures, words and code against the runs."""

import asyncio

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab import counts, figures, patterns
from sgdlab.figures.matrix_steps import CLASSES, FORWARD, INPUTS, shapes, sized, steps
from sgdlab.widgets.network_run import NetworkRun, Pieces

NAME = "09-neural-network"


@pytest.fixture(autouse=True)
def no_loop():
    """A browser test that ran before leaves a loop that runs and would never call back."""
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(before)


@pytest.fixture
def explorer():
    return sl.widgets.network_explorer(hidden=(3,))


@pytest.fixture(scope="module")
def matrices():
    return sl.widgets.matrix_explorer()


def network(pattern="circles", hidden=(3,), activation="tanh"):
    points = patterns.make(pattern, 200)
    return sl.MLP(points.X, points.y, hidden, activation)


# the run


@pytest.mark.parametrize("m", [10, 30, 200])
def test_a_run_in_pieces_is_that_of_descend_to_the_last_bit(m):
    net = network()
    run = NetworkRun(net, net.initial(1), 0.3, m, 4)
    for _ in range(5):
        run.train()
    path = sl.descend(net, net.initial(1), lr=0.3, batch_size=m, epochs=5, shuffle=4)
    ends = path.w[:: -(-200 // m)]
    assert (np.array(run.w) == ends).all() and run.epochs == 5
    assert run.loss == [float(net.loss(w)) for w in ends]


def test_a_run_that_diverges_says_so_and_keeps_the_last_epoch():
    net = network()
    run = NetworkRun(net, net.initial(0), 1e14, 10, 0)
    for _ in range(3):
        run.train()
    assert run.epochs == len(run.w) - 1 < 3 and "diverges in epoch" in run.reason
    assert np.isfinite(run.w[-1]).all()


def test_pieces_let_the_loop_work_between_them():
    done, seen = [], []

    def work():
        done.append(len(done))
        return len(done) < 4

    async def kernel():
        pieces = Pieces(work)
        pieces.begin()
        pieces.begin()  # is under way
        while len(done) < 4:
            seen.append(len(done))
            await asyncio.sleep(0.01)

    asyncio.run(kernel())
    assert done == [0, 1, 2, 3] and {0, 1, 2, 3} <= {*seen, 3}


def test_without_a_kernel_pieces_are_done_at_once():
    done = []
    Pieces(lambda: done.append(1) or len(done) < 3).begin()
    assert len(done) == 3


# the explorer


def test_the_epoch_asked_for_is_trained_and_shown(explorer):
    explorer.go_to(40)
    run = explorer.run
    assert explorer.shown == run.epochs == 40
    assert f"Epoch 40: loss {run.loss[40]:.4g}, " in explorer.canvas.text
    assert "Network 2-3-2: 17 parameters." in explorer.canvas.text
    explorer.go_to(7)
    assert explorer.shown == 7 and run.epochs == 40
    assert explorer.scene._run.trace.now.get_xdata() == [7]


def test_train_goes_on_to_the_end_and_then_farther(explorer):
    explorer.train()
    assert explorer.shown == explorer.panel.epoch.max == 400 and not explorer.training
    assert explorer.canvas.error == ""
    explorer.train()
    assert explorer.shown == 800 and explorer.scene.loss.get_xlim()[1] > 800
    explorer.reset()
    assert explorer.shown == 0 and explorer.panel.epoch.max == 400


def test_in_a_kernel_it_trains_between_messages_and_stops_at_once():
    async def kernel():
        explorer = sl.widgets.network_explorer()
        explorer.train()
        assert explorer.training and explorer.shown == 0
        while explorer.shown < 12:
            await asyncio.sleep(0.01)
        explorer.halt()
        epoch = explorer.shown
        await asyncio.sleep(0.15)
        assert explorer.shown == epoch == explorer.panel.epoch.value and not explorer.training
        explorer.go_to(epoch + 30)
        while explorer.shown < epoch + 30:
            await asyncio.sleep(0.01)
        assert explorer.canvas.error == ""

    asyncio.run(kernel())


def test_the_regions_are_those_of_the_network(explorer):
    explorer.go_to(150)
    scene, net, w = explorer.scene, explorer.run.problem, explorer.run.w[150]
    border = scene._regions.border.get_xydata()
    border = border[~np.isnan(border).any(axis=1)]
    scores = net.scores(w, border)
    assert len(border) > 30 and np.abs(scores[:, 1] - scores[:, 0]).max() < 0.35
    guesses = net.predict(w, scene.places)
    inside = np.zeros(len(scene.places), dtype=bool)
    for patch, edges in scene._regions.fills:
        if edges[0] >= 0:
            inside |= patch.get_path().contains_points(scene.places)
    assert (inside == (guesses == 1)).mean() > 0.98


def test_the_lines_are_those_of_the_hidden_units(explorer):
    explorer.go_to(60)
    net, w = explorer.run.problem, explorer.run.w[60]
    weights, bias = net.layers(w)[0]
    lines = explorer.scene._units.lines.get_xydata()
    drawn = lines[~np.isnan(lines).any(axis=1)].reshape(-1, 2, 2)
    on = [np.abs(weights.T @ place + bias).min() for line in drawn for place in line]
    assert len(drawn) <= 3 and max(on) < 1e-9
    names = {text.get_text() for text in explorer.scene._units.names} - {""}
    assert len(names) == len(drawn) and names <= {"1", "2", "3"}
    low, high = np.array(patterns.WINDOW).T
    assert (drawn >= low - 1e-9).all() and (drawn <= high + 1e-9).all()


def test_wrong_points_are_ringed_and_counted(explorer):
    explorer.go_to(3)
    wrong = len(explorer.scene._points.wrong.get_xydata())
    assert wrong > 0 and f"{200 - wrong} of 200 points right" in explorer.canvas.text


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_whatever_is_moved_the_picture_follows_the_controls(data):
    explorer = sl.widgets.network_explorer()
    explorer.go_to(2)
    panel = explorer.panel
    for _ in range(6):
        name = data.draw(
            st.sampled_from(
                ["units", "second", "activation", "pattern", "start", "lr", "batch_size", "seed"]
            )
        )
        control = getattr(panel, name)
        if name in ("units", "second", "seed"):
            control.value = data.draw(st.integers(control.min, control.max))
        else:
            control.index = data.draw(st.integers(0, len(control.options) - 1))
        assert explorer.canvas.error == ""
        run = explorer.run
        assert run.problem.hidden == tuple(
            size for size in (panel.units.value, panel.second.value) if size
        )
        assert run.problem.activation == panel.activation.value
        assert (run.lr, run.m, run.seed) == (
            panel.lr.value, panel.batch_size.value, panel.seed.value,
        )  # fmt: skip
        assert explorer.shown == 2 or run.reason
        assert len(explorer.canvas.table.split("<tr>")) - 2 == panel.units.value


def test_its_code_makes_the_same_run(explorer, capsys):
    for zero, second in ((False, 0), (False, 2), (True, 0)):
        explorer.panel.second.value = second
        explorer.panel.start.value = "zero" if zero else "random"
        explorer.go_to(5)
        exec(explorer.code(), {})
        assert capsys.readouterr().out == f"loss {explorer.run.loss[5]:.4f}\n"


def test_a_zero_start_is_told_of(explorer):
    explorer.panel.start.value = "zero"
    for activation, says in (
        ("relu", "All weights of the hidden units are 0"),
        ("sigmoid", "All 3 hidden units are the same"),
    ):
        explorer.panel.activation.value = activation
        explorer.go_to(20)
        assert says in explorer.canvas.text


def test_a_rate_out_of_all_bounds_is_told_of(explorer):
    explorer.panel.set({"lr": 1e14})
    explorer.go_to(30)
    assert "The run diverges in epoch" in explorer.canvas.text and explorer.canvas.error == ""
    assert explorer.panel.epoch.value == explorer.shown < 30


def test_keys_and_the_pointer(explorer):
    for key, epoch in (
        ("ArrowRight", 1), ("Shift+ArrowRight", 11), ("ArrowLeft", 10), ("Home", 0), ("End", 400),
        ("Shift+ArrowLeft", 390), ("r", 0),
    ):  # fmt: skip
        explorer.press(key)
        assert explorer.shown == epoch, key
    explorer.press("ArrowUp")
    assert explorer.panel.units.value == 4
    explorer.press("ArrowDown")
    assert explorer.panel.units.value == 3
    explorer.drag(explorer.scene.loss, (25.4, 0.1))
    assert explorer.shown == 25
    explorer.drag(explorer.scene.plane, (0.5, 0.5))
    assert explorer.shown == 25
    explorer.press(" ")
    assert explorer.shown == 400


def test_a_move_makes_no_artists(explorer):
    explorer.go_to(3)
    before = [len(ax.get_children()) for ax in explorer.scene.fig.axes]
    scene = explorer.scene
    explorer.panel.units.value = 12
    explorer.go_to(9)
    assert explorer.scene is scene
    assert [len(ax.get_children()) for ax in scene.fig.axes] == before


def test_until_the_answer_nothing_is_trained(tmp_path):
    lesson = sl.widgets.Lesson(NAME, tmp_path)
    zero = lesson.ask("zero")
    figure = sl.widgets.network_explorer(start="zero", after=zero, lesson=lesson)
    for key in ("ArrowRight", " ", "End", "ArrowUp"):
        figure.press(key)
    figure.train()
    figure.drag(figure.scene.loss, (50, 1))
    assert figure.shown == 0 and figure.panel.train.disabled
    zero.answer = "0"
    figure.press("ArrowRight")
    assert figure.shown == 1 and not figure.panel.train.disabled


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"pattern": "star"}, "pattern is 'star'; expected one of xor"),
        ({"hidden": (13,)}, "at most 12 units, and 8 in the second"),
        ({"hidden": (3, 9)}, "at most 12 units"),
        ({"hidden": (3, 3, 3)}, "expected one size or two"),
        ({"hidden": (0,)}, "hidden is 0"),
        ({"activation": "step"}, "activation is 'step'"),
        ({"batch_size": 7}, "batch_size is 7; expected one of 1, 2, 5"),
        ({"start": 0}, "start is 0"),
        ({"seed": 12}, "seed is 12"),
        ({"lr": -1}, "lr is -1"),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments, says):
    with pytest.raises((ValueError, TypeError), match=says):
        sl.widgets.network_explorer(**arguments)


# the matrices


@settings(max_examples=30, deadline=None)
@given(m=st.integers(1, figures.MOST_M), h=st.integers(1, figures.MOST_UNITS))
def test_the_steps_are_those_of_the_counts(m, h):
    cost = counts.network((INPUTS, h, CLASSES), m)
    every = steps(m, h)
    assert sum(step.work for step in every[:FORWARD]) == cost.forward
    assert sum(step.work for step in every[FORWARD:]) == cost.backward
    assert sorted(step.product for step in every if step.product) == sorted(
        counts.products((INPUTS, h, CLASSES), m)
    )
    known = {"X", "W1", "b1", "W2", "b2"}
    for step in every:
        assert set(step.reads) <= known
        known |= set(step.makes)
        if step.product:
            a, _, c = step.product
            assert shapes(m, h)[step.makes[0].removeprefix("d")] == (a, c)
        assert "×" in sized(step, m, h)


def test_its_code_is_the_gradient_of_the_graph(matrices):
    matrices.m.value, matrices.units.value = 7, 5
    found = {}
    exec(matrices.code(), found)
    net = sl.MLP(found["X"], found["labels"], hidden=(5,))
    w = np.concatenate([found[name].ravel() for name in ("W1", "b1", "W2", "b2")])
    mine = np.concatenate([found[f"d{name}"].ravel() for name in ("W1", "b1", "W2", "b2")])
    assert net.grad_sum(w, np.arange(7)) == pytest.approx(mine, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(
    m=st.integers(1, figures.MOST_M),
    h=st.integers(1, figures.MOST_UNITS),
    done=st.integers(0, 9),
    row=st.integers(1, figures.MOST_M),
)
def test_arrows_names_and_words_follow_the_step(matrices, m, h, done, row):
    matrices.m.value, matrices.units.value, matrices.bar.step.value = m, h, done
    matrices.row.value = min(row, m)
    assert matrices.canvas.error == "" and matrices.row.max == m
    scene, every = matrices.scene, steps(m, h)
    seen = {key for key, arrow in scene._arrows.arrows.items() if arrow.get_visible()}
    assert seen == {(k, way) for k, step in enumerate(every[:done]) for way in step.ways}
    made = {name for step in every[:done] for name in step.makes}
    for name, text in scene._words.grads.items():
        assert text.get_text() == (f"d{name}" if f"d{name}" in made else "")
    rows, columns = shapes(m, h)["Z"]
    assert scene._words.names["Z"].get_text() == f"Z ({rows} × {columns})"
    if done:
        assert every[done - 1].formula in matrices.canvas.text
        assert f"<td>{every[done - 1].formula}</td>" in matrices.canvas.table
    for path in (scene._tables.known, scene._tables.back):
        inside = path.get_path().vertices
        assert not inside.size or (inside.min() >= 0 and inside.max() <= 1000)


def test_the_marked_row_is_the_instance_pressed_on(matrices):
    matrices.reset()
    left, top, wide, tall, rows, _ = figures.matrix_layout.boxes_of(8, 4)["A"]
    matrices.drag(matrices.scene.fig.axes[0], (left + wide / 2, top - 5.5 * tall / rows))
    assert matrices.row.value == 6
    matrices.drag(matrices.scene.fig.axes[0], (5, 5))
    assert matrices.row.value == 6
    marked = matrices.scene._tables.row.get_xydata()[:4, 1]
    assert marked.min() == pytest.approx(top - 6 * tall / rows, abs=2)


def test_the_keys_of_the_matrices(matrices):
    matrices.reset()
    for key, step, row in (
        ("ArrowRight", 1, 3), ("End", 9, 3), ("ArrowRight", 9, 3), ("ArrowDown", 9, 4),
        ("ArrowUp", 9, 3), ("ArrowLeft", 8, 3), ("Home", 0, 3), ("ArrowLeft", 0, 3), ("r", 0, 3),
    ):  # fmt: skip
        matrices.press(key)
        assert (matrices.bar.step.value, matrices.row.value) == (step, row), key
    matrices.m.value = 2
    assert matrices.row.value == 2
    matrices.press("r")
    assert (matrices.m.value, matrices.row.value) == (8, 3)


def test_until_the_answer_no_shape_is_told(tmp_path):
    lesson = sl.widgets.Lesson(NAME, tmp_path)
    shape = lesson.ask("shape")
    figure = sl.widgets.matrix_explorer(after=shape, lesson=lesson)
    figure.press("End")
    assert figure.bar.step.value == 0 and figure.bar.step.disabled and figure.canvas.table == ""
    shape.answer = "0"
    figure.press("End")
    assert figure.bar.step.value == 9 and not figure.bar.step.disabled


@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_both_scenes_are_drawn_in_every_look(projector, dark):
    scene = figures.MatrixScene((projector, dark))
    scene.show(32, 8, 9, 31)
    assert figures.png(scene.fig, 50)
    points = patterns.make("spiral", 30)
    scene = figures.NetworkScene(points.X, points.y, patterns.WINDOW, 100, (projector, dark))
    assert figures.png(scene.fig, 50)
