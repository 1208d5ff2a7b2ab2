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

    grade = commands.add_parser("grade", help="grade what a class handed in")
    grade.add_argument("name", metavar="hw1", help="the homework, or its source's path")
    grade.add_argument(
        "place", metavar="submissions", type=Path, nargs="?", help="a folder or a zip"
    )
    grade.add_argument(
        "--out", metavar="FOLDER", type=Path, required=True, help="for all it writes"
    )
    grade.add_argument("--roster", metavar="CSV", type=Path, help="who is in the course")
    grade.add_argument("--column", metavar="NAME", default="", help="the gradebook's own column")
    grade.add_argument("--manual", metavar="CSV", type=Path, help="points given by hand")
    grade.add_argument("--late", metavar="RULE", help="such as '10%% per day, at most 50%%'")
    grade.add_argument("--jobs", metavar="N", type=int, default=1, help="how many at once; else 1")
    grade.add_argument(
        "--seed", metavar="N", type=int, help="of the inputs; else as before, or new"
    )
    grade.add_argument("--only", metavar="NAME", default="", help="grade one student")
    grade.add_argument("--question", metavar="Q", default="", help="renew one question's points")
    grade.add_argument("--again", action="store_true", help="run also what has not changed")
    grade.add_argument("--limit", metavar="S", type=float, default=30, help="for a cell; else 30")
    grade.add_argument("--sandbox", metavar="KIND", help="bubblewrap, unshare or limits")
    grade.add_argument("--unsafe", action="store_true", help="grade without walls around what runs")
    grade.add_argument("--gradescope", action="store_true", help="only write its autograder zip")
    grade.set_defaults(command=_grade)


def _check(arguments):
    from .check import check

    return check(arguments.name, arguments.limit)


def _release(arguments):
    from . import releasing

    if arguments.bundle:
        return releasing.bundle(arguments.out or Path("dist"))
    return releasing.release(arguments.names, arguments.out, arguments.check)


def _grade(arguments):
    from . import grading_command

    return grading_command.run(arguments)
