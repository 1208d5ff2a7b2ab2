"""The reader of prose: what it finds, and that what is wrong or unread is told."""

import json

import pytest

from . import prose
from .prose import Prose


@pytest.fixture
def small(tmp_path, monkeypatch):
    cells = [{"cell_type": "markdown", "source": [text]} for text in ("# 99", SMALL)]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    monkeypatch.setattr(prose, "NOTEBOOKS", tmp_path)
    return Prose("a")


SMALL = "At $w_{12}$ in `f(13)` of [05](05-a.ipynb): 65{,}536 and 1,500 take 2.43 ms. **Next** 17"


def test_what_is_not_read_is_told(small):
    assert len(small.unread()) == 3
    small.says("{} and {} take {} ms", 65_536, 1500, 2.4338)
    assert small.unread() == []


def test_a_digit_that_is_wrong_is_told(small):
    with pytest.raises(AssertionError, match=r"2\.43 is said, 2\.44 computed"):
        small.says("take {} ms", 2.44)
    with pytest.raises(AssertionError, match="does not say"):
        small.says("takes {} s", 2.43)
