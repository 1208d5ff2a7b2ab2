"""The numbers in the prose of lesson 13: each read, and computed again."""

import math

import numpy as np
import pytest

import sgdlab as sl
from sgdlab.parallel import (
    Async,
    Chance,
    Cost,
    Straggler,
    Sync,
    Virtual,
    curves,
    failures,
    rehearse,
    reported,
    terms,
)

from .prose import Prose

TABLE = sl.LeastSquares(*sl.load("table")[:2])


def test_lesson_13_but_its_table():
    text, cost = Prose("13-at-scale"), Cost(instance=6000, bandwidth=125, width=4)
    text.text = text.text.partition("## The five questions")[0]
    text.given(  # ten tries on another machine, and what others report: tests/test_reported.py
        "and 8 % too long, for 4 between 9 % too short and 13 % too long", "7 to 46 % wrong",
        "12 to 31 %", "up to 56 %", "about 0.1 ms", "(2.2 times on 8", "(90 % at 512",
        "(68 % for VGG-16", "(Li et al., OSDI 2014", "in 1,000 days",
    )  # fmt: skip
    text.given(
        "$d = 10^8$, as",
        "a link of 1 Gbit/s, that is 125 MB",
        "$10^{11}$",
        "at $d = 10^8$",
        "100 Gbit/s",
        "1,000 µs",
    )
    text.says("holds {} MB", 4 * 10**8 / 1e6)
    text.says("takes {} ms for", 6 * 10**8 / 1e11 * 1000)
    text.says("has $m = {}$ instances", 65_536)
    text.says("computes for {} minutes", cost.compute(65_536) / 6e7)
    text.says("wants its own {} MB", 2 * 400)
    text.says(r"{}\,\text{ms} \,/\, {}\,\text{s}} \approx {}", 6, 2 * cost.link(10**8, 1) / 1e6, 8)
    every = 1000 * cost.link(10**8, 200) * 2 / 1e6
    text.says("{} GB a round is what a thousand workers and {} MB", 2 * 1000 * 0.4, 400)
    text.says("The {} servers need {} s", 200, every, near=0.02)
    text.says("the computation takes {} s", cost.compute(64) / 1e6)
    text.says("+ {}$. So", terms.harmonic(1000) - math.log(1000))
    shares = [100 * job.share for job in reported.JOBS]
    words = "about {} machine-hours {} %, with {} {} %, with {} {} %"
    hours = [job.hours for job in reported.JOBS]
    text.says(words, *(x for pair in zip(hours, shares, strict=True) for x in pair))
    needed = (failures.mtbf_of(job.share, job.hours) for job in reported.JOBS)
    text.says("another $M$: {}, {} and {} hours", *needed)
    text.says("a job for {} machine-hours", hours[-1])
    text.says("once in {} hours $= {}$ minutes", 24, 24 * 60)
    figure = sl.widgets.scale_explorer()
    speed = speeds(figure)
    text.says("$P = {}$, {} times one machine", max(speed, key=speed.get), max(speed.values()))
    text.says("From $P = {}$ on", min(P for P in speed if P > 1 and speed[P] < 1))
    quick = {"servers": 256, "gigabits": 100}
    speeds(figure, **quick)
    round_256 = figure.rounds[256]
    text.given("1. 256 servers", "at $P = 256$, besides", "See 4,096 workers")
    text.says("{} % of the round at $P = 256$", 100 * round_256.barrier / round_256.total)
    speed = speeds(figure, **quick, jitter=0)
    best = max(speed, key=speed.get)
    text.says("is $P = {}$, {} times one machine; 4,096", best, speed[best])
    text.says("only {} times as fast", speed[4096])
    speed = speeds(figure, **quick, mtbf=168)
    text.says("is $P = {}$, {} times", max(speed, key=speed.get), max(speed.values()))
    speed = speeds(figure, instance=1000)
    text.says(
        "Less: $P = {}$ is the fastest, and only {}", *max((v, k) for k, v in speed.items())[::-1]
    )
    text.given("exponential time of 20 %", "float32", r"\frac12 +")
    assert text.unread() == []


def speeds(figure, **values):
    """Return how many times as quick as one machine each number of workers is."""
    figure.reset()
    for name, value in values.items():
        getattr(figure, name).value = value
    return {workers: figure.alone / found.total for workers, found in figure.rounds.items()}


def test_the_table_of_lesson_13():
    text = Prose("13-at-scale")
    text.text = text.text.partition("## The five questions")[2]
    # the same, and as fast
    ends = [end_of(m) for m in (2, 4)]
    text.says("loss {}, $m = 4$ at 1/3", ends[0])
    assert ends[1] == pytest.approx(1 / 3)
    rates = (0.5, 0.25, 0.1, 0.05)
    far = [sl.descend(TABLE, (0, 0), lr=lr, batch_size=1, epochs=1000).w[-4:] for lr in rates]
    gaps = [np.linalg.norm(w - (-2 / 3, 4 / 3), axis=1).max() for w in far]
    text.says(r"rate: {}, {}, {}, {} at $\lambda$ = {}, {}, {}, {}", *gaps, *rates)
    best = {row.batch_size: row.total_ms for row in sl.study.stored().best()}
    flat = [m for m, ms in best.items() if ms <= 2 * min(best.values())]
    text.says("from $m = {}$ to {}, both ends", min(flat), max(flat))
    # speed-ups
    costs = (0, 300, 3000)
    points = [curves.against_batch(Cost(message=us)) for us in costs]
    last = points[1][-1]
    text.says("$m = {}$: $S = {}$, $S = {}$, $S = {}$", last.batch_size, last.s1, last.s2, last.s3)
    tops = [max(one, key=lambda point: point.s3) for one in points]
    sizes, gains = [top.batch_size for top in tops], [top.s3 for top in tops]
    words = (
        "at {}, {}, {} µs a message the best $m$ is {}, {}, {}, and the best $S $ falls {}, {}, {}"
    )
    text.says(words, *costs, *sizes, *gains)
    # slow machines
    one, ms = Straggler(0, 4), []
    for policy in (Sync(), Sync(backup=1), Async(bound=3), Async()):
        ms.append(slow(policy, one))
    words = "100 rounds of 1: synchronous {}, one backup worker {} with 3/4 of the instances"
    text.says(words, *ms[:2], near=0.01)
    words = "any staleness bound {}, asynchronous {} with fixed parts, {} with a queue"
    text.says(words, *ms[2:], slow(Async(), one, queue=True))
    late = 1 - 0.9**4
    two = late - 4 * 0.1 * 0.9**3
    text.says("gain: {} a round, and with a backup {} if", 1 + 3 * late, 1 + 3 * two)
    backup = slow(Sync(backup=1), Chance(0.1, 4), rounds=1000) / 1000
    text.says("stop at once, {} if they go on", backup, near=0.02)
    assert text.unread() == []


def end_of(m):
    return float(sl.descend(TABLE, (0, 0), lr=0.5, batch_size=m, epochs=60).loss[-1])


def slow(policy, delays, queue=False, rounds=100):
    """Return the milliseconds of a run of four workers whose parts take 1 ms."""
    cost = Cost(instance=0, call=1000, message=0, update=0)
    on = Virtual(cost, delays, queue)
    return rehearse(n=4 * rounds, batch_size=4, workers=4, policy=policy, on=on).time / 1000
