"""The drawn graph: the slide's numbers at their places, marks that move, every look."""

import io
from itertools import pairwise

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

import sgdlab as sl
from sgdlab import figures
from sgdlab.figures import GraphScene, Shown
from sgdlab.figures.graph_parts import LOCAL, NAME
from sgdlab.figures.labels import Labels, width
from sgdlab.figures.style import toned
from sgdlab.widgets.strokes import strokes

LOOKS = [(False, False), (True, False), (False, True), (True, True)]
X, Y, Z, Q, F = range(5)  # the items of the slide's graph


def product(x, y, z):
    q = x + y
    return q * z


def neuron(a, b, u, v):
    s = a * u + b * v
    return sl.sigmoid(s)


def network(a, b, u, v):
    h = neuron(a, b, u, v)
    return (h - 1) ** 2


def deep(x):
    for _ in range(30):
        x = np.sin(x) + 0.1
    return x


def gates(inputs, hidden):
    """Return a function with every gate of a network, and numbers for its arguments."""
    names = [f"x{i}" for i in range(inputs)]
    lines, total = [], []
    for j in range(hidden):
        weights = [f"w{j}{i}" for i in range(inputs)]
        names += [*weights, f"b{j}", f"v{j}"]
        terms = " + ".join(f"{w} * x{i}" for i, w in enumerate(weights))
        lines.append(f"    h{j} = np.tanh({terms} + b{j})")
        total.append(f"v{j} * h{j}")
    names += ["c", "y"]
    lines += [f"    e = sigmoid({' + '.join(total)} + c) - y", "    return e * e"]
    room = {"np": np, "sigmoid": sl.sigmoid, "__name__": "__main__"}
    exec(f"def loss({', '.join(names)}):\n" + "\n".join(lines), room)
    values = np.random.default_rng(0).normal(size=len(names)).round(2)
    return sl.trace(room["loss"], **dict(zip(names, values.tolist(), strict=True)))


@pytest.fixture
def graph():
    return sl.trace(product, x=-2, y=5, z=-4)


@pytest.fixture
def scene(graph):
    return GraphScene(graph)


def shown(scene, kind):
    """Return the texts of a kind ("value", "local", "grad") that are seen, in order."""
    return [word for word in getattr(scene.drawing, f"_{kind}s").words if word]


# -- the three stages ---------------------------------------------------------------------------


def test_the_slides_numbers_stand_in_three_stages(scene):
    scene.show(scene.whole(0))
    assert (shown(scene, "value"), shown(scene, "local"), shown(scene, "grad")) == ([], [], [])
    scene.show(scene.whole(1))
    assert shown(scene, "value") == ["−2", "5", "−4", "3", "−12"]
    assert (shown(scene, "local"), shown(scene, "grad")) == ([], [])
    scene.show(scene.whole(2))
    assert shown(scene, "local") == ["1", "1", "−4", "3"]
    assert shown(scene, "grad") == []
    scene.show(scene.whole(3))
    assert shown(scene, "grad") == ["−4", "−4", "3", "−4", "1"]


def test_values_stand_above_the_boxes_and_gradients_below(scene):
    values, grads = scene.drawing._values, scene.drawing._grads
    for cell, above, below in zip(
        scene.drawing.plan.cells, values.places, grads.places, strict=True
    ):
        assert above[1] < cell.y - cell.box[1] < cell.y + cell.box[1] < below[1] - 0.7
        assert above[0] == below[0] == pytest.approx(cell.x)
    assert scene.drawing.ax.yaxis_inverted()


def test_only_what_is_named_is_seen(scene):
    scene.show(Shown(values={X, Q}, locals={Q}, grads={F: "1", Z: "3"}))
    assert shown(scene, "value") == ["−2", "3"]
    assert shown(scene, "local") == ["1", "1"]
    assert shown(scene, "grad") == ["3", "1"]


def test_showing_makes_no_new_artists(scene):
    everything = len(scene.drawing.ax.get_children())
    for stage in (3, 0, 2, 1):
        scene.show(scene.whole(stage)._replace(active=Q, edge=(Q, F, 0), blank=X))
    assert len(scene.drawing.ax.get_children()) == everything


# -- marks --------------------------------------------------------------------------------------


def test_the_item_in_turn_has_a_ring(scene):
    scene.show(Shown(active=Q))
    cell = scene.drawing.plan.cells[Q]
    ring = np.column_stack(scene.drawing._ring.get_data())
    assert (ring.min(axis=0) < (cell.x - cell.box[0], cell.y - cell.box[1])).all()
    assert (ring.max(axis=0) > (cell.x + cell.box[0], cell.y + cell.box[1])).all()
    scene.show(Shown())
    assert np.isnan(scene.drawing._ring.get_xdata()).all()


