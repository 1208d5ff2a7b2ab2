"""The command line, the reader's copies, the server's command, and the doctor."""

import json
import os
import socket
import sys
import tomllib
from pathlib import Path

import pytest

import sgdlab
from sgdlab import browser, cli, course, lab, notebooks
from sgdlab.doctor import DISTRIBUTIONS, PYTHON, Check, Report, checks, report

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A course of three lessons; the current folder is one below it."""
    (tmp_path / "notebooks").mkdir()
    for stem in ("00-start", "02-one-parameter", "04-sgd"):
        (tmp_path / "notebooks" / f"{stem}.ipynb").write_text(f"the course's {stem}", "utf-8")
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


@pytest.fixture
def served(monkeypatch):
    """Collects the commands that would start a server, and says 0."""
    commands = []

    class Server:
        def __init__(self, command, env):
            commands.append((command, env))

        def wait(self):
            return 0

    monkeypatch.setattr(lab.subprocess, "Popen", Server)
    monkeypatch.setattr(lab, "_served", lambda folder: False)
    return commands


def names(folder):
    return sorted(path.name for path in (folder / "my").iterdir())


# words on the command line


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["lib"],
        ["lab", "--frsh", "04"],
        ["lab", "--fresh"],
        ["doctor", "now"],
        ["doctor", "--", "x"],
        ["--verison"],
    ],
    ids=" ".join,
)
def test_bad_words_get_one_sentence_and_exit_code_2(words, capsys):
    try:
        code = cli.main(words)
    except SystemExit as stop:
        code = stop.code
    said = capsys.readouterr().err
    assert code == 2
    assert said.startswith("sgdlab") and said.count("\n") == 1


def test_the_version_is_the_same_everywhere(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"sgdlab {PROJECT['version']}\n"
    assert sgdlab.__version__ == PROJECT["version"]
    assert f"version: {PROJECT['version']}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_missing_notebook_is_one_sentence(capsys):
    assert cli.main(["notebooks", "--check", "nowhere.ipynb"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


# the course folder and the copies


def test_the_course_is_found_from_below_and_beside_the_package(folder, monkeypatch):
    assert course.find() == folder.resolve()
    monkeypatch.setattr(course, "__file__", str(folder / "sgdlab" / "course.py"))
    assert course.find(Path(folder.anchor)) == folder.resolve()


def test_without_lessons_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(course, "__file__", str(tmp_path / "site" / "sgdlab" / "course.py"))
    assert cli.main(["lab"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("sgdlab: No lessons found") and said.count("\n") == 1


def test_copies_are_made_once_and_never_overwritten(folder):
    mine = course.copies(folder)
    (mine / "04-sgd.ipynb").write_text("my work", encoding="utf-8")
    (mine / "00-start.ipynb").unlink()
    course.copies(folder)
    assert names(folder) == ["00-start.ipynb", "02-one-parameter.ipynb", "04-sgd.ipynb"]
    assert (mine / "04-sgd.ipynb").read_text(encoding="utf-8") == "my work"


def test_a_fresh_copy_stands_beside_the_old_ones(folder):
    assert course.fresh(folder, "04").name == "04-sgd.ipynb"  # there was none
    (folder / "my" / "04-sgd.ipynb").write_text("my work", encoding="utf-8")
    assert course.fresh(folder, "4").name == "04-sgd-2.ipynb"
    assert course.fresh(folder, "04").name == "04-sgd-3.ipynb"
    assert (folder / "my" / "04-sgd.ipynb").read_text(encoding="utf-8") == "my work"
    assert (folder / "my" / "04-sgd-3.ipynb").read_text(encoding="utf-8") == "the course's 04-sgd"


def test_the_lecture_is_copied_and_known_by_its_name(folder):
    (folder / "notebooks" / "lecture.ipynb").write_text("the lecture", "utf-8")
    assert course.fresh(folder, "lecture").name == "lecture.ipynb"
    assert course.fresh(folder, "lecture").name == "lecture-2.ipynb"
    assert [page.stem for page in course.pages(folder)][-1] == "lecture"
    assert "lecture" not in [page.stem for page in course.lessons(folder)]


@pytest.mark.parametrize("number", ["03", "x", "../02", "004", "lecture"])
def test_a_lesson_that_is_not_there_is_one_sentence(folder, number, capsys, served):
    assert cli.main(["lab", "--fresh", number]) == 2
    said = capsys.readouterr().err
    assert "00-start, 02-one-parameter, 04-sgd" in said and said.count("\n") == 1
    assert served == []


def test_a_copy_that_was_cut_off_is_no_copy(folder, monkeypatch):
    def cut_off(source, place):
        Path(place).write_text("the cou", encoding="utf-8")
        raise OSError("disk full")

    monkeypatch.setattr(course.shutil, "copyfile", cut_off)
    with pytest.raises(OSError, match="disk full"):
        course.copies(folder)
    assert not list((folder / "my").glob("*.ipynb"))


# the server


def test_lab_opens_the_copy_with_this_interpreter(folder, served):
    assert cli.main(["lab"]) == 0
    ((command, env),) = served
    assert command[:3] == [lab.sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={folder.resolve()}" in command
    assert "--LabApp.default_url=/lab/tree/my/00-start.ipynb" in command
    assert "--no-browser" not in command
    assert env["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0] == str(lab.CONFIG)


def test_words_go_on_to_jupyterlab(folder, served):
    cli.main(["lab", "--fresh", "04", "--no-browser", "--", "--port", "9000", "--no-browser"])
    cli.main(["lab", "--fresh", "04"])
    (first, _), (second, _) = served
    assert first[-4:-3] in (["--no-browser"], ["--allow-root"])
    assert first[-3:] == ["--port", "9000", "--no-browser"]
    assert "--LabApp.default_url=/lab/tree/my/04-sgd-2.ipynb" in second


def test_jupyterlab_asks_nothing_outside_and_keeps_the_user_s_settings(folder, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(lab.CONFIG.parent))
    env = lab.environment(folder)
    assert env["JUPYTER_CONFIG_PATH"].split(os.pathsep) == [str(lab.CONFIG), str(lab.CONFIG.parent)]
    assert env["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)  # `sgdlab check`
    assert "JUPYTERLAB_SETTINGS_DIR" not in env.keys() - os.environ.keys()
    file = lab.CONFIG / "labconfig" / "default_setting_overrides.json"
    defaults = json.loads(file.read_text(encoding="utf-8"))
    assert defaults == {
        "@jupyterlab/apputils-extension:notification": {
            "checkForUpdates": False,
            "fetchNews": "false",
        },
        # a link to the glossary shows its page, not its source
        "@jupyterlab/docmanager-extension:plugin": {
            "defaultViewers": {"markdown": "Markdown Preview"}
        },
    }


def test_without_jupyterlab_one_sentence(folder, monkeypatch, capsys):
    monkeypatch.setattr(lab.importlib.util, "find_spec", lambda name: None)
    assert cli.main(["lab"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("sgdlab: JupyterLab is not installed") and said.count("\n") == 1


VIEWED = {
    "cells": [
        {"outputs": [{"data": {notebooks.VIEW: {"model_id": "12ab"}}}]},
    ],
    "metadata": {},
}


@pytest.mark.parametrize("running", [False, True])
def test_dead_views_are_put_to_rest_live_ones_are_not(folder, served, monkeypatch, running):
    copy = course.copies(folder) / "04-sgd.ipynb"
    copy.write_text(json.dumps(VIEWED), encoding="utf-8")
    monkeypatch.setattr(lab, "_served", lambda folder: running)
    cli.main(["lab"])
    assert ("12ab" in copy.read_text(encoding="utf-8")) is running


def test_a_server_counts_while_it_answers(folder, monkeypatch):
    monkeypatch.setattr("jupyter_core.paths.jupyter_runtime_dir", lambda: str(folder))
    with socket.create_server(("127.0.0.1", 0)) as server:
        note = {"root_dir": str(folder), "port": server.getsockname()[1]}
        (folder / "jpserver-1.json").write_text(json.dumps(note), encoding="utf-8")
        (folder / "jpserver-0.json").write_text("{", encoding="utf-8")
        assert lab._served(folder.resolve())
        assert not lab._served(folder.resolve().parent)
    assert not lab._served(folder.resolve())


def test_ctrl_c_leaves_the_answer_to_the_server():
    class Server:
        turns = iter([KeyboardInterrupt, KeyboardInterrupt, 7])

        def wait(self):
            turn = next(self.turns)
            if turn is KeyboardInterrupt:
                raise turn
            return turn

    assert lab._wait(Server()) == 7


# the doctor


def test_the_doctor_knows_the_dependencies():
    lines = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["real"]]
    asked = dict(line.split(" ")[0].split(",")[0].split(">=") for line in lines)
    assert asked == DISTRIBUTIONS
    assert PROJECT["requires-python"] == ">=" + ".".join(map(str, PYTHON))


def test_this_set_up_is_complete(capsys):
    assert [check for check in checks() if check.needed and not check.ok] == []
    assert cli.main(["doctor"]) == 0
    assert capsys.readouterr().out.endswith("The set-up is complete.\n")


def test_what_is_missing_says_what_to_do(monkeypatch, capsys):
    monkeypatch.setitem(DISTRIBUTIONS, "no-such-thing", "1")
    monkeypatch.setitem(DISTRIBUTIONS, "numpy", "99")
    monkeypatch.setattr(browser, "find", lambda: None)
    assert cli.main(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "Missing: numpy, no-such-thing."
    (line,) = (line for line in lines if "no-such-thing:" in line)
    assert line.startswith("  MISSING") and 'pip install "no-such-thing>=1"' in line
    (line,) = (line for line in lines if "browser" in line)
    assert line.startswith("not there") and "Any browser will do" in line


def test_each_check_is_one_line():
    assert len(repr(report()).splitlines()) == len(checks()) + 1


def test_a_notebook_shows_no_folder_of_whoever_saved_it():
    mine = report()
    assert sys.executable in mine.text()
    for shown in (repr(mine), mine._repr_html_()):
        assert sys.executable not in shown and str(course.find()) not in shown


def test_the_table_is_escaped_and_hides_advice_that_nobody_needs():
    good, bad = Check("a", True, True, "<1>", "buy"), Check("b", False, False, "2", "R&D")
    html = Report((good, bad))._repr_html_()
    assert "&lt;1&gt;" in html and "R&amp;D" in html and "buy" not in html
    assert "The set-up is complete." in html and html.count("<tr>") == 3


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_the_doctor_sees_damaged_data(monkeypatch, damage):
    def check():
        raise ValueError(f"line.csv is {damage}.")

    monkeypatch.setattr("sgdlab.datasets.check", check)
    (wrong,) = (one for one in checks() if one.name == "data")
    assert wrong.mark == "MISSING" and damage in wrong.found


def test_a_kernel_that_starts_nothing_is_seen(tmp_path, monkeypatch):
    spec = tmp_path / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps({"argv": [str(tmp_path / "gone" / "python")]}), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    (wrong,) = (one for one in checks() if one.name == "kernel python3")
    assert not wrong.ok and "which is not there" in wrong.found


def test_the_browser_is_looked_for_where_each_system_has_it(tmp_path, monkeypatch):
    program = tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    monkeypatch.setattr(browser.sys, "platform", "win32")
    monkeypatch.setenv("PROGRAMFILES(X86)", str(tmp_path))
    assert browser.find() == str(program)
    program.unlink()
    assert browser.find() is None
