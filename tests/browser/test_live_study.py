"""The live study in a real kernel: it runs beside it, moves its bar, and ends or is stopped."""

from .figure import Figure, until

CELLS = (
    "import sgdlab as sl",
    "plan = sl.study.Plan(batch_sizes=(4, 64), rates=(1, 3, 10), seeds=range(8), target=0.999)",
    "sl.widgets.own_study(plan)",
)


def share(figure):
    """Return where the progress bar stands, in percent."""
    style = figure.root.locator(".progress-bar").get_attribute("style")
    return float(style.split("width:")[1].split("%")[0])


def test_the_figure_answers_while_it_measures_and_stops_when_told(bench):
    figure = Figure(bench, 0)
    figure.button("run a small study").click()
    assert until(lambda: share(figure), lambda done: done > 0, 30) > 0
    figure.button("run a small study").click()
    refused = "A study is under way; wait for it, or stop it first."
    assert refused in until(lambda: figure.text, lambda text: refused in text, 30)
    figure.changes(lambda: figure.slider("batch size m").press("ArrowRight"), left=None, right=None)
    figure.button("end the run").click()
    told = until(lambda: figure.text, lambda text: "Stopped; nothing new was kept." in text, 30)
    assert "Stopped" in told and bench.trouble() == []


def test_a_whole_run_is_drawn(bench, artifacts):
    figure = Figure(bench, 0)
    figure.button("Reset").click()
    figure.keep()
    figure.button("run a small study").click()
    told = until(lambda: figure.text, lambda text: "Measured here in" in text, 90)
    assert "Measured here in" in told and share(figure) == 100
    figure.changes(left=None, right=None)
    figure.root.screenshot(path=artifacts / "live-study.png")
    assert figure.error == "" and bench.trouble() == []
