"""The harness reports planted faults; else the other browser tests would say nothing."""

import pytest

from .figure import Figure

CELLS = (
    "import sys\n\nimport ipywidgets as W\n\nimport sgdlab as sl",
    'dead = sl.widgets.descent_explorer("bowl")\ndead.panel.lr.unobserve_all()\ndead',
    'slider = W.IntSlider(description="raises")\n'
    "slider.observe(lambda change: 1 / 0, 'value')\nslider",
    "print('a warning', file=sys.stderr)",
    "from IPython.display import HTML\n\nHTML('<img src=\"https://example.invalid/picture.png\">')",
)


def test_an_output_on_standard_error_and_a_request_outside_are_reported(bench):
    found = bench.trouble()
    assert any("output: a warning" in line for line in found)
    assert any("request outside: https://example.invalid" in line for line in found)


def test_a_dead_slider_fails(bench):
    figure = Figure(bench, 0)
    with pytest.raises(AssertionError):
        figure.changes(lambda: figure.slider("learning rate lr").press("ArrowRight"))


def test_an_error_in_a_callback_is_reported(bench):
    bench.trouble()
    bench.locator(".noUi-handle").last.press("ArrowRight")
    bench.kernel("")
    assert any("kernel: ZeroDivisionError" in line for line in bench.trouble())
