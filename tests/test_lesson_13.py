"""Lesson 13: the numbers it prints or tells."""

import math
import re
import tomllib
from pathlib import Path

import pytest

import sgdlab as sl
from sgdlab.parallel import Cost, Jitter, Virtual, failures, rehearse, reported, terms

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "sgdlab" / "widgets" / "questions" / "13-at-scale.toml"
LESSON = (ROOT / "notebooks" / "13-at-scale.ipynb").read_text(encoding="utf-8")
ENTRIES = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))


# bytes and shards


def link(workers=4, way=2, width=4, rate=125):
    return way * workers * 10**8 * width / rate / 1e6


def test_the_bytes_of_a_round_and_the_mistakes():
    cost = Cost(instance=0, call=0, message=0, update=0, bandwidth=125, width=4)
    run = rehearse(n=64, batch_size=64, workers=4, parameters=10**8, on=Virtual(cost))
    assert (run.messages, run.bytes, run.time) == (8, 3_200_000_000, 25_600_000)
    assert ENTRIES["bytes"]["right"] == link() == 25.6
    wrong = [mistake["value"] for mistake in ENTRIES["bytes"]["mistake"]]
    found = [link(way=1), link(1, 1), link(1), link(width=8), link(rate=125 / 8)]
    assert found == pytest.approx(wrong)


@pytest.mark.parametrize(("servers", "seconds"), [(1, 6401.0), (8, 801.0), (200, 33.0)])
def test_shards_share_the_links_time_and_no_byte(servers, seconds):
    cost = Cost(instance=6000, bandwidth=125, width=4)
    run = rehearse(
        n=64_000, batch_size=64_000, workers=1000, parameters=10**8,
        on=Virtual(cost, servers=servers),
    )  # fmt: skip
    assert run.bytes == 800e9 and run.messages == 2000 * servers
    assert run.time / 1e6 == pytest.approx(seconds, abs=0.05)
    assert cost.link(10**8, 200) * 2000 / 1e6 == pytest.approx(32, abs=1)
    assert cost.compute(64) == 384_200


# the explorer's claims


@pytest.fixture(scope="module")
def explorer():
    return sl.widgets.scale_explorer()


def settled(explorer, **values):
    explorer.reset()
    for name, value in values.items():
        getattr(explorer, name).value = value
    rounds, alone = explorer.rounds, explorer.alone
    return rounds, {workers: alone / found.total for workers, found in rounds.items()}


def test_the_fastest_and_where_the_link_is_the_largest(explorer):
    rounds, speed = settled(explorer)
    assert max(speed, key=speed.get) == 8 and speed[8] == pytest.approx(3.7, abs=0.05)
    assert speed[64] > 1 > speed[128]
    assert terms.first_to_bite(rounds) == (16, "link")
    assert 0.8 < rounds[8].link / rounds[8].compute < 1
    assert explorer.cost.compute(65_536) / 6e7 == pytest.approx(6.6, abs=0.05)
    assert math.sqrt(65_536 * 6e-3 / 6.4) == pytest.approx(8, abs=0.2)
    first = min(workers for workers in range(1, 4097) if delayed(workers))
    assert first > 500  # "far beyond P = 16": waiting alone, without bytes
    assert 1.9 < 8760 / 4097 < 2.2
    assert 0.02 < rounds[4096].failures / rounds[4096].total < 0.06


def delayed(workers):
    return 0.2 * (terms.harmonic(workers) - 1) > 1.2


def test_four_times_the_batch_lets_twice_the_workers_pay():
    cost, best = Cost(instance=6000, bandwidth=125, width=4), []
    for m in (4**7, 4**8, 4**9):
        found = {
            workers: terms.of_round(cost, batch_size=m, workers=workers, parameters=10**8).total
            for workers in range(1, 40)
        }
        best.append(min(found, key=found.get))
    assert best == [4, 8, 16]


def test_the_first_task(explorer):
    quick = {"servers": 256, "gigabits": 100}
    rounds, _ = settled(explorer, **quick)
    now = rounds[256]
    assert max(now[1:]) == now.barrier and round(100 * now.barrier / now.total) == 43
    _, speed = settled(explorer, **quick, jitter=0)
    assert max(speed, key=speed.get) == 512
    assert round(speed[512]) == 326 and round(speed[4096]) == 108
    rounds, speed = settled(explorer, **quick, mtbf=168)
    assert rounds[4096].failures / rounds[4096].total > 0.5
    assert max(speed, key=speed.get) == 1024 and round(speed[1024]) == 200


def test_quicker_machines_are_worth_less_in_a_cluster(explorer):
    _, speed = settled(explorer, instance=1000)
    assert max(speed, key=speed.get) == 4 and speed[4] == pytest.approx(1.6, abs=0.05)


def test_eight_servers_where_the_link_is_95_percent():
    shorter = 1 / (0.05 + 0.95 / 8)
    assert shorter == pytest.approx(6, abs=0.1)


# the barrier and failures


def test_the_slowest_of_many():
    assert [f"{terms.harmonic(P):.2f}" for P in (4, 100, 1000)] == ["2.08", "5.19", "7.49"]
    assert terms.harmonic(1000) == pytest.approx(math.log(1000) + 0.58, abs=0.01)


def test_a_doubling_of_the_workers_costs_what_the_title_says():
    sizes = [2**k for k in range(10)]
    more = [terms.harmonic(2 * P) - terms.harmonic(P) for P in sizes]
    assert min(more) == 0.5 and 0.65 < max(more) < 0.7
    one_ms = Cost(instance=0, call=1000, message=0, update=0)
    for P in (4, 32):
        run = rehearse(n=400 * P, batch_size=P, workers=P, on=Virtual(one_ms, Jitter(1)))
        assert run.time / 400_000 - 1 == pytest.approx(terms.harmonic(P), rel=0.06)


def test_one_rate_does_not_fit_the_report():
    rates = [failures.mtbf_of(job.share, job.hours) for job in reported.JOBS]
    assert [round(rate) for rate in rates] == [1231, 6787, 35_250]
    assert all(f"{round(rate):,}" in LESSON for rate in rates)
    assert failures.chance(10_000, rates[0]) == pytest.approx(1 - 0.922**100)
    assert round(0.922**100, 4) == 0.0003


def test_how_often_to_save():
    run = failures.LongRun(work=168, machines=1000, mtbf=24_000, save=5 / 60, restart=10 / 60)
    assert 60 * failures.young(run) == pytest.approx(ENTRIES["save"]["right"])
    assert math.sqrt(5 * 1440) == pytest.approx(ENTRIES["save"]["mistake"][0]["value"], abs=0.01)
    took = {hours: failures.expected_time(run, hours) / run.work for hours in (1, 2, 4)}
    assert took[2] == pytest.approx(1.10, abs=0.005)
    assert max(took.values()) < 1.04 * min(took.values())
    assert failures.expected_time(run) / run.work / 52 > 2  # years


# the questions


def test_the_lesson_asks_all_its_questions():
    asked = set(re.findall(r'lesson\.ask\(\\"(\w+)\\"\)', LESSON)) | {"slow", "doubt"}
    assert asked == set(ENTRIES) and 5 <= len(ENTRIES) <= 10
