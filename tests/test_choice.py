"""The lessons' cluster: Ray where it is, the virtual one elsewhere, and a word about which."""

import sys

import sgdlab as sl
from sgdlab.parallel import cluster


def test_without_ray_the_virtual_cluster_stands_in_and_says_so(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ray", None)
    assert cluster() == sl.Virtual()
    said = capsys.readouterr().out
    assert said.startswith("Ray cannot be imported here.") and "virtual cluster stands in" in said
