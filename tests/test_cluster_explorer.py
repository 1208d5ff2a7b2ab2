"""The cluster explorer: its run is the one that its code makes, and one cursor links its panels."""

import re
import time
from itertools import pairwise

import numpy as np
import pytest

import sgdlab as sl
from sgdlab import parallel
from sgdlab.figures.gantt_bars import bars, shares
from sgdlab.widgets.cluster_run import POLICIES, STRAGGLERS, named
from sgdlab.widgets.question import ask

CHOICE = {"ask": "?", "right": 1, "why": "So.", "option": [{"label": "a", "told": "b"}] * 2}
POLICY = {
    "sync": parallel.Sync(), "backup": parallel.Sync(1), "bounded": parallel.Async(1),
    "async": parallel.Async(), "to all": parallel.Async(answer="all"),
}  # fmt: skip


@pytest.fixture
def explorer():
    return sl.widgets.cluster_explorer(straggler="one", epochs=3)


@pytest.fixture
def lesson(tmp_path):
    return sl.widgets.Lesson("04-sgd", tmp_path)


def now(explorer):
    return explorer.runs[0].run


def points(line):
    return np.column_stack(line.get_data())


# -- the run ------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICY.values(), ids=POLICY)
@pytest.mark.parametrize("straggler", STRAGGLERS)
def test_the_code_makes_the_run_shown_bit_for_bit(policy, straggler, capsys):
    explorer = sl.widgets.cluster_explorer(
        policy=policy, straggler=straggler, jitter=30, epochs=2, queue=straggler == "chance"
    )
    names = {}
    exec(explorer.code(), names)
    made, shown = names["run"], now(explorer)
    assert np.array_equal(made.path.w, shown.path.w) and made.timeline == shown.timeline
    assert f"{shown.time / 1000:.1f} ms" in capsys.readouterr().out


def test_the_code_of_other_problems(capsys):
    table = sl.widgets.cluster_explorer("table", workers=2, batch_size=2, lr=0.5, epochs=2)
    names = {}
    exec(table.code(), names)
    assert np.array_equal(names["run"].path.w, now(table).path.w)
    problem = sl.LeastSquares([[1.0], [2], [3], [4]], [1, 2, 3, 5])
    own = sl.widgets.cluster_explorer(problem, workers=2, batch_size=4, lr=0.01, epochs=2)
    names = {"problem": problem}
    exec(own.code(), names)
    assert np.array_equal(names["run"].path.w, now(own).path.w)
    capsys.readouterr()


@pytest.mark.parametrize("policy", POLICY.values(), ids=POLICY)
def test_a_policy_and_its_name_are_one(policy):
    explorer = sl.widgets.cluster_explorer(policy=policy, epochs=1)
    assert now(explorer).log.arguments["policy"] == policy
    assert explorer.panel.policy.value == named(policy)["policy"]


def test_stragglers_change_the_time_of_a_synchronous_run_and_never_w(explorer):
    runs = []
    for straggler in STRAGGLERS:
        explorer.panel.straggler.value = straggler
        runs.append(now(explorer))
    assert len({run.time for run in runs}) == len(runs)
    assert all(np.array_equal(run.path.w, runs[0].path.w) for run in runs)


def test_every_control_of_the_run_makes_another_one(explorer):
    p = explorer.panel
    p.policy.value = "bounded staleness"
    p.straggler.value = "exponential"
    for control, value in (
        (p.bound, 3), (p.workers, 3), (p.straggler, "one"), (p.jitter, 50), (p.lr, 0.2),
        (p.batch_size, 32), (p.epochs, 4), (p.message, 500), (p.queue, True), (p.answer, "all"),
        (p.policy, "synchronous"),
    ):  # fmt: skip
        before = now(explorer)
        control.value = value
        after = now(explorer)
        assert explorer.canvas.error == ""
        changed = before.timeline != after.timeline
        assert changed or not np.array_equal(before.path.w, after.path.w), control.description


def test_workers_never_outnumber_a_batch():
    explorer = sl.widgets.cluster_explorer(workers=16, batch_size=16, epochs=1)
    explorer.panel.batch_size.value = 8
    assert explorer.panel.workers.value == 8 and explorer.canvas.error == ""
    assert explorer.scene.shape.workers == tuple(range(8))


def test_the_bound_shows_only_where_it_means_something(explorer):
    p = explorer.panel
    seen = {}
    for policy in POLICIES:
        p.policy.value = policy
        seen[policy] = p.bound in p.bars[0].children and p.bound.description
    assert seen == {
        "synchronous": False, "backup workers": "backup b", "bounded staleness": "bound s",
        "asynchronous": False,
    }  # fmt: skip


