"""The same gradient in every place: equal numbers, and in words what a computer lacks."""

import sys
from types import SimpleNamespace

import array_api_strict
import numpy as np
import pytest
from threadpoolctl import ThreadpoolController, threadpool_info

import sgdlab as sl
from sgdlab import hardware
from sgdlab.hardware import Timing, measure, missing

SMALL = {"n": 200, "d": 5, "classes": 3}


class Blas:
    """A BLAS library that takes at most `built` threads, and notes how many it was given."""

    def __init__(self, built):
        self.built, self.now, self.given = built, built, []

    def __len__(self):
        return 1

    def info(self):
        return [{"num_threads": self.now}]

    def limit(self, limits):
        self.given.append(limits)
        self.now = min(limits, self.built)
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.now = self.built


@pytest.fixture
def torch(monkeypatch):
    """Return a stand-in for PyTorch: arrays of the strict array API, and a GPU to wait for."""
    torch = SimpleNamespace(waits=[], put=[], gpus=(), broken=False)
    torch.float32, torch.float64 = array_api_strict.float32, array_api_strict.float64
    torch.get_num_threads = lambda: 3
    torch.cuda = SimpleNamespace(
        is_available=lambda: "cuda" in torch.gpus, synchronize=lambda: torch.waits.append("cuda")
    )
    torch.mps = SimpleNamespace(synchronize=lambda: torch.waits.append("mps"))
    torch.backends = SimpleNamespace(mps=SimpleNamespace(is_available=lambda: "mps" in torch.gpus))

    def asarray(a, dtype, device):
        torch.put.append((device, str(dtype).split(".")[-1]))
        return array_api_strict.asarray(np.asarray(a), dtype=dtype)

    def ones(_, device):
        if torch.broken:
            raise RuntimeError("no kernel image is available\nand many more lines")
        return SimpleNamespace(sum=lambda: np.float32(1))

    torch.asarray, torch.ones = asarray, ones
    monkeypatch.setattr(hardware, "_torch", lambda: (torch, ""))
    return torch


@pytest.fixture
def no_torch(monkeypatch):
    monkeypatch.setattr(hardware, "find_spec", lambda name: None)


@pytest.mark.parametrize("classes", [None, 2, 10])
def test_numpy_on_one_thread_comes_first_and_all_others_equal_it(classes):
    first, *others = measure(n=500, d=20, classes=classes)
    assert first[:2] == ("NumPy", 1) and first.difference == 0
    assert all(timing.difference <= timing.tolerance for timing in others)
    assert all(timing.milliseconds > 0 for timing in (first, *others))


def test_threads_are_the_powers_of_two_and_all_cores(monkeypatch, no_torch):
    blas = Blas(built=64)
    monkeypatch.setattr(hardware, "_blas", lambda: blas)
    for cores, expected in (
        (1, [1]),
        (2, [1, 2]),
        (6, [1, 2, 4, 6]),
        (100, [1, 2, 4, 8, 16, 32, 64]),
    ):
        monkeypatch.setattr(hardware, "cores", lambda cores=cores: cores)
        blas.given.clear()
        assert [timing.threads for timing in measure(**SMALL)] == expected
        assert blas.given == [cores, *expected]


def test_the_threads_are_as_before_afterwards(monkeypatch, no_torch):
    before = threadpool_info()
    measure(**SMALL)
    assert threadpool_info() == before

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(sl.Softmax, "grad_sum", broken)
    with pytest.raises(KeyboardInterrupt):
        measure(**SMALL)
    assert threadpool_info() == before


def test_threads_that_cannot_be_set_are_said(monkeypatch, no_torch):
    none = ThreadpoolController().select(user_api="none")
    monkeypatch.setattr(hardware, "_blas", lambda: none)
    (only,) = measure(**SMALL)
    assert only[:2] == ("NumPy", None) and only.difference == 0
    assert any("threads of this NumPy cannot be set" in sentence for sentence in missing())


