"""The command line: `sgdlab lab | study | doctor | notebooks | check | release | grade`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from . import __version__
from .homework import commands as homework


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. `{self.prog} --help` shows what there is.\n")


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 found wanting, 2 asked wrongly."""
    words, further = _split(list(sys.argv[1:] if words is None else words))
    arguments = _parser().parse_args(words)
    if further and arguments.command is not _lab:
        print("sgdlab: only `sgdlab lab` passes arguments on after --.", file=sys.stderr)
        return 2
    arguments.further = further
    try:
        return arguments.command(arguments)
    except (OSError, ValueError, ModuleNotFoundError) as error:
        place = getattr(error, "filename", None)
        what = f"{place}: {error.strerror}. `sgdlab doctor` says what to do." if place else error
        print(f"sgdlab: {what}", file=sys.stderr)
        return 2 if isinstance(error, ValueError) else 1


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Part the words at `--`: argparse would drop the first one and take options as its own."""
    if "--" not in words:
        return words, []
    at = words.index("--")
    return words[:at], words[at + 1 :]


def _parser() -> argparse.ArgumentParser:
    words = "Stochastic gradient descent that can be moved by hand."
    parser = _Parser(prog="sgdlab", description=words)
    parser.add_argument("--version", action="version", version=f"sgdlab {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    lab = commands.add_parser("lab", help="open the lessons in JupyterLab")
    lab.add_argument("--fresh", metavar="NN", help="open a new copy of lesson NN, or lecture")
    lab.add_argument("--no-browser", action="store_true", help="only print the address")
    lab.epilog = "What follows -- goes on to JupyterLab: sgdlab lab -- --port 9000"
    lab.set_defaults(command=_lab)

    study = commands.add_parser("study", help="measure which batch size trains fastest")
    study.add_argument("--out", metavar="FILE", help="a csv file for the results; goes on from it")
    study.add_argument("--quick", action="store_true", help="fewer sizes, rates and seeds")
    study.add_argument("--data", metavar="NAME", help="digits (else), mnist or cifar10")
    study.add_argument("--batch-sizes", metavar="M", type=int, nargs="+", help="such as 8 32 128")
    study.add_argument("--rates", metavar="LR", type=float, nargs="+", help="such as 0.1 0.3 1")
    study.add_argument("--seeds", metavar="N", type=int, help="how many orders of the instances")
    study.add_argument("--target", metavar="SHARE", type=float, help="accuracy to reach; else 0.95")
    study.add_argument("--epochs", metavar="N", type=int, help="the most for a run; else 30")
    study.set_defaults(command=_study)

    handout = commands.add_parser("handout", help="write pages to print, without code or answers")
    handout.add_argument("names", nargs="*", metavar="NN", help="lessons, or lecture; else all")
    handout.add_argument("--out", metavar="FOLDER", type=Path, help="else my/handout")
    handout.set_defaults(command=_handout)

    doctor = commands.add_parser("doctor", help="test the set-up and say what to do")
    doctor.set_defaults(command=_doctor)

    notebooks = commands.add_parser("notebooks", help="run and write notebooks canonically")
    notebooks.add_argument("--check", action="store_true", help="only say what is not canonical")
    notebooks.add_argument("paths", nargs="*", type=Path, help="notebooks; else all there are")
    notebooks.set_defaults(command=_notebooks)
    homework.add(commands)
    return parser


def _lab(arguments: argparse.Namespace) -> int:
    from .lab import lab

    return lab(arguments.fresh, not arguments.no_browser, arguments.further)


def _study(arguments: argparse.Namespace) -> int:
    from .studying import study

    return study(arguments)


def _handout(arguments: argparse.Namespace) -> int:
    from . import course, handout

    folder = course.find()
    pages = [course.named(folder, name) for name in arguments.names] or course.pages(folder)
    for page in pages:
        print(handout.write(page, arguments.out or folder / "my" / "handout"))
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    from . import doctor

    report = doctor.report()
    print(report.text())
    return 0 if report.ok else 1


def _notebooks(arguments: argparse.Namespace) -> int:
    from . import course

    look = _check if arguments.check else _write
    paths = arguments.paths or course.pages(course.find())
    fine = [look(path) for path in paths]  # all of them, also after the first fault
    return 0 if all(fine) else 1


def _check(path: Path) -> bool:
    from . import notebooks

    found = notebooks.faults(path.read_bytes().decode())
    print("\n  ".join([f"{path.name}:", *(found or ["canonical."])]))
    return not found


def _write(path: Path) -> bool:
    from . import execution

    try:
        print(f"{path.name}: {'written.' if execution.write(path) else 'as it was.'}")
    except (ValueError, TypeError, LookupError, AttributeError, OSError) as error:
        known = isinstance(error, ValueError) and not isinstance(error, UnicodeError)
        what = str(error) if known else f"{path} is not a notebook that can be run: {error!r}"
        print(what, file=sys.stderr)
        return False
    return True