def test_switches_that_would_do_nothing_cannot_be_used(explorer):
    p, seen = explorer.panel, {}
    for policy in POLICIES:
        p.policy.value = policy
        seen[policy] = not p.queue.disabled, not p.answer.disabled
    assert seen == {
        "synchronous": (False, False), "backup workers": (True, False),
        "bounded staleness": (True, True), "asynchronous": (True, True),
    }  # fmt: skip


# -- one cursor ---------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", ["sync", "async"])
def test_all_panels_follow_one_cursor(policy):
    explorer = sl.widgets.cluster_explorer(
        policy=POLICY[policy], against=parallel.Sync(1), straggler="chance", epochs=3
    )
    scene, p = explorer.scene, explorer.panel
    for step in (0, 1, p.step.max // 3, p.step.max):
        p.step.value = step
        longest = max(run.bars.end_of_run for run in explorer.runs)
        at = min(step * p.tick, longest)
        for k, run in enumerate(explorer.runs):
            ends = [span.end for span in run.run.timeline if span.phase == "update"]
            done = sum(end <= at for end in ends)
            assert run.step(at) == done
            loss, path = run.run.path.loss[done], run.run.path.w[done]
            by_time, by_work = scene._traces[2 * k : 2 * k + 2]
            assert points(by_time.now)[0] == pytest.approx([min(at, run.bars.end_of_run), loss])
            assert points(by_work.now)[0] == pytest.approx([done, loss])
            assert points(scene._ways[k].now)[0] == pytest.approx(path)
            assert scene._gantts[k].cursor.get_xdata()[0] == at
            assert len(points(scene._ways[k].line)) == done + 1
        assert f"{explorer.runs[0].step(at)} of {len(now(explorer).path)} updates" in (
            explorer.canvas.text
        )


def test_the_window_of_the_charts_holds_the_cursor(explorer):
    p = explorer.panel
    for zoom in (1, 4, 16):
        p.zoom.value = zoom
        for step in range(0, p.step.max + 1, 7):
            p.step.value = step
            low, high = explorer.scene.charts[0].get_xlim()
            at = min(explorer.time, now(explorer).time)
            assert low <= at + 1e-6 and at <= high + 1e-6
            assert high - low == pytest.approx(now(explorer).time / zoom)


def test_at_the_end_it_stays_there_when_the_run_changes(explorer):
    p = explorer.panel
    assert 0 < explorer.time <= now(explorer).time / p.zoom.value < explorer.time + p.tick
    explorer.press("End")
    assert p.step.value == p.step.max and explorer.time >= now(explorer).time
    p.straggler.value = "none"
    assert p.step.value == p.step.max
    assert explorer.time - p.tick < now(explorer).time <= explorer.time
    p.step.value = 40
    time = explorer.time
    p.policy.value = "asynchronous"
    assert abs(explorer.time - time) <= p.tick


def test_keys_walk_in_time_and_by_updates(explorer):
    step = explorer.panel.step
    explorer.press("Home")
    assert step.value == 0
    explorer.press("ArrowRight")
    assert step.value == 1
    for k in (1, 2, 3):
        explorer.press("Shift+ArrowRight")
        assert explorer.runs[0].step(explorer.time) == k
    explorer.press("Shift+ArrowLeft")
    assert explorer.runs[0].step(explorer.time) == 2
    explorer.press("End")
    assert step.value == step.max
    explorer.press("ArrowDown")
    assert explorer.panel.policy.value == "backup workers"
    explorer.press("ArrowUp")
    explorer.press("ArrowUp")
    assert explorer.panel.policy.value == "synchronous"
    explorer.press(" ")
    assert explorer.panel.player.playing


def test_the_pointer_takes_the_cursor_along_charts_and_losses(explorer):
    scene = explorer.scene
    explorer.drag(scene.by_time, (5000, 1))
    assert explorer.time == pytest.approx(5000, abs=explorer.panel.tick)
    explorer.drag(scene.by_work, (4, 1))
    assert explorer.runs[0].step(explorer.time) == 4
    explorer.drag(scene.charts[0], (9000, 1))
    assert explorer.time == pytest.approx(9000, abs=explorer.panel.tick)


# -- two runs -----------------------------------------------------------------------------------


def test_in_class_the_numbers_of_the_losses_do_not_touch(lesson):
    explorer = sl.widgets.cluster_explorer(against=parallel.Sync(1), epochs=3, lesson=lesson)
    for projector in (True, False):
        lesson.projector = projector
        scene = explorer.scene
        with scene.fig.look():
            scene.fig.canvas.draw()
        boxes = [
            tick.label1.get_window_extent()
            for tick in scene.by_time.yaxis.get_major_ticks()
            if tick.label1.get_text()
            and scene.by_time.bbox.y0 <= tick.label1.get_window_extent().y1
        ]
        boxes = sorted((b for b in boxes if b.y1 <= scene.by_time.bbox.y1), key=lambda b: b.y0)
        assert len(boxes) >= 2
        assert all(low.y1 <= high.y0 for low, high in pairwise(boxes))


def test_a_pinned_run_stays_while_the_other_changes(explorer):
    explorer.press("p")
    pinned = explorer.runs[1].run
    assert len(explorer.scene.charts) == 2
    explorer.panel.policy.value = "asynchronous"
    assert explorer.runs[1].run is pinned and now(explorer) is not pinned
    assert "pinned: synchronous" in explorer.canvas.text
    assert explorer.canvas.table.count('<th scope="col">') == 2
    explorer.unpin()
    assert len(explorer.scene.charts) == 1 and len(explorer.runs) == 1


def test_runs_of_different_lengths_and_workers_share_one_axis_of_time(explorer):
    explorer.pin()
    explorer.panel.workers.value = 8
    explorer.panel.straggler.value = "none"
    assert [len(run.bars.workers) for run in explorer.runs] == [8, 4]
    longest = max(run.bars.end_of_run for run in explorer.runs)
    assert explorer.panel.step.max * explorer.panel.tick >= longest
    limits = {chart.get_xlim() for chart in explorer.scene.charts}
    assert len(limits) == 1


def test_the_background_is_drawn_anew_only_where_rows_or_the_axis_change(explorer):
    def drawn(act):
        before = explorer.canvas.background
        act()
        return explorer.canvas.background is not before

    p = explorer.panel

    def put(control, value):
        return lambda: setattr(control, "value", value)

    for act in (
        put(p.step, 3), put(p.policy, "asynchronous"), put(p.lr, 0.2), put(p.straggler, "chance"),
        put(p.zoom, 16), put(p.by, "epochs"), put(p.epochs, 5), put(p.message, 500),
    ):  # fmt: skip
        assert not drawn(act)
    for act in (put(p.workers, 5), explorer.pin, put(p.quantity, "distance"), explorer.unpin):
        assert drawn(act)


def test_reset_brings_everything_back():
    explorer = sl.widgets.cluster_explorer(against=parallel.Sync(1), epochs=3)
    p, text = explorer.panel, explorer.canvas.text
    p.policy.value, p.workers.value, p.zoom.value, p.by.value = "asynchronous", 7, 16, "epochs"
    p.quantity.value, p.batch_size.value = "distance", 32
    explorer.pin()
    p.step.value = 3
    explorer.press("r")
    assert explorer.canvas.text == text and explorer.canvas.error == ""
    assert explorer.pinned.bound == 1 and len(explorer.scene.charts) == 2


# -- words --------------------------------------------------------------------------------------


def test_the_words_tell_the_numbers_of_the_run():
    explorer = sl.widgets.cluster_explorer(
        policy=parallel.Sync(1), straggler="one", workers=4, epochs=5
    )
    run, text = now(explorer), explorer.canvas.text
    assert f"{run.dropped} gradients not used" in text and run.dropped > 0
    waits = shares(bars(run))[:, 2].mean()
    assert f"workers wait {waits:.0%} of the time" in text
    assert f"{len(run.path)} updates" in text
    explorer.panel.policy.value = "asynchronous"
    assert f"largest staleness {now(explorer).staleness.max()}" in explorer.canvas.text
    table = re.sub("<[^>]+>", " ", explorer.canvas.table)
    assert "worker 3: computes, sends, waits" in table and "first after" in table


def test_distance_is_that_to_least_squares(explorer):
    explorer.panel.quantity.value = "distance"
    best = np.linalg.lstsq(explorer.problem.X, explorer.problem.y)[0]
    expected = np.linalg.norm(now(explorer).path.w - best, axis=1)
    assert explorer.runs[0].values == pytest.approx(expected)


def test_work_is_counted_in_updates_or_in_epochs():
    explorer = sl.widgets.cluster_explorer(policy=parallel.Async(), epochs=3)
    assert explorer.runs[0].work[-1] == len(now(explorer).path) == 48
    explorer.panel.by.value = "epochs"
    assert explorer.runs[0].work[-1] == pytest.approx(3)
    label = explorer.scene._axes[1].label.get_text()
    assert label == "epochs of gradients"


def test_before_the_answer_nothing_is_told(lesson):
    question = ask(lesson, "q", CHOICE)
    explorer = sl.widgets.cluster_explorer(
        straggler="one", against=parallel.Async(), after=question, lesson=lesson
    )
    for key in ("End", "ArrowRight", " ", "p"):
        explorer.press(key)
    assert explorer.panel.step.value == 0 and explorer.panel.policy.disabled
    assert explorer.canvas.table == "" and "Answer the question above" in explorer.canvas.text
    scene = explorer.scene
    for gantt in scene._gantts:
        for kind in gantt._kinds.values():
            assert not len(kind.past.get_path().vertices) + len(kind.ahead.get_path().vertices)
    assert all(len(points(way.whole)) == 0 for way in scene._ways)
    assert all(len(points(trace.whole)) == 0 for trace in scene._traces)
    axes = (*scene._axes, *(gantt._axis for gantt in scene._gantts))
    assert {number.get_text() for axis in axes for number in axis.numbers} == {""}
    question.answer = "1"
    explorer.press("End")
    assert explorer.panel.step.value == explorer.panel.step.max and explorer.canvas.table


# -- what it takes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"problem": "digits"}, "problem is 'digits'; expected 'made' or 'table'"),
        ({"problem": None}, "the problem is None"),
        ({"policy": "async"}, "the policy is 'async'; expected Sync"),
        ({"straggler": "slow"}, "straggler is 'slow'; expected one of none, one"),
        ({"workers": 0}, "workers is 0"),
        ({"workers": 17}, "workers is 17; the explorer shows at most 16"),
        ({"workers": 8, "batch_size": 4}, "workers is 8; the explorer shows at most 4 here"),
        ({"epochs": 99}, "epochs is 99; the explorer shows at most 50"),
        ({"jitter": 7}, "jitter is 7"),
        ({"zoom": 3}, "zoom is 3; expected one of 1, 2"),
        ({"cost": parallel.Cost(message=7)}, "cost.message is 7; expected one of 0, 20"),
        ({"lr": 0}, "lr is 0"),
        ({"policy": parallel.Async(99)}, "bound is 99; the explorer shows at most 10"),
    ],
)
def test_what_it_cannot_show_is_refused_in_words(arguments, says):
    with pytest.raises((ValueError, TypeError), match=says) as error:
        sl.widgets.cluster_explorer(**arguments)
    assert "\n" not in str(error.value)


