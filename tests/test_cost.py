"""Costs: what a message takes, and what a real run took."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sgdlab as sl
from sgdlab.parallel import (
    Async,
    Chance,
    Cost,
    Measured,
    Serial,
    Sync,
    Threads,
    Virtual,
    forecast_error,
    rehearse,
    train,
)

MICROSECONDS = st.integers(1, 2000)


@settings(max_examples=30, deadline=None)
@given(
    cost=st.builds(
        Cost, instance=MICROSECONDS, call=MICROSECONDS, message=MICROSECONDS, update=MICROSECONDS
    ),
    workers=st.integers(2, 6),
    policy=st.sampled_from([Sync(), Sync(backup=1), Async(), Async(bound=2)]),
    slow=st.booleans(),
)  # fmt: skip
def test_a_fit_finds_the_costs_of_a_virtual_run(cost, workers, policy, slow):
    delays = Chance(0.05, 4) if slow else None
    run = rehearse(
        n=200, batch_size=13, workers=workers, epochs=10, policy=policy, on=Virtual(cost, delays)
    )
    assert Cost.fit(run) == cost


def test_an_instance_may_cost_less_than_a_microsecond():
    cost = Cost(instance=0.035, call=12)
    found = Cost.fit(rehearse(n=50_000, batch_size=20_000, workers=2, on=Virtual(cost)))
    assert (found.call, found.instance) == (12, pytest.approx(0.035, rel=1e-3))


def test_two_sizes_of_messages_tell_the_bandwidth():
    cost = Cost(message=250, bandwidth=125)
    runs = [
        rehearse(n=60, batch_size=7, workers=3, parameters=d, on=Virtual(cost))
        for d in (1000, 20_000, 500_000)
    ]
    assert Cost.fit(*runs) == cost
    alone = Cost.fit(runs[1])
    assert alone.bandwidth is None and alone.message == 250 + 160_000 // 125


def test_two_numbers_of_workers_tell_the_latency():
    cost = Cost(message=20, latency=700)
    runs = [rehearse(n=60, batch_size=10, workers=p, on=Virtual(cost)) for p in (2, 5)]
    assert Cost.fit(*runs) == cost


def test_parts_of_one_size_need_a_second_run():
    with pytest.raises(ValueError, match="give a second run with another batch_size"):
        Cost.fit(rehearse(n=60, batch_size=6, workers=3))
    two = [rehearse(n=60, batch_size=m, workers=3) for m in (6, 12)]
    assert Cost.fit(*two) == Cost()


@pytest.mark.parametrize("odd", [None, "run", 3, [], Cost()])
def test_only_a_run_has_costs(odd):
    for ask in (Cost.fit, Measured.of, lambda run: forecast_error(Cost(), run)):
        with pytest.raises(TypeError, match=r"run is .*; expected Run\(\.\.\.\)"):
            ask(odd)
    with pytest.raises(ValueError, match="a run without a timeline has no costs"):
        Cost.fit()


def test_a_run_without_timeline_is_refused():
    with pytest.raises(ValueError, match="a run without a timeline has no costs"):
        Cost.fit()


class Sleeper(sl.LeastSquares):
    """A gradient takes 5 ms and 1 ms for each instance, on whatever computer."""

    def grad_sum(self, w, batch=None):
        time.sleep(5e-3 + 1e-3 * len(batch))
        return super().grad_sum(w, batch)


@pytest.mark.parametrize(("on", "workers"), [(Serial(), 1), (Threads(), 3)])
def test_a_real_run_is_fitted_and_forecast(on, workers):
    random = np.random.RandomState(0)
    problem = Sleeper(random.randn(100, 3), random.randn(100))
    how = {"lr": 0.01, "workers": workers, "on": on}
    runs = [train(problem, np.zeros(3), batch_size=m, epochs=2, **how) for m in (10, 50, 50)]
    cost = Cost.fit(*runs[:2])
    assert cost.instance == pytest.approx(1000, rel=0.3) and cost.call == pytest.approx(5000, rel=1)
    assert (cost.message == 0) == (on == Serial())
    assert min(abs(forecast_error(cost, run)) for run in runs) < 0.3


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"message": -1}, "message is -1"), ({"latency": 1.5}, "latency is 1.5"),
        ({"bandwidth": 0}, "bandwidth is 0"), ({"instance": -0.5}, "instance is -0.5"),
        ({"width": -8}, "width is -8"),
    ],
)  # fmt: skip
def test_bad_costs_get_a_sentence(change, says):
    with pytest.raises((ValueError, TypeError), match=says):
        Cost(**change)
