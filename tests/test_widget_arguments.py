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
    ],
)
def test_a_wrong_object_gets_a_sentence(make, says):
    with pytest.raises(TypeError, match=says) as error:
        make()
    assert "\n" not in str(error.value)
