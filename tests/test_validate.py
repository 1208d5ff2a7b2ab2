"""What stands at the door: seeds and orders, least numbers, and one of a list."""

import numpy as np
import pytest

import sgdlab as sl
from sgdlab import hardware, holding, noise, patterns, validate
from sgdlab.noise_plane import NoisePlane
from sgdlab.parallel import Chance, Crashes, HeavyTail, Jitter, ScalarNet, failures

TABLE = sl.LeastSquares(*sl.load("table")[:2])
LONG = failures.LongRun(100, 10, 1000)
SEEDED = {
    "Jitter": lambda seed: Jitter(seed=seed),
    "Chance": lambda seed: Chance(seed=seed),
    "HeavyTail": lambda seed: HeavyTail(seed=seed),
    "Crashes": lambda seed: Crashes(10, seed=seed),
    "ScalarNet": lambda seed: ScalarNet(2, seed=seed),
    "initial": TABLE.initial,
    "the first w of MLP": sl.MLP([[0.0], [1.0]], [0, 1]).initial,
    "simulated_times": lambda seed: failures.simulated_times(LONG, times=1, seed=seed),
    "patterns": lambda seed: patterns.make("xor", seed=seed),
    "cloud": lambda seed: noise.cloud(TABLE, (0, 0), 1, draws=1, seed=seed),
    "NoisePlane": lambda seed: NoisePlane(TABLE, (0, 0), draws=1, seed=seed),
    "measure": lambda seed: hardware.measure(n=10, d=2, seed=seed),
    "held out": lambda seed: holding.hold_out(sl.load("table"), 1, seed=seed),
}
ORDERED = {
    "batches": lambda seed: list(sl.batches(4, 2, shuffle=seed)),
    "descend": lambda seed: sl.descend(TABLE, (0, 0), lr=0.1, shuffle=seed),
    "sweep": lambda seed: sl.sweep(TABLE, (0, 0), lr=0.1, seeds=[seed]),
    "Stream": lambda seed: sl.parallel.Stream(4, 2, 1, seed, 1),
    "sgd_stepper": lambda seed: sl.widgets.sgd_stepper(shuffle=seed),
}


@pytest.mark.parametrize("make", (SEEDED | ORDERED).values(), ids=SEEDED | ORDERED)
@pytest.mark.parametrize("seed", [2**32, -1])
def test_a_seed_that_no_generator_takes_is_refused_at_the_door(make, seed):
    with pytest.raises(ValueError, match=f"is {seed}; expected a seed from 0 to 4294967295"):
        make(seed)


@pytest.mark.parametrize("make", SEEDED.values(), ids=SEEDED)
def test_without_a_seed_nothing_is_drawn(make):
    with pytest.raises(TypeError, match="is None; expected a whole number"):
        make(None)


@pytest.mark.parametrize("make", ORDERED.values(), ids=ORDERED)
def test_an_order_may_be_the_one_given_or_the_last_seeds(make):
    make(None)
    make(2**32 - 1)


def test_the_last_seed_of_a_model_draws():
    assert Jitter(seed=2**32 - 1)(0, 0, 1000) >= 0
    assert Crashes(1e-9, seed=np.int64(2**32 - 1))(0, 0, 0, 1000) is not None


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: validate.least("x", -0.5), "x is -0.5; expected a number, 0 or more"),
        (lambda: validate.least("x", 0.5, 1), "x is 0.5; expected a number, 1 or more"),
        (lambda: validate.one_of("x", "c", "ab"), "x is 'c'; expected one of a, b"),
        (lambda: validate.one_of("x", [1], {1: 2}), r"x is \[1\]; expected one of 1\."),
        (lambda: validate.one_of("x", "y" * 99, (1,)), r"x is 'y+\.\.\.; expected"),
    ],
)
def test_what_is_not_at_hand_is_named(call, says):
    with pytest.raises(ValueError, match=says):
        call()
