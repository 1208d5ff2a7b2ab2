"""What `sgdlab release` writes: it is current, and its solution passes."""

import json

from .desk import ROOT
from .student import nbval, sgdlab, together


def test_the_solution_passes_strict_nbval_twice(released, tmp_path):
    folder = released / "notebooks" / "homework" / "solutions"
    text = (folder / "toy.ipynb").read_text("utf-8")
    assert "passes its public checks" in text  # a stored output, which is compared
    broken = json.loads(text)
    broken["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "other"}]
    for name in ("again", "broken"):
        (tmp_path / name).mkdir()
        copied = json.dumps(broken) if name == "broken" else text
        (tmp_path / name / "toy.ipynb").write_text(copied, "utf-8")
    twice = [(tmp_path / "again", ["toy.ipynb"])] * 2
    ran = together(
        *(nbval(folder, *words) for folder, words in [*twice, (tmp_path / "broken", ["toy.ipynb"])])
    )
    assert [code for code, _ in ran] == [0, 0, 1]


def test_a_release_is_current_until_its_source_changes(released):
    assert sgdlab(released, "release", "--check").returncode == 0
    own = released / "notebooks" / "homework" / "source" / "toy.ipynb"
    before = own.read_text("utf-8")
    own.write_text(before.replace("(w @ x - y) * x", "(w @ x - y) * x  # new"), "utf-8")
    answer = sgdlab(released, "release", "--check")
    own.write_text(before, "utf-8")
    assert answer.returncode == 1
    assert "solutions" in answer.stdout and "is not what its source gives" in answer.stdout


def test_the_committed_homeworks_are_what_their_sources_give():
    answer = sgdlab(ROOT, "release", "--check")
    assert answer.returncode == 0, answer.stdout