def test_a_flow_points_back_and_a_local_derivative_on(scene):
    drawing, cells = scene.drawing, scene.drawing.plan.cells
    scene.show(Shown(edge=(Q, F, 0)))
    assert drawing._tip.get_marker() == ">"
    assert drawing._way.get_color() == drawing._aside
    assert drawing._tip.get_xdata()[0] == pytest.approx(cells[F].x - cells[F].box[0], abs=1)
    scene.show(Shown(edge=(Q, F, 0), grads={F: "1"}))
    assert drawing._tip.get_marker() == "<"
    assert drawing._way.get_color() == drawing._back
    assert drawing._tip.get_xdata()[0] == pytest.approx(cells[Q].x + cells[Q].box[0], abs=1)


@pytest.mark.parametrize(
    ("seen", "place", "words"),
    [
        (Shown(blank=Q), "_values", "?"),
        (Shown(values={Q}, blank=Q, edge=(Y, Q, 1)), "_locals", "?"),
        (Shown(values={Q}, grads={F: "1"}, blank=Q, edge=(Q, F, 0)), "_grads", "?"),
        (Shown(values={Q}, grads={F: "1", Q: "6"}, blank=Q, edge=(Q, F, 0)), "_grads", "6 + ?"),
    ],
    ids=["value", "local derivative", "gradient", "second flow"],
)
def test_the_question_mark_stands_where_the_number_will(scene, seen, place, words):
    scene.show(seen)
    note, slip = scene.drawing._note, scene.drawing._slip
    assert note.words == [words]
    places = getattr(scene.drawing, place).places
    row = places[1] if place == "_locals" else places[Q]
    assert note.places[0] == pytest.approx(row, abs=0.7)
    assert slip.get_visible()
    low, high = slip.get_xy().min(axis=0), slip.get_xy().max(axis=0)
    assert (low < note.places[0]).all()
    assert (note.places[0] < high).all()
    assert "6" not in shown(scene, "grad")
    scene.show(Shown())
    assert not slip.get_visible()
    assert note.words == [""]


def test_the_pointer_finds_the_item(scene):
    for i, cell in enumerate(scene.drawing.plan.cells):
        assert scene.item_at(cell.x, cell.y) == i
        assert scene.item_at(cell.x, cell.y + cell.box[1] + 0.8) == i, "its gradient is its own"
    assert scene.item_at(-3, -3) is None


# -- another run, another window ----------------------------------------------------------------


def test_the_numbers_follow_another_run(scene):
    assert scene.follow(sl.trace(product, x=1, y=1, z=0.5))
    scene.show(scene.whole(3))
    assert shown(scene, "value") == ["1", "1", "0.5", "2", "1"]
    assert shown(scene, "grad") == ["0.5", "0.5", "2", "0.5", "1"]


@pytest.mark.parametrize(
    "other",
    [
        lambda x, y, z: (x + y) * z + 1,
        lambda x, y, z: (x * y) * z,
        lambda x, y, z: z * (x + y),
        lambda x, y, w: (x + y) * w,
    ],
)
def test_another_structure_is_not_followed(scene, graph, other):
    names = other.__code__.co_varnames
    assert not scene.follow(sl.trace(other, **dict.fromkeys(names, 2)))
    assert scene.graph is graph


def test_another_constant_is_another_structure():
    one, two = (sl.trace(lambda x, c=c: x * c, x=2.0, c=c) for c in (3, 4))
    assert GraphScene(one).follow(two)
    one, two = sl.trace(lambda x: x * 3, x=2), sl.trace(lambda x: x * 4, x=2)
    assert not GraphScene(one).follow(two)


def test_a_window_is_nearer_and_stays_within_the_whole(graph):
    whole = GraphScene(gates(2, 3))
    assert whole.window_at(0, 1) == pytest.approx(whole.outline)
    for position in range(len(whole.view.items)):
        x0, y0, x1, y1 = whole.window_at(position, 3)
        assert whole.outline[0] - 1e-9 <= x0 < x1 <= whole.outline[2] + 1e-9
        assert whole.outline[1] - 1e-9 <= y0 < y1 <= whole.outline[3] + 1e-9
        cell = whole.drawing.plan.cells[position]
        assert x0 <= cell.x <= x1
        assert y0 <= cell.y <= y1
    near = GraphScene(whole.graph, window=whole.window_at(5, 1.5))
    assert near.drawing.em == pytest.approx(1.5 * whole.drawing.em, rel=0.02)
    assert tuple(near.fig.get_size_inches()) == tuple(whole.fig.get_size_inches())
    cell = near.drawing.plan.cells[5]
    inside = near.drawing.ax.transData.transform((cell.x, cell.y))
    assert near.drawing.ax.bbox.contains(*inside)


