"""The line that tells how far a run is."""

import io

import numpy as np

import sgdlab as sl
from sgdlab.parallel import ProgressBar, bar, train

TABLE = sl.LeastSquares(*sl.load("table")[:2])


def test_the_line_is_written_over_itself_and_ends_with_the_run(monkeypatch):
    clock = iter(np.arange(0, 100, 0.3))
    monkeypatch.setattr(bar.time, "monotonic", lambda: next(clock))
    file = io.StringIO()
    show = ProgressBar(file)
    for _ in range(2):  # it serves the next run too
        train(TABLE, (0, 0), lr=0.1, batch_size=2, epochs=4, workers=2, progress=show)
        first, *others = file.getvalue().split("\r")
        assert first == f"[{'#' * 3}{'-' * 27}] 1 of 8 updates"
        assert others[0] == f"[{'#' * 7}{'-' * 23}] 2 of 8 updates, 2 s left"
        assert others[-1].split("]")[1].strip() == "8 of 8 updates" and others[-1][-1] == "\n"
        assert len(others) == 7 and "".join(others).count("\n") == 1
        file.seek(0)
        file.truncate()


def test_it_is_not_written_at_every_update(monkeypatch):
    clock = iter(np.arange(0, 100, 0.01))
    monkeypatch.setattr(bar.time, "monotonic", lambda: next(clock))
    file = io.StringIO()
    show = ProgressBar(file)
    for done in range(1, 101):
        show(done, 100)
    assert file.getvalue().count("\r") == 5  # at once, then every 0.2 s of the second
