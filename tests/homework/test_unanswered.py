"""What a check tells of a question that is answered in part: what is wrong, what is left."""

import numpy as np
import pytest

from sgdlab.homework.kit import Homework
from sgdlab.homework.kit.checks import NotRight, NotYet


def told(hands, function=None):
    """Return the lines of a check with two numbers by hand, and a function."""
    homework = Homework("hw")
    homework.hand("q1", "one", 1)
    homework.hand("q1", "two", 2)
    with pytest.raises((NotYet, NotRight)) as caught, homework.check("q1", points=2) as c:
        for what, value in zip(("one", "two"), hands, strict=True):
            c.hand(what, value)
        if function:
            c.public("here", function, (np.ones(2), np.ones(2), 1.0), (2, 2))
    return str(caught.value).splitlines()


def test_of_a_question_in_parts_what_is_wrong_and_what_is_left_is_told():
    assert told((..., ...), lambda *_: None)[2:] == []
    assert told((1, ...))[2:] == ["  - two: not answered yet"]
    wrong = "  - one: the number is another one."
    assert told((5, ...))[2:] == [wrong, "  - two: not answered yet"]
    assert told((5, 2), lambda *_: None)[2:] == [wrong]
    assert told((..., ...), lambda *_: None + 1)[2:] == []  # it uses what is not answered yet
    assert told((5, {2}))[2] == "  - two: a set came; one number is asked for."
    line = told((..., 2), lambda *_: z)[3]  # noqa: F821
    assert line == "  - here: it raised NameError: name 'z' is not defined"


def test_a_function_that_returns_nothing_for_some_inputs_only_is_told_apart_from_a_stub():
    def check(function):
        with pytest.raises(NotYet) as caught, Homework("hw").check("q1", points=2) as c:
            c.public("here", function, (1.0,), 1)
            c.public("there", function, (2.0,), 2)
        return str(caught.value).splitlines()[1:]

    hint = "  - replace the ... in the cell above, and return the value"
    assert check(lambda w: None) == [hint]
    assert check(lambda w: w if w > 1 else None) == [hint, "  - here: nothing was returned."]
