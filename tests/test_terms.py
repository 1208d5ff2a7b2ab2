"""The terms of a round against a rehearsal that counts every message, and what bites first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgdlab.parallel import Cost, Jitter, Virtual, rehearse, terms

BIG = Cost(instance=6000, bandwidth=125, width=4)


@given(
    workers=st.integers(1, 12), each=st.integers(1, 20), servers=st.integers(1, 5),
    parameters=st.integers(0, 10**6), latency=st.integers(0, 500),
)  # fmt: skip
def test_without_chance_the_terms_are_the_rehearsed_round(
    workers, each, servers, parameters, latency
):
    cost = Cost(bandwidth=200, latency=latency)
    m = workers * each
    found = terms.of_round(
        cost, batch_size=m, workers=workers, parameters=parameters, servers=servers
    )
    run = rehearse(
        n=m, batch_size=m, workers=workers, parameters=parameters,
        on=Virtual(cost, servers=servers),
    )  # fmt: skip
    assert found.total == run.time == cost.round(m, workers, parameters, servers)
    assert found.barrier == found.failures == 0


@pytest.mark.parametrize("workers", [1, 4, 50])
def test_the_barrier_is_that_of_a_rehearsal_with_delays(workers):
    cost, rounds = Cost(instance=0, call=1000, message=0, update=0), 40_000 // workers
    found = terms.of_round(cost, batch_size=workers, workers=workers, jitter=0.5)
    run = rehearse(
        n=workers * rounds, batch_size=workers, workers=workers, on=Virtual(cost, Jitter(0.5))
    )
    assert run.time / rounds == pytest.approx(found.total, rel=0.02)
    assert (found.barrier == 0) == (workers == 1)


def test_a_machine_that_fails_costs_more_the_more_there_are():
    lost = []
    for workers in (1, 64, 4096):
        found = terms.of_round(BIG, batch_size=4096, workers=workers, parameters=10**6, mtbf=168)
        lost.append(found.failures / found.total)
    assert 0 < lost[0] < 0.01 < lost[1] < 0.1 < lost[2] < 0.7


def test_without_failures_none_are_counted():
    found = terms.of_round(BIG, batch_size=64, workers=4)
    assert found.failures == 0 and terms.alone(BIG, batch_size=64) == BIG.serial(64)


def test_first_to_bite():
    rows = {
        workers: terms.of_round(BIG, batch_size=65_536, workers=workers, parameters=10**8)
        for workers in (16, 1, 8, 4)
    }
    assert terms.first_to_bite(rows) == (8, "link")
    assert terms.first_to_bite({1: rows[1]}) is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"workers": 9}, "workers is 9; a batch of 8 has work for at most 8"),
        ({"workers": 0}, "workers is 0"), ({"batch_size": 0}, "batch_size is 0"),
        ({"jitter": -1}, "jitter is -1"), ({"mtbf": 0}, "mtbf is 0"),
        ({"mtbf": "2"}, "mtbf is '2'; expected a finite number"), ({"servers": 0}, "servers is 0"),
        ({"servers": -1}, "servers is -1"), ({"parameters": -1}, "parameters is -1"),
        ({"parameters": None}, "parameters is None; expected a whole number"),
        ({"cost": 3}, r"cost is 3; expected Cost\(...\)"),
    ],
)  # fmt: skip
def test_bad_rounds_get_a_sentence(change, says):
    with pytest.raises((ValueError, TypeError), match=says):
        terms.of_round(**{"cost": Cost(bandwidth=9), "batch_size": 8, "workers": 2, **change})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"batch_size": 0}, "batch_size is 0"), ({"jitter": -1}, "jitter is -1"),
        ({"jitter": float("nan")}, "jitter is nan"), ({"mtbf": "2"}, "mtbf is '2'"),
        ({"parameters": 1.5}, "parameters is 1.5"), ({"cost": None}, "cost is None"),
    ],
)  # fmt: skip
def test_bad_batches_alone_get_a_sentence(change, says):
    with pytest.raises((ValueError, TypeError), match=says):
        terms.alone(**{"cost": Cost(), "batch_size": 8, **change})


def test_the_slowest_of_none_is_refused():
    with pytest.raises(ValueError, match="count is 0"):
        terms.harmonic(0)
