"""The command line's part for homework: `sgdlab check | release | grade`."""

from pathlib import Path


def add(commands):
    """Add the commands to the `sgdlab` parser's."""
    check = commands.add_parser("check", help="say what stands in your homework")
    check.add_argument("name", metavar="hw1", help="the homework, or the notebook's path")
    check.add_argument("--limit", metavar="S", type=float, help="seconds for a cell; else 30")
    check.set_defaults(command=_check)

    release = commands.add_parser("release", help="write what students get, from the sources")
    release.add_argument("names", metavar="hw1", nargs="*", help="homeworks; else all")
    release.add_argument("--out", metavar="FOLDER", type=Path, help="a zip of each goes there")
    release.add_argument("--check", action="store_true", help="only say what is not current")
    release.add_argument("--bundle", action="store_true", help="write the course zip to --out")
    release.set_defaults(command=_release)


def _check(arguments):
    from .check import check

    return check(arguments.name, arguments.limit)


def _release(arguments):
    from . import releasing

    if arguments.bundle:
        return releasing.bundle(arguments.out or Path("dist"))
    return releasing.release(arguments.names, arguments.out, arguments.check)