# -- what can be read ---------------------------------------------------------------------------


@pytest.mark.parametrize(("inputs", "hidden", "nodes"), [(2, 2, 29), (2, 4, 51), (4, 3, 60)])
def test_sixty_nodes_can_be_read(inputs, hidden, nodes):
    scene = GraphScene(gates(inputs, hidden))
    assert len(scene.view.items) == nodes
    assert scene.least_zoom == 1
    assert scene.drawing.em * min(1, NAME, LOCAL) >= 9
    assert max(scene.fig.get_size_inches() * 100) <= 1000
    assert scene.fig.get_size_inches()[1] <= 5.61


def test_a_chain_that_is_too_long_says_how_near_to_go():
    scene = GraphScene(sl.trace(deep, x=1.0))
    assert 2 < scene.least_zoom < 6
    near = GraphScene(scene.graph, window=scene.window_at(30, scene.least_zoom))
    assert near.drawing.em == pytest.approx(9, rel=0.05)


def test_numbers_do_not_run_into_each_other():
    scene = GraphScene(gates(2, 4))
    scene.show(scene.whole(3))
    rows = {}
    for artist in (scene.drawing._values, scene.drawing._grads):
        for (x, y), word in zip(artist.places, artist.words, strict=True):
            rows.setdefault(round(float(y), 6), []).append((x, width(word)))
    for row in rows.values():
        row.sort()
        for (x0, w0), (x1, w1) in pairwise(row):
            assert x0 + w0 / 2 < x1 - w1 / 2


@pytest.mark.parametrize("text", ["−0.2085", "1", "[0.5, −1, 2]", "−0.062 to 0.067", "max(0, ·)"])
def test_the_width_of_a_text_is_about_what_it_is(text):
    fig, (ax,) = figures.picture("x", 1, kinds=("bare",))
    drawn = ax.text(0, 0, text, fontsize=20, weight="bold").get_window_extent().width
    assert width(text) == pytest.approx(drawn / (20 * fig.dpi / 72), rel=0.2)


# -- boxes and arrays ---------------------------------------------------------------------------


def test_a_folded_call_shows_its_result_and_its_gradient():
    graph = sl.trace(network, a=1, b=2, u=0.5, v=-0.25)
    folded = GraphScene(graph)
    folded.show(folded.whole(3))
    names = [getattr(item, "name", None) or item.call.name for item in folded.view.items]
    box = names.index("neuron")
    h = folded.view.items[box].outs[0]
    assert folded.drawing._values.words[box] == figures.number(h.value)
    assert folded.drawing._grads.words[box] == figures.number(graph.gradient(h))
    opened = GraphScene(graph, frozenset({0}))
    assert len(opened.view.items) == len(graph.nodes)


def test_arrays_show_their_shape_and_no_more_numbers_than_fit():
    graph = sl.trace(lambda X, w: (X @ w).mean(), X=np.arange(12.0).reshape(4, 3), w=np.ones(3))
    scene = GraphScene(graph)
    scene.show(scene.whole(3))
    assert scene.drawing._values.words[:3] == ["0 to 11", "[1, 1, 1]", "[3, 12, 21, 30]"]
    assert shown(scene, "local") == []
    standing = [a.words for a in scene.drawing.ax.get_children() if isinstance(a, Labels)]
    assert ["(4, 3)", "(3,)", "(4,)", ""] in standing
    long = Shown(grads={0: "[" + "0.1234, " * 9 + "]"})
    scene.show(long)
    assert scene.drawing._grads.words[0].endswith("…")


def test_trouble_is_drawn_as_it_is():
    with np.errstate(all="ignore"):
        graph = sl.trace(lambda x: np.log(x) * 2, x=0.0)
    scene = GraphScene(graph)
    scene.show(scene.whole(3))
    assert "−∞" in shown(scene, "value")


# -- drawing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", LOOKS, ids=["light", "projector", "dark", "projector-dark"])
def test_it_is_drawn_in_every_look_and_changes_nothing_global(graph, look):
    before = dict(matplotlib.rcParams)
    scene = GraphScene(graph, look=look)
    scene.show(scene.whole(3)._replace(active=Q, edge=(Q, F, 0), blank=Q))
    data = figures.png(scene.fig, 50)
    assert dict(matplotlib.rcParams) == before
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))
    assert (pixels[0, 0, 3] == 0) == look[1]
    assert pixels.std() > 0


