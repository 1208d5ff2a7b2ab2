"""The solution in a process of its own: it knows what is right, and judges what others showed.

No student's code runs there, and nothing but JSON comes in. The process is this module, run.
"""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys

from . import kit
from .kit import Homework, closed, keys
from .kit.judged import Judged
from .source import plain


class Solution:
    """The solution of a homework, running. Use it by `with`, or `close` it."""

    def __init__(self, notebook):
        quiet = os.environ | {"MPLBACKEND": "agg"}
        self._child = subprocess.Popen(
            [sys.executable, "-m", "sgdlab.homework.solution"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=quiet,
        )  # fmt: skip
        cells = [
            (cell.role, cell.id, plain(cell.source))
            for cell in notebook.cells
            if cell.kind == "code"
        ]
        self._ask(name=notebook.name, cells=cells)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def known(self, variant):
        """Return what the source states of numbers worked by hand: {(question, what): Known}."""
        found = self._ask(do="known", variant=variant)
        return {
            (question, what): keys.Known(right, mistakes, digits)
            for question, what, right, mistakes, digits in found
        }

    def judge(self, shown, variant, seed):
        """Return the verdicts {question: ...} on what a student's checks showed, {question: ...}.

        Each has `points`, `parts` (what, share, told; where wrong: inputs, got, expected), and
        `reference`, what a right answer would have shown.
        """
        return self._ask(do="judge", shown=shown, variant=variant, seed=seed)

    def close(self):
        """End the process."""
        with contextlib.suppress(OSError):  # what is left for a process that is gone
            self._child.stdin.close()
        self._child.wait()
        self._child.stdout.close()

    def kill(self):
        """End the process at once, whatever it does."""
        self._child.kill()

    def _ask(self, **request):
        self._child.stdin.write(json.dumps(request) + "\n")
        self._child.stdin.flush()
        line = self._child.stdout.readline()
        answer = json.loads(line) if line else {"failed": "its process ended."}
        if "failed" in answer:
            raise RuntimeError(f"the solution did not run: {answer['failed']}")
        return answer["found"]


class _Own(Homework):
    """The homework as the solution's cells see it: the variant is given from outside."""

    def __init__(self, name, variant, seed):
        super().__init__(name, seed=seed)
        self.variant, self.check_of = variant, Judged
        self.shown, self.verdicts = {}, {}

    def enter(self, student):
        """Take no notice of an id."""


class _Child:
    """The other side: a namespace for each variant and seed, made when first asked for."""

    def __init__(self, name, cells):
        self.name, self.cells, self._spaces = name, cells, {}

    def known(self, variant):
        hw = self._space(variant, None)["hw"]
        return [
            (question, what, one.value, [(told, text) for text, told in one.mistakes.items()],
             one.digits)
            for (question, what), one in hw.known.items()
        ]  # fmt: skip

    def judge(self, shown, variant, seed):
        space = self._space(variant, seed)
        hw = space["hw"]
        hw.shown, hw.verdicts = shown, {}
        for role, name, text in self.cells:
            if role == "check":
                _run(text, name, space)
        return hw.verdicts

    def _space(self, variant, seed):
        if (variant, seed) not in self._spaces:
            own = _Own(self.name, variant, seed)
            kit.start = lambda *_: own  # what the first cell calls
            space = {"__name__": "solution"}
            for role, name, text in self.cells:
                if role != "check":
                    _run(text, name, space)
            self._spaces[variant, seed] = space
        return self._spaces[variant, seed]


def _run(text, name, space):
    try:
        exec(compile(text, f"<cell {name}>", "exec"), space)
    except Exception as error:
        raise RuntimeError(f"cell {name}: {type(error).__name__}: {error}") from error


def _serve():
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts the grading means its parent
    closed.close()
    child, out = None, sys.stdout
    for line in sys.stdin:
        request = json.loads(line)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                if child is None:
                    child, found = _Child(**request), None
                else:
                    found = getattr(child, request.pop("do"))(**request)
            answer = {"found": found}
        except Exception as error:
            answer = {"failed": str(error)}
        out.write(json.dumps(answer) + "\n")
        out.flush()


if __name__ == "__main__":
    _serve()
