"""A student's desk: the cells of a released homework, run in a process in which sgdlab is closed.

Run as a program it reads one list of cells after the other and says what each printed or raised.
"""

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

from sgdlab.homework import release, source
from sgdlab.homework.kit.checks import MIME

ROOT = Path(__file__).resolve().parent.parent.parent


class Process:
    """The process that runs lists of cells, (id, source). Use it by `with`, or `close` it."""

    def __init__(self):
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.homework.desk"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
            env=os.environ | {"MPLBACKEND": "agg"}, cwd=ROOT,
        )  # fmt: skip

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def run(self, cells):
        """Return {id: what was shown, as a payload, else what was printed or raised}."""
        self._child.stdin.write(json.dumps(cells) + "\n")
        self._child.stdin.flush()
        return json.loads(self._child.stdout.readline())

    def close(self):
        """End the process."""
        self._child.stdin.close()
        self._child.wait()
        self._child.stdout.close()


class Desk(Process):
    """The release of one homework, answered in part or in whole, again and again."""

    def __init__(self, name):
        folder = ROOT / "notebooks" / "homework"
        self.notebook = source.read(folder / "source" / f"{name}.ipynb")
        self.data = release.released(self.notebook)
        self.released = source.parse(self.data, name)
        super().__init__()

    def solution(self, question):
        """Return the solution's text of a question's answer cell."""
        (cell,) = self.notebook.of("answer", question)
        return source.plain(cell.source)

    def say(self, answers, student="", seed=None):
        """Return {cell id: what it said} of the release with `answers` {question: text}.

        Where an answer is None it is the solution's. With a `seed` the checks show payloads.
        """
        texts = {name: self.solution(name) if text is None else text
                 for name, text in answers.items()}  # fmt: skip
        if student:
            texts["id"] = f"student = {student!r}"
        cells = []
        for cell in self.released.cells:
            text = texts.get(cell.question, cell.source) if cell.role == "answer" else cell.source
            if cell.role == "start" and seed is not None:
                text = text.replace("')", f"', seed={seed})")
            if cell.kind == "code":
                cells.append((cell.id, text))
        return self.run(cells)

    @property
    def questions(self):
        """Return the names of the questions that are checked."""
        return [cell.question for cell in self.notebook.of("check")]

    def told(self, question, text, student=""):
        """Return what the check of a question says of an answer; the others have none."""
        (cell,) = self.notebook.of("check", question)
        return self.say({question: text}, student)[cell.id]

    def fit(self, question, **assigned):
        """Return the solution's text with other values assigned to some names."""
        lines = [f"{name} = {value}" for name, value in assigned.items()]
        return "\n".join([self.solution(question), *lines])

    def wrong(self, judge, answers, seed):
        """Return what the judge says of answers under a seed: all parts that are not right.

        Answers that are not given are the solution's; the student is another one for each seed.
        """
        said = self.say(dict.fromkeys(self.questions) | answers, f"student {seed}", seed)
        shown = {cell.question: said[cell.id] for cell in self.notebook.of("check")}
        verdicts = judge.judge(shown, shown["q1"]["variant"], seed)
        parts = {name: one["parts"] for name, one in verdicts.items()}
        return [(name, part) for name in parts for part in parts[name] if part["told"]]


def _run(cells):
    space, said = {"__name__": "__main__"}, {}
    for name, text in cells:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            try:
                exec(compile(text, f"<{name}>", "exec"), space)
            except Exception as error:
                print(f"{type(error).__name__}: {error}")
        said[name] = _SHOWN.pop() if _SHOWN else out.getvalue()
    if "plt" in space:
        space["plt"].close("all")
    return said


_SHOWN = []


def _serve():
    import IPython.display

    IPython.display.display = lambda data, raw: _SHOWN.append(data[MIME])
    for line in sys.stdin:
        print(json.dumps(_run(json.loads(line))), flush=True)


if __name__ == "__main__":
    _serve()
