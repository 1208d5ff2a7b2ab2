"""The layout of a graph: boxes apart, wires to the right and past every box, few crossings."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sgdlab.layered.compaction import compacted
from sgdlab.layered.layering import Wires, layers
from sgdlab.layered.layout import layout
from sgdlab.layered.ordering import crossings, ordered

SQUARE_AND_SUM = [(0, 1), (0, 1), (1, 2), (0, 2)]  # u * u + u


@st.composite
def graphs(draw, most=60):
    """Sizes and edges of a graph of 3 to `most` boxes; some have no edge, some a doubled one."""
    count = draw(st.integers(3, most))
    kinds = draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    reach = draw(st.sampled_from([2, 5, count]))
    edges = []
    for v, kind in enumerate(kinds[1:], 1):
        near = st.integers(max(0, v - reach), v - 1)
        parents = [draw(near) for _ in range(min(kind, 2))]
        edges += [(a, v) for a in (parents * 2 if kind == 3 else parents)]
    side = st.sampled_from([1.0, 2.2, 4.5, 9.0])
    return [(draw(side), draw(side)) for _ in range(count)], edges


def passed(route, centres, sizes, slack=1e-7):
    """Return which boxes a route goes through, piece by piece (Liang-Barsky)."""
    low, high = centres - sizes / 2 + slack, centres + sizes / 2 - slack
    start, way = route[:-1, None], np.diff(route, axis=0)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        one, two = (low - start) / way, (high - start) / way
    still, inside = way == 0, (start > low) & (start < high)
    first = np.where(still, np.where(inside, -np.inf, np.inf), np.minimum(one, two)).max(axis=2)
    last = np.where(still, np.where(inside, np.inf, -np.inf), np.maximum(one, two)).min(axis=2)
    through = np.maximum(first, 0) < np.minimum(last, 1)
    return np.flatnonzero(through.any(axis=0)).tolist()


def check(sizes, edges, **options):
    found, sizes = layout(sizes, edges, gap=(3.0, 0.5), **options), np.array(sizes)
    assert found.places.shape == (len(sizes), 2)
    assert len(found.routes) == len(edges)
    low, high = found.places - sizes / 2, found.places + sizes / 2
    apart = np.maximum(low[:, None] - high, low - high[:, None]).max(axis=2)
    np.fill_diagonal(apart, np.inf)
    assert apart.min() >= 0.5 - 1e-7, "two boxes are too near"
    for (a, b), route in zip(edges, found.routes, strict=True):
        assert (np.diff(route[:, 0]) >= -1e-9).all(), f"the wire of {a} to {b} turns back"
        assert route[0] == pytest.approx((high[a, 0], found.places[a, 1]))
        assert route[-1, 0] == pytest.approx(low[b, 0])
        assert low[b, 1] < route[-1, 1] < high[b, 1]
        assert passed(route, found.places, sizes) == [], f"the wire of {a} to {b}"
        assert (route >= -1e-7).all()
        assert (route <= np.array(found.size) + 1e-7).all()
    assert low.min() > -1e-7
    assert (high <= np.array(found.size) + 1e-7).all()
    ends = sorted((b, *route[-1]) for (_, b), route in zip(edges, found.routes, strict=True))
    for (a, _, y0), (b, _, y1) in itertools.pairwise(ends):
        assert a != b or y1 - y0 > 0.02, f"two wires come into {a} at one place"


@given(graphs())
@example(([(2, 1)] * 3, SQUARE_AND_SUM))
@settings(max_examples=60)
def test_boxes_are_apart_and_wires_go_right_and_past_every_box(graph):
    check(*graph)


@given(graphs(), st.sampled_from([(2, 1), (1, 1), (20, 1)]))
@settings(max_examples=60)
def test_the_same_holds_when_it_has_to_fit_a_room(graph, shape):
    check(*graph, lead=1.0, shape=shape)


def test_a_wire_through_a_box_is_seen():
    box = np.array([[5.0, 5.0]]), np.array([[2.0, 2.0]])
    assert passed(np.array([[0, 5.0], [10, 5.0]]), *box) == [0]
    assert passed(np.array([[0, 0], [10.0, 10]]), *box) == [0]
    assert passed(np.array([[0, 4.0], [10, 4.0]]), *box) == []
    assert passed(np.array([[0, 0], [3.0, 10], [10, 10]]), *box) == []


@given(graphs(30))
@settings(max_examples=30)
def test_the_same_graph_is_laid_out_the_same(graph):
    first, second = layout(*graph), layout(*graph)
    np.testing.assert_array_equal(first.places, second.places)
    for one, two in zip(first.routes, second.routes, strict=True):
        np.testing.assert_array_equal(one, two)


def test_the_two_wires_of_a_square_are_drawn_apart():
    found = layout([(2, 4)] * 3, SQUARE_AND_SUM, port=0.8)
    upper, lower = found.routes[:2]
    assert lower[-1, 1] - upper[-1, 1] == pytest.approx(0.8)
    np.testing.assert_array_equal(upper[0], lower[0])


# -- layers -------------------------------------------------------------------------------------


def test_an_input_stands_just_before_its_first_use():
    chain = [(0, 2), (2, 3), (3, 4), (1, 4)]  # exp(exp(x)) + y
    assert layers(5, chain) == [0, 2, 1, 2, 3]


def test_a_node_stands_where_its_wires_are_short():
    # 2 = x y is used late, while x and y are used early as well
    edges = [(0, 2), (1, 2), (0, 3), (1, 3), (3, 4), (4, 5), (5, 6), (2, 6)]
    assert layers(7, edges)[2] == 1


def test_a_box_without_edges_stands_in_the_first_layer_below_the_others():
    found = layout([(2, 1)] * 4, [(0, 2), (1, 2)])
    assert layers(4, [(0, 2), (1, 2)]) == [0, 0, 1, 0]
    assert found.places[3, 1] > found.places[:3, 1].max()


@given(graphs())
@settings(max_examples=100)
def test_layers_grow_along_every_edge_and_none_is_empty(graph):
    sizes, edges = graph
    layer = layers(len(sizes), edges)
    assert all(layer[a] < layer[b] for a, b in edges)
    assert set(layer) == set(range(max(layer) + 1))


# -- order --------------------------------------------------------------------------------------


def counted(edges, count):
    wires = Wires(layers(count, edges), edges)
    right = {}
    for a, b in wires.segments:
        right.setdefault(a, []).append(b)
    columns = ordered(wires.columns, wires.segments)
    return crossings(columns, right), columns


def test_inputs_stand_as_they_are_read():
    edges = [(0, 3), (1, 3), (3, 4), (2, 4)]  # (x + y) z
    assert counted(edges, 5) == (0, [[0, 1], [3, 2], [4]])


def test_a_tree_has_no_crossings():
    depth, edges, below = 5, [], list(range(32))
    count = 32
    for _ in range(depth):
        pairs = list(zip(below[::2], below[1::2], strict=True))
        below = list(range(count, count + len(pairs)))
        edges += [(a, v) for v, pair in zip(below, pairs, strict=True) for a in pair]
        count += len(pairs)
    assert counted(edges, count)[0] == 0


def network(inputs, hidden):
    """The edges of a network gate by gate: products with weights, sums, gates, the output."""
    edges, new = [], itertools.count()

    def node(*parents):
        v = next(new)
        edges.extend((a, v) for a in parents)
        return v

    x = [node() for _ in range(inputs)]
    weights = [[node() for _ in range(inputs + 1)] for _ in range(hidden)]
    last = [node() for _ in range(hidden + 1)]
    gates = []
    for row in weights:
        total = node(x[0], row[0])
        for i in range(1, inputs):
            total = node(total, node(x[i], row[i]))
        gates.append(node(node(total, row[-1])))
    total = node(gates[0], last[0])
    for j in range(1, hidden):
        total = node(total, node(gates[j], last[j]))
    node(node(total, last[-1]))
    return edges, next(new)


@pytest.mark.parametrize(
    ("inputs", "hidden", "crossed"),  # counts of igraph's Sugiyama for the same layers: 3, 10, 20
    [(2, 2, 1), (2, 3, 5), (2, 4, 14)],
)
def test_a_network_has_few_crossings(inputs, hidden, crossed):
    assert counted(*network(inputs, hidden))[0] <= crossed


# -- rows ---------------------------------------------------------------------------------------


def test_a_chain_is_straight_and_a_long_wire_too():
    edges = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)]
    found = layout([(2, 1)] * 5, edges)
    assert len({round(y, 9) for y in found.places[1:4, 1]}) == 1
    long = found.routes[-1]
    level = long[(long[:, 0] > found.places[1, 0]) & (long[:, 0] < found.places[3, 0])]
    assert np.ptp(level[:, 1]) == pytest.approx(0)


def test_less_room_makes_it_less_tall_down_to_the_fullest_layer():
    edges, count = network(3, 4)
    sizes = [(5, 5)] * count
    free = layout(sizes, edges, gap=(3, 0.5)).size
    flat = layout(sizes, edges, gap=(3, 0.5), shape=(100, 1)).size
    assert flat[1] < 0.8 * free[1]
    layer = layers(count, edges)
    fullest = max(layer.count(x) for x in set(layer))
    assert flat[1] >= 5.5 * fullest - 0.5
    room = layout(sizes, edges, gap=(3, 0.5), shape=(free[0], 0.9 * free[1])).size
    assert room[1] <= 0.9 * free[1] + 1e-6, "no flatter than asked for"
    assert room[1] > flat[1]


def test_a_tall_graph_in_a_wide_room_gets_wider_gaps():
    sizes, edges = [(2, 4)] * 6, [(a, 5) for a in range(5)]
    assert layout(sizes, edges, shape=(2, 1)).size[0] > layout(sizes, edges).size[0]


def test_what_cannot_be_less_tall_is_left():
    assert compacted([1.0, 4.0], [[0, 1]], [], [2, 2], 1, 2, 3) == [1.0, 4.0]


# -- the door -----------------------------------------------------------------------------------


@pytest.mark.parametrize("edges", [[(1, 0)], [(0, 0)], [(0, 3)], [(-1, 1)]])
def test_edges_that_do_not_go_on_are_refused(edges):
    with pytest.raises(ValueError, match="topological order"):
        layout([(1, 1)] * 3, edges)


def test_no_boxes_need_no_room():
    assert layout([], []).size == (0.0, 0.0)


def test_a_long_chain_needs_no_recursion():
    count = 3000
    found = layout([(1, 1)] * count, [(i, i + 1) for i in range(count - 1)])
    assert np.ptp(found.places[:, 1]) == 0
