"""Every slider of lessons 04 to 13 and of the lecture: key to picture, against a bare canvas."""

import statistics
import sys
import tempfile
from pathlib import Path

import nbformat

from tests.browser.figure import Figure
from tests.browser.page import Notebook, opened
from tests.browser.server import Server, copy_course

from .figures import Figure as Measured
from .live import HERE, Timed

LESSONS = (
    "04-sgd", "05-mini-batch", "06-classifiers", "07-batch-size",
    "08-backpropagation", "09-neural-network", "10-parameter-server", "11-speedup",
    "12-stragglers-and-asynchrony", "13-at-scale", "lecture",
)  # fmt: skip
KEYS = 12
# how many backgrounds were drawn: a slider that draws one anew has a limit of its own
COUNT = """
drawn = []
def counted(self, draw=sl.widgets.LiveFigure._draw):
    drawn.append(self)
    draw(self)
sl.widgets.LiveFigure._draw = counted
"""


def measure():
    """Return two figures for each lesson: its slowest slider that moves, and that redraws."""
    found = []
    with tempfile.TemporaryDirectory() as name, opened() as context:
        context.add_init_script((HERE / "clock.js").read_text(encoding="utf-8"))
        place = Path(name)
        course = copy_course(place / "course")
        for lesson in LESSONS:
            _add_floor(course / "notebooks" / f"{lesson}.ipynb")
        with Server(course, place) as server:
            for lesson in LESSONS:
                notebook = Notebook(context, server, f"notebooks/{lesson}.ipynb")
                notebook.run_all()
                found += _slowest(lesson, list(_sliders(notebook)))
                if trouble := notebook.trouble():
                    raise RuntimeError(f"Something went wrong in {lesson}: {trouble}")
                notebook.close()
    return found


def _add_floor(path):
    """Append the bare canvas, as a last cell, to the notebook."""
    notebook = nbformat.read(path, as_version=4)
    source = (HERE / "peers.py").read_text(encoding="utf-8") + "\nfloor()"
    notebook.cells.append(nbformat.v4.new_code_cell(source, id="floor"))
    nbformat.write(notebook, path)


def _sliders(notebook):
    """Yield (label, milliseconds, those of the floor, backgrounds drawn) for each slider."""
    notebook.page.get_by_role("button", name="show all", exact=True).click()
    notebook.kernel(COUNT)
    cells = notebook.locator(".jp-CodeCell")
    last = cells.count() - 1
    floor = Timed(notebook, last)
    for cell in range(last):
        output = cells.nth(cell).locator(".jp-OutputArea").first
        if not output.locator(".sgdlab canvas").count():
            continue
        figure = Figure(notebook, 0)
        figure.root = output
        figure.more()
        labels = ".widget-inline-hbox:has(.noUi-handle) .widget-label"
        names = output.locator(labels).all_text_contents()
        for cursor in {"step", "turn"} & set(names):
            figure.slider(cursor).press("End")  # else there is no run to be seen
        for words in names:
            slider = Timed(notebook, cell, words)
            slider.handle.press("Home")  # so that there is something to its right
            before = int(notebook.kernel("print(len(drawn))"))
            try:
                both = [(slider.press(), floor.press()) for _ in range(KEYS)]
            except RuntimeError:  # as the seed does, while the order is the one given
                print(f"  {words:24} moves nothing at first", file=sys.stderr)
                continue
            after = int(notebook.kernel("print(len(drawn))"))
            ours, bare = (statistics.median(kept) for kept in zip(*both, strict=True))
            drawn = after - before
            print(f"  {words:24} {ours:4.0f} ms, floor {bare:3.0f}, {drawn} drawn", file=sys.stderr)
            yield words, ours, bare, drawn


def _slowest(lesson, sliders):
    moved = [(ours / bare, words, ours, bare) for words, ours, bare, drawn in sliders if not drawn]
    drawn = [(ours, words) for words, ours, _, drawn in sliders if drawn]
    if moved:
        _, words, ours, bare = max(moved)
        yield Measured(f"{lesson}: {words}, against a bare canvas", ours, bare, "ms", "ratio", 1.7)
    if drawn:
        ours, words = max(drawn)
        yield Measured(f"{lesson}: {words}, drawn again", ours, None, "ms", "most", 200)
