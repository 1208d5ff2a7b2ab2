"""start.py: what it does in which state of .venv, and what it says when it cannot."""

import ast
import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = (ROOT / "start.py").read_text(encoding="utf-8")
TESTS = "-m pytest -n 2 --dist loadfile --no-loadscope-reorder"
GROUP = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]


class Place:
    """A course folder in which start.py runs, with every command it gives written down."""

    def __init__(self, folder, monkeypatch):
        spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
        self.start = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.start)
        for name in ("pyproject.toml", "constraints.txt"):
            (folder / name).write_bytes((ROOT / name).read_bytes())
        venv = folder / ".venv"
        monkeypatch.setattr(self.start, "ROOT", folder)
        monkeypatch.setattr(self.start, "PROJECT", folder / "pyproject.toml")
        monkeypatch.setattr(self.start, "VENV", venv)
        monkeypatch.setattr(self.start, "STAMP", venv / "sgdlab-ready")
        self.venv, self.commands, self.fails, self.broken = venv, [], "nothing", False
        monkeypatch.setattr(self.start.subprocess, "run", self.run)
        monkeypatch.setattr(self.start.subprocess, "Popen", self.popen)

    def run(self, command, **options):
        if "-c" in command[:2]:  # is .venv whole?
            whole = self.venv.exists() and not self.broken
            return SimpleNamespace(stdout=sys.version if whole else "Traceback", returncode=0)
        self.commands.append(" ".join(map(str, command[1:])))
        if "venv" in command and self.fails != "venv":
            self.venv.mkdir(exist_ok=True)
            self.broken = False
        failed = self.fails in self.commands[-1]
        return SimpleNamespace(stdout="the reason", returncode=int(failed))

    def popen(self, command, cwd):
        self.commands.append(" ".join(map(str, command[1:])))
        return SimpleNamespace(wait=lambda: 5)

    def main(self, *words):
        """Return the exit code and the commands that were given, in order."""
        self.commands.clear()
        return self.start.main(list(words)), list(self.commands)


@pytest.fixture
def place(tmp_path, monkeypatch):
    return Place(tmp_path, monkeypatch)


def test_it_is_short_and_needs_only_the_standard_library():
    assert len(SOURCE.splitlines()) < 80
    nodes = list(ast.walk(ast.parse(SOURCE)))
    names = {a.name for node in nodes if isinstance(node, ast.Import) for a in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names


def test_an_older_python_can_read_it_and_is_told(place, monkeypatch):
    ast.parse(SOURCE, feature_version=(3, 7))
    old = SimpleNamespace(version_info=(3, 9, 2), version="3.9.2 (default)", exit=sys.exit)
    monkeypatch.setattr(place.start, "sys", old)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer .*, not 3\.9\.2"):
        place.main()
    assert place.commands == []


def test_the_first_start_installs_and_opens_the_lessons(place, capsys):
    code, (venv, uv, packages, lab) = place.main("--no-browser")
    assert code == 5
    assert venv.startswith("-m venv") and uv == "-m pip install uv"
    assert packages.startswith("-m uv pip install -c constraints.txt -e . --python ")
    assert lab == "-m sgdlab lab --no-browser"
    said = capsys.readouterr().out.splitlines()
    assert [line[:4] for line in said] == ["1/3 ", "2/3 ", "3/3 "]
    assert all(line.endswith(" s") for line in said)


def test_the_second_start_installs_nothing(place):
    place.main()
    assert place.main()[1] == ["-m sgdlab lab"]


def test_tests_need_their_group_and_the_exit_code_is_passed_on(place):
    place.main()
    code, (_, packages, tests) = place.main("test", "-k", "slides")
    assert code == 5 and tests == f"{TESTS} -k slides"
    assert all(requirement in packages for requirement in GROUP["test"])
    assert place.main("test")[1] == [TESTS]
    assert place.main()[1] == ["-m sgdlab lab"]  # the lessons' packages are among them


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_an_update_of_the_course_installs_again_in_the_same_venv(place, name):
    place.main()
    (place.start.ROOT / name).write_text('[project]\nname = "new"\n', encoding="utf-8")
    commands = place.main()[1]
    assert len(commands) == 3 and not any("venv" in command for command in commands[:1])


def test_another_python_or_place_is_another_stamp(place, monkeypatch, tmp_path):
    stamps = {place.start.stamp("lessons"), place.start.stamp("test")}
    monkeypatch.setattr(place.start, "sys", SimpleNamespace(version="3.99"))
    stamps.add(place.start.stamp("lessons"))
    assert len(stamps) == 3


def test_a_damaged_venv_is_made_anew_and_said_so(place, capsys):
    place.main()
    place.broken = True
    capsys.readouterr()
    commands = place.main()[1]
    assert commands[0].startswith("-m venv --clear") and len(commands) == 4
    assert "damaged" in capsys.readouterr().out


@pytest.mark.parametrize("fails", ["pip install uv", "uv pip"])
def test_pip_stands_in_for_uv(place, fails, capsys):
    place.fails = fails
    commands = place.main()[1]
    assert commands[-2:] == ["-m pip install -c constraints.txt -e .", "-m sgdlab lab"]
    assert "by pip, as uv could not get them" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("fails", "sentence"),
    [("pip install", "With a network"), ("venv", "apt install python3-venv")],
)
def test_what_fails_says_why_and_does_not_count_as_done(place, fails, sentence):
    place.fails = fails
    with pytest.raises(SystemExit) as stop:
        place.main()
    assert "the reason" in str(stop.value) and sentence in str(stop.value)
    assert not place.start.STAMP.exists()
    place.fails = "nothing"
    assert len(place.main()[1]) in (3, 4)  # goes on where it stopped


