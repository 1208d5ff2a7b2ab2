"""What a trace knows of the code that ran: the reader's names, and which calls made which nodes."""

import cProfile
import functools
import inspect
import itertools
import sys

import numpy as np
import pytest

import sgdlab as sl


def assigned(x, y, z):
    q = x + y
    return q * z


def unpacked(x, y):
    a, b = x * y, x + y
    (c, d), e = (a * b, a - b), a / b
    return c + d + e


def reused(x):
    for k in range(3):
        x = x * k
    return x


def renamed(x):
    long_name = x + 1
    long_name = long_name * long_name
    same = long_name
    return same * x


def aliased(x):
    again = x
    return again * x


def recovered(x):
    try:
        y = x * 2
        raise KeyError
    except KeyError:
        z = y + 1
    return z


def yielded(x):
    def parts():
        for k in range(1, 3):
            part = x * k
            yield part

    return sum(parts())


def v1(x):
    return (x * 2 + 3) * 4


NAMES = {
    assigned: "x y z q assigned",
    unpacked: "x y a b c d e v1 unpacked",
    reused: "x v1 v2 x_2",
    renamed: "x v1 long_name renamed",
    aliased: "x aliased",
    recovered: "x y z",
    yielded: "x part v1 part_2 yielded",
    v1: "x v1 v2 v3",
    functools.partial(lambda k, x: k * x + 1, 2): "x v1 f",
}


@pytest.mark.parametrize("f", NAMES, ids=NAMES.values())
def test_names_come_from_the_readers_own_assignments(f):
    graph = sl.trace(f, **dict.fromkeys(inspect.signature(f).parameters, 1.5))
    assert [node.name for node in graph.nodes] == NAMES[f].split()


def test_names_of_inputs_are_not_taken_again():
    graph = sl.trace(lambda v1, f: v1 * 2 + f, v1=1, f=2)
    assert [node.name for node in graph.nodes][:2] == ["v1", "f"]
    assert len({node.name for node in graph.nodes}) == 4


def neuron(w, x, b):
    t = w * x + b
    return sl.sigmoid(t)


def network(x, a, b):
    hidden = [neuron(w, x, b) for w in (a, b)]
    return neuron(b, sum(h for h in hidden), a)


class Layer:
    def __init__(self, w):
        self.w = w

    def __call__(self, x):
        y = self.w * x
        return y + 1


def test_calls_are_the_readers_functions_that_made_two_nodes_or_more():
    graph = sl.trace(network, x=1, a=2, b=3)
    assert [(call.name, len(call.nodes)) for call in graph.calls] == [
        ("neuron 1", 3), ("neuron 2", 3), ("neuron 3", 3),
    ]  # fmt: skip
    # a comprehension is no call, in no version of Python
    assert [call.depth for call in graph.calls] == [1, 1, 1]
    assert [call.name for call in sl.trace(lambda w, x: Layer(w)(x) * 2, w=1, x=2).calls] == [
        "Layer"
    ]
    assert sl.trace(assigned, x=1, y=2, z=3).calls == ()


def test_calls_nest():
    def power(x, n):
        return x if n == 0 else power(x, n - 1) * x + 1

    def whole(x):
        return power(x, 4) * 2

    calls = sl.trace(whole, x=2).calls
    assert [call.depth for call in calls] == [1, 2, 3, 4]
    inside = [{node.i for node in call.nodes} for call in calls]
    assert all(inner < outer for outer, inner in itertools.pairwise(inside))


def test_a_watching_profiler_is_put_back():
    seen = []
    before = sys.getprofile()
    sys.setprofile(lambda *event: seen.append(event))
    try:
        mine = sys.getprofile()
        sl.trace(assigned, x=1, y=2, z=3)
        assert sys.getprofile() is mine
    finally:
        sys.setprofile(before)


def test_grad_watches_nothing():
    kept = []

    def f(x):
        kept.append(sys.getprofile())
        return x * x

    before = sys.getprofile()
    sl.grad(f)(3)
    sl.trace(f, x=3)
    assert kept[0] is before and kept[1] is not before


def test_names_stand_in_every_sentence():
    text = str(sl.trace(assigned, x=-2, y=5, z=-4))
    assert "q = x + y = 3" in text and "∂assigned/∂q = z = −4" in text
    with pytest.raises(ValueError, match=r"hidden \(3, 2\) \+ bias \(3,\)"):

        def layer(X, w, bias):
            hidden = X @ w
            return (hidden + bias).sum()

        sl.grad(layer)(np.ones((3, 4)), np.ones((4, 2)), np.ones(3))


def test_a_trace_under_a_profiler_works_and_leaves_it_on():
    profile = cProfile.Profile()
    profile.enable()
    graph = sl.trace(lambda x: x * x, x=3)
    before = sys.getprofile()
    profile.disable()
    assert graph.grads == {"x": 6.0}
    assert before is None or before is profile
    assert any("trace" in str(entry.code) for entry in profile.getstats())


def test_automatic_names_avoid_those_that_are_taken():
    def f(v1, x):
        v2 = x * v1
        return (x + v1) * (v2 - 1)

    graph = sl.trace(f, v1=2, x=3)
    assert [node.name for node in graph.nodes] == ["v1", "x", "v2", "v3", "v4", "f"]


def test_a_module_whose_name_begins_as_numpys_is_the_readers():
    code = "def f(x):\n    doubled = 2 * x\n    return doubled + 1"
    exec(code, module := {"__name__": "numpy_exercises"})
    assert [node.name for node in sl.trace(module["f"], x=1).nodes] == ["x", "doubled", "f"]
