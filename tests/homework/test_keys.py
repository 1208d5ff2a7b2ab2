"""Numbers worked by hand: what the sealed keys tell, and what they hide."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from sgdlab.homework.kit import Homework, keys
from sgdlab.homework.kit.checks import NotRight
from sgdlab.homework.kit.values import encode


def test_the_sealed_keys_know_right_from_each_mistake_and_show_neither():
    known = keys.Known(6.5, [("You went uphill.", 9.5)], digits=4)
    text = keys.seal("hw", {k: {("q1", "w"): known} for k in range(keys.VARIANTS)})
    assert "6.5" not in text and "uphill" not in text
    blank = keys.unseal("hw", text)(3, "q1", "w")
    assert blank.told(6.5) is None and blank.told(np.float64(6.5)) is None
    assert blank.told(9.5) == "You went uphill."
    assert blank.told(1.0) == "the number is another one."


def blank(right, digits=4, mistakes=()):
    """Return what a notebook knows of one number, from its sealed text."""
    known = keys.Known(right, mistakes, digits)
    text = keys.seal("hw", {k: {("q1", "w"): known} for k in range(keys.VARIANTS)})
    return keys.unseal("hw", text)(0, "q1", "w")


@pytest.mark.parametrize(
    ("right", "typed", "told"),
    [
        (6.5, "6.5", "a text came; one number is asked for, without quotes."),
        ((0.5, 1), "(0.5, 1)", "a text came; a pair of numbers is asked for, without quotes."),
        ((0.5, 1), 0.5, "one number came; a pair of numbers is asked for."),
        ((0, 1, 1), (0, 1), "a pair of numbers came; 3 numbers are asked for."),
        (6.5, (6.5, 0), "a pair of numbers came; one number is asked for."),
        (6.5, np.eye(2), "something else came; one number is asked for."),
        (6.5, np.nan, "nan came; one number is asked for."),
        (6.5, {6.5}, "a set came; one number is asked for."),
        (6.5, "lands", "a text came; one number is asked for."),
        ("lands", 3, "one number came; a word is asked for, in quotes."),
        ("lands", "land", "the word is another one; is it spelled as asked for?"),
        ((0.5, 1), (0.5, 2), "the numbers are others."),
    ],
)
def test_a_hand_answer_of_another_form_is_told_which_is_asked(right, typed, told):
    assert blank(right).told(encode(typed)) == told
    assert keys.Known(right, [], 4).told(encode(typed)) == told


@pytest.mark.parametrize(
    ("right", "digits", "coarse", "others"),
    [
        (289 / 12, 3, (24, 24.1, 24.08), (20, 24.09, 24.2, 25, 24.07)),
        (10.13, 2, (10, 10.1), (10.2, 11, 9)),
        (1 / 3, 3, (0.33,), (0, 0.3, 0.34)),
        (13, 2, (), (10, 12, 13.1)),  # an integer has no coarser rounding
        (0.75, 4, (), (1, 0.8)),  # one digit says too little of it
        ((0.5, 0.34375), 4, ((0.5, 0.344), (0.5, 0.34)), ((0.5, 0.35), (0.4, 0.344), (0, 0))),
        ((2, 1.125), 4, ((2, 1.13), (2, 1.1)), ((2, 1), (2, 1.12))),
    ],
)
def test_a_right_number_rounded_too_much_is_told_so_and_no_other(right, digits, coarse, others):
    one = blank(right, digits)
    assert one.told(encode(right)) is None
    for typed in coarse:
        assert one.told(encode(typed)).startswith("right so far, but rounded too much")
    for typed in others:
        assert one.told(encode(typed)).endswith(("is another one.", "are others."))


def test_a_known_mistake_comes_before_a_coarse_rounding():
    assert blank(10.13, 2, [("Updates are whole.", 10)]).told(10.0) == "Updates are whole."


def test_what_is_no_number_and_no_word_cannot_be_asked_by_hand():
    with pytest.raises(ValueError, match="is no number, no row of numbers and no word"):
        keys.Known([[1, 2], [3, 4]], [], digits=4)


def test_a_mistake_that_equals_the_right_answer_is_refused():
    with pytest.raises(ValueError, match="must differ at this number of digits"):
        keys.Known(0.5, [("no", 0.50001)], digits=4)
    with pytest.raises(ValueError, match="must differ"):
        keys.Known(0.5, [("one", 1.0), ("two", 1.0)], digits=4)


@pytest.mark.parametrize("half", [Fraction(1, 2), Decimal("0.5"), np.float32(0.5), 0.5])
def test_a_number_of_any_kind_is_right_in_the_lab_and_when_it_is_judged(half):
    known = keys.Known((0.5, -0.5), [], digits=4)
    assert encode((half, -half)) == [0.5, -0.5] and known.told(encode((half, -half))) is None


def test_a_complex_number_is_no_answer_and_no_crash():
    homework = Homework("hw")
    homework.hand("q1", "it", (1, 0))
    with pytest.raises(NotRight, match="not right yet"), homework.check("q1", points=1) as c:
        c.hand("it", (1j, 0))
