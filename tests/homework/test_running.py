"""A submission's run: what it finds of sgdlab, and what is taken from its outputs."""

import json
import sys

import pytest

from sgdlab.homework import release, running, sandbox, source
from sgdlab.homework.merge import merge
from sgdlab.homework.sandbox_results import CellResult

from .toy import TOY, solved

PRISTINE = source.parse(release.released(TOY), "toy")
LIMITS = running.Limits(5, 60)
MERGED = merge(PRISTINE, source.parse(solved(), "toy"))


def shown(*results):
    outcome = sandbox.Outcome(results, 1.0, "")
    return running.shown(MERGED, outcome, LIMITS)


def displayed(payload):
    return {"output_type": "display_data", "data": {running.MIME: payload}, "metadata": {}}


def test_only_the_kit_is_there_and_the_list_of_fonts():
    names = set(running.library())
    assert "lib/sgdlab/homework/kit/checks.py" in names
    assert not [name for name in names if "solution" in name or "judging" in name]
    assert json.loads(next(t for n, t in running.library().items() if "fontlist" in n))


def test_the_last_payload_of_its_own_question_counts():
    own = [{"question": "q2", "parts": [n]} for n in (1, 2)]
    found = shown(
        CellResult("toy-09-check", (displayed(own[0]), displayed(5), displayed(own[1]), displayed(
            {"question": "q1"})), "ok"),
    )  # fmt: skip
    assert found["q2"] == own[1] and found["q1"]["parts"] == []


@pytest.mark.parametrize(
    ("status", "outputs", "cut", "told"),
    [("timeout", (), False, "did not end within 5 seconds"),
     ("dead", (), False, "ended the kernel"),
     ("not run", (), False, "was not run"), ("ok", (), True, "printed too much"),
     ("error", ({"output_type": "error", "ename": "SystemExit", "evalue": "3"},), False,
      "SystemExit: 3"), ("ok", (), False, "nothing was shown")],
)  # fmt: skip
def test_why_nothing_was_shown_is_said(status, outputs, cut, told):
    found = shown(CellResult("toy-09-check", outputs, status, 1.0, cut))
    assert told in found["q2"]["stopped"]


def test_a_check_that_was_cut_short_says_why():
    own = displayed({"question": "q2", "parts": [1]})
    found = shown(CellResult("toy-09-check", (own,), "timeout"))["q2"]
    assert found["parts"] == [1] and "did not end within 5 seconds" in found["stopped"]


@pytest.mark.parametrize("text", ["hw = 1", 'kit.start("a")\nkit.start("b")', "kit.start(name)"])
def test_a_first_cell_without_its_one_start_is_refused(text):
    with pytest.raises(ValueError, match=r"must call kit\.start once"):
        running.seeded(text, 7)


@pytest.mark.skipif(sys.platform == "win32", reason="no sandbox with walls")
def test_matplotlib_finds_its_fonts_and_sgdlab_is_the_kit_alone():
    pytest.importorskip("matplotlib")
    cells = [
        ("a", "import logging; logging.basicConfig(level='DEBUG')\nimport matplotlib.font_manager"),
        ("b", "import pkgutil, sgdlab.homework as h; print([m.name for m in "
              "pkgutil.iter_modules(h.__path__)])"),
    ]  # fmt: skip
    first, second = sandbox.choose(unsafe=True).run(cells, extra_files=running.library()).cells
    assert "generated new fontManager" not in json.dumps(first.outputs)
    assert second.outputs[0]["text"] == "['kit']\n"
