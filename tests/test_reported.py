"""The published figures that lesson 13 prints, as their authors give them."""

from sgdlab.parallel.reported import JOBS, REPORTED

# Each was read in the source beside it; a change here needs another look there.
FIGURES = {
    ("DistBelief", "8 machines"): ("42 million", "2.2 times"),
    ("DistBelief", "81 machines"): ("1.7 billion", "more than 12 times"),
    ("Parameter Server", "800 workers, 200 servers"): ("less than 2 % idle", "32, 53 %"),
    ("Parameter Server", "1,000 to 6,000 machines"): ("about 4 times",),
    ("Goyal et al.", "8 to 256 GPUs"): ("about 90 %", "256 to 8,192"),
    ("Horovod", "512 GPUs"): ("90 %", "68 % on VGG-16"),
    ("PyTorch DDP", "256 GPUs"): ("nearly linear",),
    ("BytePS", "256 GPUs"): ("about 90 % efficiency", "about 70 %"),
}


def test_each_published_figure_is_the_one_that_was_read():
    found = {(one.system, one.machines): one.found for one in REPORTED}
    assert found.keys() == FIGURES.keys()
    for name, words in FIGURES.items():
        for word in words:
            assert word in found[name]
    assert [(one.hours, one.share) for one in JOBS] == [
        (100, 0.078),
        (1000, 0.137),
        (10_000, 0.247),
    ]


def test_each_has_its_year_and_an_address():
    for one in REPORTED:
        assert 2010 <= one.year <= 2026 and one.source.startswith("https://")
