"""Homework 2 beside what `test_homeworks` holds of all."""

import pytest

from .right_hw2 import WAYS
from .wrong_hw2 import neuron


@pytest.fixture
def desk(desks):
    return desks("hw2")


def test_the_chain_rule_meets_the_differences(desk):
    said = desk.say({"q5": WAYS[0]["q5"]})
    (look,) = [text for name, text in said.items() if name.endswith("q5-look")]
    assert look.count("-0.354893") == 2 and look.count("-0.177446") == 4


def test_half_of_a_question_has_half_of_its_parts(desk, judges):
    half = neuron("return 2 * (s - y) * np.array([x[0], x[1], 1])")
    wrong = desk.wrong(judges("hw2"), {"q5": half}, 3)
    assert [(part["what"], part["share"]) for _, part in wrong] == [
        ("the slides' neuron, where 2 (s - y) = 1", 0), ("other neurons", 3)
    ]  # fmt: skip
    assert all(part["told"].startswith("One link of the chain is missing") for _, part in wrong)
