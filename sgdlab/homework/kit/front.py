"""Who runs a cell: a person, whom a sentence tells enough, or a program that waits for an error."""

import sys


def by_hand():
    """Say whether the cell was run in a notebook's front end.

    Such a front end lets a cell ask back (`allow_stdin` in Jupyter's message); nbval, nbclient and
    nbgrader do not.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    request = shell.get_parent() if hasattr(shell, "get_parent") else {}
    return bool(request.get("content", {}).get("allow_stdin"))


def say(problem, loud=True):
    """Tell a person and return True, so that Run All goes on; raise `problem` in a program.

    What is not `loud` stands in a notebook without the colour of errors.
    """
    if not by_hand():
        raise problem from None
    print(problem, file=sys.stderr if loud else sys.stdout)
    return True
