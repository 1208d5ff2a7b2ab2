"""The harness reports planted faults; else the other browser tests would say nothing."""

import pytest

from .figure import Figure
from .page import Notebook
from .server import write

CELLS = (
    "import sys\n\nimport ipywidgets as W\n\nimport sgdlab as sl",
    'dead = sl.widgets.descent_explorer("bowl")\ndead.panel.lr.unobserve_all()\ndead',
    'slider = W.IntSlider(description="raises")\n'
    "slider.observe(lambda change: 1 / 0, 'value')\nslider",
    "print('a warning', file=sys.stderr)",
    "from IPython.display import HTML\n\nHTML('<img src=\"https://example.invalid/picture.png\">')",
)


@pytest.fixture(scope="module")
def faulty(server, context):
    notebook = Notebook(context, server, write(server.root / "faulty", CELLS))
    notebook.run_all()
    yield notebook
    notebook.close()


def test_an_output_on_standard_error_and_a_request_outside_are_reported(faulty):
    found = faulty.trouble()
    assert any("output: a warning" in line for line in found)
    assert any("request outside: https://example.invalid" in line for line in found)


def test_a_dead_slider_fails(faulty):
    figure = Figure(faulty, 0)
    with pytest.raises(AssertionError):
        figure.changes(lambda: figure.slider("learning rate lr").press("ArrowRight"))


def test_an_error_in_a_callback_is_reported(faulty):
    faulty.trouble()
    faulty.locator(".noUi-handle").last.press("ArrowRight")
    faulty.kernel("")
    assert any("kernel: ZeroDivisionError" in line for line in faulty.trouble())