def test_a_gpu_is_measured_in_both_precisions_and_waited_for(torch):
    torch.gpus = ("cuda",)
    timings = [t for t in measure(**SMALL) if t.where != "NumPy"]
    assert [(t.where, t.threads) for t in timings] == [
        ("PyTorch, processor", 3),
        ("PyTorch, GPU, float64", None),
        ("PyTorch, GPU, float32", None),
    ]
    assert [t.tolerance for t in timings] == [1e-10, 1e-10, 1e-4]
    assert all(t.difference <= t.tolerance for t in timings)
    assert timings[2].difference > 1e-10, "it was not computed in float32"
    assert torch.put[-1] == ("cuda", "float32")
    assert len(torch.waits) >= 8
    assert not any("PyTorch" in sentence for sentence in missing())


def test_apples_gpus_have_no_float64(torch):
    torch.gpus = ("mps",)
    assert [t.where for t in measure(**SMALL)][-2:] == [
        "PyTorch, processor",
        "PyTorch, GPU, float32",
    ]
    assert ("mps", "float64") not in torch.put and set(torch.waits) == {"mps"}


def test_the_clock_stops_when_the_gpu_is_done(torch, monkeypatch):
    times = iter(range(1000))
    monkeypatch.setattr(hardware.time, "perf_counter", lambda: next(times))
    problem = sl.LeastSquares([[1.0]], [1.0])
    slow = SimpleNamespace(synchronize=lambda: [next(times) for _ in range(9)])
    _, quick = hardware._timed(problem, np.zeros(1), np.arange(1))
    _, waited = hardware._timed(problem, np.zeros(1), np.arange(1), slow.synchronize)
    assert waited == quick + 9000


@pytest.mark.parametrize(
    ("gpus", "broken", "sentence"),
    [
        ((), False, "PyTorch finds no GPU here."),
        (("cuda",), True, "PyTorch finds a GPU but cannot use it (no kernel image is available)."),
    ],
)
def test_without_a_gpu_the_processor_is_measured_and_it_is_said(torch, gpus, broken, sentence):
    torch.gpus, torch.broken = gpus, broken
    assert [t.where for t in measure(**SMALL)][-1] == "PyTorch, processor"
    assert missing()[-1] == sentence


def test_without_pytorch_it_is_said(no_torch):
    assert {t.where for t in measure(**SMALL)} == {"NumPy"}
    assert "PyTorch is not installed" in missing()[-1] and "pip install torch" in missing()[-1]


def test_a_pytorch_that_cannot_be_loaded_is_said(monkeypatch):
    monkeypatch.setattr(hardware, "find_spec", lambda name: True)
    monkeypatch.setitem(sys.modules, "torch", None)
    assert {t.where for t in measure(**SMALL)} == {"NumPy"}
    assert "installed but cannot be loaded" in missing()[-1]


def test_one_core_is_said(monkeypatch, no_torch):
    monkeypatch.setattr(hardware, "cores", lambda: 1)
    assert missing()[0].startswith("This computer lends one core")
    assert len(measure(**SMALL)) == 1


def test_a_wrong_gradient_is_seen():
    expected = np.array([1.0, -2.0])
    timing = hardware._timing("GPU", None, 1.0, np.array([1.0, -2.1]), expected, "float64")
    assert timing == Timing("GPU", None, 1.0, pytest.approx(0.05), 1e-10)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"n": 0}, "n is 0; expected a whole number, 10 or more"),
        ({"n": 9}, "n is 9; expected a whole number, 10 or more"),
        ({"d": 0}, "d is 0; expected"),
        ({"classes": 1}, "classes is 1; expected a whole number, 2 or more"),
        ({"seed": -1}, "expected a seed"),
    ],
)
def test_bad_sizes_are_refused(given, words):
    with pytest.raises(ValueError, match=words):
        measure(**given)


def test_it_is_there_without_an_import_of_its_own():
    assert sl.hardware is hardware