def test_an_installation_that_is_cut_off_does_not_count(place, monkeypatch):
    place.main()
    (place.start.ROOT / "constraints.txt").write_text("numpy==1\n", encoding="utf-8")

    def cut_off(command, **options):
        if "-c" in command[:2]:
            return SimpleNamespace(stdout=sys.version)
        raise KeyboardInterrupt

    monkeypatch.setattr(place.start.subprocess, "run", cut_off)
    with pytest.raises(KeyboardInterrupt):
        place.main()
    assert not place.start.STAMP.exists()


@pytest.mark.parametrize(
    ("folder", "warns"),
    [("C:/sgdlab", False), ("C:/Users/a/OneDrive/sgdlab", True), ("C:/" + "long/" * 20, True)],
)
def test_windows_is_warned_of_paths_that_make_trouble(place, monkeypatch, capsys, folder, warns):
    place.main()
    capsys.readouterr()
    monkeypatch.setattr(place.start.sys, "platform", "win32")
    monkeypatch.setattr(place.start, "ROOT", folder)
    monkeypatch.setattr(place.start, "stamp", lambda kind: kind)
    place.start.STAMP.write_text("lessons", encoding="utf-8")
    place.main()
    assert ("OneDrive" in capsys.readouterr().out) is warns


def test_the_probe_of_a_venv_is_real(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    start = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(start)
    monkeypatch.setattr(start, "PYTHON", sys.executable)
    assert start.whole("json")
    assert not start.whole("no_such_module")
    monkeypatch.setattr(start, "PYTHON", str(tmp_path / "python"))
    assert not start.whole("json")


def test_a_phase_shows_what_the_command_said(capsys):
    code = "import sys; print('out', flush=True); print('err', file=sys.stderr); sys.exit(3)"
    probe = (
        f"import runpy; phase = runpy.run_path({str(ROOT / 'start.py')!r})['phase']; import sys; "
        f"phase('1/3 x', [sys.executable, '-c', {code!r}], 'Do this.')"
    )
    answer = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    assert answer.returncode == 1
    assert answer.stdout.strip() == "1/3 x ... did not work"
    assert answer.stderr.split() == ["out", "err", "Do", "this."]