def test_a_run_that_diverges_is_shown_as_far_as_numbers_go(explorer):
    explorer.panel.lr.value = 2.0
    assert explorer.canvas.error == ""
    explorer.panel.policy.value = "asynchronous"
    assert explorer.canvas.error == ""


def test_other_problems_have_the_panels_they_can(explorer):
    X = np.random.RandomState(1).normal(size=(32, 3))
    three = sl.widgets.cluster_explorer(
        sl.LeastSquares(X, X @ [1, 2, 3]), batch_size=8, workers=2, epochs=2
    )
    assert three.scene.below == 2 and three.canvas.error == ""
    signs = np.sign(X[:, 0])
    logistic = sl.widgets.cluster_explorer(sl.Logistic(X, signs), batch_size=8, workers=2, epochs=2)
    assert len(logistic.panel.quantity.options) == 1 and logistic.canvas.error == ""


def test_a_step_of_the_cursor_is_quick(explorer):
    explorer.pin()
    times = []
    for k in range(12):
        begin = time.process_time()
        explorer.panel.step.value = 10 + k
        times.append(time.process_time() - begin)
    assert sorted(times)[6] < 0.05  # 6 to 9 ms on a quiet machine


def test_a_cluster_that_takes_no_time_is_drawn_too():
    explorer = sl.widgets.cluster_explorer(
        cost=parallel.Cost(instance=0, call=0, message=0, update=0)
    )
    assert explorer.canvas.error == ""


def test_before_the_answer_the_comparison_stays(lesson):
    guess = ask(lesson, "q", CHOICE)
    two = {"against": parallel.Sync(), "policy": parallel.Async()}
    explorer = sl.widgets.cluster_explorer(**two, after=guess, lesson=lesson)
    assert explorer.locked and explorer.panel.unpin.disabled
