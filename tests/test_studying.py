"""`sgdlab study`: what is asked for, what is printed, and what an interruption leaves."""

import pytest

from sgdlab import cli, study, studying
from sgdlab.study import QUICK, Plan, read

WORDS = "study --batch-sizes 512 1437 --rates 1 3 --seeds 2 --epochs 2"
TINY = WORDS.split()


def asked(*words):
    return studying.plan_of(cli._parser().parse_args(["study", *words]))


def test_without_words_it_is_the_full_study():
    assert asked() == Plan()
    assert asked("--quick") == QUICK


def test_words_change_the_plan():
    plan = asked("--quick", "--data", "mnist", "--batch-sizes", "64", "8", "--target", "0.9")
    assert (plan.data, plan.batch_sizes, plan.target) == ("mnist", (8, 64), 0.9)
    assert (plan.rates, plan.seeds, plan.epochs) == (QUICK.rates, QUICK.seeds, QUICK.epochs)
    plan = asked("--seeds", "3", "--rates", "1", "0.5", "--epochs", "2")
    assert (plan.seeds, plan.rates, plan.epochs, plan.settled) == ((0, 1, 2), (0.5, 1), 2, 2)


@pytest.mark.parametrize(
    "words",
    [
        "--seeds 0",
        "--seeds -3",
        "--seeds 5000",
        "--epochs 0",
        "--target 95",
        "--target nan",
        "--rates 0",
        "--rates nan",
        "--batch-sizes 2000",
        "--data cats",
        "--out no/study.csv",
        "--out study.txt",
        "--rates",
        "--rates fast",
        "--seeds 1.5",
        "--slow",
        "fast",
    ],
)
def test_bad_words_get_one_sentence_and_exit_code_2(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    try:
        code = cli.main(["study", *words.split()])
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    assert code == 2 and out == ""
    assert err.startswith("sgdlab") and err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_it_measures_prints_and_keeps(tmp_path, capsys):
    path = tmp_path / "study.csv"
    assert cli.main([*TINY, "--target", "0.3", "--out", str(path)]) == 0
    out, err = capsys.readouterr()
    assert err == ""  # the bar is for a terminal
    found = read(path)
    assert found.complete and found.plan.seeds == (0, 1)
    lines = out.splitlines()
    assert lines[0].startswith("digits to 30 % accuracy") and found.machine in lines[0]
    assert [line.split()[0] for line in lines[3:5]] == ["512", "1437"]
    assert all("*" in line for line in lines[3:6])  # two rates: each is at an edge
    assert lines[-1] == f"All 8 runs: {path}"
    assert cli.main([*TINY, "--target", "0.3", "--out", str(path)]) == 0
    assert capsys.readouterr().out == out


def test_runs_that_never_arrive_are_told(capsys):
    assert cli.main([*TINY, "--target", "1"]) == 0
    out = capsys.readouterr().out
    assert "0 of 2" in out and "never arrived" in out


def test_the_bar_goes_to_its_end(monkeypatch, capsys):
    bars = []

    class Bar(studying.tqdm):
        def __init__(self, **words):
            super().__init__(**{**words, "disable": False})
            bars.append(self)

    monkeypatch.setattr(studying, "tqdm", Bar)
    assert cli.main(TINY) == 0
    [bar] = bars
    assert (bar.n, bar.total) == (8, 8)
    assert "epoch" in capsys.readouterr().err


@pytest.mark.parametrize("keep", [True, False])
def test_an_interruption_says_how_to_go_on(tmp_path, capsys, monkeypatch, keep):
    path = tmp_path / "study.csv"
    run_block, blocks = study.run_block, []

    def interrupted(*words):
        blocks.append(words)
        if len(blocks) == 3:
            raise KeyboardInterrupt
        return run_block(*words)

    monkeypatch.setattr(study, "run_block", interrupted)
    words = [*TINY, *(["--out", str(path)] if keep else [])]
    assert cli.main(words) == 130
    said = capsys.readouterr().err
    assert said.startswith("Interrupted. ") and said.count("\n") == 1
    if keep:
        assert "goes on from there" in said and len(read(path).runs) == 4
        assert cli.main(words) == 0 and read(path).complete
        assert "2 of 4 blocks" in capsys.readouterr().err
    else:
        assert "--out FILE" in said


def test_a_damaged_file_is_told(tmp_path, capsys):
    path = tmp_path / "study.csv"
    cli.main([*TINY, "--out", str(path)])
    path.write_bytes(path.read_bytes().replace(b"512,1.0,0", b"512,1.0,7"))
    assert cli.main([*TINY, "--out", str(path)]) == 0
    assert "kept as study.damaged.csv" in capsys.readouterr().err
    assert read(path).complete
