"""The three speed-ups, and the forecast of clusters that are not here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgdlab.parallel import (
    Async,
    Cost,
    Sync,
    Virtual,
    forecast,
    forecast_error,
    rehearse,
    s1,
    s2,
    s3,
)

# Homework 3: seconds an epoch and epochs; serial SGD takes 600 s an epoch and needs 2 of them.
HOMEWORK = [(160, 60, 3, 2.67, 10, 6.67), (150, 40, 40, 3.75, 15, 0.75)]
# facts.md, "Parameter server": P = 4, least squares, n = 2048, epochs to the same accuracy.
FACTS = [
    (1, 0.12, 0.12, 0.50, 0.12),
    (8, 0.36, 0.93, 0.50, 0.93),
    (32, 1.00, 3.08, 0.50, 3.08),
    (128, 2.23, 7.25, 1.19, 3.04),
    (512, 3.33, 10.95, 2.75, 1.99),
    (2048, 3.81, 12.56, 10.0, 0.63),
]


@pytest.mark.parametrize(("serial", "parallel", "epochs", "one", "two", "three"), HOMEWORK)
def test_the_homeworks_table(serial, parallel, epochs, one, two, three):
    found = s1(serial, parallel), s2(600, parallel), s3(600, 2, parallel, epochs)
    assert found == pytest.approx((one, two, three), abs=0.005)


@given(times=st.lists(st.floats(1e-3, 1e6), min_size=2, max_size=2), epochs=st.floats(0.1, 100))
def test_s3_with_equal_epochs_is_s2(times, epochs):
    sgd, parallel = times
    assert s3(sgd, epochs, parallel, epochs) == pytest.approx(s2(sgd, parallel))


@pytest.mark.parametrize("make", [lambda: s1(0, 1), lambda: s2(1, -1), lambda: s3(1, 1, 1, 0)])
def test_no_time_is_refused(make):
    with pytest.raises(ValueError, match="expected a number above 0"):
        make()


@pytest.mark.parametrize(("m", "one", "two", "epochs", "three"), FACTS)
def test_the_forecast_has_the_lectures_speed_ups(m, one, two, epochs, three):
    found = forecast(Cost(), n=2048, batch_size=m, workers=4)
    assert (found.s1, found.s2) == pytest.approx((one, two), abs=0.0051)
    assert found.s3(0.5, epochs) == pytest.approx(three, abs=0.011)


def test_speed_ups_have_limits():
    found = forecast(Cost(), n=10**9, batch_size=10**9, workers=4)
    assert (found.s1, found.s2) == pytest.approx((4, 13.2), rel=1e-4)
    assert found.message < 1e-4


@given(
    m=st.integers(1, 300), workers=st.integers(1, 20), epochs=st.integers(1, 2),
    n=st.integers(300, 900), servers=st.integers(1, 4), parameters=st.integers(1, 10**6),
    latency=st.integers(0, 400),
)  # fmt: skip
def test_the_formula_of_a_round_is_an_upper_bound_and_exact_for_equal_parts(
    m, workers, epochs, n, servers, parameters, latency
):
    workers = min(workers, m)
    cost = Cost(bandwidth=900.0, latency=latency)
    said = forecast(
        cost, n=n, batch_size=m, workers=workers, parameters=parameters, servers=servers
    )
    run = rehearse(
        n=n, batch_size=m, workers=workers, parameters=parameters, epochs=epochs,
        on=Virtual(cost, servers=servers),
    )  # fmt: skip
    each = len(run.stream) // epochs
    slack = workers * cost.link(parameters, servers) * each
    if n % m % workers:
        slack *= 2  # not every worker has a part of the last batch
    assert run.time <= epochs * said.epoch <= run.time + epochs * slack
    if m % workers == 0 and n % m == 0:
        assert run.time == epochs * said.epoch


def test_servers_share_the_bytes_and_messages_multiply():
    how = {"n": 400, "batch_size": 100, "workers": 5, "parameters": 10**6}
    one, four = (
        rehearse(**how, on=Virtual(Cost(bandwidth=1000), servers=servers)) for servers in (1, 4)
    )
    assert one.messages == 4 * 10 and four.messages == 4 * one.messages
    assert one.bytes == four.bytes == 4 * 10 * 8 * 10**6
    assert (one.time - four.time) == 4 * 10 * (8000 - 2000)


def test_asynchronous_servers_and_none_are_refused():
    with pytest.raises(ValueError, match=r"servers=2 goes with Sync\(\) only"):
        rehearse(n=8, batch_size=4, workers=2, policy=Async(), on=Virtual(servers=2))
    with pytest.raises(ValueError, match="servers is 0"):
        forecast(Cost(), n=8, batch_size=4, workers=2, servers=0)


def test_a_forecast_of_the_run_that_was_measured_is_exact_on_the_virtual_cluster():
    real = Cost(instance=7, call=90, message=40, update=11)
    run = rehearse(n=100, batch_size=13, workers=3, epochs=3, policy=Sync(1), on=Virtual(real))
    assert forecast_error(real, run) == 0
    assert forecast_error(Cost.fit(run), run) == 0