@pytest.mark.parametrize("dark", [False, True])
def test_green_and_red_stand_out_and_differ_without_their_hue(dark):
    def luminance(color):
        channels = [c / 12.92 if c <= 0.04 else ((c + 0.055) / 1.055) ** 2.4 for c in color]
        return float(np.dot(channels, (0.2126, 0.7152, 0.0722)))

    with figures.style(dark=dark):
        page = luminance(to_rgb("#111111" if dark else "#ffffff"))
        green, red, blue = (luminance(toned(n)) for n in ("mini-batch", "asynchronous", "GD"))
    for color in (green, red, blue):
        low, high = sorted((color, page))
        assert (high + 0.05) / (low + 0.05) >= 4.5
    assert max(green, red) / min(green, red) > 1.3


def test_the_canvas_gets_every_text_where_the_still_has_it(scene):
    scene.show(scene.whole(3))
    sent = strokes(scene.moving, scene.fig)
    words = [part["text"] for part in sent if "text" in part]
    assert sorted(words) == sorted(
        [*shown(scene, "value"), *shown(scene, "grad"), *shown(scene, "local")]
    )
    value = next(part for part in sent if part.get("text") == "−2")
    x, y = np.frombuffer(value["xy"], "f4")
    place = scene.drawing.ax.transData.transform(scene.drawing._values.places[X])
    assert (x, y) == pytest.approx((place[0], scene.fig.bbox.height - place[1]), abs=0.01)
    assert (value["align"], value["baseline"], value["weight"]) == ("center", "alphabetic", "bold")
    pixels = np.asarray(Image.open(io.BytesIO(figures.png(scene.fig, 100))).convert("L"))
    tall = round(scene.drawing.em)
    ink = pixels[round(y) - tall : round(y) + 1, round(x) - 2 * tall : round(x) + 2 * tall] < 200
    rows, columns = np.nonzero(ink)
    assert (columns.min() + columns.max()) / 2 == pytest.approx(2 * tall, abs=0.15 * tall)
    assert rows.max() >= tall - 2


def test_its_words_name_the_structure_and_no_number(scene):
    assert "q = x + y" in scene.fig.alt
    assert "product = q × z" in scene.fig.alt
    assert "12" not in scene.fig.alt


@pytest.mark.parametrize("stage", [0, 1, 2, 3])
def test_the_still_figure_shows_a_stage(graph, stage):
    fig, (ax,) = figures.picture("The graph of (x + y) z.", kinds=("bare",))
    artists = figures.graph(ax, graph, stage=stage)
    labels = [a for a in artists if isinstance(a, Labels)]
    assert [bool(any(one.words)) for one in labels[:3]] == [stage > 0, stage > 2, stage > 1]
    figures.png(fig, 50)


def test_a_stage_that_is_not_there_is_refused(graph):
    _, (ax,) = figures.picture("x", kinds=("bare",))
    with pytest.raises(ValueError, match="stage is 4"):
        figures.graph(ax, graph, stage=4)


@pytest.mark.parametrize("f", [lambda x: x, lambda x: x * x, lambda x, y: x + 1])
def test_small_graphs_are_drawn_too(f):
    scene = GraphScene(sl.trace(f, **dict.fromkeys(f.__code__.co_varnames, 2.0)))
    scene.show(scene.whole(3))
    assert strokes(scene.moving, scene.fig)


@pytest.mark.parametrize("op", ["-", "/", "**", "@"])
def test_the_wires_of_an_operation_with_two_sides_come_in_as_written(op):
    both = {
        "-": lambda x, y: (y + x) * (y - x) * (x - y),
        "/": lambda x, y: (y + x) * (y / x) * (x / y),
        "**": lambda x, y: (y + x) * y**x * x**y,
        "@": lambda x, y: ((y @ x) @ (x @ y)).sum(),
    }[op]
    at = {"x": np.eye(2), "y": 2 * np.eye(2)} if op == "@" else {"x": 2.0, "y": 3.0}
    scene = GraphScene(sl.trace(both, **at))
    plan, view = scene.drawing.plan, scene.view
    ends = {}
    for edge, route in zip(view.edges, plan.routes, strict=True):
        if getattr(view.items[edge.end], "op", "") == op:
            ends.setdefault(edge.end, {})[edge.k] = route[-1][1]
    assert len(ends) > 1 and all(end[0] < end[1] for end in ends.values())
