"""The SGD stepper by mouse and keyboard: the next w is typed, told right or wrong, and watched."""

import pytest

from .figure import Figure, until

CELLS = ("import sgdlab as sl\nsl.widgets.sgd_stepper(epochs=2, turn=1)",)


@pytest.fixture
def stepper(bench):
    figure = Figure(bench, 0)
    figure.button("Reset").click()
    until(lambda: figure.text, lambda text: text.startswith("Step 1 of 8"))
    yield figure
    assert bench.trouble() == []


def test_the_table_is_worked_out_by_typing(stepper):
    assert "Your turn: x2 = (1, 1)" in stepper.text
    for w, x in (("0, 1", "x3"), ("(0, 1)", "x4"), ("-1 1", "x1")):
        _, text = stepper.enter("next w =", w, f"Your turn: {x}")
        assert text.startswith("Right: ") and f"Your turn: {x}" in text
        field = stepper.field("next w =")
        assert until(field.input_value, lambda text: text == "") == ""
    assert stepper.value("step") == "4"


def test_a_mistake_is_told_and_can_be_mended(stepper):
    for typed, words in (
        ("abc", "'abc' is not a w"),
        ("1, 2", "The error is of an earlier w."),
        ("0 1", "Right: (0, 1)."),
    ):
        assert any(said.startswith(words) for said in stepper.enter("next w =", typed, words))
    assert until(lambda: stepper.error, lambda error: error == "") == ""


def test_keys_typed_into_the_field_do_not_walk(stepper):
    field = stepper.field("next w =")
    field.fill("")
    field.press("ArrowLeft")
    field.press("r")
    assert stepper.value("step") == "1" and field.input_value() == "r"
    stepper.press("ArrowLeft")
    assert until(lambda: stepper.value("step"), lambda step: step == "0") == "0"
    assert "Next x1, lr 0.5: its own loss 1 → 0" in stepper.text


def test_left_to_watch_it_plays(stepper):
    stepper.button("your turn").click()
    assert until(stepper.root.locator(".widget-play").count, lambda n: n == 1) == 1
    stepper.press("End")
    words = until(lambda: stepper.text, lambda text: text.startswith("Step 8"))
    assert "w = (-1, 2)" in words
    assert stepper.root.locator("mark").count() == 1  # the last w, in the way so far
