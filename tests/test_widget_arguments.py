"""What is no study, no plan, no problem and no number is refused in words, not by Python's."""

import numpy as np
import pytest

import sgdlab as sl


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: sl.widgets.study_explorer("x"), "the study is 'x'"),
        (lambda: sl.widgets.own_study(None), "the plan is None"),
        (lambda: sl.widgets.drawing_pad(None, np.zeros(650)), "the problem is None"),
        (lambda: sl.widgets.next_word(None, np.zeros(820)), "the problem is None"),
        (lambda: sl.widgets.message_explorer(["a"] * 4), "not an array of numbers"),
        (lambda: sl.hold_out(None, 3), "data is None"),
        (lambda: sl.widgets.line_explorer(after="step"), "after is 'step'; expected a question"),
        (lambda: sl.widgets.line_explorer(after=("a", "b")), r"after is \('a', 'b'\)"),
        (lambda: sl.widgets.line_explorer(lesson="lecture"), "lesson is 'lecture'; expected sl.w"),
        (lambda: sl.widgets.slide("lecture"), "figure is 'lecture'; expected a live figure"),
    ],
)
def test_a_wrong_object_gets_a_sentence(make, says):
    with pytest.raises(TypeError, match=says) as error:
        make()
    assert "\n" not in str(error.value)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_a_rate_of_fewer_bits_is_taken_without_a_warning(kind):
    path = sl.descend(sl.PRESETS["bowl"].problem, 0.0, lr=kind(0.25), epochs=1)
    assert path.lr == 0.25
    sl.widgets.staleness_explorer(a=kind(0.25))
