"""What was measured elsewhere: figures that others published, and the costs of one machine.

Each figure is as its authors give it, on their machines and of their year: not one of them can be
had again here.
"""

from typing import NamedTuple

from .cost import Cost

# Ray on a machine of two cores, which other work shared: softmax on the digits, 650 parameters.
TWO_CORES = Cost(instance=0.2, call=74, message=510, update=62)


class Report(NamedTuple):
    """A published figure: whose, on how many `machines`, what was found, and where it stands."""

    system: str
    year: int
    machines: str
    found: str
    source: str


class Jobs(NamedTuple):
    """Jobs of about `hours` machine-hours, and the `share` of them that failed."""

    hours: int
    share: float


_OSDI = "https://www.usenix.org/conference/osdi14/technical-sessions/presentation/li_mu"

# Li et al. (OSDI 2014), table 1: machine-learning jobs of three months in a data centre.
JOBS = (Jobs(100, 0.078), Jobs(1000, 0.137), Jobs(10_000, 0.247))

REPORTED = (
    Report(
        "DistBelief", 2012, "8 machines",
        "42 million parameters, 2.2 times as fast, slower on more",
        "https://papers.nips.cc/paper/4687-large-scale-distributed-deep-networks",
    ),
    Report(
        "DistBelief", 2012, "81 machines",
        "1.7 billion parameters, more than 12 times as fast",
        "https://papers.nips.cc/paper/4687-large-scale-distributed-deep-networks",
    ),
    Report(
        "Parameter Server", 2014, "800 workers, 200 servers",
        "less than 2 % idle at barriers; two older systems 32, 53 %",
        _OSDI,
    ),
    Report(
        "Parameter Server", 2014, "1,000 to 6,000 machines",
        "a topic model, about 4 times as fast",
        _OSDI,
    ),
    Report(
        "Goyal et al.", 2017, "8 to 256 GPUs",
        "about 90 % efficiency, batch 256 to 8,192, the accuracy stayed",
        "https://arxiv.org/abs/1706.02677",
    ),
    Report(
        "Horovod", 2018, "512 GPUs",
        "90 % efficiency on Inception V3 and ResNet-101, 68 % on VGG-16",
        "https://arxiv.org/abs/1802.05799",
    ),
    Report(
        "PyTorch DDP", 2020, "256 GPUs",
        "nearly linear, messages sent while the rest of the gradient is computed",
        "https://arxiv.org/abs/2006.15704",
    ),
    Report(
        "BytePS", 2020, "256 GPUs",
        "about 90 % efficiency on BERT-large, where Horovod has about 70 %",
        "https://github.com/bytedance/byteps",
    ),
)  # fmt: skip
