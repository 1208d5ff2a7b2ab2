"""The curves of the speed-ups: each point is the forecast of its batch size."""

import pytest

from sgdlab.parallel import Cost, curves, epochs, forecast


@pytest.mark.parametrize("workers", [1, 4, 16])
def test_a_point_is_the_forecast_and_the_epochs_that_were_counted(workers):
    cost = Cost(message=30)
    points = curves.against_batch(cost, workers)
    assert [(one.batch_size, one.epochs) for one in points] == [
        (one.batch_size, one.epochs) for one in epochs.STORED
    ]
    for point in points:
        times = forecast(cost, n=epochs.N, batch_size=point.batch_size, workers=workers)
        assert point.times == times and (point.s1, point.s2) == (times.s1, times.s2)
        assert point.s3 == pytest.approx(point.s2 * 0.5 / point.epochs)
        assert point.s3 == pytest.approx(points[0].serial_to_goal / point.to_goal)
        assert point.slide_epoch == times.serial_epoch / workers


def test_the_best_are_the_least_times():
    points = curves.against_batch()
    top, alone = curves.best(points), curves.best_serial(points)
    assert top.to_goal == min(point.to_goal for point in points)
    assert alone.serial_to_goal == min(point.serial_to_goal for point in points)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: curves.against_batch(needed=()), "needed is empty"),
        (lambda: curves.against_batch(needed=epochs.STORED[1:]), "expected m = 1: S2 and S3"),
        (lambda: curves.against_batch(3), r"cost is 3; expected Cost\(...\)"),
        (lambda: curves.against_batch(n=0), "n is 0"),
        (lambda: curves.against_batch(workers=0), "workers is 0"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence(make, says):
    with pytest.raises((ValueError, TypeError), match=says):
        make()
