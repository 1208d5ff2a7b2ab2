"""The live figure in a browser: key press to changed picture, against the least and the usual."""

import statistics
import tempfile
from pathlib import Path

from tests.browser.figure import Figure
from tests.browser.page import Notebook, opened
from tests.browser.server import Server, write

from .figures import Figure as Measured

HERE = Path(__file__).parent
CELLS = (
    (HERE / "peers.py").read_text(encoding="utf-8"),
    "floor()",
    'sl.widgets.descent_explorer("valley")',
    'deep = sl.widgets.descent_explorer("valley")\ndeep.panel.view.value = "surface"\ndeep',
    "interact()",
)
KEYS = 20
HELD = 28  # as many as there are rates to the right of the first
LR, STEP, STEPS = "learning rate lr", "step", "number of steps"


class Timed:
    """A slider and the output that its picture is in."""

    def __init__(self, notebook, cell, label=LR):
        self.page = notebook.page
        self.root = notebook.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea").first
        self.handle = Figure.slider(self, label)
        self._turn = 0

    _labelled = Figure._labelled

    def press(self):
        """Press a key, right and left in turn; return the milliseconds to the new picture."""
        self._turn += 1
        self.handle.scroll_into_view_if_needed()
        self.handle.focus()
        self.root.evaluate("root => clock.arm(root)")
        self.page.keyboard.press("ArrowRight" if self._turn % 2 else "ArrowLeft")
        took = self.page.evaluate("clock.wait()")
        if took is None:
            raise RuntimeError("A key was pressed and no picture changed for 10 s.")
        self.page.evaluate("watch.run('')")
        return took

    def hold(self):
        """Hold a key, 30 in a second, from the slider's left end; return pictures and blanks."""
        self.handle.scroll_into_view_if_needed()
        self.handle.press("Home")
        self.page.evaluate("watch.run('')")
        hold = f"([root, handle]) => clock.hold(root, handle, {HELD}, 1000 / 30)"
        return self.page.evaluate(hold, [self.root.element_handle(), self.handle.element_handle()])


def measure():
    """Return the figures of this part."""
    with tempfile.TemporaryDirectory() as name, Server(Path(name), Path(name)) as server:
        path = write(Path(name) / "bench", CELLS)
        with opened() as context:
            context.add_init_script((HERE / "clock.js").read_text(encoding="utf-8"))
            notebook = Notebook(context, server, path)
            notebook.run_all()
            for i in (0, 1):
                notebook.locator('button:text-is("more")').nth(i).click()
            found = _in(notebook)
            if trouble := notebook.trouble():
                raise RuntimeError(f"Something went wrong on the page: {trouble}")
            notebook.close()
    return found


def _in(notebook):
    floor, lr, usual = (Timed(notebook, cell) for cell in (1, 2, 4))
    step, steps, deep = (
        Timed(notebook, 2, STEP),
        Timed(notebook, 2, STEPS),
        Timed(notebook, 3, STEPS),
    )
    tasks = (floor, lr, step, steps, deep, usual)
    for task in tasks:
        task.press()
        task.press()
    times = [[] for _ in tasks]
    for _ in range(KEYS):
        for task, kept in zip(tasks, times, strict=True):
            kept.append(task.press())
    bare, *moved = (statistics.median(kept) for kept in times)
    held = [[task.hold() for task in (floor, lr)] for _ in range(5)]
    least, ours = (statistics.median(pair[i][0] for pair in held) for i in (0, 1))
    blanks = sum(pair[1][1] for pair in held)
    return [
        Measured("key to picture: lr, against a bare canvas", moved[0], bare, "ms", "ratio", 1.7),
        Measured("key to picture: step, against a bare canvas", moved[1], bare, "ms", "ratio", 1.7),
        Measured("key to picture: lr, against interact", moved[0], moved[4], "ms", "faster", 8),
        Measured("key to picture: contours drawn again", moved[2], None, "ms", "most", 200),
        Measured("key to picture: surface drawn again", moved[3], None, "ms", "most", 200),
        Measured(f"pictures of {HELD} keys held, of a bare canvas", ours, least, "", "share", 0.85),
        Measured("blank frames while a key is held", blanks, None, "", "most", 0),
    ]
