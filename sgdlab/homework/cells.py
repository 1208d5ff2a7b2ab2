"""A homework's notebook as nbval runs it: cells by the names of their questions, short messages."""

import re
import time
from queue import Empty

from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from . import tally
from .places import place
from .source import IGNORED, parse

LIMIT = 30.0  # seconds for a cell, where nothing else is asked for; nbval alone waits 2000
_NBVAL_LIMIT = 2000
_BEAT = 0.5  # seconds between two looks whether the kernel lives
_HEAD = re.compile(r"-{20,}$|.*Traceback \(most recent call last\)$")  # of IPython's tracebacks
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class KernelDied(Exception):
    """The kernel ended while a cell ran."""


def watched(kernel):
    """Return the kernel's `get_message`, which raises KernelDied soon after it died."""
    ask = kernel.get_message

    def get_message(stream, timeout=None):
        end = time.monotonic() + (_NBVAL_LIMIT if timeout is None else timeout)
        while True:
            left = end - time.monotonic()
            try:
                return ask(stream, timeout=max(0, min(_BEAT, left)))
            except Empty:
                if not kernel.is_alive():
                    raise KernelDied from None
                if left <= _BEAT:
                    raise

    return get_message


class HomeworkFile(IPyNbFile):
    """A notebook with a homework's tags."""

    def collect(self):
        """Yield a cell by its question where it has one; stored outputs play no part."""
        found = list(super().collect())
        self.cells = parse(self.nb, self.path.stem)
        self.tally = tally.Tally(self.path, self.cells)
        self.config.stash.setdefault(tally.KEY, []).append(self.tally)
        code = [cell for cell in self.cells.cells if cell.kind == "code"]
        for item, cell in zip(found, code, strict=True):
            yield HomeworkCell.from_parent(
                self, name=self._name(cell), cell_num=item.cell_num, cell=item.cell,
                options=self._options(item.options, cell), homework=cell,
            )  # fmt: skip

    def setup(self):
        """Start the kernel, and see at once when it dies."""
        super().setup()
        self.kernel.get_message = watched(self.kernel)

    def _name(self, cell):
        return tally.title(cell) if cell.role == "check" else place(self.cells, cell)

    def _options(self, options, cell):
        """What is asked of a cell: a student's marks do not count, and only a grade compares."""
        if not self.tally.handed_out:  # the course's own solution: nbval as everywhere
            return options
        check = cell.role == "check"
        skip = options["skip"] and not check
        raises = options["check_exception"] and not check
        compared = check and IGNORED not in cell.tags
        return {"check": compared, "check_exception": raises, "skip": skip}


class HomeworkCell(IPyNbCell):
    """A code cell; a check cell writes into the tally."""

    def __init__(self, *, homework, **more):
        super().__init__(**more)
        self.homework = homework

    def runtest(self):
        """Run the cell, under a limit that a student can wait for."""
        option = self.config.option
        if option.nbval_cell_timeout == _NBVAL_LIMIT:
            option.nbval_cell_timeout = LIMIT
        try:
            super().runtest()
        except Exception as error:
            self.parent.tally.note(self.homework, self._said(error))
            raise
        self.parent.tally.note(self.homework, "")

    def repr_failure(self, excinfo):
        """Return the message alone."""
        return self._said(excinfo.value)

    def reportinfo(self):
        """Return where the cell stands, by its name."""
        return self.path, 0, f"{self.path.name}::{self.name}"

    def _said(self, error):
        if isinstance(error, KernelDied):
            return "The kernel died in this cell: was it ended, or was no memory left?"
        if isinstance(error, RuntimeError) and "Kernel dead" in str(error):
            return "not run: the kernel died in a cell above."
        if not isinstance(error, NbCellError):
            return f"{type(error).__name__}: {error}"
        if "Timeout" in str(error):
            limit = self.config.option.nbval_cell_timeout
            return f"This cell ran longer than {limit:g} seconds: does a loop never end?"
        if "differ" in str(error):
            return f"{self.name}: what it shows is not what was right when it was graded."
        lines = _ANSI.sub("", error.inner_traceback or str(error)).strip().splitlines()
        if self.homework.role == "check" and lines and lines[0].startswith(f"{self.name}: "):
            return "\n".join(lines)
        told = [line for line in lines if not _HEAD.match(line)]
        return "\n".join(["This cell raised an error:", *told[-6:]])
